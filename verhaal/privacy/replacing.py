"""Putting other words in the place of a name, and showing where it stood. `static/privacy/hints.js` does the same."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

MOST_AROUND = 160  # characters on either side of a word; a long sentence is cut at a word
_SENTENCE_START = re.compile(r"(?:(?:^|\n)[\s>*-]*|[.!?…][\"'”’)]*\s+)$")
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")


class Passage(NamedTuple):
    """A word with the rest of its sentence around it."""

    before: str
    words: str
    after: str


def key(words: str) -> str:
    """What makes words the same words: not their capitals, nor how they are spaced."""
    return kept(words).casefold()


def kept(words: str) -> str:
    """Words as an answer keeps them: on one line, at most 200 characters."""
    return " ".join(words.split())[:200]


def replaced(text: str, instead: Mapping[str, str], flagged: Iterable[str] = ()) -> str:
    """The text with other words `instead` of each, wherever they stand but within longer `flagged` words.

    Where a sentence begins, the replacement begins with a capital.
    """
    longest_first = sorted({*instead, *flagged}, key=len, reverse=True)
    either = re.compile("|".join(_spots(text, words) for words in longest_first) or r"(?!)")
    return either.sub(lambda match: _fitting(instead[match[0]], match) if match[0] in instead else match[0], text)


def passage(text: str, start: int, end: int) -> Passage:
    """The sentence around text[start:end]."""
    begins = max((match.end() for match in _SENTENCE_END.finditer(text, 0, start)), default=0)
    stop = _SENTENCE_END.search(text, end)
    before, after = text[begins:start].lstrip(), text[end : stop.end() if stop else len(text)].rstrip()
    return Passage(_last(before), text[start:end], _first(after))


def utf16(text: str, index: int) -> int:
    """The offset as a browser counts it: an emoji is two."""
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2


def _spots(text: str, words: str) -> str:
    """The words as whole words, or within others where they stand only there."""
    whole = rf"(?<!\w){re.escape(words)}(?!\w)"
    return whole if re.search(whole, text) else re.escape(words)


def _fitting(instead: str, match: re.Match[str]) -> str:
    begins = _SENTENCE_START.search(match.string, 0, match.start())
    return instead[:1].upper() + instead[1:] if begins else instead


def _last(text: str) -> str:
    return text if len(text) <= MOST_AROUND else "… " + text[-MOST_AROUND:].partition(" ")[2]


def _first(text: str) -> str:
    return text if len(text) <= MOST_AROUND else text[:MOST_AROUND].rpartition(" ")[0] + " …"
