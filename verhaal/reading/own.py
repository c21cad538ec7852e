"""The author's side: all of one's own stories at a glance, what is chosen from them, and the year they make."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Objective, Place
from verhaal.reading.models import Answer, Reading, Response, ResponseKind
from verhaal.reading.queries import PAGE, Listed, Page
from verhaal.reading.year import Told, Topic
from verhaal.stories.models import Outcome, Story, Version
from verhaal.stories.queries import standing, tellings
from verhaal.week import Week


class Show(StrEnum):
    """The part of the shelf that is asked for."""

    ALL = "all"
    ANSWER = "answer"
    DRAFTS = "drafts"


class Spine(NamedTuple):
    """One own story as it stands on the shelf."""

    story_id: int
    is_told: bool  # shared, and not withdrawn
    is_unfinished: bool  # a draft, or a correction that was not shared yet
    told: Told
    readers: int
    responses: int
    open_questions: int

    def is_in(self, show: Show) -> bool:
        waits = {Show.ANSWER: self.open_questions > 0, Show.DRAFTS: self.is_unfinished}
        return waits.get(show, True)


@dataclass(frozen=True)
class Choice:
    """What an address asks for. A year, week, place or objective chooses among what was told."""

    show: Show = Show.ALL
    year: int | None = None
    week: Week | None = None
    place: int | None = None
    objective: int | None = None

    @property
    def is_narrow(self) -> bool:
        return any((self.year, self.week, self.place, self.objective))

    def admits(self, spine: Spine) -> bool:
        return spine.is_in(self.show) and (not self.is_narrow or (spine.is_told and self._admits(spine.told)))

    def _admits(self, told: Told) -> bool:
        return (
            self.year in (None, told.week.year)
            and self.week in (None, told.week)
            and self.place in (None, told.place.id if told.place else 0)
            and self.objective in (None, *(topic.id for topic in told.objectives))
        )

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that asks for this."""
        asked: dict[str, Any] = {"year": self.year, "place": self.place, "objective": self.objective}
        asked |= {"show": self.show if self.show != Show.ALL else None, "week": self.week and self.week.number}
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True)
class Shelf:
    """All own stories, the newest first."""

    spines: list[Spine]

    @property
    def told(self) -> list[Told]:
        return [spine.told for spine in self.spines if spine.is_told]

    @property
    def years(self) -> list[int]:
        """The ISO years in which something was told, the last first."""
        return sorted({each.week.year for each in self.told}, reverse=True)

    @property
    def counts(self) -> dict[Show, int]:
        return {show: sum(spine.is_in(show) for spine in self.spines) for show in Show}

    def chosen(self, choice: Choice) -> list[Spine]:
        return [spine for spine in self.spines if choice.admits(spine)]

    def names(self, choice: Choice) -> list[str]:
        """The names of the chosen place and objective, as far as stories were told about them."""
        places = {each.place for each in self.told if each.place and each.place.id == choice.place}
        objectives = {topic for each in self.told for topic in each.objectives if topic.id == choice.objective}
        return [topic.name for topic in (*places, *objectives)]


def shelf(session: Session, viewer: Viewer) -> Shelf:
    """The viewer's own stories in any state; two queries, however many."""
    objectives = _objectives(session, viewer)
    told = (col(Story.shared_number).is_not(None)) & (col(Story.withdrawn_at).is_(None))
    unfinished = (col(Story.draft_number).is_not(None)) & (col(Story.withdrawn_at).is_(None))
    rows = standing(_own(viewer)).with_only_columns(
        col(Story.id), told, unfinished, Version.year, Version.week_number, Place.id, Place.name,
        _readers(), _responses(), _open_questions(),
    )  # fmt: skip
    return Shelf([
        Spine(story_id, is_told, is_unfinished,
              Told(Week(year, week), Topic(place_id, place) if place_id else None, frozenset(objectives[story_id])),
              readers, responses, questions if is_told else 0)
        for story_id, is_told, is_unfinished, year, week, place_id, place, readers, responses, questions
        in rows_of(session, rows.order_by(col(Story.created_at).desc(), col(Story.id).desc()))
    ])  # fmt: skip


def page_of(session: Session, viewer: Viewer, spines: list[Spine], number: int) -> Page:
    """One page of what was chosen from the shelf, with its words; two queries."""
    shown = spines[(number - 1) * PAGE : number * PAGE]
    rows = standing(_own(viewer).where(col(Story.id).in_([spine.story_id for spine in shown])))
    found = {telling.story.id: telling for telling in tellings(session, rows)}
    listed = [
        Listed(found[spine.story_id], False, spine.readers, spine.responses, spine.open_questions) for spine in shown
    ]
    return Page(listed, number, len(spines) > number * PAGE)


def _own(viewer: Viewer) -> SelectOfScalar[Story]:
    return access.visible_stories(viewer).where(Story.author_id == viewer.id)


def _objectives(session: Session, viewer: Viewer) -> dict[int, set[Topic]]:
    """Per own story the objectives that its standing version was told towards."""
    rows: Any = (
        standing(_own(viewer))
        .with_only_columns(col(Story.id), Objective.id, Objective.name)
        .join(Outcome, col(Outcome.version_id) == col(Version.id))
        .join(Objective, col(Objective.id) == col(Outcome.objective_id))
    )
    objectives: dict[int, set[Topic]] = defaultdict(set)
    for story_id, objective_id, name in rows_of(session, rows):
        objectives[story_id].add(Topic(objective_id, name))
    return objectives


def _readers() -> ScalarSelect[Any]:
    """How many people read any version. An author sees every reading of an own story, so nothing is left out."""
    version = aliased(Version)
    people = select(func.count(func.distinct(col(Reading.person_id)))).join(
        version, col(version.id) == col(Reading.version_id)
    )
    return people.where(col(version.story_id) == col(Story.id)).correlate(Story).scalar_subquery()


def _responses() -> ScalarSelect[Any]:
    said = select(func.count(col(Response.id))).where(col(Response.story_id) == col(Story.id))
    return said.correlate(Story).scalar_subquery()


def _open_questions() -> ScalarSelect[Any]:
    """Questions without an answer of the author's, as `queries.is_open` says."""
    answered = exists().where(
        col(Answer.response_id) == col(Response.id), col(Answer.person_id) == col(Story.author_id)
    )
    asked = select(func.count(col(Response.id))).where(
        col(Response.story_id) == col(Story.id),
        col(Response.kind) == ResponseKind.QUESTION,
        ~answered.correlate(Response, Story),
    )
    return asked.correlate(Story).scalar_subquery()
