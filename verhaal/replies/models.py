"""What came back by mail: that it came and what was done with it, never its words."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.people.models import text_enum


class Verdict(StrEnum):
    """What was done with a mail. All but the first were explained to the person by mail."""

    TAKEN = "taken"  # it is an answer now
    FORGED = "forged"  # we did not sign this address, or a mail program mangled it
    EXPIRED = "expired"
    OTHER_SENDER = "other_sender"  # the address is someone else's
    GONE = "gone"  # what it answers is out of the person's sight, or is not to be answered any more
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"

    @property
    def is_proven(self) -> bool:
        """Whether the person whose address it is wrote this, as far as a mail can show."""
        return self not in (Verdict.FORGED, Verdict.OTHER_SENDER)


class ReceivedMail(SQLModel, table=True):
    """A mail that came for someone. Delivered twice, it is one."""

    __table_args__ = (Index("ix_receivedmail_person_id_received_at", "person_id", "received_at"),)

    id: int = Field(default=None, primary_key=True)
    fingerprint: str = Field(unique=True, max_length=64)  # of its Message-ID and the address it came to
    person_id: int = Field(foreign_key="person.id")
    verdict: Verdict = Field(sa_column=text_enum(Verdict))
    received_at: datetime = Field(sa_type=Moment, index=True)
