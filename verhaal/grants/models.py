"""Grant decisions: what was agreed between a funder and an organisation, and where."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint, true
from sqlmodel import Field, SQLModel

from verhaal.db import Moment


class Place(SQLModel, table=True):
    """A neighbourhood in which an organisation works, with its CBS code if known (such as WK034403)."""

    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str = Field(max_length=120)
    cbs_code: str | None = Field(default=None, max_length=10)

    @property
    def with_code(self) -> str:
        return f"{self.name} ({self.cbs_code})" if self.cbs_code else self.name


class Grant(SQLModel, table=True):
    """One grant decision (beschikking). The amount is in cents of a euro."""

    __table_args__ = (
        UniqueConstraint("funder_id", "organisation_id", "reference"),
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint("amount_cents >= 0", name="amount"),
    )

    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    funder_id: int = Field(foreign_key="funder.id", index=True)
    reference: str = Field(max_length=80)
    title: str = Field(max_length=160)
    starts_on: date
    ends_on: date
    amount_cents: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Moment)
    # Two coordinators who edit at once: the second is told, instead of undoing the first in silence.
    revision: int = Field(default=0)

    @property
    def years(self) -> range:
        """The calendar years that the grant's period touches; each has its annual account."""
        return range(self.starts_on.year, self.ends_on.year + 1)

    def year_due(self, day: date) -> int:
        """Of which year the account is that is due on a day: the last one over by then, or else the first."""
        return max(self.starts_on.year, min(self.ends_on.year, day.year - 1))


class GrantPlace(SQLModel, table=True):
    grant_id: int = Field(foreign_key="grant.id", primary_key=True)
    place_id: int = Field(foreign_key="place.id", primary_key=True, index=True)


class Due(SQLModel, table=True):
    """What the funder expects, and when."""

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", index=True)
    position: int
    what: str = Field(max_length=200)
    due_on: date
    is_account: bool = Field(default=True, sa_column_kwargs={"server_default": true()})  # or else a talk, say


class Activity(SQLModel, table=True):
    """What is subsidised; `planned` counts `unit`s over the grant's period, where a volume was agreed."""

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", index=True)
    position: int
    name: str = Field(max_length=200)
    unit: str = Field(default="", max_length=60)
    planned: int | None = None


class Objective(SQLModel, table=True):
    """What was agreed to be aimed for; `target` says when it counts as reached.

    `agreement` names the performance agreement (prestatieafspraak) of a housing corporation that it serves.
    """

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", index=True)
    position: int
    name: str = Field(max_length=200)
    target: str = Field(default="", max_length=600)
    agreement: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})


class Obligation(SQLModel, table=True):
    """A condition in the grant decision."""

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", index=True)
    position: int
    text: str = Field(max_length=600)
