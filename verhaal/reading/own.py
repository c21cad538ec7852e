"""The author's side: every SELECT about one's own stories."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ScalarSelect, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Objective, Place
from verhaal.reading.commitments import promised_about
from verhaal.reading.models import Answer, Reading, Response, ResponseKind
from verhaal.reading.queries import PAGE, Listed, Page
from verhaal.reading.shelf import Shelf, Spine
from verhaal.reading.year import Told, Topic
from verhaal.stories.models import Outcome, Story, Version
from verhaal.stories.queries import standing, tellings
from verhaal.week import Week


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
    """One page of what was chosen from the shelf, with its words and what was promised about them; three queries."""
    shown = spines[(number - 1) * PAGE : number * PAGE]
    rows = standing(_own(viewer).where(col(Story.id).in_([spine.story_id for spine in shown])))
    found = {telling.story.id: telling for telling in tellings(session, rows)}
    promised = promised_about(session, viewer, list(found))
    listed = [
        Listed(found[spine.story_id], None, spine.readers, spine.responses, spine.open_questions,
               tuple(promised[spine.story_id]))
        for spine in shown
    ]  # fmt: skip
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
