"""What is to stand in the index about a story: its words as tokens, each for everyone who may find it by them.

The audience stands inside the tokens: `o5·stoel` is the word as the people of organisation 5 find it, `f3·stoel` for
those of funder 3, `a7·stoel` for author 7. Whoever asks looks up tokens of their own only, so what a search costs, and
how long it takes, says nothing about what others wrote.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import Stemmer

from verhaal.access import Viewer
from verhaal.search.asking import Field
from verhaal.search.words import Word, words_of

# Another number here, or another stemmer, and `verhaal migrate` indexes every story anew.
RULES = hashlib.sha256(f"1 {Stemmer.version()}".encode()).hexdigest()[:8]
ROOM = 30_000  # tokens of one passage for all its audiences together: PostgreSQL keeps at most 1 MB
STEM, FORM = "·", "»"  # between audience and word; no sign of a word, and within a token for FTS5's `ascii` tokenizer
BREAK = "¶"  # between two parts of a field, over which no phrase reaches


@dataclass(frozen=True)
class Document:
    """What is found as a whole: the parts of each field, and for whom."""

    id: int
    story_id: int
    response_id: int | None
    audiences: tuple[str, ...]
    fields: Mapping[Field, tuple[str, ...]]

    @property
    def mark(self) -> str:
        """Equal for equal words, audience and rules."""
        parts = [*self.audiences, *(f"{field}\0" + "\0".join(said) for field, said in self.fields.items())]
        return RULES + hashlib.sha256("\0\0".join(parts).encode()).hexdigest()[:32]

    def words(self, field: Field) -> list[Word | None]:
        """Its words in their order, with None between two parts."""
        most = ROOM // max(len(self.audiences), 1)
        return list(islice(_with_breaks(self.fields.get(field, ())), most))


def passage_id(told_at: datetime, story_id: int, response_id: int | None) -> int:
    """A number by which the newest comes last, so that both databases find the newest first without sorting.

    Minutes since 1970 (26 bits, until 2097), a bit for what it is, and the number of the story or response (31 bits).
    """
    minutes = int(told_at.timestamp()) // 60
    return (minutes << 32) | (int(response_id is not None) << 31) | (response_id or story_id)


def audience(author_id: int, organisation_id: int | None, funder_ids: Iterable[int]) -> tuple[str, ...]:
    """Who may find something: its author, the people of an organisation where one is named, and of funders."""
    organisations = [] if organisation_id is None else [f"o{organisation_id}"]
    return (f"a{author_id}", *organisations, *(f"f{funder_id}" for funder_id in sorted(set(funder_ids))))


def audiences_of(viewer: Viewer) -> tuple[str, ...]:
    """As whom the viewer finds."""
    organisations = (f"o{each}" for each in sorted(viewer.works_for))
    return (f"a{viewer.id}", *organisations, *(f"f{each}" for each in sorted(viewer.reads_for)))


def _with_breaks(parts: Iterable[str]) -> Iterator[Word | None]:
    for part in parts:
        yield from words_of(part)
        yield None
