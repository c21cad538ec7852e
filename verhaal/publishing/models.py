"""What of a signed account anyone may read, by whose decision and until when; and what is asked of the council."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment


class Side(StrEnum):
    """Of an account between one organisation and one funder."""

    ORGANISATION = "organisation"
    FUNDER = "funder"


class Publication(SQLModel, table=True):
    """A signed version of an account, proposed for all to read by one side, and public once the other agrees too.

    The key is the account's own: it stays the same for its later versions, and when it is published once more.
    """

    __table_args__ = (UniqueConstraint("sealed_id", "turn"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="annualaccount.id", index=True)
    sealed_id: int = Field(foreign_key="sealedaccount.id")
    turn: int = 1  # the nth time that this version was proposed, so that two presses at once are one
    key: str = Field(max_length=32, index=True)
    organisation_person_id: int | None = Field(default=None, foreign_key="person.id")
    organisation_agreed_at: datetime | None = Field(default=None, sa_type=Moment)
    funder_person_id: int | None = Field(default=None, foreign_key="person.id")
    funder_agreed_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_person_id: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = ""  # why it was withdrawn

    @property
    def agreed(self) -> frozenset[Side]:
        """The sides that said yes."""
        said = (Side.ORGANISATION, self.organisation_agreed_at), (Side.FUNDER, self.funder_agreed_at)
        return frozenset(side for side, at in said if at)

    @property
    def people(self) -> frozenset[int | None]:
        """Who said it for them: nobody does so for both."""
        return frozenset((self.organisation_person_id, self.funder_person_id)) - {None}

    @property
    def is_public(self) -> bool:
        return len(self.agreed) == len(Side) and self.withdrawn_at is None

    @property
    def public_since(self) -> datetime | None:
        """The moment of the second yes."""
        said = self.organisation_agreed_at, self.funder_agreed_at
        return max(said) if said[0] and said[1] else None  # type: ignore[type-var]

    def agree(self, side: Side, person_id: int, now: datetime) -> None:
        if side is Side.ORGANISATION:
            self.organisation_person_id, self.organisation_agreed_at = person_id, now
        else:
            self.funder_person_id, self.funder_agreed_at = person_id, now

    def withdraw(self, person_id: int, reason: str, now: datetime) -> None:
        self.withdrawn_person_id, self.reason, self.withdrawn_at = person_id, reason, now


class CouncilQuestion(SQLModel, table=True):
    """An open question of the coordinator to the council, on the page of a place in one version of an account."""

    __table_args__ = (UniqueConstraint("account_id", "number", "place"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="annualaccount.id")
    number: int  # of the account's version
    place: str  # its name, as in the account
    text: str
    person_id: int = Field(foreign_key="person.id")
    saved_at: datetime = Field(sa_type=Moment)


def new_key() -> str:
    """128 bits from the operating system: nobody guesses it."""
    return secrets.token_urlsafe(16)
