"""The account as a word processor knows it: paragraphs in named styles, lists, tables and pictures.

Word and OpenDocument are both written from this one walk, so that neither holds more than the other. The styles have
Word's own names where Word has one.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

from verhaal.annual.document import (
    Block,
    Document,
    Facts,
    Heading,
    Lacking,
    Picture,
    Quote,
    References,
    Section,
    Statement,
    StoryText,
    Table,
    Text,
)
from verhaal.text import for_xml

ANNEX = "annex"
INLINE = ("text", "br", "em", "strong")
Tree = tuple[dict[str, Any], ...] | list[dict[str, Any]]


class Run(NamedTuple):
    """A piece of text in one character style; `to` is the anchor that it leads to. `\\n` and `\\t` alone are breaks."""

    text: str
    look: str = ""
    to: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`level` is that of a heading; `anchor` is where links lead; `is_fresh` begins a page, `is_counted` has a number."""

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


def held(document: Document) -> Document:
    """The document with what XML cannot hold replaced, and line ends within a text as the space that they mean."""
    clean: Document = _held(document)
    return clean


def front(of: Document) -> Iterator[Paragraph]:
    """The title page."""
    yield _said("Organisation", of.organisation)
    yield _said("Title", of.title)
    yield _said("Subtitle", of.subtitle)
    yield _said("Date", of.made)
    yield from (_fact(row) for row in of.seal)


def contents(of: Document) -> list[tuple[str, str]]:
    """What the table of contents says, with the anchor it leads to."""
    sections = [(each.id, f"{at}. {each.title}") for at, each in enumerate(of.sections, 1)]
    return [*sections, (ANNEX, of.annex_title)]


def body(of: Document) -> Iterator[Flow]:
    """The sections and the annex; a reference leads to its story where that stands in the annex."""
    known = frozenset(story.ref for story in of.stories)
    part = ""
    for at, section in enumerate(of.sections):
        if section.part and section.part != part:
            yield _said("Part", section.part, is_fresh=at == 0)
        yield from _section(section, known, is_fresh=at == 0 and not section.part)
        part = section.part
    yield _heading(1, of.annex_title, ANNEX, is_fresh=True)
    yield _said("Quiet", of.annex_intro)
    for story in of.stories:
        yield from _story(story, known)


def shares(table: Table) -> list[int]:
    """How wide the columns are beside each other, by what stands in them: a long text gets no more than it needs."""
    columns = list(zip(table.columns, *table.rows, strict=True))
    return [max(_longest_word(cells), min(max(map(len, cells)), 36)) + 3 for cells in columns]


def leftward(text: str) -> bool:
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


def _section(section: Section, known: frozenset[str], is_fresh: bool) -> Iterator[Flow]:
    yield _heading(1, section.title, section.id, is_fresh=is_fresh, is_counted=True)
    for block in section.blocks:
        yield from _block(block, known)


def _block(block: Block, known: frozenset[str]) -> Iterator[Flow]:
    match block:
        case Text():
            yield _said("Quiet" if block.quiet else "Normal", block.text)
        case Heading():
            yield _heading(2, block.text)
        case Facts():
            yield from map(_fact, block.rows)
        case Table():
            yield _said("Caption", block.caption)
            yield block
        case Picture():
            yield _said("Picture Caption", block.text)
            yield block
        case Statement():
            yield from _statement(block, known)
        case Quote():
            yield from _quote(block, known)
        case References():
            yield Paragraph("References", (Run(f"{block.label}: ", "Strong"), *_leading(block.refs, known)))
        case Lacking():
            yield Items(False, tuple((_said("Missing", item),) for item in block.items))


def _statement(of: Statement, known: frozenset[str]) -> Iterator[Paragraph]:
    yield _said("Statement", of.text)
    for row in of.details:
        yield _labelled("Statement Detail", row)
    if of.refs:
        yield Paragraph("Statement Detail", _leading(of.refs, known))


def _quote(of: Quote, known: frozenset[str]) -> Iterator[Paragraph]:
    yield _said("Quote", of.text)
    yield Paragraph("Quote Source", (Run(f"{of.by} · "), *_leading(of.refs, known)))
    for row in of.answers:
        yield _labelled("Answer", row)


def _story(story: StoryText, known: frozenset[str]) -> Iterator[Flow]:
    yield _heading(2, story.title, story.ref)
    yield _said("Story Details", f"{story.ref} · {story.meta}" if story.meta else story.ref)
    yield from _told(story.tree)
    if story.note:
        yield _said("Story Details", story.note)
    for outcome in story.outcomes:
        yield from _statement(outcome, known)
    if story.counts:
        yield _said("Story Details", " · ".join(story.counts))


def _told(nodes: Tree, style: str = "Normal") -> Iterator[Flow]:
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
        items = (tuple(_told(each["children"], listed)) for each in inside if each["type"] == "li")
        yield Items(is_numbered, tuple(item or (_said(listed, ""),) for item in items))
    else:
        yield from _told(inside, "Quote" if node["type"] == "quote" else style)


def _runs(nodes: Tree, look: str = "") -> Iterator[Run]:
    for node in nodes:
        if node["type"] == "text":
            yield Run(node["text"], look)
        elif node["type"] == "br":
            yield Run("\n")
        else:
            yield from _runs(node["children"], _LOOKS.get((look, node["type"]), look))


_LOOKS = {
    ("", "em"): "Emphasis",
    ("", "strong"): "Strong",
    ("Emphasis", "strong"): "Intense Emphasis",
    ("Strong", "em"): "Intense Emphasis",
}


def _said(style: str, text: str, is_fresh: bool = False) -> Paragraph:
    return Paragraph(style, (Run(text),), is_fresh=is_fresh)


def _heading(level: int, text: str, anchor: str = "", is_fresh: bool = False, is_counted: bool = False) -> Paragraph:
    return Paragraph(f"Heading {level}", (Run(text),), level, anchor, is_fresh, is_counted)


def _fact(row: tuple[str, str]) -> Paragraph:
    return Paragraph("Fact", (Run(row[0], "Label"), Run("\t"), Run(row[1])))


def _labelled(style: str, row: tuple[str, str]) -> Paragraph:
    return Paragraph(style, (Run(f"{row[0]}: ", "Label"), Run(row[1])))


def _leading(refs: tuple[str, ...], known: frozenset[str]) -> tuple[Run, ...]:
    """The references, with what leads to their stories."""
    links = [Run(ref, "Hyperlink", ref) if ref in known else Run(ref) for ref in refs]
    return tuple(piece for link in links for piece in (link, Run(", ")))[:-1]


def _longest_word(cells: tuple[str, ...]) -> int:
    return min(max((len(word) for cell in cells for word in cell.split()), default=0), 20)


def _held(value: Any) -> Any:
    if isinstance(value, str):
        return for_xml(value).translate(_SPACES)
    if isinstance(value, (tuple, list)):
        return tuple(map(_held, value))
    if isinstance(value, Mapping):
        return {key: _held(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _held(getattr(value, each.name)) for each in fields(value) if each.init})
    return value


_SPACES = str.maketrans("\t\n\r", "   ")
