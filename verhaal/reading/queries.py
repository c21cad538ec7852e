"""What was read and said, as a viewer may see it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.people.models import Funder, Person
from verhaal.prepared import prepared
from verhaal.reading.models import Answer, Commitment, Reading, Response, ResponseKind
from verhaal.stories.models import Story, Version
from verhaal.stories.queries import Telling

PAGE = 25


class Listed(NamedTuple):
    """A story in a list: when its reader read this version, how many read it, what waits for words, what was
    promised about it."""

    """A story in a list: whether its reader has read this version, how many read it, what waits for words, what was
    promised about it."""

    telling: Telling
    read_at: datetime | None
    readers: int
    responses: int
    open_questions: int
    promised: tuple[Commitment, ...] = ()

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


@dataclass
class Thread:
    """A response, with what was taken on in it and the answers under it, oldest first."""

    response: Response
    person: Person
    funder: Funder
    commitment: Commitment | None = None
    answers: list[tuple[Answer, Person]] = field(default_factory=list)


class Page(NamedTuple):
    stories: list[Listed]
    number: int
    has_more: bool


def readings_of(session: Session, viewer: Viewer, story: Story) -> Sequence[tuple[Reading, Person, Funder, int]]:
    """Who read the story and when, with the number of the version; the first first."""
    found: Sequence[tuple[Reading, Person, Funder, int]] = rows_of(session, _readings(viewer, story.id))
    return found


def threads_of(session: Session, viewer: Viewer, story_ids: Iterable[int]) -> dict[int, list[Thread]]:
    """Per story the responses that the viewer may see, with their answers; one query."""
    threads: dict[int, Thread] = {}
    per_story: dict[int, list[Thread]] = defaultdict(list)
    for response, person, funder, commitment, answer, answerer in rows_of(session, _threads(viewer, list(story_ids))):
        if response.id not in threads:
            threads[response.id] = Thread(response, person, funder, commitment)
            per_story[response.story_id].append(threads[response.id])
        if answer is not None:
            threads[response.id].answers.append((answer, answerer))
    return per_story


def people_in(session: Session, story: Story, response: Response) -> Sequence[Person]:
    """Who is in a thread: the story's author, who asked, and who answered. Whom of them it concerns, access says."""
    answered = session.exec(select(Answer.person_id).where(Answer.response_id == response.id))
    people = {story.author_id, response.person_id, *answered}
    return session.exec(select(Person).where(col(Person.id).in_(people)).order_by(col(Person.id))).all()


def listed(session: Session, viewer: Viewer, found: list[Telling]) -> list[Listed]:
    """Stories with what was done with them, as far as the viewer may see it."""
    ids = [telling.story.id for telling in found]
    readers: dict[int, set[int]] = defaultdict(set)
    mine: dict[int, datetime] = {}
    for story_id, version_id, person_id, read_at in rows_of(session, _read(viewer, ids)):
        readers[story_id].add(person_id)
        if person_id == viewer.id:
            mine[version_id] = read_at
    threads = threads_of(session, viewer, ids)
    return [
        Listed(
            telling,
            read_at=mine.get(telling.version.id),
            readers=len(readers[telling.story.id]),
            responses=len(threads[telling.story.id]),
            open_questions=sum(is_open(thread, telling.story) for thread in threads[telling.story.id]),
            promised=tuple(thread.commitment for thread in threads[telling.story.id] if thread.commitment),
        )
        for telling in found
    ]


def is_open(thread: Thread, story: Story) -> bool:
    """A question without an answer of the story's author."""
    asked = thread.response.kind == ResponseKind.QUESTION
    return asked and all(person.id != story.author_id for _, person in thread.answers)


@prepared
def _readings(viewer: Viewer, story_id: int) -> Any:
    rows: Any = access.visible_readings(viewer).with_only_columns(Reading, Person, Funder, col(Version.number))
    return (
        rows.join(Person, col(Person.id) == col(Reading.person_id))
        .join(Funder, col(Funder.id) == col(Reading.funder_id))
        .where(col(Version.story_id) == story_id)
        .order_by(col(Reading.read_at))
    )


@prepared
def _read(viewer: Viewer, story_ids: list[int]) -> Any:
    rows: Any = access.visible_readings(viewer).with_only_columns(
        col(Version.story_id), col(Reading.version_id), col(Reading.person_id), col(Reading.read_at)
    )
    return rows.where(col(Version.story_id).in_(story_ids)).order_by(col(Reading.read_at).desc())


@prepared
def _threads(viewer: Viewer, story_ids: list[int]) -> Any:
    answering = aliased(Person)
    rows: Any = access.visible_responses(viewer).with_only_columns(
        Response, Person, Funder, Commitment, Answer, answering
    )
    return (
        rows.join(Person, col(Person.id) == col(Response.person_id))
        .join(Funder, col(Funder.id) == col(Response.funder_id))
        .outerjoin(Commitment, col(Commitment.response_id) == col(Response.id))
        .outerjoin(Answer, col(Answer.response_id) == col(Response.id))
        .outerjoin(answering, col(answering.id) == col(Answer.person_id))
        .where(col(Response.story_id).in_(story_ids))
        .order_by(col(Response.created_at), col(Response.id), col(Answer.created_at), col(Answer.id))
    )
