"""The word lists of the name guard, read when first asked for and kept."""

import gzip
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
ODD = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "e", "’": "'", "‘": "'", "`": "'"}
)


def fold(word: str) -> str:
    """Lower case without accents: Yıldız and Yildiz are one."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.lower().translate(ODD))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@cache
def listed(name: str) -> frozenset[str]:
    """A list of data/, folded: first_near, first_far, family, words, places."""
    return frozenset(gzip.decompress((DATA / f"{name}.txt.gz").read_bytes()).decode("ascii").split("\n"))


@cache
def small(name: str) -> frozenset[str]:
    """A list of data/words.toml: titles, verbs, kinds, …"""
    return frozenset(_words()[name].split())


@cache
def _words() -> dict[str, str]:
    return tomllib.loads((DATA / "words.toml").read_text("utf-8"))


@lru_cache(2048)
def is_dutch(word: str) -> bool:
    """Whether a folded word is a Dutch word or is put together from Dutch words."""
    words = listed("words")
    return word in words or any(part in words for part in _without_ending(word)) or _is_compound(word)


def _without_ending(word: str) -> list[str]:
    """Dutch has more plurals, diminutives and possessives than any list."""
    return [word[: -len(end)] for end in ("'s", "s", "en", "tje", "je", "tjes", "jes", "e") if word.endswith(end)]


def _is_compound(word: str) -> bool:
    if not 8 <= len(word) <= 40:
        return False
    words = listed("words")
    splits = ((word[:at], word[at:]) for at in range(4, len(word) - 3))
    return any(tail in words and _is_head(head) for head, tail in splits)


def _is_head(head: str) -> bool:
    words = listed("words")
    return (
        head in words
        or (head[-1] == "s" and head[:-1] in words)
        or any(head[:at] in words and head[at:] in words for at in range(4, len(head) - 3))
    )
