"""The sections of one grant's year, in the order of the law."""

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.annex import outcome_of, quote
from verhaal.annual.document import Block, Facts, Heading, Lacking, Quote, References, Statement, Table, Text
from verhaal.annual.lacking import lacking
from verhaal.annual.pictures import Drawing, drawn
from verhaal.annual.record import Account, GrantYear, Objective, Page
from verhaal.annual.selected import chosen_first, how_selected
from verhaal.display import day, euro, name, number
from verhaal.reading.models import ResponseKind


class Sections:
    def __init__(self, of: Account, grant: GrantYear, drawing: Drawing) -> None:
        self.year, self.of, self.decision = of.core.year, grant, grant.decision
        self.pages: dict[str, Page] = {ref: page for ref in grant.stories if (page := of.pages[ref])}
        self.every_page = of.pages
        self.charts = {chart.id: chart for chart in drawing(of.core.year, grant.glance)}

    def all(self) -> list[tuple[str, str, list[Block]]]:
        return [
            ("grant", _("The grant"), self.the_grant()),
            ("activities", _("Activities: nature and volume"), self.activities()),
            ("objectives", _("Objectives sought and achieved"), self.objectives()),
            ("deviations", _("Deviations explained"), self.deviations()),
            ("obligations", _("Obligations"), self.obligations()),
            ("setbacks", _("Setbacks and lessons"), self.setbacks()),
            ("residents", _("In residents' own words"), self.residents()),
            ("responses", _("What the funder said and did"), self.responses()),
            ("selection", _("How these stories were selected"), self.selection()),
            ("burden", _("What accounting cost"), self.burden()),
            ("financial", _("Financial report"), self.financial()),
            ("missing", _("What is missing"), self.missing()),
        ]

    def the_grant(self) -> list[Block]:
        decision = self.decision
        places = (f"{each.name} ({each.cbs_code})" if each.cbs_code else each.name for each in decision.places)
        facts = [
            (_("Funder"), decision.funder),
            (_("Reference"), decision.reference),
            (_("Period"), f"{day(decision.starts_on)} – {day(decision.ends_on)}"),
            (_("Amount"), euro(decision.amount_cents)),
            (_("Where"), ", ".join(places) or "–"),
        ]
        facts += [(_("Due %(day)s", day=day(due.due_on)), due.what) for due in decision.due]
        return [Facts(tuple(facts))]

    def activities(self) -> list[Block]:
        rows, blocks = [], list[Block]()
        for activity in self.of.activities:
            planned = number(activity.planned) if activity.planned is not None else "–"
            row = (activity.name, planned, number(activity.done), activity.unit, number(len(activity.stories)))
            rows.append(row)
            if activity.stories:
                blocks.append(References(activity.name, activity.stories))
        pictures = self._drawn("weeks", "places")
        if not rows:
            return [Text(_("No activities were agreed in the grant decision."), quiet=True), *pictures]
        columns = (_("Activity"), _("Agreed"), _("Done"), _("Of what"), _("Stories"))
        table = Table(_("Volume per activity"), columns, (False, True, True, False, True), tuple(rows))
        return [table, *self._period_note(), *pictures, Heading(_("The stories of each activity")), *blocks]

    def objectives(self) -> list[Block]:
        blocks = [block for objective in self.of.objectives for block in self._objective(objective)]
        none: list[Block] = [Text(_("No objectives were agreed in the grant decision."), quiet=True)]
        return [*self._drawn("objectives", "credits"), *(blocks or none)]

    def _objective(self, objective: Objective) -> list[Block]:
        outcomes = ngettext("%(num)d outcome", "%(num)d outcomes", objective.outcomes)
        stories = ngettext("%(num)d story", "%(num)d stories", len(objective.stories))
        achieved = _("%(outcomes)s in %(stories)s", outcomes=outcomes, stories=stories)
        facts = [(_("Sought"), objective.target or "–"), (_("Achieved"), achieved)]
        if objective.agreement:
            facts.append((_("Performance agreement"), objective.agreement))
        return [Heading(objective.name), Facts(tuple(facts)), *self._told(objective)]

    def _told(self, objective: Objective) -> list[Block]:
        """The chosen stories in their order, each with its outcomes; then the outcomes that others tell."""
        first = [choice.story for choice in objective.chosen]
        blocks: list[Block] = []
        for choice in objective.chosen:
            blocks += [chosen_first(choice, self.pages), *self._outcomes(choice.story, objective)]
        rest = (outcome for ref in objective.stories if ref not in first for outcome in self._outcomes(ref, objective))
        return [*blocks, *rest]

    def _outcomes(self, ref: str, objective: Objective) -> list[Statement]:
        page = self.pages.get(ref)
        towards = (self.decision.reference, objective.name)
        return [
            outcome_of(each, (ref,)) for each in (page.outcomes if page else ())
            if (each.grant, each.objective) == towards
        ]  # fmt: skip

    def deviations(self) -> list[Block]:
        blocks: list[Block] = [
            Statement(
                _("%(activity)s: %(done)s of %(planned)s %(unit)s", activity=activity.name, unit=activity.unit,
                  done=number(activity.done), planned=number(activity.planned or 0)),
                ((_("Explanation"), _said(activity.explanation)),),
            )
            for activity in self.of.activities if activity.is_behind or activity.explanation
        ]  # fmt: skip
        for objective in self.of.objectives:
            if not objective.outcomes:
                none = _("%(objective)s: no outcome was told", objective=objective.name)
                blocks.append(Statement(none, ((_("Explanation"), _said(objective.explanation)),)))
            elif objective.explanation:
                blocks.append(Statement(objective.name, ((_("Explanation"), objective.explanation),)))
        return blocks or [Text(_("Every agreed volume was reached, and every objective has an outcome."))]

    def obligations(self) -> list[Block]:
        return [
            Statement(each.text, ((_("How it was met"), _said(each.how)),)) for each in self.of.obligations
        ] or [Text(_("The grant decision holds no obligations."), quiet=True)]  # fmt: skip

    def setbacks(self) -> list[Block]:
        share = _("%(setbacks)d of %(all)d stories tell of a setback. An account without any would be odd.",
                  setbacks=len(self.of.setbacks), all=len(self.of.stories))  # fmt: skip
        told = [Statement(self.pages[ref].title, (), (ref,)) for ref in self.of.setbacks if ref in self.pages]
        pictures = self._drawn("setbacks")
        return [*(pictures or [Text(share)]), *told, *_own(self.of.lessons, _("What we learned"))]

    def residents(self) -> list[Block]:
        return _own(self.of.residents) or [Text(_("No words of residents themselves were added."), quiet=True)]

    def responses(self) -> list[Block]:
        did, told = self.of.answering, len(self.of.stories)
        blocks: list[Block] = [Facts((
            (_("Read"), _("%(part)d of %(all)d stories", part=did.read, all=told)),
            (_("Answered"), _("%(part)d of %(all)d stories", part=did.answered, all=told)),
            (_("Questions without an answer"), number(did.open_questions)),
            (_("Commitments made"), self._promises()),
        ))]  # fmt: skip
        for kind in ResponseKind:
            said = self._quotes(kind)
            blocks += [Heading(name(kind)), *said] if said else []
        return blocks

    def _promises(self) -> str:
        """How many commitments were made about the year's stories, and where they stand on the day of the account."""
        promises = self.of.answering.promises
        if not promises.made:
            return number(0)
        stand = _("%(kept)d done, %(open)d open, %(late)d late, %(explained)d explained", **promises.model_dump())
        return f"{number(promises.made)}: {stand}"

    def _quotes(self, kind: ResponseKind) -> list[Quote]:
        return [
            quote(ref, response)
            for ref, page in self.pages.items()
            for response in page.responses
            if response.kind == kind and response.funder == self.decision.funder
        ]

    def selection(self) -> list[Block]:
        return list(how_selected(self.of, self.every_page, self.year))

    def burden(self) -> list[Block]:
        burden = self.of.burden
        if burden is None:
            return [
                Text(_("Minutes are shown as a sum over at least five professionals; fewer were measured."), quiet=True)
            ]
        measured = _("%(part)d of %(all)d stories", part=burden.stories, all=len(self.of.stories))
        return [
            Facts((
                (_("Minutes that telling took"), number(burden.minutes)),
                (_("Measured in"), measured),
                (_("By professionals"), number(burden.authors)),
            )),
            Text(_("Only typing and touching counts, measured while the story was told; pauses are left out."),
                 quiet=True),
        ]  # fmt: skip

    def financial(self) -> list[Block]:
        return _own(self.of.financial) or [Text(_("No reference to the financial report was added."), quiet=True)]

    def missing(self) -> list[Block]:
        items = tuple(map(lacking, self.of.missing))
        return [Lacking(items)] if items else [Text(_("Nothing that the law or the grant decision asks for."))]

    def _drawn(self, *names: str) -> list[Block]:
        return [block for name in names if name in self.charts for block in drawn(self.charts[name])]

    def _period_note(self) -> list[Block]:
        if self.decision.starts_on.year == self.decision.ends_on.year:
            return []
        return [Text(_("What was agreed is for the whole period of the grant; what was done is of %(year)s.",
                       year=str(self.year)), quiet=True)]  # fmt: skip


def _own(words: str, heading: str = "") -> list[Block]:
    paragraphs: list[Block] = [Text(part) for part in words.split("\n\n") if part.strip()]
    return [Heading(heading), *paragraphs] if heading and paragraphs else paragraphs


def _said(words: str) -> str:
    return words or str(_("not given yet"))
