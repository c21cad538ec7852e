"""What a coordinator sends to the team."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.week import Week


class Nudge(SQLModel, table=True):
    """A coordinator's kind mail to a professional about an ISO week; once per person, organisation and week."""

    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "year", "week_number"),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    year: int  # the ISO year of the week
    week_number: int
    by_id: int = Field(foreign_key="person.id")
    words: str = Field(default="", max_length=300)  # the coordinator's own words
    sent_at: datetime = Field(sa_type=Moment)

    @property
    def week(self) -> Week:
        return Week(self.year, self.week_number)
