"""What a word processor knows: paragraphs in named styles, lists, tables and pictures.

The styles have Word's own names where Word has one.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from verhaal.annual.document import Picture, Table

INLINE = ("text", "br", "em", "strong")
Tree = tuple[dict[str, Any], ...] | list[dict[str, Any]]


class Run(NamedTuple):
    """A piece of text in one character style; `to` is the anchor that it leads to. `\\n` and `\\t` alone are breaks."""

    text: str
    look: str = ""
    to: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`level` is that of a heading, `anchor` where links lead; `is_fresh` begins a page, `is_counted` has a number."""

    style: str
    runs: tuple[Run, ...]
    level: int = 0
    anchor: str = ""
    is_fresh: bool = False
    is_counted: bool = False

    @property
    def is_leftward(self) -> bool:
        """Whether it is read from right to left: its first letter decides, as `dir="auto"` does on a page."""
        return leftward("".join(run.text for run in self.runs))


@dataclass(frozen=True)
class Items:
    """A list; each item holds paragraphs and lists in it."""

    is_numbered: bool
    items: tuple[tuple["Flow", ...], ...]


Flow = Paragraph | Items | Table | Picture


def shares(table: Table) -> list[int]:
    """How wide the columns are beside each other, by what stands in them: a long text gets no more than it needs."""
    columns = list(zip(table.columns, *table.rows, strict=True))
    return [max(_longest_word(cells), min(max(map(len, cells)), 36)) + 3 for cells in columns]


def _longest_word(cells: tuple[str, ...]) -> int:
    return min(max((len(word) for cell in cells for word in cell.split()), default=0), 20)


def leftward(text: str) -> bool:
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


def told(nodes: Tree, style: str = "Normal") -> Iterator[Flow]:
    """A story's text: `markdown.to_tree`."""
    for is_inline, group in groupby(nodes, key=lambda node: node["type"] in INLINE):
        if is_inline:
            yield Paragraph(style, tuple(_runs(list(group))))
        else:
            for node in group:
                yield from _part(node, style)


def _part(node: dict[str, Any], style: str) -> Iterator[Flow]:
    inside = node["children"]
    if node["type"] in ("ul", "ol"):
        is_numbered = node["type"] == "ol"
        listed = "List Number" if is_numbered else "List Bullet"
        items = (tuple(told(each["children"], listed)) for each in inside if each["type"] == "li")
        yield Items(is_numbered, tuple(item or (Paragraph(listed, ()),) for item in items))
    else:
        yield from told(inside, "Quote" if node["type"] == "quote" else style)


def _runs(nodes: Tree, look: str = "") -> Iterator[Run]:
    after_break = False
    for node in nodes:
        if node["type"] == "text":
            yield Run(node["text"].lstrip(" ") if after_break else node["text"], look)
        elif node["type"] == "br":
            yield Run("\n")
        else:
            yield from _runs(node["children"], _LOOKS.get((look, node["type"]), look))
        after_break = node["type"] == "br"


_LOOKS = {
    ("", "em"): "Emphasis",
    ("", "strong"): "Strong",
    ("Emphasis", "strong"): "Intense Emphasis",
    ("Strong", "em"): "Intense Emphasis",
}
