"""What there is to tell someone: a reader, or an author. Empty news is false."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from verhaal.reading.models import ResponseKind
from verhaal.stories.queries import Telling
from verhaal.week import Week

MOST = 10  # of each kind, in one mail
KINDS = (ResponseKind.QUESTION, ResponseKind.COMMITMENT, ResponseKind.LESSON, ResponseKind.APPRECIATION, None)


class About(NamedTuple):
    """The story that something is about, as it stands."""

    story_id: int
    title: str
    week: Week


class Reader(NamedTuple):
    person: str
    funder: str


class Said(NamedTuple):
    """Words under a story: a response of a kind, or (kind none) what was said further in its thread."""

    about: About
    response_id: int
    kind: ResponseKind | None
    by: Reader  # for a reader: the author, and the organisation
    words: str


class Read(NamedTuple):
    about: About
    readers: list[Reader]


@dataclass(frozen=True)
class ReaderNews:
    """What was shared and not read, of which at most `MOST` stand in `stories`; and what was answered."""

    stories: list[Telling]
    new: int  # of which the first stand in `stories`
    waiting: int  # on the reading table in all, the new ones too
    answers: list[Said]

    def __bool__(self) -> bool:
        return bool(self.new or self.answers)


@dataclass(frozen=True)
class AuthorNews:
    said: list[Said]  # questions first
    read: list[Read]

    def __bool__(self) -> bool:
        return bool(self.said or self.read)

    @property
    def without_questions(self) -> "AuthorNews":
        """For who gets each question by a mail of its own."""
        return replace(self, said=[said for said in self.said if said.kind != ResponseKind.QUESTION])

    @property
    def readers(self) -> int:
        return len({reader for read in self.read for reader in read.readers})

    @property
    def questions(self) -> int:
        return sum(said.kind == ResponseKind.QUESTION for said in self.said)

    @property
    def by_kind(self) -> list[tuple[ResponseKind | None, list[Said]]]:
        """The first `MOST`, under the kind of words that they are."""
        return [(kind, list(said)) for kind, said in groupby(self.said[:MOST], key=lambda said: said.kind)]


News = ReaderNews | AuthorNews
