"""The annual account of a grant's year, composed from its data.

Its sections and their order follow Awb art. 4:45 and 4:80: nature and volume of the activities, objectives sought
compared with objectives achieved, differences explained, obligations; then what the platform adds of its own.
"""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal import markdown
from verhaal.annual.document import (
    Block,
    Document,
    Facts,
    Heading,
    Missing,
    Quote,
    References,
    Section,
    Statement,
    StoryText,
    Table,
    Text,
)
from verhaal.annual.models import Subject
from verhaal.annual.queries import GrantYear
from verhaal.display import day, euro, name, number, short_week
from verhaal.grants.models import Activity, Place
from verhaal.reading.models import ResponseKind
from verhaal.reading.queries import Thread, is_open
from verhaal.stories.models import Count, Outcome
from verhaal.stories.queries import Telling
from verhaal.week import day_of


def compose(of: GrantYear, now: datetime) -> Document:
    """The whole account in the language of the moment."""
    return _Composer(of).document(now)


class _Composer:
    def __init__(self, of: GrantYear) -> None:
        self.of, self.grant = of, of.decision.grant
        self.refs = {each.story.id: f"V-{of.year}-{place:03}" for place, each in enumerate(of.told, 1)}

    def document(self, now: datetime) -> Document:
        return Document(
            lang=_("en-GB"),
            title=_("Annual account %(year)s", year=str(self.of.year)),
            subtitle=f"{self.grant.title} · {self.of.funder.name} · {self.grant.reference}",
            organisation=self.of.decision.organisation.name,
            made=_("Made on %(day)s", day=day(day_of(now))),
            labels={
                "contents": _("Contents"),
                "page": _("p."),
                "replaced": _("Signs that this typeface does not have are printed as \ufffd."),
            },
            sections=tuple(Section(id, title, tuple(blocks)) for id, title, blocks in self.sections()),
            annex_title=_("Annex: the stories"),
            annex_intro=_("Every story that was shared for this grant this year, in order of week, as its author "
                          "told it. The account of an organisation names no professional."),
            stories=tuple(self.story(each) for each in self.of.told),
        )  # fmt: skip

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
            (_("Funder"), decision.funder.name),
            (_("Reference"), self.grant.reference),
            (_("Period"), f"{day(self.grant.starts_on)} – {day(self.grant.ends_on)}"),
            (_("Amount"), euro(self.grant.amount_cents)),
            (_("Where"), ", ".join(map(_place, decision.places)) or "–"),
        ]
        facts += [(_("Due %(day)s", day=day(due.due_on)), due.what) for due in decision.due]
        return [Facts(tuple(facts))]

    def activities(self) -> list[Block]:
        rows, blocks = [], list[Block]()
        for activity in self.of.decision.activities:
            planned = number(activity.planned) if activity.planned is not None else "–"
            told = self._stories_of(activity)
            rows.append((activity.name, planned, number(self._volume(activity)), activity.unit, number(len(told))))
            if told:
                blocks.append(References(activity.name, told))
        if not rows:
            return [Text(_("No activities were agreed in the grant decision."), quiet=True)]
        columns = (_("Activity"), _("Agreed"), _("Done"), _("Of what"), _("Stories"))
        table = Table(_("Volume per activity"), columns, (False, True, True, False, True), tuple(rows))
        return [table, *self._period_note(), Heading(_("The stories of each activity")), *blocks]

    def objectives(self) -> list[Block]:
        blocks = list[Block]()
        for objective in self.of.decision.objectives:
            shown = [(each, outcome) for each, outcome in self._outcomes() if outcome.objective_id == objective.id]
            told = len({each.story.id for each, _outcome in shown})
            blocks += [
                Heading(objective.name),
                Facts(((_("Sought"), objective.target or "–"), (_("Achieved"), _(
                    "%(outcomes)s in %(stories)s",
                    outcomes=ngettext("%(num)d outcome", "%(num)d outcomes", len(shown)),
                    stories=ngettext("%(num)d story", "%(num)d stories", told)))))
            ]  # fmt: skip
            blocks += [self.outcome(outcome, (self.refs[each.story.id],)) for each, outcome in shown]
        return blocks or [Text(_("No objectives were agreed in the grant decision."), quiet=True)]

    def deviations(self) -> list[Block]:
        blocks: list[Block] = [
            Statement(
                _("%(activity)s: %(done)s of %(planned)s %(unit)s", activity=activity.name, unit=activity.unit,
                  done=number(self._volume(activity)), planned=number(activity.planned or 0)),
                ((_("Explanation"), self._said(Subject.ACTIVITY, activity.id)),),
            )
            for activity in self.behind()
        ]  # fmt: skip
        blocks += [
            Statement(
                _("%(objective)s: no outcome was told", objective=objective.name),
                ((_("Explanation"), self._said(Subject.OBJECTIVE, objective.id)),),
            )
            for objective in self.of.decision.objectives
            if objective.id in self._without_outcome()
        ]
        return blocks or [Text(_("Every agreed volume was reached, and every objective has an outcome."))]

    def obligations(self) -> list[Block]:
        return [
            Statement(each.text, ((_("How it was met"), self._said(Subject.OBLIGATION, each.id)),))
            for each in self.of.decision.obligations
        ] or [Text(_("The grant decision holds no obligations."), quiet=True)]

    def setbacks(self) -> list[Block]:
        setbacks = [each for each in self.of.told if each.version.is_setback]
        blocks: list[Block] = [Text(_("%(setbacks)d of %(all)d stories tell of a setback. An account without any would "
                                      "be odd.", setbacks=len(setbacks), all=len(self.of.told)))]  # fmt: skip
        blocks += [Statement(each.version.title, (), (self.refs[each.story.id],)) for each in setbacks]
        return blocks + self._own(Subject.LESSONS, _("What we learned"))

    def residents(self) -> list[Block]:
        return self._own(Subject.RESIDENTS) or [Text(_("No words of residents themselves were added."), quiet=True)]

    def responses(self) -> list[Block]:
        threads = [(each, thread) for each in self.of.told for thread in self.of.threads[each.story.id]]
        answered = len({each.story.id for each, _thread in threads})
        waiting = sum(is_open(thread, each.story) for each, thread in threads)
        facts = Facts((
            (_("Read"), _("%(part)d of %(all)d stories", part=len(self.of.read), all=len(self.of.told))),
            (_("Answered"), _("%(part)d of %(all)d stories", part=answered, all=len(self.of.told))),
            (_("Questions without an answer"), number(waiting)),
        ))  # fmt: skip
        blocks: list[Block] = [facts]
        for kind in ResponseKind:
            said = [self.quote(each, thread) for each, thread in threads if thread.response.kind == kind]
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
        ]  # fmt: skip

    def burden(self) -> list[Block]:
        return [Text(_("The minutes that telling took were not measured this year."), quiet=True)]

    def financial(self) -> list[Block]:
        return self._own(Subject.FINANCIAL) or [Text(_("No reference to the financial report was added."), quiet=True)]

    def missing(self) -> list[Block]:
        items = self.gaps()
        return [Missing(tuple(items))] if items else [Text(_("Nothing that the law or the grant decision asks for."))]

    def gaps(self) -> list[str]:
        """What the account still lacks, in plain words."""
        decision, gaps = self.of.decision, list[str]()
        if not self.of.told:
            gaps.append(_("No story was shared for this grant this year."))
        for activity in decision.activities:
            if not self._volume(activity):
                gaps.append(_("Nothing was counted for the activity “%(name)s”.", name=activity.name))
        for activity in self.behind():
            if (Subject.ACTIVITY, activity.id) not in self.of.words:
                gaps.append(_("Why “%(name)s” stayed behind is not explained.", name=activity.name))
        for objective in decision.objectives:
            if objective.id in self._without_outcome():
                gaps.append(_("No outcome was told for the objective “%(name)s”.", name=objective.name))
        for obligation in decision.obligations:
            if (Subject.OBLIGATION, obligation.id) not in self.of.words:
                gaps.append(_("Whether this obligation was met is not said: “%(text)s”", text=obligation.text))
        told_in = {each.place.id for each in self.of.told if each.place}
        gaps += [_("No story comes from %(place)s.", place=p.name) for p in decision.places if p.id not in told_in]
        unread = len(self.of.told) - len(self.of.read)
        if unread:
            gaps.append(
                ngettext("The funder has not read %(num)d story.", "The funder has not read %(num)d stories.", unread)
            )
        for subject, text in (
            (Subject.RESIDENTS, _("Words of residents themselves.")),
            (Subject.FINANCIAL, _("The reference to the financial report.")),
        ):
            if (subject, 0) not in self.of.words:
                gaps.append(text)
        return [*gaps, _("The minutes that telling took.")]

    def behind(self) -> list[Activity]:
        """Activities whose volume stayed under what was agreed."""
        return [
            each
            for each in self.of.decision.activities
            if each.planned is not None and self._volume(each) < each.planned
        ]

    def outcome(self, outcome: Outcome, refs: tuple[str, ...] = ()) -> Statement:
        details = (
            (_("For"), outcome.whom),
            (_("It matters because"), outcome.significance),
            (_("Mostly thanks to"), name(outcome.contribution) if outcome.contribution else ""),
        )
        return Statement(outcome.change, tuple(each for each in details if each[1]), refs)

    def quote(self, each: Telling, thread: Thread) -> Quote:
        by = f"{thread.person.name}, {day(day_of(thread.response.created_at))}"
        answers = tuple((person.name, answer.text) for answer, person in thread.answers)
        return Quote(name(thread.response.kind), by, thread.response.text, (self.refs[each.story.id],), answers)

    def story(self, each: Telling) -> StoryText:
        version = each.version
        counts = [
            f"{number(count.amount)} {count.unit}" + (f" ({activity.name})" if activity else "")
            for count, activity in self.of.counts[version.id]
        ]
        place = f" · {each.place.name}" if each.place else ""
        note = _("Corrected: %(what)s", what=version.change_note) if version.number > 1 else ""
        return StoryText(
            ref=self.refs[each.story.id],
            title=version.title,
            meta=short_week(version.week) + place + (" · " + _("setback") if version.is_setback else ""),
            note=note,
            tree=markdown.to_tree(version.text),
            outcomes=tuple(self.outcome(outcome) for outcome, _objective in self.of.outcomes[version.id]),
            counts=tuple(counts),
        )

    def _own(self, subject: Subject, heading: str = "") -> list[Block]:
        said = self.of.words.get((subject, 0))
        paragraphs: list[Block] = [Text(part) for part in (said or "").split("\n\n") if part.strip()]
        return [Heading(heading), *paragraphs] if heading and paragraphs else paragraphs

    def _said(self, subject: Subject, subject_id: int) -> str:
        return self.of.words.get((subject, subject_id)) or _("not given yet")

    def _outcomes(self) -> list[tuple[Telling, Outcome]]:
        return [(each, outcome) for each in self.of.told for outcome, _o in self.of.outcomes[each.version.id]]

    def _without_outcome(self) -> set[int]:
        shown = {outcome.objective_id for _each, outcome in self._outcomes()}
        return {objective.id for objective in self.of.decision.objectives} - shown

    def _counts(self, activity: Activity) -> list[tuple[Telling, Count]]:
        return [
            (each, count)
            for each in self.of.told
            for count, _activity in self.of.counts[each.version.id]
            if count.activity_id == activity.id
        ]

    def _volume(self, activity: Activity) -> int:
        """What was counted in the activity's own unit; a count in other words is a number of something else."""
        return sum(count.amount for _each, count in self._counts(activity) if count.unit == activity.unit)

    def _stories_of(self, activity: Activity) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.refs[each.story.id] for each, _count in self._counts(activity)))

    def _period_note(self) -> list[Block]:
        if len(self.grant.years) == 1:
            return []
        return [Text(_("What was agreed is for the whole period of the grant; what was done is of %(year)s.",
                       year=str(self.of.year)), quiet=True)]  # fmt: skip


def _place(place: Place) -> str:
    return f"{place.name} ({place.cbs_code})" if place.cbs_code else place.name
