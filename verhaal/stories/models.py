"""A week's story: its draft, its immutable versions, its outcomes, counts and photos."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.markdown import first_words
from verhaal.people.models import text_enum
from verhaal.privacy.guard import Kind
from verhaal.week import Week


class Contribution(StrEnum):
    """Whose doing an outcome was. Residents come first."""

    RESIDENTS = "residents"
    US = "us"
    OTHERS = "others"


class Recurrence(StrEnum):
    """How often this also happened, by its teller; a question of Most Significant Change (Davies & Dart, 2005)."""

    ONCE = "once"
    SOMETIMES = "sometimes"
    OFTEN = "often"
    WEEKLY = "weekly"


class AlreadyShared(Exception):
    """What was shared is never changed; a correction is a new version."""


@dataclass(frozen=True)
class Entry:
    """What an author entered for one version; outcomes, counts and answers in their order, not yet tied to it."""

    week: Week
    text: str
    title: str = ""
    place_id: int | None = None
    is_setback: bool = False
    change_note: str = ""
    follows_id: int | None = None
    recurrence: Recurrence | None = None
    grant_ids: frozenset[int] = frozenset()
    outcomes: tuple["Outcome", ...] = ()
    counts: tuple["Count", ...] = ()
    writing_seconds: int = 0
    hints: tuple["HintAnswer", ...] = ()
    photos: tuple["VersionPhoto", ...] = ()

    @property
    def told(self) -> tuple[object, ...]:
        """Everything that a reader would read, to compare; but for photos, which come and go by themselves."""
        title = self.title or first_words(self.text)
        about = (self.week, self.text.strip(), title, self.place_id, self.is_setback, self.change_note, self.grant_ids,
                 self.follows_id, self.recurrence)  # fmt: skip
        rows = [*self.outcomes, *self.counts]
        return (*about, *(tuple(row.model_dump(exclude={"id", "version_id", "position"}).items()) for row in rows))


class Story(SQLModel, table=True):
    """One short account of a week's work. Its words stand in its versions.

    Readers see the version `shared_number`; the author works on the version `draft_number`. A withdrawn story
    is seen by its author only.
    """

    __table_args__ = (Index("ix_story_author_id_created_at", "author_id", "created_at", "id"),)  # one's last, at once

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)  # made with the form: sent twice, it is one story
    author_id: int = Field(foreign_key="person.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    draft_number: int | None = None
    shared_number: int | None = None
    shared_at: datetime | None = Field(default=None, sa_type=Moment, index=True)  # for the first time
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_reason: str = Field(default="", max_length=600)

    @property
    def is_shared(self) -> bool:
        return self.shared_number is not None and self.withdrawn_at is None

    @property
    def is_draft(self) -> bool:
        """Never shared yet."""
        return self.shared_number is None

    def withdraw(self, reason: str, now: datetime) -> None:
        if self.withdrawn_at is None:
            self.withdrawn_at, self.withdrawn_reason = now, reason


class Version(SQLModel, table=True):
    """One text of a story, changed freely until it is shared and never after."""

    __table_args__ = (
        UniqueConstraint("story_id", "number"),
        CheckConstraint("week_number BETWEEN 1 AND 53", name="week"),
    )

    id: int = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id")
    number: int
    year: int  # the ISO year of the week
    week_number: int
    place_id: int | None = Field(default=None, foreign_key="place.id", index=True)
    title: str = Field(max_length=160)
    text: str  # Markdown, as typed
    is_setback: bool = Field(default=False)
    change_note: str = Field(default="", max_length=300)  # what a correction changed, in the author's words
    follows_id: int | None = Field(default=None, foreign_key="story.id", index=True)  # this goes on where that ended
    recurrence: Recurrence | None = Field(default=None, sa_column=text_enum(Recurrence, nullable=True))
    saved_at: datetime = Field(sa_type=Moment)
    shared_at: datetime | None = Field(default=None, sa_type=Moment)
    revision: int = Field(default=1)  # counts saves, so that two tabs cannot overwrite each other unseen
    # The open page that wrote last and how far it had come: what it sends again after a lost answer is no conflict.
    sheet: str | None = Field(default=None, max_length=36)
    sheet_typed: int = Field(default=0)
    writing_seconds: int = Field(default=0)  # typing or touching, measured in the browser; pauses left out

    @property
    def week(self) -> Week:
        return Week(self.year, self.week_number)

    @property
    def mark(self) -> str:
        """The state that an open page grew from: the version's number and how often it was saved."""
        return f"{self.number}.{self.revision}"

    def share(self, now: datetime) -> None:
        if self.shared_at is not None:
            raise AlreadyShared
        self.shared_at = now


class Sheet(SQLModel, table=True):
    """What stands in an open page and could not go into the draft: it was overtaken elsewhere, or is not in order yet.

    Only its author sees it. `fields` is the form as typed: a JSON list of pairs of a name and a value.
    """

    __table_args__ = (UniqueConstraint("author_id", "sheet"),)

    id: int = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="person.id")
    key: str = Field(max_length=36, index=True)  # of the story, which need not be there yet
    sheet: str = Field(max_length=36)  # made by the page when it opened
    typed: int  # how far the page had come; an older sending never replaces a newer one
    fields: str
    saved_at: datetime = Field(sa_type=Moment)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(str(name), str(value)) for name, value in json.loads(self.fields)]

    @property
    def text(self) -> str:
        return dict(self.pairs).get("text", "")


class VersionGrant(SQLModel, table=True):
    """The grants for which a version is told; its audience with the funders."""

    __table_args__ = (Index("ix_versiongrant_grant_id_version_id", "grant_id", "version_id"),)

    version_id: int = Field(foreign_key="version.id", primary_key=True)
    grant_id: int = Field(foreign_key="grant.id", primary_key=True)


class Laid(SQLModel, table=True):
    """That a story as it stands is told to a funder: from here its people's lists begin, the newest first.

    Derived, by `laying.lay`. It holds all that they may read and no more than where to look: `access` decides.
    """

    __table_args__ = (Index("ix_laid_newest", "funder_id", "shared_at", "story_id", "version_id"),)

    story_id: int = Field(foreign_key="story.id", primary_key=True)
    funder_id: int = Field(foreign_key="funder.id", primary_key=True)
    shared_at: datetime = Field(sa_type=Moment)  # the story's
    version_id: int = Field(foreign_key="version.id", index=True)  # the one that stands


class Outcome(SQLModel, table=True):
    """An observed change: for whom, what changed, why it matters, whose contribution, towards which objective."""

    id: int = Field(default=None, primary_key=True)
    version_id: int = Field(default=None, foreign_key="version.id", index=True)
    position: int = 0
    whom: str = Field(default="", max_length=200)
    change: str = Field(max_length=600)
    significance: str = Field(default="", max_length=600)
    contribution: Contribution | None = Field(default=None, sa_column=text_enum(Contribution, nullable=True))
    objective_id: int | None = Field(default=None, foreign_key="objective.id", index=True)


class Count(SQLModel, table=True):
    """A number beside a story: an amount of a unit, for an activity where one fits."""

    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    id: int = Field(default=None, primary_key=True)
    version_id: int = Field(default=None, foreign_key="version.id", index=True)
    position: int = 0
    amount: int
    unit: str = Field(max_length=60)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)


class HintAnswer(SQLModel, table=True):
    """What an author did about words that look like personal data: replaced them, or let them stand.

    Seen by the author only, since it says whom a pseudonym stands for.
    """

    id: int = Field(default=None, primary_key=True)
    version_id: int = Field(default=None, foreign_key="version.id", index=True)
    position: int = 0
    words: str = Field(max_length=200)
    kind: Kind = Field(sa_column=text_enum(Kind))
    instead: str = Field(default="", max_length=120)  # the pseudonym; empty: the words may stand
    why: str = Field(default="", max_length=200)  # they may stand; empty: no reason given
    person_id: int = Field(default=None, foreign_key="person.id", index=True)
    answered_at: datetime = Field(default=None, sa_type=Moment)

    @property
    def is_dismissal(self) -> bool:
        return not self.instead

    def sign(self, person_id: int, now: datetime) -> None:
        """Who answered, and when: for the first time."""
        self.person_id, self.answered_at = self.person_id or person_id, self.answered_at or now

    @property
    def said(self) -> tuple[str, str, str]:
        return self.words, self.instead, self.why


class Photo(SQLModel, table=True):
    """A photo of a story, safe and without metadata; its files stand in the store under `name`."""

    __table_args__ = (UniqueConstraint("story_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    story_id: int = Field(default=None, foreign_key="story.id")
    key: str = Field(max_length=36)  # made by the browser, or from what was sent: sent twice, it is one photo
    name: str = Field(unique=True, max_length=90)  # the content's hash, and a few signs that make it this one's alone
    width: int  # in pixels, of the large one
    height: int
    created_at: datetime = Field(sa_type=Moment)

    @property
    def files(self) -> tuple[str, str]:
        """Under which names it stands in the store: large and small."""
        return self.file("large"), self.file("small")

    def file(self, size: str) -> str:
        return f"{self.name[:2]}/{self.name}-{size}.jpg"

    def scaled(self, most: int) -> tuple[int, int]:
        """Width and height when the long side is at most `most` pixels."""
        long = max(self.width, self.height, most)
        return max(self.width * most // long, 1), max(self.height * most // long, 1)


class VersionPhoto(SQLModel, table=True):
    """A photo as it stands in a version, with what is said of it."""

    version_id: int = Field(default=None, foreign_key="version.id", primary_key=True)
    photo_id: int = Field(foreign_key="photo.id", primary_key=True, index=True)
    position: int = 0
    alt: str = Field(default="", max_length=300)  # what there is to see, for who does not look
    faces_agreed: bool = Field(default=False)  # everyone who can be recognised said yes
