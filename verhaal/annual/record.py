"""The annual account as data: one record from which every format is made, and which is signed as it stands.

The record comes in two parts. The core holds the decisions, the figures and the organisation's words, and of each
story no more than its reference and the fingerprint of its page; it is what the seal is put on. The pages hold what was
told in a story and said about it. A page can be taken out for ever without breaking the seal: the core then still
shows that a story stood there, and nothing of what it told.

Everything is plain: strings, whole numbers, dates as ISO 8601 text. No person is named but who signs.
"""

import hashlib
from datetime import date
from typing import Annotated, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field

from verhaal.reading.models import ResponseKind, Standing
from verhaal.stories.models import Contribution, Recurrence

Ref = Annotated[str, Field(pattern=r"^V-\d{4}-\d{3,6}$")]  # V-2026-001: the first story of the account of 2026
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Plain(BaseModel):
    """Nothing unknown is let in, and nothing changes once it is there. What stands under a field describes it in the
    published schema."""

    # Its checks are built when a record is first made: most of what starts Verhaal makes none.
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, defer_build=True)


# What was agreed in the grant decision


class Where(Plain):
    name: str
    cbs_code: str | None = None
    """The code of the Dutch statistics office for a neighbourhood, if it is known."""


class Expected(Plain):
    """What the funder expects, and when."""

    what: str
    due_on: date


class Decision(Plain):
    """The amount is in cents of a euro."""

    reference: str
    """Its number in the funder's administration."""
    title: str
    funder: str
    starts_on: date
    ends_on: date
    amount_cents: int
    """In cents of a euro."""
    places: tuple[Where, ...] = ()
    due: tuple[Expected, ...] = ()


# What was done and reached (Awb art. 4:80)


class Activity(Plain):
    """Nature and volume: `planned` over the grant's whole period, `done` in the account's year, both in `unit`s."""

    name: str
    unit: str
    planned: int | None
    """In units, over the whole period of the grant; null where no number was agreed."""
    done: int
    """In units, in the year of the account."""
    stories: tuple[Ref, ...]
    """References of the stories in which it was counted."""
    explanation: str = ""
    """Of the organisation, where less was done than agreed."""

    @property
    def is_behind(self) -> bool:
        return self.planned is not None and self.done < self.planned


class Choice(Plain):
    """A story that was chosen to stand first under an objective, and why, in the words of who chose."""

    story: Ref
    why: str
    """The reason, in the words of who chose."""


class Objective(Plain):
    """Sought and achieved: what was told towards it. `agreement` names the performance agreement that it serves."""

    name: str
    target: str
    """What was sought, as it was agreed."""
    agreement: str = ""
    outcomes: int
    """How many outcomes were told towards it."""
    stories: tuple[Ref, ...]
    """References of the stories that tell of them."""
    chosen: tuple[Choice, ...] = ()
    """Chosen to stand first, in their order."""
    explanation: str = ""


class Obligation(Plain):
    text: str
    how: str = ""
    """How it was met, or why not."""


class Burden(Plain):
    """Minutes of typing and touching, over the stories and authors of whom they were measured: five or more authors."""

    minutes: int
    stories: int
    authors: int


class Draw(Plain):
    """A random draw as `docs/random-draw.md` says: with it anyone draws the same stories from `population`."""

    party: str
    number: int
    turn: int
    """That it was the nth time from exactly these stories."""
    drawn_on: date
    method: str
    seed: str
    wanted: int
    fingerprint: Sha256
    """SHA-256 of the population."""
    population: tuple[str, ...]
    """References of the stories that were drawn from, sorted."""
    drawn: tuple[str, ...]
    """Those drawn, in their order."""
    withdrawn: int
    """Of the drawn ones, how many were withdrawn before this account was made."""


class Selection(Plain):
    """How these stories came to stand here."""

    written: int
    """Stories that were begun, drafts too."""
    shared: int
    """Stories that were shared with the funder."""
    withdrawn: int
    """Stories that were shared and withdrawn before this account was made."""
    choosers: int
    """Coordinators of the organisation who chose a story or changed the order."""
    draws: tuple[Draw, ...] = ()


class Promises(Plain):
    kept: int
    open: int
    late: int
    explained: int

    @property
    def made(self) -> int:
        return self.kept + self.open + self.late + self.explained


class Answering(Plain):
    """What the funder did with the stories; of the institution, never of one of its people."""

    read: int
    """Stories that at least one of the funder's people read."""
    answered: int
    """Stories to which the funder responded."""
    open_questions: int
    promises: Promises


class Bar(Plain):
    name: str
    stories: int


class Credit(Plain):
    contribution: Contribution
    outcomes: int
    stories: int


class Glance(Plain):
    """What the pictures of the year show. Each number has its denominator: `stories`, or `outcomes`."""

    stories: int
    outcomes: int
    setbacks: int
    placed: int
    """Stories that name a place."""
    aimed: int
    """Stories with an outcome towards an objective of the grant."""
    credited: int
    """Stories that say whose doing an outcome mostly was."""
    weeks: tuple[tuple[int, int], ...]
    """Per week the number of the ISO week, and of the stories told in it."""
    places: tuple[Bar, ...]
    objectives: tuple[Bar, ...]
    credits: tuple[Credit, ...]


class Missing(Plain):
    """Something the account lacks: `what` says of which kind, `name` of which activity, objective or place."""

    what: Literal[
        "story",
        "volume",
        "outcome",
        "place",
        "explanation",
        "obligation",
        "reading",
        "residents",
        "financial",
        "burden",
    ]
    name: str = ""
    number: int = 0


class GrantYear(Plain):
    """One grant in one year."""

    decision: Decision
    stories: tuple[Ref, ...]
    """Told for this grant, in the order of the annex."""
    setbacks: tuple[Ref, ...]
    activities: tuple[Activity, ...]
    objectives: tuple[Objective, ...]
    obligations: tuple[Obligation, ...]
    lessons: str = ""
    """What was learned, in the words of the organisation."""
    residents: str = ""
    """Words of residents themselves."""
    financial: str = ""
    """Where the financial report is to be found."""
    answering: Answering
    selection: Selection
    burden: Burden | None
    """Null where the minutes of fewer than five professionals were measured."""
    glance: Glance
    missing: tuple[Missing, ...]
    """What the account itself says that it lacks."""


class Entry(Plain):
    """A story in the annex: its reference, and the SHA-256 of its page in canonical JSON (RFC 8785)."""

    ref: Ref
    digest: Sha256


class Correction(Plain):
    """Which version of the account this is, and what it says has changed since the one before."""

    number: int = 1
    changed: str = ""


class Core(Plain):
    """What is sealed. `made_on` is the day on which it was so; `software` the version of Verhaal that wrote it."""

    format: Literal["verhaal.annual-account/1"] = "verhaal.annual-account/1"
    software: str
    """The version of Verhaal that wrote it."""
    organisation: str
    funder: str | None
    """Null where it is over the grants of several funders."""
    year: int
    made_on: date
    """The day on which it was so."""
    correction: Correction = Correction()
    grants: tuple[GrantYear, ...]
    stories: tuple[Entry, ...]
    """The annex, in order."""


# What a story tells, and what was said of it


class Confirmation(Plain):
    """That someone who is independent confirmed an outcome (Outcome Harvesting): in what role, when, in which words."""

    who: str
    relation: str
    on: date
    words: str = ""


class Outcome(Plain):
    change: str
    whom: str = ""
    significance: str = ""
    contribution: Contribution | None = None
    objective: str = ""
    """Its name, as in the decision on the grant."""
    grant: str = ""
    """The reference of that grant."""
    confirmations: tuple[Confirmation, ...] = ()


class Count(Plain):
    amount: int
    unit: str
    activity: str = ""


class Commitment(Plain):
    what: str
    who: str
    due_on: date
    standing: Standing
    closed_on: date | None = None
    explanation: str = ""


class Answer(Plain):
    by_author: bool
    """False where the funder spoke again."""
    on: date
    text: str


class Response(Plain):
    """What a funder said of a story; `grants` are the references of its grants for which the story was told."""

    funder: str
    kind: ResponseKind
    on: date
    text: str
    commitment: Commitment | None = None
    answers: tuple[Answer, ...] = ()


class Page(Plain):
    """A story's page in the annex. `salt` is random, so that nobody can guess a page from its fingerprint."""

    ref: Ref
    key: str
    """The story's reference in random draws."""
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    """Random, so that nobody can guess a page from its fingerprint."""
    version: int
    week: Annotated[str, Field(pattern=r"^\d{4}-W\d{2}$")]
    """An ISO week, such as 2026-W48."""
    place: str = ""
    title: str
    text: str
    """In Markdown."""
    is_setback: bool
    recurrence: Recurrence | None = None
    corrected: str = ""
    """What its author said a correction changed."""
    outcomes: tuple[Outcome, ...] = ()
    counts: tuple[Count, ...] = ()
    responses: tuple[Response, ...] = ()


class Seal(Plain):
    """That the installation signed the core: its SHA-256, signed with Ed25519 (RFC 8032); key and signature in
    base64url without padding, `signed_at` in ISO 8601 and UTC."""

    sha256: Sha256
    algorithm: Literal["Ed25519"] = "Ed25519"
    key: str
    """The public key, in base64url without padding."""
    signature: str
    signed_at: str
    signed_by: str
    """The name and function of who signed for the organisation."""


class Removal(Plain):
    """That the installation itself took pages out of a sealed account, and which; signed as a seal is. Without it
    whoever holds a file could take out a story as a withdrawal does."""

    sha256: Sha256
    """Of the core."""
    refs: tuple[Ref, ...]
    """In the order of the annex."""
    key: str
    signature: str


class Account(Plain):
    """An account whole: its core, the pages of its stories by reference (none for one withdrawn since), and its seal
    once it is signed. This is the file that is exported."""

    core: Core
    pages: dict[Ref, Page | None]
    """By reference; null where a story was withdrawn since."""
    removal: Removal | None = None
    """Null until a page was taken out."""
    seal: Seal | None = None
    """Null until it is signed."""

    @property
    def gone(self) -> tuple[str, ...]:
        """The stories that were taken out since the account was made."""
        return tuple(entry.ref for entry in self.core.stories if entry.ref in self.pages and not self.pages[entry.ref])

    @property
    def removed(self) -> int:
        return len(self.gone)


def canonical(of: Plain) -> bytes:
    """The one way in which a record is written: canonical JSON (RFC 8785), so that equal records are equal bytes."""
    return rfc8785.dumps(of.model_dump(mode="json"))


def digest(of: Plain) -> str:
    return hashlib.sha256(canonical(of)).hexdigest()
