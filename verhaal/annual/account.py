"""The annual account of a grant's year, composed from its data.

Its sections and their order follow Awb art. 4:45 and 4:80: nature and volume of the activities, objectives sought
compared with objectives achieved, differences explained, obligations; then what the platform adds of its own.
"""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.annex import outcome_of, promises_of, quote, story_text
from verhaal.annual.by_lot import by_lot
from verhaal.annual.completeness import gaps
from verhaal.annual.document import (
    Block,
    Document,
    Facts,
    Heading,
    Missing,
    References,
    Section,
    Statement,
    Table,
    Text,
)
from verhaal.annual.figures import Figures
from verhaal.annual.models import Subject
from verhaal.annual.pictures import drawn
from verhaal.annual.queries import GrantYear
from verhaal.display import day, euro, name, number
from verhaal.overview.chart import Pen
from verhaal.overview.charts import charts
from verhaal.reading.models import ResponseKind
from verhaal.reading.queries import is_open
from verhaal.week import day_of


def compose(of: GrantYear, now: datetime, pen: Pen | None = None) -> Document:
    """The whole account in the language of the moment, its pictures drawn by `pen`: for paper, if none is given."""
    return _Composer(of, day_of(now), pen or Pen()).document()


class _Composer:
    def __init__(self, of: GrantYear, today: date, pen: Pen) -> None:
        self.of, self.grant, self.figures, self.today = of, of.decision.grant, Figures(of), today
        self.charts = {chart.id: chart for chart in charts(self.figures.glance, pen)}

    def document(self) -> Document:
        return Document(
            lang=_("en-GB"),
            title=_("Annual account %(year)s", year=str(self.of.year)),
            subtitle=f"{self.grant.title} · {self.of.funder.name} · {self.grant.reference}",
            organisation=self.of.decision.organisation.name,
            made=_("Made on %(day)s", day=day(self.today)),
            labels={
                "contents": _("Contents"),
                "page": _("p."),
                "replaced": _("Signs that this typeface does not have are printed as \ufffd."),
            },
            sections=tuple(Section(id, title, tuple(blocks)) for id, title, blocks in self.sections()),
            annex_title=_("Annex: the stories"),
            annex_intro=_(
                "Every story that was shared for this grant this year, in order of week, as its author "
                "told it. The account of an organisation names no professional."
            ),
            stories=tuple(story_text(self.figures, each) for each in self.of.told),
        )

    def sections(self) -> list[tuple[str, str, list[Block]]]:
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
        decision = self.of.decision
        facts = [
            (_("Organisation"), decision.organisation.name),
            (_("Funder"), self.of.funder.name),
            (_("Reference"), self.grant.reference),
            (_("Period"), f"{day(self.grant.starts_on)} – {day(self.grant.ends_on)}"),
            (_("Amount"), euro(self.grant.amount_cents)),
            (_("Where"), ", ".join(each.with_code for each in decision.places) or "–"),
        ]
        facts += [(_("Due %(day)s", day=day(due.due_on)), due.what) for due in decision.due]
        return [Facts(tuple(facts))]

    def activities(self) -> list[Block]:
        rows, blocks = [], list[Block]()
        for activity in self.of.decision.activities:
            planned = number(activity.planned) if activity.planned is not None else "–"
            told = self.figures.stories_of(activity)
            done = number(self.figures.volume(activity))
            rows.append((activity.name, planned, done, activity.unit, number(len(told))))
            if told:
                blocks.append(References(activity.name, told))
        pictures = self._drawn("weeks", "places")
        if not rows:
            return [Text(_("No activities were agreed in the grant decision."), quiet=True), *pictures]
        columns = (_("Activity"), _("Agreed"), _("Done"), _("Of what"), _("Stories"))
        table = Table(_("Volume per activity"), columns, (False, True, True, False, True), tuple(rows))
        return [table, *self._period_note(), *pictures, Heading(_("The stories of each activity")), *blocks]

    def objectives(self) -> list[Block]:
        blocks: list[Block] = []
        for objective in self.of.decision.objectives:
            shown = [(each, outcome) for each, outcome in self.figures.outcomes if outcome.objective_id == objective.id]
            outcomes = ngettext("%(num)d outcome", "%(num)d outcomes", len(shown))
            stories = ngettext("%(num)d story", "%(num)d stories", len({each.story.id for each, _outcome in shown}))
            achieved = _("%(outcomes)s in %(stories)s", outcomes=outcomes, stories=stories)
            reached = Facts(((_("Sought"), objective.target or "–"), (_("Achieved"), achieved)))
            blocks += [Heading(objective.name), reached]
            blocks += [outcome_of(outcome, (self.figures.refs[each.story.id],)) for each, outcome in shown]
        none = [Text(_("No objectives were agreed in the grant decision."), quiet=True)]
        return [*self._drawn("objectives", "credits"), *(blocks or none)]

    def deviations(self) -> list[Block]:
        blocks: list[Block] = [
            Statement(
                _("%(activity)s: %(done)s of %(planned)s %(unit)s", activity=activity.name, unit=activity.unit,
                  done=number(self.figures.volume(activity)), planned=number(activity.planned or 0)),
                ((_("Explanation"), self._said(Subject.ACTIVITY, activity.id)),),
            )
            for activity in self.figures.behind
        ]  # fmt: skip
        for objective in self.figures.without_outcome:
            said = self._said(Subject.OBJECTIVE, objective.id)
            none = _("%(objective)s: no outcome was told", objective=objective.name)
            blocks.append(Statement(none, ((_("Explanation"), said),)))
        return blocks or [Text(_("Every agreed volume was reached, and every objective has an outcome."))]

    def obligations(self) -> list[Block]:
        return [
            Statement(each.text, ((_("How it was met"), self._said(Subject.OBLIGATION, each.id)),))
            for each in self.of.decision.obligations
        ] or [Text(_("The grant decision holds no obligations."), quiet=True)]

    def setbacks(self) -> list[Block]:
        setbacks = [each for each in self.of.told if each.version.is_setback]
        share = _("%(setbacks)d of %(all)d stories tell of a setback. An account without any would be odd.",
                  setbacks=len(setbacks), all=len(self.of.told))  # fmt: skip
        told = [Statement(each.version.title, (), (self.figures.refs[each.story.id],)) for each in setbacks]
        pictures = self._drawn("setbacks")
        return [*(pictures or [Text(share)]), *told, *self._own(Subject.LESSONS, _("What we learned"))]

    def residents(self) -> list[Block]:
        return self._own(Subject.RESIDENTS) or [Text(_("No words of residents themselves were added."), quiet=True)]

    def responses(self) -> list[Block]:
        threads, told = self.figures.threads, len(self.of.told)
        answered = len({each.story.id for each, _thread in threads})
        waiting = sum(is_open(thread, each.story) for each, thread in threads)
        blocks: list[Block] = [Facts((
            (_("Read"), _("%(part)d of %(all)d stories", part=len(self.of.read), all=told)),
            (_("Answered"), _("%(part)d of %(all)d stories", part=answered, all=told)),
            (_("Questions without an answer"), number(waiting)),
            *promises_of(self.figures, self.today),
        ))]  # fmt: skip
        for kind in ResponseKind:
            said = [
                quote(self.figures, each, thread, self.today)
                for each, thread in threads
                if thread.response.kind == kind
            ]
            blocks += [Heading(name(kind)), *said] if said else []
        return blocks

    def selection(self) -> list[Block]:
        written = self.of.written
        return [
            Facts((
                (_("Written"), number(written.written)),
                (_("Shared"), number(written.shared)),
                (_("Withdrawn since"), number(written.withdrawn)),
                (_("Shown here"), number(len(self.of.told))),
            )),
            Text(_("Nobody chose: every story that was shared for this grant in the weeks of %(year)s stands in the "
                   "annex, except what was withdrawn. Drafts are counted, not shown.", year=str(self.of.year))),
            *by_lot(self.figures),
        ]  # fmt: skip

    def burden(self) -> list[Block]:
        burden = self.figures.burden
        if burden is None:
            return [
                Text(_("Minutes are shown as a sum over at least five professionals; fewer were measured."), quiet=True)
            ]
        measured = _("%(part)d of %(all)d stories", part=burden.stories, all=len(self.of.told))
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
        return self._own(Subject.FINANCIAL) or [Text(_("No reference to the financial report was added."), quiet=True)]

    def missing(self) -> list[Block]:
        items = gaps(self.figures)
        return [Missing(tuple(items))] if items else [Text(_("Nothing that the law or the grant decision asks for."))]

    def _drawn(self, *names: str) -> list[Block]:
        return [block for name in names if name in self.charts for block in drawn(self.charts[name])]

    def _own(self, subject: Subject, heading: str = "") -> list[Block]:
        paragraphs: list[Block] = [Text(part) for part in self.figures.said(subject).split("\n\n") if part.strip()]
        return [Heading(heading), *paragraphs] if heading and paragraphs else paragraphs

    def _said(self, subject: Subject, subject_id: int) -> str:
        return self.figures.said(subject, subject_id) or _("not given yet")

    def _period_note(self) -> list[Block]:
        if len(self.grant.years) == 1:
            return []
        return [Text(_("What was agreed is for the whole period of the grant; what was done is of %(year)s.",
                       year=str(self.of.year)), quiet=True)]  # fmt: skip
