"""A file that is made in the background, for who asked for it, and kept for a day."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.people.models import text_enum

SILENCE = timedelta(seconds=60)  # without a sign of life; a worker gives one every few seconds
KEPT = timedelta(days=1)


class Stage(StrEnum):
    """How far it is, in order; the last two are ends."""

    WAITING = "waiting"  # for those who asked before
    GATHERING = "gathering"  # what the database holds of the year
    LAYING_OUT = "laying-out"
    KEEPING = "keeping"
    READY = "ready"
    FAILED = "failed"

    @property
    def place(self) -> int:
        return list(Stage).index(self)


class PrintJob(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="annualaccount.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)  # who asked, and alone may have it
    format: str = Field(max_length=10)
    made_of: str = Field(max_length=64)  # fingerprint of what who asked saw of the account; `queries.made_of`
    stage: Stage = Field(default=Stage.WAITING, sa_column=text_enum(Stage))
    asked_at: datetime = Field(sa_type=Moment)
    alive_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    kept_as: str = ""  # in the store
    file_name: str = ""  # as it is given
    error: str = ""  # for who keeps the installation; the page says it in its own words

    @property
    def is_ready(self) -> bool:
        return self.stage == Stage.READY

    def is_lost(self, now: datetime) -> bool:
        """It failed, or whoever worked on it is not heard of any more."""
        silent = not self.is_ready and now - self.alive_at > SILENCE
        return self.stage == Stage.FAILED or silent

    def goes_on(self, now: datetime) -> bool:
        return not self.is_ready and not self.is_lost(now)

    def is_gone(self, now: datetime) -> bool:
        return now - self.asked_at > KEPT
