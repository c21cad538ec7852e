"""The annual account: its state, what a coordinator puts into it, and what was sealed when it was signed.

Everything else in it is computed. What is put in (words, chosen stories, draws) belongs to a grant's year, so that an
account of one grant and one over several show the same.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.grants.models import Grant
from verhaal.people.models import text_enum


class State(StrEnum):
    """Where an account stands; a correction of a signed one begins as a draft again."""

    DRAFT = "draft"
    OFFERED = "offered"  # to the funder, who asks and answers; the organisation may still change it
    SIGNED = "signed"  # by the organisation, and sealed
    SETTLED = "settled"  # the funder decided on every grant in it


def scope_of(grant: Grant | None, funder_id: int | None) -> str:
    """What an account is over: grant-12, funder-3 or all; an organisation has one account of each in a year."""
    return f"grant-{grant.id}" if grant else f"funder-{funder_id}" if funder_id else "all"


class AnnualAccount(SQLModel, table=True):
    """The account of an organisation's year: of one grant, of all grants of one funder, or of all its grants.

    With a grant, the funder is that grant's; with neither, it is over all.
    """

    __table_args__ = (UniqueConstraint("organisation_id", "year", "scope"),)

    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    year: int
    scope: str = Field(max_length=30)  # `scope_of`
    grant_id: int | None = Field(default=None, foreign_key="grant.id", index=True)
    funder_id: int | None = Field(default=None, foreign_key="funder.id", index=True)
    state: State = Field(default=State.DRAFT, sa_column=text_enum(State))
    number: int = 1  # of the version that is worked on, or was sealed last
    changed: str = ""  # what this version says has changed since the one before; or a later one that was given up
    person_id: int = Field(foreign_key="person.id")  # who began it
    begun_at: datetime = Field(sa_type=Moment)
    offered_at: datetime | None = Field(default=None, sa_type=Moment)  # this version, for the first time
    revision: int = Field(default=0)  # counts the steps from state to state, so that two people do not take one twice

    @property
    def is_open(self) -> bool:
        """It can still be written in."""
        return self.state in (State.DRAFT, State.OFFERED)


class SealedAccount(SQLModel, table=True):
    """A version of an account as it was signed. `core` is canonical JSON of `record.Core`, and never changes.

    An account over several funders is sealed once whole, and once for each funder with its own grants alone.
    """

    __table_args__ = (UniqueConstraint("account_id", "number", "funder_id"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="annualaccount.id", index=True)
    number: int
    funder_id: int | None = Field(default=None, foreign_key="funder.id", index=True)  # whose part; none: the whole
    core: str
    seal: str  # canonical JSON of record.Seal
    sha256: str = Field(max_length=64, index=True)
    person_id: int = Field(foreign_key="person.id")
    sealed_at: datetime = Field(sa_type=Moment)


class SealedGrant(SQLModel, table=True):
    """Which grant stands at which place of a sealed account; its own words may change later, the sealed ones do not."""

    sealed_id: int = Field(foreign_key="sealedaccount.id", primary_key=True)
    position: int = Field(primary_key=True)  # from 0, as in `record.Core.grants`
    grant_id: int = Field(foreign_key="grant.id", index=True)


class SealedPage(SQLModel, table=True):
    """A story's page in a sealed account: canonical JSON of `record.Page`, deleted for good when it is withdrawn."""

    sealed_id: int = Field(foreign_key="sealedaccount.id", primary_key=True)
    ref: str = Field(primary_key=True, max_length=16)
    story_id: int = Field(foreign_key="story.id", index=True)
    page: str


class Subject(StrEnum):
    """What the words are about; `subject_id` names which activity, objective or obligation, or else the grant."""

    ACTIVITY = "activity"
    OBJECTIVE = "objective"
    OBLIGATION = "obligation"
    LESSONS = "lessons"
    RESIDENTS = "residents"
    FINANCIAL = "financial"


class Explanation(SQLModel, table=True):
    """The organisation's words on one subject, for one grant and year (Awb art. 4:80)."""

    __table_args__ = (UniqueConstraint("grant_id", "year", "subject", "subject_id"),)

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", index=True)
    year: int
    subject: Subject = Field(sa_column=text_enum(Subject))
    subject_id: int
    text: str
    person_id: int = Field(foreign_key="person.id")
    saved_at: datetime = Field(sa_type=Moment)


class AccountDraw(SQLModel, table=True):
    """A random draw that stands in the account of a grant's year."""

    grant_id: int = Field(foreign_key="grant.id", primary_key=True)
    year: int = Field(primary_key=True)
    draw_id: int = Field(foreign_key="draw.id", primary_key=True, index=True)
    person_id: int = Field(foreign_key="person.id")
    added_at: datetime = Field(sa_type=Moment)


class ChosenStory(SQLModel, table=True):
    """A story that coordinators chose to stand first under an objective, for one grant and year, and why."""

    __table_args__ = (UniqueConstraint("grant_id", "year", "objective_id", "story_id"),)

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id")
    year: int
    objective_id: int = Field(foreign_key="objective.id", index=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    place: int  # in the order under the objective; two may share one, then the first chosen stands first
    why: str = ""
    person_id: int = Field(foreign_key="person.id")
    chosen_at: datetime = Field(sa_type=Moment)


class OutcomeConfirmation(SQLModel, table=True):
    """That someone independent confirmed an outcome (Outcome Harvesting, substantiation); by role, never by name.

    It holds for the words that were confirmed: a correction that leaves them as they were keeps it.
    """

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=36, unique=True)
    outcome_id: int = Field(foreign_key="outcome.id", index=True)
    who: str
    relation: str
    confirmed_on: date
    words: str = ""
    person_id: int = Field(foreign_key="person.id")  # who wrote it down
    added_at: datetime = Field(sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)


class ChangeKind(StrEnum):
    """What was changed, and what `AccountChange.before` and `after` then hold."""

    WORDS = "words"  # on a topic: its text
    CHOICE = "choice"  # of a story under an objective: nothing, or JSON of its place and why
    WHY = "why"  # of a chosen story: its text
    ORDER = "order"  # under an objective: JSON of its stories
    CONFIRMATION = "confirmation"  # of an outcome: nothing, or "stands"


class AccountChange(SQLModel, table=True):
    """A change in what was put into the account of a grant's year, so that it can be taken back."""

    id: int = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", index=True)
    year: int
    kind: ChangeKind = Field(sa_column=text_enum(ChangeKind))
    subject: Subject | None = Field(default=None, sa_column=text_enum(Subject, nullable=True))  # of words
    subject_id: int  # of the topic, the objective or the confirmation
    story_id: int | None = Field(default=None, foreign_key="story.id")
    before: str
    after: str
    person_id: int = Field(foreign_key="person.id")
    changed_at: datetime = Field(sa_type=Moment)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
    undone_by_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def spot(self) -> tuple[ChangeKind, Subject | None, int, int | None]:
        """Where it was: changes of one spot lie on top of each other."""
        return self.kind, self.subject, self.subject_id, self.story_id


class DueReminded(SQLModel, table=True):
    """That someone was reminded, `step` days before, that a grant's account is due: once each, or anew for another day.

    It names the day and not the row of the grant, so that a row can still be taken out of a grant.
    """

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", primary_key=True, index=True)
    due_on: date = Field(primary_key=True)
    step: int = Field(primary_key=True)  # 56, 21 or 7 days before; -1: it was late
    written_at: datetime = Field(sa_type=Moment)
