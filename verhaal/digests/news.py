"""What there is to tell someone: a reader, or an author. Empty news is false."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from verhaal.reading.models import Commitment, ResponseKind, Standing
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


class Promised(NamedTuple):
    """What a funder took on about a story, and where it stands."""

    commitment: Commitment
    standing: Standing
    title: str
    party: str  # for a reader the organisation, for an author the funder
    is_new: bool  # for a reader: due soon or late since the last mail; for an author: promised since


@dataclass(frozen=True)
class ReaderNews:
    """What was shared and not read, what was answered, and what one took on that is due."""

    stories: list[Telling]
    new: int  # of which the first stand in `stories`
    waiting: int  # on the reading table in all, the new ones too
    answers: list[Said]
    taken_on: list[Promised]  # what is due comes along with other news, and is news itself when it becomes so

    def __bool__(self) -> bool:
        return bool(self.new or self.answers or any(each.is_new for each in self.taken_on))


@dataclass(frozen=True)
class AuthorNews:
    said: list[Said]  # questions first
    promised: list[Promised]
    read: list[Read]

    def __bool__(self) -> bool:
        return bool(self.has_words or self.read)

    @property
    def has_words(self) -> bool:
        return bool(self.said or self.promised)

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
