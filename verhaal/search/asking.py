"""What a person typed to be looked for, and where it stands in a text. Knows no database and no page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from verhaal.search.words import Word, words_of

PART = re.compile(r'(-?)"([^"]*)("?)|(\S+)')
LONGEST = 200  # characters of a question; what comes after is not looked at
MOST = 12  # terms


class Field(StrEnum):
    """The parts of what can be found; a response is one with the answers under it."""

    TITLE = "title"
    TEXT = "text"
    OUTCOME = "outcome"
    SAID = "said"


class Kind(StrEnum):
    """What one looks in."""

    ALL = "all"
    STORIES = "stories"
    OUTCOMES = "outcomes"
    RESPONSES = "responses"

    @property
    def fields(self) -> tuple[Field, ...]:
        return _FIELDS.get(self, tuple(Field))


_FIELDS = {
    Kind.STORIES: (Field.TITLE, Field.TEXT),
    Kind.OUTCOMES: (Field.OUTCOME,),
    Kind.RESPONSES: (Field.SAID,),
}


class Order(StrEnum):
    BEST = "best"
    NEWEST = "newest"


class Term(NamedTuple):
    """A word, or several that stand after each other. `is_open`: its last word may be the beginning of one."""

    words: tuple[Word, ...]
    is_open: bool = False

    def stands_at(self, text: Sequence[Word], at: int) -> bool:
        """Whether it begins at this word of a text."""
        first, end = self.words[0], at + len(self.words) - 1
        if end == at:
            return self._ends_with(first, text[at])
        if text[at].stem != first.stem or end >= len(text):  # which is how it is for nearly every word
            return False
        between = zip(text[at + 1 : end], self.words[1:-1], strict=True)
        return all(word.stem == other.stem for word, other in between) and self._ends_with(self.words[-1], text[end])

    def _ends_with(self, last: Word, found: Word) -> bool:
        if found.stem == last.stem:
            return True
        return self.is_open and (
            found.stem.startswith(last.form) or (len(self.words) == 1 and found.form.startswith(last.form))
        )


class Place(NamedTuple):
    """From and until which character of a text the term with this number stands."""

    start: int
    end: int
    term: int


@dataclass(frozen=True)
class Question:
    """What must stand in a story or response, and what must not."""

    typed: str
    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    @property
    def whole(self) -> "Question":
        """The same with every word finished."""
        return Question(self.typed, tuple(term._replace(is_open=False) for term in self.wanted), self.unwanted)

    @property
    def as_phrase(self) -> "Question":
        """The same with all words after each other, as they were typed."""
        together = Term(tuple(word for term in self.wanted for word in term.words))
        return Question(self.typed, (together,), self.unwanted)

    def places_in(self, text: str) -> Iterator[Place]:
        """Where its wanted terms stand in a text, in order; of several at one place the longest."""
        words = words_of(text)
        for at, word in enumerate(words):
            there = [(len(term.words), number) for number, term in enumerate(self.wanted) if term.stands_at(words, at)]
            if there:
                length, number = max(there)
                yield Place(word.start, words[at + length - 1].end, number)


def parse(typed: str) -> Question:
    """Words, "phrases" and -exclusions. The last word may be unfinished, unless a space or a quote comes after it."""
    typed = typed.replace("“", '"').replace("”", '"').replace("„", '"')[:LONGEST]
    wanted, unwanted = [], []
    for match in list(PART.finditer(typed))[:MOST]:
        minus, phrase, closing, word = match.groups()
        is_unwanted = bool(minus) or (word or "").startswith("-")
        words = words_of(phrase if word is None else word)
        is_last = match.end() == len(typed) and not closing
        if words and is_unwanted:
            unwanted.append(Term(tuple(words)))
        elif words:
            wanted.append(Term(tuple(words), is_open=is_last))
    return Question(" ".join(typed.split()), tuple(wanted), tuple(unwanted))
