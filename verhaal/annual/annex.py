"""A story as the account shows it: whole in the annex, its outcomes and what was said of it in the sections."""

from datetime import date

from flask_babel import gettext as _

from verhaal import markdown
from verhaal.annual.document import Quote, Statement, StoryText
from verhaal.annual.figures import Figures
from verhaal.display import day, name, number, short_week
from verhaal.reading.commitments import Promises
from verhaal.reading.models import Commitment, Response
from verhaal.reading.queries import Thread
from verhaal.stories.models import Outcome, Version
from verhaal.stories.queries import Telling
from verhaal.week import day_of


def story_text(figures: Figures, each: Telling) -> StoryText:
    version = each.version
    counts = [
        f"{number(count.amount)} {count.unit}" + (f" ({activity.name})" if activity else "")
        for count, activity in figures.of.counts[version.id]
    ]
    place = f" · {each.place.name}" if each.place else ""
    note = _("Corrected: %(what)s", what=version.change_note) if version.number > 1 else ""
    return StoryText(
        ref=figures.refs[each.story.id],
        title=version.title,
        meta=short_week(version.week) + place + (" · " + _("setback") if version.is_setback else "") + _recurs(version),
        note=note,
        tree=markdown.to_tree(version.text),
        outcomes=tuple(outcome_of(outcome) for outcome, _objective in figures.of.outcomes[version.id]),
        counts=tuple(counts),
    )


def _recurs(version: Version) -> str:
    return " · " + _("happened %(how)s", how=name(version.recurrence)) if version.recurrence else ""


def outcome_of(outcome: Outcome, refs: tuple[str, ...] = ()) -> Statement:
    details = (
        (_("For"), outcome.whom),
        (_("It matters because"), outcome.significance),
        (_("Mostly thanks to"), name(outcome.contribution) if outcome.contribution else ""),
    )
    return Statement(outcome.change, tuple(each for each in details if each[1]), refs)


def quote(figures: Figures, each: Telling, thread: Thread, today: date) -> Quote:
    """What the funder said, what became of it where it took something on, and the answers to it."""
    by = f"{thread.person.name}, {day(day_of(thread.response.created_at))}"
    became = promise_of(thread.commitment, thread.response, today) if thread.commitment else ()
    answers = (*became, *((person.name, answer.text) for answer, person in thread.answers))
    return Quote(name(thread.response.kind), by, thread.response.text, (figures.refs[each.story.id],), answers)


def promise_of(commitment: Commitment, response: Response, today: date) -> tuple[tuple[str, str], ...]:
    """What was taken on, where that says more than the words did; by whom and by when; and what became of it."""
    became = name(commitment.standing(today))
    if commitment.closed_at:
        became = f"{became}, {day(day_of(commitment.closed_at))}. {commitment.explanation}"
    rows = (
        (_("Taken on"), commitment.what if commitment.what != response.text else ""),
        (_("Who, and by when"), f"{commitment.who}, {day(commitment.due_on)}"),
        (_("What became of it"), became),
    )
    return tuple(each for each in rows if each[1])


def promises_of(figures: Figures, today: date) -> list[tuple[str, str]]:
    """How many commitments were made about the year's stories, and where they stand on the day of the account."""
    made = [thread.commitment for _each, thread in figures.threads if thread.commitment]
    promises = Promises.of(each.standing(today) for each in made)
    stand = _("%(kept)d done, %(open)d open, %(late)d late, %(explained)d explained", **promises._asdict())
    return [(_("Commitments made"), f"{number(promises.made)}: {stand}" if made else number(0))]
