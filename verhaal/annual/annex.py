"""A story as the account shows it: whole in the annex, its outcomes and what was said of it in the sections."""

from flask_babel import gettext as _

from verhaal import markdown
from verhaal.annual.document import Quote, Statement, StoryText
from verhaal.annual.record import Commitment, Confirmation, Outcome, Page, Response
from verhaal.display import day, name, number, short_week
from verhaal.week import Week


def story_text(ref: str, page: Page | None) -> StoryText:
    """The page of a story; of one that was withdrawn since, that it was."""
    if page is None:
        return StoryText(ref, _("A story that was withdrawn"), "", _("It stood here when the account was signed."))
    place = f" · {page.place}" if page.place else ""
    recurs = " · " + _("happened %(how)s", how=name(page.recurrence)) if page.recurrence else ""
    return StoryText(
        ref=ref,
        title=page.title,
        meta=short_week(Week.parse(page.week)) + place + (" · " + _("setback") if page.is_setback else "") + recurs,
        note=_("Corrected: %(what)s", what=page.corrected) if page.corrected else "",
        tree=tuple(markdown.to_tree(page.text)),
        outcomes=tuple(map(outcome_of, page.outcomes)),
        counts=tuple(
            f"{number(count.amount)} {count.unit}" + (f" ({count.activity})" if count.activity else "")
            for count in page.counts
        ),
    )


def outcome_of(outcome: Outcome, refs: tuple[str, ...] = ()) -> Statement:
    details = (
        (_("For"), outcome.whom),
        (_("It matters because"), outcome.significance),
        (_("Mostly thanks to"), name(outcome.contribution) if outcome.contribution else ""),
        *((_("Confirmed by"), _confirmed(each)) for each in outcome.confirmations),
    )
    return Statement(outcome.change, tuple(each for each in details if each[1]), refs)


def _confirmed(by: Confirmation) -> str:
    return f"{by.who} ({by.relation}), {day(by.on)}" + (f": {by.words}" if by.words else "")


def quote(ref: str, response: Response) -> Quote:
    """What the funder said, what became of it where it took something on, and the answers to it; no person is named."""
    became = promise_of(response.commitment, response) if response.commitment else ()
    answers = tuple((_("The author") if each.by_author else response.funder, each.text) for each in response.answers)
    return Quote(
        name(response.kind), f"{response.funder}, {day(response.on)}", response.text, (ref,), (*became, *answers)
    )


def promise_of(commitment: Commitment, response: Response) -> tuple[tuple[str, str], ...]:
    """What was taken on, where that says more than the words did; by whom and by when; and what became of it."""
    became = name(commitment.standing)
    if commitment.closed_on:
        became = f"{became}, {day(commitment.closed_on)}. {commitment.explanation}"
    rows = (
        (_("Taken on"), commitment.what if commitment.what != response.text else ""),
        (_("Who, and by when"), f"{commitment.who}, {day(commitment.due_on)}"),
        (_("What became of it"), became),
    )
    return tuple(each for each in rows if each[1])
