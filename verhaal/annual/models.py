"""What a coordinator puts into an annual account: own words, and random draws; everything else in it is computed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.people.models import text_enum


class Subject(StrEnum):
    """What the words are about; the first three name one by `subject_id`."""

    ACTIVITY = "activity"
    OBJECTIVE = "objective"
    OBLIGATION = "obligation"
    LESSONS = "lessons"
    RESIDENTS = "residents"
    FINANCIAL = "financial"


class Explanation(SQLModel, table=True):
    """The organisation's words on one subject, for one grant and year (Awb art. 4:80)."""

    __table_args__ = (UniqueConstraint("grant_id", "year", "subject", "subject_id"),)

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", index=True)
    year: int
    subject: Subject = Field(sa_column=text_enum(Subject))
    subject_id: int = 0  # 0 where the subject is the whole grant
    text: str
    person_id: int = Field(foreign_key="person.id")
    saved_at: datetime = Field(sa_type=Moment)


class AccountDraw(SQLModel, table=True):
    """A random draw that stands in the account of a grant's year."""

    grant_id: int = Field(foreign_key="grant.id", primary_key=True)
    year: int = Field(primary_key=True)
    draw_id: int = Field(foreign_key="draw.id", primary_key=True, index=True)
    person_id: int = Field(foreign_key="person.id")
    added_at: datetime = Field(sa_type=Moment)
