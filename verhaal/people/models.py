"""Persons, what they belong to, how they were invited, and how they are signed in.

Organisations and funders stand here because a membership points to them, and tables point one way.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Enum, UniqueConstraint, true
from sqlmodel import Field, SQLModel

from verhaal.db import Moment

MAX_WRONG_CODES = 5


class Role(StrEnum):
    PROFESSIONAL = "professional"
    COORDINATOR = "coordinator"
    FUNDER = "funder"


class FunderKind(StrEnum):
    MUNICIPALITY = "municipality"
    HOUSING_CORPORATION = "housing_corporation"
    FOUNDATION = "foundation"


class Topic(StrEnum):
    """Kinds of mail that one can want or not, and end from the mail itself."""

    REMINDERS = "reminders"  # of the week; when stands in `Reminder`
    STORIES = "new-stories"  # what was shared with one's funder and answered to oneself, gathered
    ANSWERS = "answers"  # who read one's stories and what they said, gathered
    QUESTIONS = "questions"  # about one's story, and answers to one's own, as soon as they are there
    ACCOUNTS = "due-accounts"  # to coordinators, as the day nears on which an annual account is due


class Rhythm(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"  # Monday to Friday
    WEEKLY = "weekly"
    MONTHLY = "monthly"  # on its first working day
    NEVER = "never"


# By the clock in Amsterdam; and what they get who never chose.
HOURS = {Topic.STORIES: 8, Topic.ANSWERS: 15}
UNLESS_CHOSEN = {
    Topic.STORIES: (Rhythm.WEEKLY, 1),
    Topic.ANSWERS: (Rhythm.WEEKLY, 5),
    Topic.QUESTIONS: (Rhythm.AT_ONCE, 1),
    Topic.ACCOUNTS: (Rhythm.AT_ONCE, 1),
}


def text_enum(kind: type[StrEnum], *, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    """A column that keeps an enum's value as text; anything else is refused on the way in."""
    return Column(
        Enum(
            kind,
            native_enum=False,
            length=32,
            validate_strings=True,
            values_callable=lambda members: [m.value for m in members],
        ),
        nullable=nullable,
        primary_key=primary_key,
    )


class Person(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)  # always lower case
    name: str = Field(max_length=120)
    language: str = Field(default="nl", max_length=2)
    created_at: datetime = Field(sa_type=Moment)
    # Whether a single key does something while reading; who dictates or whose hands shake may want none (WCAG 2.1.4).
    single_keys: bool = Field(default=True, sa_column_kwargs={"server_default": true()})


class Reminder(SQLModel, table=True):
    """When a person wants to be reminded of the week, by the clock in Amsterdam; or never.

    Without a row nobody was asked yet, and nothing is sent.
    """

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("(weekday IS NULL) = (hour IS NULL)", name="both_or_never"),
    )

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    weekday: int | None = None  # 1 is Monday, 7 is Sunday
    hour: int | None = None
    chosen_at: datetime = Field(sa_type=Moment)

    @property
    def is_on(self) -> bool:
        return self.weekday is not None


class Wish(SQLModel, table=True):
    """How often someone wants mail on a topic; of reminders `Reminder` tells."""

    __table_args__ = (CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    topic: Topic = Field(sa_column=text_enum(Topic, primary_key=True))
    rhythm: Rhythm = Field(sa_column=text_enum(Rhythm))
    weekday: int  # 1 is Monday; counts where the rhythm is weekly
    chosen_at: datetime = Field(sa_type=Moment)

    @classmethod
    def unless_chosen(cls, person_id: int, topic: Topic, since: datetime) -> "Wish":
        """What stands for who never chose, and might have since then."""
        rhythm, weekday = UNLESS_CHOSEN[topic]
        return cls(person_id=person_id, topic=topic, rhythm=rhythm, weekday=weekday, chosen_at=since)


class Organisation(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=160)


class Funder(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=160)
    kind: FunderKind = Field(sa_column=text_enum(FunderKind))


class Membership(SQLModel, table=True):
    """A person's place in one organisation or with one funder; it ends, it is never deleted."""

    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (funder_id IS NULL)", name="one_party"),
        CheckConstraint("(role = 'funder') = (funder_id IS NOT NULL)", name="role_fits_party"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_column=text_enum(Role))
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    funder_id: int | None = Field(default=None, foreign_key="funder.id", index=True)
    since: datetime = Field(sa_type=Moment)
    until: datetime | None = Field(default=None, sa_type=Moment)

    def end(self, now: datetime) -> None:
        self.until = self.until or now


class Invitation(SQLModel, table=True):
    """Someone asked to join. The mailed token is kept hashed; it works once, until it expires or is withdrawn."""

    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (funder_id IS NULL)", name="one_party"),
        CheckConstraint("(role = 'funder') = (funder_id IS NOT NULL)", name="role_fits_party"),
    )

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, index=True)
    name: str = Field(max_length=120)
    role: Role = Field(sa_column=text_enum(Role))
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    funder_id: int | None = Field(default=None, foreign_key="funder.id", index=True)
    invited_by_id: int | None = Field(default=None, foreign_key="person.id")  # none: the command line
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    accepted_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at


class SignInRequest(SQLModel, table=True):
    """A wish to sign in: a mailed link, or a code for another device. Written for unknown addresses too, so
    that known and unknown behave the same."""

    __table_args__ = (UniqueConstraint("handle_hash"), UniqueConstraint("token_hash"))

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    asked_from: str = Field(max_length=64, index=True)  # the network address, to limit the rate
    handle_hash: str = Field(max_length=64)  # who asked holds the handle; the code works only with it
    token_hash: str = Field(max_length=64)
    code_hash: str = Field(max_length=64)
    wrong_codes: int = Field(default=0)
    created_at: datetime = Field(sa_type=Moment, index=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at and self.wrong_codes < MAX_WRONG_CODES


class SignIn(SQLModel, table=True):
    """One signed-in device. Ended rows stay, so that an old cookie can never come back to life."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    device: str = Field(default="", max_length=200)
    is_private: bool = Field(default=False)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)

    def end(self, now: datetime) -> None:
        self.ended_at = self.ended_at or now
