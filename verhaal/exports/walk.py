"""The account as a word processor is to have it.

Word and OpenDocument are both written from this one walk, so that neither holds more than the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

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
from verhaal.exports.flow import Flow, Items, Paragraph, Run, told
from verhaal.text import for_xml

ANNEX = "annex"


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
    yield from told(story.tree)
    if story.note:
        yield _said("Story Note", story.note)
    for outcome in story.outcomes:
        yield from _statement(outcome, known)
    if story.counts:
        yield _said("Story Note", " · ".join(story.counts))


def _said(style: str, text: str, is_fresh: bool = False) -> Paragraph:
    return Paragraph(style, (Run(text),), is_fresh=is_fresh)


def _heading(level: int, text: str, anchor: str = "", is_fresh: bool = False, is_counted: bool = False) -> Paragraph:
    return Paragraph(f"Heading {level}", (Run(text),), level, anchor, is_fresh, is_counted)


def _fact(row: tuple[str, str]) -> Paragraph:
    return Paragraph("Fact", (Run(row[0], "Label"), Run("\t"), Run(row[1], _look(row[1]))))


def _look(words: str) -> str:
    """What cannot be broken is small, so that it fits behind its label."""
    return "Fingerprint" if 40 < len(words) < 100 and " " not in words else ""


def _labelled(style: str, row: tuple[str, str]) -> Paragraph:
    return Paragraph(style, (Run(f"{row[0]}: ", "Label"), Run(row[1])))


def _leading(refs: tuple[str, ...], known: frozenset[str]) -> tuple[Run, ...]:
    """The references, with what leads to their stories."""
    links = [Run(ref, "Hyperlink", ref) if ref in known else Run(ref) for ref in refs]
    return tuple(piece for link in links for piece in (link, Run(", ")))[:-1]


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
