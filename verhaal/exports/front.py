"""The first sheet: what the account says, one figure, date or sentence a row, each figure beside what it is out of."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _

from verhaal.annual.lacking import lacking
from verhaal.annual.record import Account, Draw, GrantYear, Objective, Seal
from verhaal.display import name
from verhaal.exports.cells import Cell, Column, Euros, Row, Sheet


def front(of: Account) -> Sheet:
    columns = (
        Column(_("Grant"), 16), Column(_("Part"), 26), Column(_("What"), 44), Column(_("Value"), 16),
        Column(_("Out of"), 10), Column(_("Unit"), 16), Column(_("Words"), 70), Column(_("Stories"), 30),
    )  # fmt: skip
    rows = [*_whole(of), *(row for grant in of.core.grants for row in _of_grant(grant)), *_sealed(of.seal)]
    return Sheet(_("Account"), columns, tuple(rows))


def row(grant: str, part: str, what: str, value: Cell = None, out_of: int | None = None,
        unit: str = "", words: str = "", refs: Iterable[str] = ()) -> Row:  # fmt: skip
    return (grant, part, what, value, out_of, unit or None, words or None, ", ".join(refs) or None)


def _whole(of: Account) -> Iterator[Row]:
    part = _("The account")
    yield row("", part, _("Organisation"), of.core.organisation)
    yield row("", part, _("Funder"), of.core.funder)
    yield row("", part, _("Year"), of.core.year)
    yield row("", part, _("Made on"), of.core.made_on)
    yield row("", part, _("Version"), of.core.correction.number, words=of.core.correction.changed)
    yield row("", part, _("Stories"), len(of.core.stories))
    if of.removed:
        yield row("", part, _("Withdrawn after signing"), of.removed, len(of.core.stories))
    yield row("", part, _("Written by"), f"Verhaal {of.core.software}")


def _sealed(seal: Seal | None) -> Iterator[Row]:
    part = _("The seal")
    if seal is None:
        yield row("", part, _("not signed"))
        return
    yield row("", part, _("Signed by"), seal.signed_by, words=seal.sha256)
    yield row("", part, _("Signed on"), seal.signed_at)
    yield row("", part, _("Fingerprint (SHA-256)"), seal.sha256)
    yield row("", part, _("Key (Ed25519)"), seal.key)
    yield row("", part, _("Signature"), seal.signature)


def _of_grant(of: GrantYear) -> Iterator[Row]:
    grant = of.decision.reference
    for part, rows in (
        (_("The grant"), _decision(of)),
        (_("Activities: nature and volume"), _activities(of)),
        (_("Objectives sought and achieved"), _objectives(of)),
        (_("Obligations"), ((each.text, None, None, "", each.how) for each in of.obligations)),
        (_("Setbacks and lessons"), _setbacks(of)),
        (_("In residents' own words"), _own(of.residents)),
        (_("What the funder said and did"), _answering(of)),
        (_("How these stories were selected"), _selection(of)),
        (_("What accounting cost"), _burden(of)),
        (_("Financial report"), _own(of.financial)),
        (_("What is missing"), ((lacking(each), each.number or None) for each in of.missing)),
    ):
        yield from (row(grant, part, *each) for each in rows)


Said = Iterator[tuple[Any, ...]]  # the arguments of `row` after the part


def _decision(of: GrantYear) -> Said:
    decision = of.decision
    yield decision.title, Euros(decision.amount_cents), None, "", decision.funder
    yield _("From"), decision.starts_on
    yield _("Up to and including"), decision.ends_on
    for due in decision.due:
        yield _("Due"), due.due_on, None, "", due.what
    told = {bar.name: bar.stories for bar in of.glance.places}
    for place in decision.places:
        code = place.cbs_code or ""
        yield _("Stories from %(place)s", place=place.name), told.get(place.name, 0), of.glance.placed, "", code


def _activities(of: GrantYear) -> Said:
    for each in of.activities:
        yield each.name, each.done, each.planned, each.unit, each.explanation, each.stories


def _objectives(of: GrantYear) -> Said:
    for each in of.objectives:
        yield each.name, each.outcomes, of.glance.outcomes, _("outcomes"), each.target, each.stories
        yield from _about(each)
    for credit in of.glance.credits:
        thanks = _("Mostly thanks to %(whom)s", whom=name(credit.contribution))
        yield thanks, credit.outcomes, of.glance.outcomes, _("outcomes")


def _about(of: Objective) -> Said:
    if of.agreement:
        yield _("Performance agreement"), of.name, None, "", of.agreement
    if of.explanation:
        yield _("Explanation"), of.name, None, "", of.explanation
    for choice in of.chosen:
        yield _("Chosen story"), choice.story, None, "", choice.why, (choice.story,)


def _setbacks(of: GrantYear) -> Said:
    yield _("Stories of a setback"), len(of.setbacks), len(of.stories), "", "", of.setbacks
    if of.lessons:
        yield _("What we learned"), None, None, "", of.lessons


def _own(words: str) -> Said:
    if words:
        yield _("In our own words"), None, None, "", words


def _answering(of: GrantYear) -> Said:
    did, told = of.answering, len(of.stories)
    yield _("Read"), did.read, told
    yield _("Answered"), did.answered, told
    yield _("Questions without an answer"), did.open_questions
    made = did.promises
    for what, number in (
        (_("Commitments kept"), made.kept), (_("Commitments still open"), made.open),
        (_("Commitments that are late"), made.late), (_("Commitments explained"), made.explained),
    ):  # fmt: skip
        yield what, number, made.made


def _selection(of: GrantYear) -> Said:
    selection = of.selection
    yield _("Written"), selection.written
    yield _("Shared"), selection.shared, selection.written
    yield _("Withdrawn since"), selection.withdrawn, selection.shared
    yield _("Shown here"), len(of.stories), selection.shared
    yield _("Coordinators who chose stories"), selection.choosers
    for draw in selection.draws:
        yield from _draw(draw)


def _draw(of: Draw) -> Said:
    of_party = _("%(party)s, draw %(number)d", party=of.party, number=of.number)
    yield _("Drawn at random"), len(of.drawn), len(of.population), "", of_party
    yield _("Drawn on"), of.drawn_on
    yield _("Seed"), of.seed, None, "", of.fingerprint
    yield _("Method"), of.method, None, "", _("time %(turn)d", turn=of.turn)


def _burden(of: GrantYear) -> Said:
    if of.burden:
        yield _("Minutes that telling took"), of.burden.minutes
        yield _("Measured in"), of.burden.stories, len(of.stories), _("stories")
        yield _("By professionals"), of.burden.authors
