"""What funders do with stories: they read, answer, take something on, and note something among themselves."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.people.models import text_enum


class ResponseKind(StrEnum):
    """Always with words, never a mark."""

    APPRECIATION = "appreciation"
    QUESTION = "question"
    LESSON = "lesson"
    COMMITMENT = "commitment"


class Standing(StrEnum):
    """Where a commitment stands on a day: to be done, past its day, done, or explained why not."""

    LATE = "late"
    OPEN = "open"
    KEPT = "kept"
    EXPLAINED = "explained"


class NotAsItStands(Exception):
    """A commitment that is closed cannot be closed again, and one that is open cannot be opened."""


class Reading(SQLModel, table=True):
    """That a funder's person read a version of a story, and when; once each, however often it is opened."""

    __table_args__ = (
        UniqueConstraint("version_id", "person_id", "funder_id"),
        Index("ix_reading_person_id_version_id", "person_id", "version_id"),  # what one has read already
    )

    id: int = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="version.id")
    person_id: int = Field(foreign_key="person.id")
    funder_id: int = Field(foreign_key="funder.id", index=True)
    read_at: datetime = Field(sa_type=Moment)


class Response(SQLModel, table=True):
    """A funder's words back, to the version that was read."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)  # sent twice, it is one response
    story_id: int = Field(foreign_key="story.id", index=True)
    version_id: int = Field(foreign_key="version.id")
    person_id: int = Field(foreign_key="person.id")
    funder_id: int = Field(foreign_key="funder.id", index=True)
    kind: ResponseKind = Field(sa_column=text_enum(ResponseKind))
    text: str
    created_at: datetime = Field(sa_type=Moment)


class Bookmark(SQLModel, table=True):
    """At which story a person stopped reading."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    kept_at: datetime = Field(sa_type=Moment)


class Answer(SQLModel, table=True):
    """What the author, or the funder again, says under a response."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)
    response_id: int = Field(foreign_key="response.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    created_at: datetime = Field(sa_type=Moment)


class Commitment(SQLModel, table=True):
    """What a funder took on about a story: open until it is done, or until it is explained why not."""

    __table_args__ = (CheckConstraint("done_at IS NULL OR explained_at IS NULL", name="closed_once"),)

    id: int = Field(default=None, primary_key=True)
    response_id: int = Field(unique=True, foreign_key="response.id")
    what: str
    who: str = Field(max_length=160)  # a name or a role, in free words
    due_on: date = Field(index=True)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    explained_at: datetime | None = Field(default=None, sa_type=Moment)
    explanation: str = ""  # how it was done, in a few words; or why not, in full sentences

    @property
    def closed_at(self) -> datetime | None:
        return self.done_at or self.explained_at

    def standing(self, today: date) -> Standing:
        """It may be done on its day itself; from the next day on it is late."""
        if self.closed_at:
            return Standing.KEPT if self.done_at else Standing.EXPLAINED
        return Standing.LATE if self.due_on < today else Standing.OPEN

    def keep(self, how: str, now: datetime) -> None:
        self._be(closed=False)
        self.done_at, self.explanation = now, how

    def explain(self, why: str, now: datetime) -> None:
        self._be(closed=False)
        self.explained_at, self.explanation = now, why

    def reopen(self, due_on: date) -> None:
        self._be(closed=True)
        self.done_at, self.explained_at, self.explanation, self.due_on = None, None, "", due_on

    def _be(self, *, closed: bool) -> None:
        if (self.closed_at is not None) != closed:
            raise NotAsItStands


class Step(SQLModel, table=True):
    """That a commitment was closed or opened again, with what was said at it; once written it never changes."""

    id: int = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    standing: Standing = Field(sa_column=text_enum(Standing))  # what it became: kept, explained or open
    words: str = ""
    due_on: date  # by when, as it stood from here on
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Moment)


class Note(SQLModel, table=True):
    """What a funder's people say of a story among themselves; the organisation never sees one."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)  # sent twice, it is one note
    story_id: int = Field(foreign_key="story.id", index=True)
    funder_id: int = Field(foreign_key="funder.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    created_at: datetime = Field(sa_type=Moment)
