"""The first sheet: what the account says, one figure, date or sentence a row, each figure beside what it is out of."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from verhaal.annual.lacking import lacking
from verhaal.annual.record import Account, Draw, GrantYear, Objective, Seal
from verhaal.display import name
from verhaal.exports.cells import Cell, Column, Euros, Row, Sheet

Lines = Iterator["Line"]


def front(of: Account) -> Sheet:
    columns = (
        Column(_("Grant"), 16), Column(_("Part"), 26), Column(_("What"), 44), Column(_("Value"), 16),
        Column(_("Out of"), 10), Column(_("Unit"), 16), Column(_("Words"), 70), Column(_("Stories"), 30),
    )  # fmt: skip
    rows = [
        *(line.row(_("The account")) for line in _whole(of)),
        *(row for grant in of.core.grants for row in _of_grant(grant)),
        *(line.row(_("The seal")) for line in _sealed(of.seal)),
    ]
    return Sheet(_("Account"), columns, tuple(rows))


@dataclass(frozen=True)
class Line:
    """`refs` are the stories that show it."""

    what: str
    value: Cell = None
    out_of: int | None = None
    unit: str = ""
    words: str = ""
    refs: tuple[str, ...] = ()

    def row(self, part: str, grant: str = "") -> Row:
        refs = ", ".join(self.refs)
        return (
            grant or None,
            part,
            self.what,
            self.value,
            self.out_of,
            self.unit or None,
            self.words or None,
            refs or None,
        )


def _whole(of: Account) -> Lines:
    yield Line(_("Organisation"), of.core.organisation)
    yield Line(_("Funder"), of.core.funder)
    yield Line(_("Year"), of.core.year)
    yield Line(_("Made on"), of.core.made_on)
    yield Line(_("Version"), of.core.correction.number, words=of.core.correction.changed)
    yield Line(_("Stories"), len(of.core.stories))
    if of.removed:
        yield Line(_("Withdrawn after signing"), of.removed, len(of.core.stories))
    yield Line(_("Written by"), f"Verhaal {of.core.software}")


def _sealed(seal: Seal | None) -> Lines:
    if seal is None:
        yield Line(_("not signed"))
        return
    yield Line(_("Signed by"), seal.signed_by, words=seal.sha256)
    yield Line(_("Signed on"), seal.signed_at)
    yield Line(_("Fingerprint (SHA-256)"), seal.sha256)
    yield Line(_("Key (Ed25519)"), seal.key)
    yield Line(_("Signature"), seal.signature)


def _of_grant(of: GrantYear) -> Iterator[Row]:
    for part, lines in (
        (_("The grant"), _decision(of)),
        (_("Activities: nature and volume"), _activities(of)),
        (_("Objectives sought and achieved"), _objectives(of)),
        (_("Obligations"), (Line(each.text, words=each.how) for each in of.obligations)),
        (_("Setbacks and lessons"), _setbacks(of)),
        (_("In residents' own words"), _own(of.residents)),
        (_("What the funder said and did"), _answering(of)),
        (_("How these stories were selected"), _selection(of)),
        (_("What accounting cost"), _burden(of)),
        (_("Financial report"), _own(of.financial)),
        (_("What is missing"), (Line(lacking(each), each.number or None) for each in of.missing)),
    ):
        yield from (line.row(part, of.decision.reference) for line in lines)


def _decision(of: GrantYear) -> Lines:
    decision = of.decision
    yield Line(decision.title, Euros(decision.amount_cents), words=decision.funder)
    yield Line(_("From"), decision.starts_on)
    yield Line(_("Up to and including"), decision.ends_on)
    for due in decision.due:
        yield Line(_("Due"), due.due_on, words=due.what)
    told = {bar.name: bar.stories for bar in of.glance.places}
    for place in decision.places:
        code = place.cbs_code or ""
        yield Line(_("Stories from %(place)s", place=place.name), told.get(place.name, 0), of.glance.placed, words=code)


def _activities(of: GrantYear) -> Lines:
    for each in of.activities:
        yield Line(each.name, each.done, each.planned, each.unit, each.explanation, each.stories)


def _objectives(of: GrantYear) -> Lines:
    for each in of.objectives:
        yield Line(each.name, each.outcomes, of.glance.outcomes, _("outcomes"), each.target, each.stories)
        yield from _about(each)
    for credit in of.glance.credits:
        thanks = _("Mostly thanks to %(whom)s", whom=name(credit.contribution))
        yield Line(thanks, credit.outcomes, of.glance.outcomes, _("outcomes"))


def _about(of: Objective) -> Lines:
    if of.agreement:
        yield Line(_("Performance agreement"), of.name, words=of.agreement)
    if of.explanation:
        yield Line(_("Explanation"), of.name, words=of.explanation)
    for choice in of.chosen:
        yield Line(_("Chosen story"), choice.story, words=choice.why, refs=(choice.story,))


def _setbacks(of: GrantYear) -> Lines:
    yield Line(_("Stories of a setback"), len(of.setbacks), len(of.stories), refs=of.setbacks)
    if of.lessons:
        yield Line(_("What we learned"), words=of.lessons)


def _own(words: str) -> Lines:
    if words:
        yield Line(_("In our own words"), words=words)


def _answering(of: GrantYear) -> Lines:
    did, told = of.answering, len(of.stories)
    yield Line(_("Read"), did.read, told)
    yield Line(_("Answered"), did.answered, told)
    yield Line(_("Questions without an answer"), did.open_questions)
    made = did.promises
    for what, number in (
        (_("Commitments kept"), made.kept), (_("Commitments still open"), made.open),
        (_("Commitments that are late"), made.late), (_("Commitments explained"), made.explained),
    ):  # fmt: skip
        yield Line(what, number, made.made)


def _selection(of: GrantYear) -> Lines:
    selection = of.selection
    yield Line(_("Written"), selection.written)
    yield Line(_("Shared"), selection.shared, selection.written)
    yield Line(_("Withdrawn since"), selection.withdrawn, selection.shared)
    yield Line(_("Shown here"), len(of.stories), selection.shared)
    yield Line(_("Coordinators who chose stories"), selection.choosers)
    for draw in selection.draws:
        yield from _draw(draw)


def _draw(of: Draw) -> Lines:
    of_party = _("%(party)s, draw %(number)d", party=of.party, number=of.number)
    yield Line(_("Drawn at random"), len(of.drawn), len(of.population), words=of_party)
    yield Line(_("Drawn on"), of.drawn_on)
    yield Line(_("Seed"), of.seed, words=of.fingerprint)
    yield Line(_("Method"), of.method, words=_("time %(turn)d", turn=of.turn))


def _burden(of: GrantYear) -> Lines:
    if of.burden:
        yield Line(_("Minutes that telling took"), of.burden.minutes)
        yield Line(_("Measured in"), of.burden.stories, len(of.stories), _("stories"))
        yield Line(_("By professionals"), of.burden.authors)
