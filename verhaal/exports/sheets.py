"""The account as rows: one list of sheets, which the spreadsheet and the CSV files write down each in its own way.

Every row carries the reference of its story, or of the grant that it is about. What can be counted is a number, and
stands beside the number that it is out of.
"""

from collections.abc import Callable, Iterable, Iterator

from flask_babel import force_locale
from flask_babel import gettext as _

from verhaal.annual.record import Account, Commitment, Confirmation, Outcome, Page, Response
from verhaal.display import day, name
from verhaal.exports.cells import Cell, Column, Row, Sheet, fitting
from verhaal.exports.front import front


def sheets(of: Account) -> list[Sheet]:
    """In Dutch, the language in which an account goes to its funder."""
    with force_locale("nl"):
        made = [front(of), _stories(of), _outcomes(of), _counts(of), _responses(of)]
    return [fitting(sheet) for sheet in made]


def _stories(of: Account) -> Sheet:
    columns = (
        Column(_("Story"), 12), Column(_("Week"), 10), Column(_("Place"), 16), Column(_("Title"), 34),
        Column(_("Text"), 90), Column(_("Setback"), 11), Column(_("How often"), 18), Column(_("Outcomes"), 12),
        Column(_("Counts"), 12), Column(_("Responses"), 12), Column(_("Corrected"), 24), Column(_("Version"), 9),
        Column(_("Grants"), 20), Column(_("In random draws"), 20), Column(_("Fingerprint (SHA-256)"), 20),
    )  # fmt: skip
    digests = {entry.ref: entry.digest for entry in of.core.stories}
    rows = ((*_story(ref, page, _told_for(of, ref)), digests[ref]) for ref, page in of.pages.items())
    return Sheet(_("Stories"), columns, tuple(rows))


def _story(ref: str, page: Page | None, grants: str) -> Row:
    if page is None:
        return (ref, None, None, _("A story that was withdrawn"), *[None] * 8, grants, None)
    return (
        ref, page.week, page.place, page.title, page.text, page.is_setback,
        name(page.recurrence) if page.recurrence else None, len(page.outcomes), len(page.counts),
        len(page.responses), page.corrected, page.version, grants, page.key,
    )  # fmt: skip


def _told_for(of: Account, ref: str) -> str:
    return ", ".join(grant.decision.reference for grant in of.core.grants if ref in grant.stories)


def _outcomes(of: Account) -> Sheet:
    columns = (
        Column(_("Story"), 12), Column(_("Grant"), 16), Column(_("Objective"), 30), Column(_("What changed"), 60),
        Column(_("For whom"), 24), Column(_("It matters because"), 50), Column(_("Mostly thanks to"), 22),
        Column(_("Confirmations"), 14), Column(_("Confirmed by"), 50),
    )  # fmt: skip
    return Sheet(_("Outcomes"), columns, _rows(of, lambda page: map(_outcome, page.outcomes)))


def _outcome(of: Outcome) -> Row:
    thanks = name(of.contribution) if of.contribution else None
    confirmed = "\n".join(map(_confirmed, of.confirmations))
    return of.grant, of.objective, of.change, of.whom, of.significance, thanks, len(of.confirmations), confirmed


def _confirmed(by: Confirmation) -> str:
    return f"{by.who} ({by.relation}), {day(by.on)}" + (f": {by.words}" if by.words else "")


def _counts(of: Account) -> Sheet:
    columns = (Column(_("Story"), 12), Column(_("Activity"), 34), Column(_("How many"), 10), Column(_("Unit"), 24))
    rows = _rows(of, lambda page: ((each.activity, each.amount, each.unit) for each in page.counts))
    return Sheet(_("Counts"), columns, rows)


def _responses(of: Account) -> Sheet:
    columns = (
        Column(_("Story"), 12), Column(_("By"), 24), Column(_("Kind"), 20), Column(_("Date"), 12),
        Column(_("Words"), 70), Column(_("Taken on"), 40), Column(_("By whom"), 24), Column(_("By when"), 12),
        Column(_("What became of it"), 20), Column(_("Closed on"), 12), Column(_("Explanation"), 40),
    )  # fmt: skip
    rows = _rows(of, lambda page: (row for each in page.responses for row in _response(each)))
    return Sheet(_("Responses"), columns, rows)


def _response(of: Response) -> Iterator[Row]:
    """A response, and then each answer to it in a row of its own."""
    nothing: Row = (None,) * 6
    became = _commitment(of.commitment) if of.commitment else nothing
    yield (of.funder, name(of.kind), of.on, of.text, *became)
    for answer in of.answers:
        by = _("The author") if answer.by_author else of.funder
        yield (by, _("An answer"), answer.on, answer.text, *nothing)


def _commitment(of: Commitment) -> Row:
    return of.what, of.who, of.due_on, name(of.standing), of.closed_on, of.explanation


def _rows(of: Account, told: Callable[[Page], Iterable[Row]]) -> tuple[Row, ...]:
    """What is told in each story that still stands, after its reference."""
    return tuple((_cell(ref), *row) for ref, page in of.pages.items() if page for row in told(page))


def _cell(ref: str) -> Cell:
    return ref
