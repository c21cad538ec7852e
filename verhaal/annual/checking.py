"""The list beside the document: per activity, objective, obligation and the rest what is there and what is missing.

What is missing in it is exactly what `completeness` finds and the account prints.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual import record
from verhaal.annual.checklist import Checklist, Item, Mark, Part, Point, Way
from verhaal.annual.choices import order
from verhaal.annual.lacking import lacking
from verhaal.annual.models import Subject
from verhaal.annual.offers import Shelf
from verhaal.annual.queries import GrantYear
from verhaal.annual.record import Missing
from verhaal.annual.suggesting import suggest
from verhaal.annual.words import topics
from verhaal.display import number


def check(year: GrantYear, of: record.GrantYear, pages: Mapping[str, record.Page | None]) -> Checklist:
    """Of a grant's year as rows and as its record, which are of the same moment."""
    checking = _Checking(year, of, pages)
    parts = (
        Part(_("Activities"), tuple(checking.activities())),
        Part(_("Objectives"), tuple(checking.objectives())),
        Part(_("Obligations"), tuple(checking.obligations())),
        Part(_("Places"), tuple(checking.places())),
        Part(_("The rest"), (*checking.told(), *checking.words(), *checking.measured())),
    )
    return Checklist(of.decision.title, tuple(part for part in parts if part.items))


class _Checking:
    def __init__(self, year: GrantYear, of: record.GrantYear, pages: Mapping[str, record.Page | None]) -> None:
        self.year, self.of, self.grant = year, of, year.decision.grant
        self.topics = {(each.subject, each.id): each for each in topics(year.decision, year.words)}
        self.shelf, self.suggestions = Shelf(year, pages), suggest(of, pages)

    def activities(self) -> Iterator[Item]:
        for row, activity in zip(self.year.decision.activities, self.of.activities, strict=True):
            point = self._point(Missing(what="volume", name=activity.name), _volume(activity), self._stories())
            explained = self._mark(Missing(what="explanation", name=activity.name), activity.explanation)
            yield Item(activity.name, (point,), self.topics.get((Subject.ACTIVITY, row.id)), explained)

    def objectives(self) -> Iterator[Item]:
        for at, (row, objective) in enumerate(zip(self.year.decision.objectives, self.of.objectives, strict=True)):
            chosen = self.year.chosen.get(row.id, [])
            yield Item(
                objective.name,
                (self._point(Missing(what="outcome", name=objective.name), _achieved(objective), self._stories()),),
                self.topics[Subject.OBJECTIVE, row.id],
                self._mark(Missing(what="explanation", name=objective.name), objective.explanation),
                row.id,
                tuple(map(self.shelf.first, chosen)),
                order(chosen),
                tuple(self.shelf.offer(each) for each in self.suggestions if each.objective == at),
            )

    def obligations(self) -> Iterator[Item]:
        for row, obligation in zip(self.year.decision.obligations, self.of.obligations, strict=True):
            met = self._mark(Missing(what="obligation", name=obligation.text), obligation.how)
            yield Item(obligation.text, (), self.topics[Subject.OBLIGATION, row.id], met)

    def places(self) -> Iterator[Item]:
        told = {bar.name: bar.stories for bar in self.of.glance.places}
        for place in self.of.decision.places:
            stories = ngettext("%(num)d story", "%(num)d stories", told.get(place.name, 0))
            yield Item(place.name, (self._point(Missing(what="place", name=place.name), stories, self._team()),))

    def told(self) -> Iterator[Item]:
        shared = ngettext("%(num)d story was shared.", "%(num)d stories were shared.", len(self.of.stories))
        yield Item(_("The year's stories"), (self._point(Missing(what="story"), shared, self._stories()),))
        unread = len(self.of.stories) - self.of.answering.read
        read = _("%(part)d of %(all)d stories", part=self.of.answering.read, all=len(self.of.stories))
        point = self._point(Missing(what="reading", number=unread), read, self._stories())
        yield Item(_("Read by the funder"), (point,))

    def words(self) -> Iterator[Item]:
        wanted: dict[Subject, Literal["residents", "financial"] | None] = {
            Subject.LESSONS: None, Subject.RESIDENTS: "residents", Subject.FINANCIAL: "financial",
        }  # fmt: skip
        for subject, what in wanted.items():
            topic = self.topics[subject, self.grant.id]
            yield Item(topic.title, (), topic, self._mark(Missing(what=what) if what else None, topic.text))

    def measured(self) -> Iterator[Item]:
        minutes = _("%(minutes)s minutes", minutes=number(self.of.burden.minutes)) if self.of.burden else ""
        yield Item(_("What accounting cost"), (self._point(Missing(what="burden"), minutes, self._team()),))

    def _point(self, asked: Missing, text: str, way: Way) -> Point:
        if asked in self.of.missing:
            return Point(Mark.MISSING, lacking(asked), way)
        return Point(Mark.THERE, text)

    def _mark(self, asked: Missing | None, said: str) -> Mark:
        return Mark.MISSING if asked in self.of.missing else Mark.THERE if said else Mark.OPEN

    def _stories(self) -> Way:
        return Way(_("To the year's stories"), "reading.ours", {"grant": self.grant.id})

    def _team(self) -> Way:
        return Way(_("To the team"), "team.week", {"organisation": self.grant.organisation_id})


def _volume(of: record.Activity) -> str:
    where = ngettext("in %(num)d story", "in %(num)d stories", len(of.stories))
    if of.planned is None:
        return f"{number(of.done)} {of.unit}, {where}"
    return str(_("%(done)s of %(planned)s %(unit)s, %(where)s", done=number(of.done), planned=number(of.planned),
                 unit=of.unit, where=where))  # fmt: skip


def _achieved(of: record.Objective) -> str:
    outcomes = ngettext("%(num)d outcome", "%(num)d outcomes", of.outcomes)
    stories = ngettext("%(num)d story", "%(num)d stories", len(of.stories))
    return str(_("%(outcomes)s in %(stories)s", outcomes=outcomes, stories=stories))
