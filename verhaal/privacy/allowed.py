"""Which words of a text belong to a name that is known and is no resident's: a place, an organisation, a colleague."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from verhaal.privacy.lexicon import fold, listed, small
from verhaal.privacy.traits import traits_of
from verhaal.privacy.words import Word, words_of

LONGEST_PHRASE = 5
FORMS = ("s", "'s", "se", "er", "ers")  # of a place: Lomboks, Ondieper


@dataclass(frozen=True)
class Allowed:
    """What the author's organisation knows, folded: phrases by their first word, people by their names."""

    phrases: dict[str, list[tuple[str, ...]]]
    people: frozenset[tuple[str, ...]]

    @classmethod
    @lru_cache(64)  # all of an author's texts are looked at with the same names
    def of(cls, phrases: tuple[str, ...], people: tuple[str, ...]) -> "Allowed":
        by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in phrases:
            for folded in _with_and_without_kind(phrase):
                by_first[folded[0]].append(folded)
        full = {folded for name in people if (folded := _folded(name))}
        return cls(by_first, frozenset(full | {name[:1] for name in full}))

    def covers(self, words: list[Word]) -> set[int]:
        """The positions of the words that stand in a phrase known here or to all."""
        covered: set[int] = set()
        for at in range(len(words)):
            if at not in covered:
                covered.update(range(at, at + self._length(words, at)))
        return covered

    def is_colleague(self, names: Iterable[str]) -> bool:
        return tuple(names) in self.people

    def _length(self, words: list[Word], at: int) -> int:
        word = words[at].folded
        own = [phrase for phrase in self.phrases.get(word, ()) if _stands(words, at, phrase)]
        bare = {word.removesuffix(form) for form in FORMS} - {word}
        formed = any((name,) in self.phrases.get(name, ()) for name in bare)
        place = _length_of_place(words, at) if words[at].is_capital else 0
        return max([len(phrase) for phrase in own] + [int(formed), place])


def _stands(words: list[Word], at: int, phrase: tuple[str, ...]) -> bool:
    return tuple(word.folded for word in words[at : at + len(phrase)]) == phrase


def _length_of_place(words: list[Word], at: int) -> int:
    """How many words from here make a place or thing that everyone knows; a single one only if no name."""
    for length in range(LONGEST_PHRASE, 1, -1):
        piece = words[at : at + length]
        if len(piece) == length and _is_close(piece) and " ".join(word.folded for word in piece) in listed("places"):
            return length
    traits = traits_of(words[at])
    return int(traits.place and not traits.near)


def _is_close(piece: list[Word]) -> bool:
    return piece[-1].is_capital and all(word.gap == " " for word in piece[1:])


def _with_and_without_kind(phrase: str) -> list[tuple[str, ...]]:
    """ "Stichting De Boei" is also just De Boei."""
    folded = _folded(phrase)
    has_kind = len(folded) > 1 and folded[0] in small("kinds")
    return [form for form in (folded, folded[1:] if has_kind else ()) if form]


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(fold(word.text) for word in words_of(phrase))
