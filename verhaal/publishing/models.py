"""What of a signed account anyone may read, by whose decision and until when; and what is asked of the council."""

import secrets
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.draws.models import Party


class Publication(SQLModel, table=True):
    """A signed version of an account, proposed for all to read by one side, and public once every other agrees too.

    Its sides are the organisation and each funder with a grant in that version. The key is the account's own: it stays
    the same for its later versions, and when it is published once more.
    """

    __table_args__ = (UniqueConstraint("sealed_id", "turn"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="annualaccount.id", index=True)
    sealed_id: int = Field(foreign_key="sealedaccount.id")  # the whole of the version
    turn: int = 1  # the nth time that this version was proposed, so that two presses at once are one
    key: str = Field(max_length=32, index=True)
    withdrawn_person_id: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = ""  # why it was withdrawn

    def withdraw(self, person_id: int, reason: str, now: datetime) -> None:
        self.withdrawn_person_id, self.reason, self.withdrawn_at = person_id, reason, now


class Assent(SQLModel, table=True):
    """The yes of one side to a publication: once, and by nobody for two of them."""

    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (funder_id IS NULL)", name="one_party"),
        UniqueConstraint("publication_id", "organisation_id"),
        UniqueConstraint("publication_id", "funder_id"),
        UniqueConstraint("publication_id", "person_id"),
    )

    id: int = Field(default=None, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id")
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    funder_id: int | None = Field(default=None, foreign_key="funder.id")
    person_id: int = Field(foreign_key="person.id")
    agreed_at: datetime = Field(sa_type=Moment)

    @property
    def party(self) -> Party:
        return Party(self.organisation_id, self.funder_id)


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
