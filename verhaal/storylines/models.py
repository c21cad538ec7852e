"""Storylines: stories that belong together, across years and staff."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from verhaal.db import Moment


class Storyline(SQLModel, table=True):
    """A line of one organisation's stories.

    `title` was given by a coordinator and is read by whoever reads a story of the line. Without one the line is called
    after the first story that its reader sees: a title kept from a story would outlive its correction or withdrawal.
    """

    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    title: str = Field(default="", max_length=160)
    created_at: datetime = Field(sa_type=Moment)


class StorylineStory(SQLModel, table=True):
    """That a story stands in a line, who put it there (its author, by telling how it went on; or a coordinator), when.

    A story is in at most one line. Its place in it is its week's.
    """

    story_id: int = Field(foreign_key="story.id", primary_key=True)
    storyline_id: int = Field(foreign_key="storyline.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    added_at: datetime = Field(sa_type=Moment)
