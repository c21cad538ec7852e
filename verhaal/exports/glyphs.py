"""What our faces can print: text with every sign that they lack replaced, and words that could not be broken broken."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
REPLACEMENT = "\ufffd"
LONGEST_WORD = 80  # letters, before a soft hyphen is put in: a line that cannot break runs off the paper
REORDERING = ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")  # marks that turn text about
TOO_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def printable(value: Any, breaks: bool = True) -> tuple[Any, int]:
    """The same data with what the fonts lack replaced, and how many signs that were.

    What stands under `svg` is a drawing, in which a hyphen could land inside a tag: its words are short already.
    """
    if isinstance(value, str):
        return _text(value, breaks)
    if isinstance(value, dict):
        found = {key: printable(each, breaks=key != "svg") for key, each in value.items()}
        return {key: each for key, (each, _count) in found.items()}, sum(count for _each, count in found.values())
    if isinstance(value, list):
        pairs = [printable(each) for each in value]
        return [each for each, _count in pairs], sum(count for _each, count in pairs)
    return value, 0


def _text(text: str, breaks: bool) -> tuple[str, int]:
    if not _odd().search(text) and not TOO_LONG.search(text):  # nearly all text, and this is ten times as quick
        return text, 0
    shown, replaced = _replaced(unicodedata.normalize("NFC", text))
    return TOO_LONG.sub(lambda word: word.group() + "\u00ad", shown) if breaks else shown, replaced


def _replaced(text: str) -> tuple[str, int]:
    shown, replaced = [], 0
    for sign in text:
        if unicodedata.category(sign) in ("Cf", "Mn", "Me") and ord(sign) not in _glyphs():
            continue  # direction marks, joiners, variation selectors: nothing to see
        if sign == "\u00ad" or unicodedata.bidirectional(sign) in REORDERING:
            continue
        if sign in "\n\t":
            shown.append(" ")
        elif ord(sign) in _glyphs():
            shown.append(sign)
        else:
            shown.append(REPLACEMENT)
            replaced += 1
    return "".join(shown), replaced


@lru_cache(maxsize=1)
def _odd() -> re.Pattern[str]:
    """Any sign that is looked at by itself: all but the printed ones that stand as they are."""
    plain = "".join(re.escape(chr(sign)) for sign in sorted(_glyphs()) if _is_plain(chr(sign)))
    return re.compile(f"[^{plain}]")


def _is_plain(sign: str) -> bool:
    turns = unicodedata.bidirectional(sign) in REORDERING
    return sign != "\u00ad" and not turns and not unicodedata.category(sign).startswith(("C", "M"))


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """The signs that every one of our faces has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (only who prints pays for it)

    faces = []
    for file in sorted(FONTS.glob("*.ttf")):
        with TTFont(file, lazy=True) as face:
            faces.append(set(face.getBestCmap()))
    return frozenset(set.intersection(*faces))
