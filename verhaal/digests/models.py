"""Up to when someone was told. How often someone wants to be told stands with the person."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.people.models import Topic, text_enum


class Digested(SQLModel, table=True):
    """Up to when a person was told what is new on a topic: once, however many rounds there are and overlap."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    topic: Topic = Field(sa_column=text_enum(Topic, primary_key=True))
    until: datetime | None = Field(default=None, sa_type=Moment)  # none: nothing was told yet
    refused_at: datetime | None = Field(default=None, sa_type=Moment)  # since when the mail server refuses the address
