"""A text as the words it is found by. Both databases are given these words, so that both give the same answers."""

import re
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from verhaal.privacy.lexicon import fold

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")  # an accent may stand apart from its letter
POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)  # foto's is found by foto
LONGEST = 40  # characters that a word is told from another by

_stemmer = Stemmer.Stemmer("dutch", 0)  # without a cache of its own, which threads would share


class Word(NamedTuple):
    """Where it stands in its text; as it was written, folded; and its stem, under which all its forms are one."""

    start: int
    end: int
    form: str
    stem: str


def words_of(text: str) -> list[Word]:
    """The words of a text in their order, Markdown or not: its marks are no letters."""
    return [
        Word(match.start(), match.end(), form, stem(form))
        for match in WORD.finditer(POSSESSIVE.sub("  ", text))
        if (form := plain(match.group()))
    ]


@lru_cache(1 << 14)
def plain(word: str) -> str:
    """Lower case, without accents, and with nothing but letters and digits left."""
    return "".join(sign for sign in fold(word) if sign.isalnum())[:LONGEST]


@lru_cache(1 << 14)
def stem(form: str) -> str:
    return str(_stemmer.stemWord(form))
