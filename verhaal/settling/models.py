"""What a funder and an organisation do with an account: they ask and answer, and the funder decides on each grant."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.people.models import text_enum


class AccountQuestion(SQLModel, table=True):
    """What a funder's person asks about an account, or about one section of one grant in it.

    It is no part of the record that is sealed.
    """

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)  # sent twice, it is one question
    account_id: int = Field(foreign_key="annualaccount.id", index=True)
    number: int  # of the version that it was asked about
    section: str = Field(default="", max_length=40)  # as in the document; empty: the whole account
    grant_id: int | None = Field(default=None, foreign_key="grant.id")  # whose section
    funder_id: int = Field(foreign_key="funder.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    asked_at: datetime = Field(sa_type=Moment)


class AccountAnswer(SQLModel, table=True):
    """What a coordinator, or the funder again, says under a question."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)
    question_id: int = Field(foreign_key="accountquestion.id", index=True)
    by_funder: bool  # or by the organisation
    person_id: int = Field(foreign_key="person.id")
    text: str
    answered_at: datetime = Field(sa_type=Moment)


class Decision(StrEnum):
    """On what a grant is settled (Awb art. 4:42 and 4:46)."""

    AS_GRANTED = "as_granted"
    LOWER = "lower"
    NIL = "nil"


class Settlement(SQLModel, table=True):
    """The funder's decision on one grant in a sealed account, with its reasons; once written it never changes.

    Reasons in full sentences are required: a Dutch court annulled a nil settlement for want of them
    (ECLI:NL:RBAMS:2021:4087), and Awb art. 4:46 names on what grounds a settlement may be lower. A new decision on the
    same grant is a row with the next number that says what changed; the earlier one stays readable.
    """

    __table_args__ = (
        UniqueConstraint("sealed_id", "grant_id", "number"),
        CheckConstraint("amount_cents >= 0", name="amount"),
    )

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="annualaccount.id", index=True)
    sealed_id: int = Field(foreign_key="sealedaccount.id")
    grant_id: int = Field(foreign_key="grant.id", index=True)
    number: int = 1
    changed: str = ""
    decision: Decision = Field(sa_column=text_enum(Decision))
    amount_cents: int = Field(sa_type=BigInteger)
    reasons: str
    person_id: int = Field(foreign_key="person.id")
    settled_at: datetime = Field(sa_type=Moment)
