"""The name guard: what in a story looks like personal data of a resident.

Help while writing, never anonymisation. It knows no more than the text and what `Known` says; nothing leaves the
machine. docs/name-guard.md says how well it does and what it misses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from verhaal.privacy import addresses, names, numbers
from verhaal.privacy.hint import Hint, Kind, Tone
from verhaal.privacy.words import words_of

__all__ = ["Hint", "Kind", "Known", "Tone", "find"]


@dataclass(frozen=True)
class Known:
    """Of the author's organisation: its places, funders and partners, own professionals; never flagged."""

    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def find(text: str, known: Known = Known()) -> list[Hint]:
    """What looks like personal data, in order and not overlapping; offsets are code points in the text."""
    words = words_of(text)
    allowed = names.Allowed.of(known.places + known.organisations, known.people)
    found: list[Hint] = []
    for hints in (numbers.find(text), addresses.find(text, words), names.find(text, words, allowed)):
        found += list(_apart_from(found, hints))
    return sorted(found, key=lambda hint: hint.start)


def _apart_from(found: list[Hint], hints: list[Hint]) -> Iterator[Hint]:
    """The hints that touch nothing found before; both sorted here, so that it is one walk."""
    taken = iter(sorted(found, key=lambda hint: hint.start))
    other = next(taken, None)
    for hint in sorted(hints, key=lambda hint: hint.start):
        while other and other.end <= hint.start:
            other = next(taken, None)
        if not other or hint.end <= other.start:
            yield hint
