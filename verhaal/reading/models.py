"""What funders do with stories: they read, and they answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.people.models import text_enum


class ResponseKind(StrEnum):
    """Always with words, never a mark."""

    APPRECIATION = "appreciation"
    QUESTION = "question"
    LESSON = "lesson"
    COMMITMENT = "commitment"


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
