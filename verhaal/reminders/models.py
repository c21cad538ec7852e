"""Who was reminded of which week. When someone wants to be reminded stands with the person."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment


class Reminded(SQLModel, table=True):
    """That a person was reminded of an ISO week: once, however many runs there are and however they overlap."""

    __table_args__ = (UniqueConstraint("person_id", "year", "week_number"),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    year: int  # the ISO year of the week
    week_number: int
    written_at: datetime = Field(sa_type=Moment)
