"""What was read and said, as a viewer may see it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.people.models import Funder, Person
from verhaal.reading.models import Answer, Reading, Response, ResponseKind
from verhaal.stories.models import Story, Version
from verhaal.stories.queries import Telling, standing, tellings

PAGE = 25


class Listed(NamedTuple):
    """A story in a list: whether its reader has read this version, how many read it, what waits for words."""

    telling: Telling
    is_unread: bool
    readers: int
    responses: int
    open_questions: int


@dataclass
class Thread:
    """A response with the answers under it, oldest first."""

    response: Response
    person: Person
    funder: Funder
    answers: list[tuple[Answer, Person]] = field(default_factory=list)


class Page(NamedTuple):
    stories: list[Listed]
    number: int
    has_more: bool


def to_read(session: Session, viewer: Viewer, grant_id: int | None, number: int) -> Page:
    """The reading table: what was shared with the viewer's funders, unread first, then the newest."""
    seen = access.stories_to_read(viewer)
    if grant_id is not None:
        seen = seen.where(access.told_for(access.is_grant(grant_id)))
    unread = case((_read_by(viewer), 1), else_=0)
    rows = standing(seen).order_by(unread, col(Story.shared_at).desc(), col(Story.id).desc())
    return _page(session, viewer, rows, number)


def ours(session: Session, viewer: Viewer, number: int) -> Page:
    """What was shared in the organisations one works for, the newest first."""
    seen = access.visible_stories(viewer).where(access.shared_in_our_organisation(viewer))
    rows = standing(seen).order_by(col(Story.shared_at).desc(), col(Story.id).desc())
    return _page(session, viewer, rows, number)


def unread_count(session: Session, viewer: Viewer) -> int:
    """How many stories on the viewer's reading table wait to be read."""
    seen = access.stories_to_read(viewer).where(~_read_by_in_own_query(viewer))
    return session.exec(select(func.count()).select_from(seen.with_only_columns(col(Story.id)).subquery())).one()


def next_unread(session: Session, viewer: Viewer, after: Story) -> int | None:
    """The story to read after this one: the newest unread other one."""
    seen = access.stories_to_read(viewer).where(~_read_by_in_own_query(viewer), col(Story.id) != after.id)
    found = session.exec(seen.order_by(col(Story.shared_at).desc(), col(Story.id).desc()).limit(1)).first()
    return found.id if found else None


def readings_of(session: Session, viewer: Viewer, story: Story) -> Sequence[tuple[Reading, Person, Funder, int]]:
    """Who read the story and when, with the number of the version; the first first."""
    rows: Any = (
        access.visible_readings(viewer)
        .with_only_columns(Reading, Person, Funder, col(Version.number))
        .join(Person, col(Person.id) == col(Reading.person_id))
        .join(Funder, col(Funder.id) == col(Reading.funder_id))
        .where(col(Version.story_id) == story.id)
    )
    found: Sequence[tuple[Reading, Person, Funder, int]] = rows_of(session, rows.order_by(col(Reading.read_at)))
    return found


def threads_of(session: Session, viewer: Viewer, story_ids: Iterable[int]) -> dict[int, list[Thread]]:
    """Per story the responses that the viewer may see, with their answers; two queries."""
    rows: Any = (
        access.visible_responses(viewer)
        .with_only_columns(Response, Person, Funder)
        .join(Person, col(Person.id) == col(Response.person_id))
        .join(Funder, col(Funder.id) == col(Response.funder_id))
        .where(col(Response.story_id).in_(story_ids))
        .order_by(col(Response.created_at), col(Response.id))
    )
    threads: dict[int, Thread] = {}
    per_story: dict[int, list[Thread]] = defaultdict(list)
    for response, person, funder in rows_of(session, rows):
        threads[response.id] = Thread(response, person, funder)
        per_story[response.story_id].append(threads[response.id])
    for answer, person in session.exec(
        select(Answer, Person)
        .join(Person, col(Person.id) == col(Answer.person_id))
        .where(col(Answer.response_id).in_(threads))
        .order_by(col(Answer.created_at), col(Answer.id))
    ):
        threads[answer.response_id].answers.append((answer, person))
    return per_story


def people_in(session: Session, story: Story, response: Response) -> Sequence[Person]:
    """Who is in a thread: the story's author, who asked, and who answered. Whom of them it concerns, access says."""
    answered = session.exec(select(Answer.person_id).where(Answer.response_id == response.id))
    people = {story.author_id, response.person_id, *answered}
    return session.exec(select(Person).where(col(Person.id).in_(people)).order_by(col(Person.id))).all()


def _page(session: Session, viewer: Viewer, rows: Any, number: int) -> Page:
    statement = rows.limit(PAGE + 1).offset((number - 1) * PAGE)
    found = tellings(session, statement)
    return Page(_listed(session, viewer, found[:PAGE]), number, len(found) > PAGE)


def _listed(session: Session, viewer: Viewer, found: list[Telling]) -> list[Listed]:
    ids = [telling.story.id for telling in found]
    readings: Any = (
        access.visible_readings(viewer)
        .with_only_columns(col(Version.story_id), col(Reading.version_id), col(Reading.person_id))
        .where(col(Version.story_id).in_(ids))
    )
    readers: dict[int, set[int]] = defaultdict(set)
    mine: set[int] = set()
    for story_id, version_id, person_id in rows_of(session, readings):
        readers[story_id].add(person_id)
        if person_id == viewer.id:
            mine.add(version_id)
    threads = threads_of(session, viewer, ids)
    return [
        Listed(
            telling,
            is_unread=telling.version.id not in mine,
            readers=len(readers[telling.story.id]),
            responses=len(threads[telling.story.id]),
            open_questions=sum(is_open(thread, telling.story) for thread in threads[telling.story.id]),
        )
        for telling in found
    ]


def is_open(thread: Thread, story: Story) -> bool:
    """A question without an answer of the story's author."""
    asked = thread.response.kind == ResponseKind.QUESTION
    return asked and all(person.id != story.author_id for _, person in thread.answers)


def _read_by(viewer: Viewer) -> ColumnElement[bool]:
    """That the viewer read the version that the list joins."""
    return exists().where(col(Reading.version_id) == col(Version.id), col(Reading.person_id) == viewer.id)


def _read_by_in_own_query(viewer: Viewer) -> ColumnElement[bool]:
    """That the viewer read the standing version, for a query that does not join versions."""
    return (
        exists()
        .where(
            and_(
                col(Version.story_id) == col(Story.id),
                col(Version.number) == col(Story.shared_number),
                col(Reading.version_id) == col(Version.id),
                col(Reading.person_id) == viewer.id,
            )
        )
        .correlate(Story)
    )
