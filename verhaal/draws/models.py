"""Random draws, written down when they are made and kept as they are."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment


class Party(NamedTuple):
    """An organisation or a funder, by its id: on whose behalf is drawn. One of the two is None."""

    organisation_id: int | None = None
    funder_id: int | None = None


class Urn(SQLModel, table=True):
    """What was drawn from: the references of a population, and nothing else of it. The same population is one urn."""

    fingerprint: str = Field(primary_key=True, max_length=64)
    lines: str  # as `method.lines` writes them


class Draw(SQLModel, table=True):
    """One draw. Nothing in Verhaal changes or deletes it, so that whoever draws once more leaves a trace."""

    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (funder_id IS NULL)", name="one_party"),
        UniqueConstraint("organisation_id", "number"),
        UniqueConstraint("funder_id", "number"),
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)  # sent twice, it is one draw
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    funder_id: int | None = Field(default=None, foreign_key="funder.id")
    grant_id: int | None = Field(default=None, foreign_key="grant.id", index=True)  # both its sides see all of these
    number: int  # of the party's draws, from 1 and without gaps
    turn: int  # the nth time that the party drew from exactly these references
    drawn_at: datetime = Field(sa_type=Moment)  # stories count that were shared until then
    asked: str  # the sieve, as it stands in an address
    among: int  # how many references
    fingerprint: str = Field(foreign_key="urn.fingerprint", max_length=64, index=True)
    wanted: int
    seed: str = Field(max_length=64)
    method: str = Field(max_length=20)

    @property
    def party(self) -> Party:
        return Party(self.organisation_id, self.funder_id)

    @property
    def filter(self) -> dict[str, str]:
        """The part of an address that asks for the population."""
        return dict(parse_qsl(self.asked))

    @property
    def size(self) -> int:
        """How many were drawn: what was wanted, or all there were."""
        return min(self.wanted, self.among)


class Drawn(SQLModel, table=True):
    """A drawn story by its reference, at its place in the draw. The story itself may be withdrawn since."""

    draw_id: int = Field(foreign_key="draw.id", primary_key=True)
    position: int = Field(primary_key=True)
    reference: str = Field(max_length=36)
