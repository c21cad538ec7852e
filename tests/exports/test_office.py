"""The account in Word and as OpenDocument: the same content as the page and the PDF, to be gone on with by others."""

import dataclasses
import io
import re
import zipfile

import docx
import pytest

from tests.annual.samples import account
from tests.exports.composed import READERS, WRITERS, in_dutch
from tests.exports.facts import tables
from tests.exports.hostile import HOSTILE, HUGE, LONE
from tests.exports.readers import W, odt_part
from tests.exports.test_pdf import AT, document
from verhaal import markdown
from verhaal.annual.document import Document, Picture, Table
from verhaal.exports.drawn import DrawingFailed, drawn
from verhaal.exports.opendocument import opendocument
from verhaal.exports.word import word
from verhaal.text import for_xml

XML = ["<w:p/><script>&amp;&#0;", "</text:p><office:body>", "عربي eerst", "\ufffe\uffff\x0b"]
formats = pytest.mark.parametrize("kind", ["docx", "odt"])


@formats
def test_headings_tables_and_pictures_are_what_they_seem(kind: str) -> None:
    of = in_dutch(account())
    read = READERS[kind](WRITERS[kind](of, at=AT))
    assert [text for level, text in read.headings if level == 1] == [
        *(each.title for each in of.sections),
        of.annex_title,
    ]
    titles = [(2, story.title) for story in of.stories]
    assert read.headings[-len(titles) :] == titles
    drawn = [block for section in of.sections for block in section.blocks if isinstance(block, Table)]
    assert read.tables == [[list(each.columns), *map(list, each.rows)] for each in drawn]
    assert read.heads == [1] * len(drawn)
    assert [row for row in tables(account()) if list(row) not in read.tables[0]] == []
    shown = [block.alt for section in of.sections for block in section.blocks if isinstance(block, Picture)]
    assert shown
    assert read.pictures == shown


@formats
def test_every_reference_leads_to_its_story(kind: str) -> None:
    of = in_dutch(account())
    read = READERS[kind](WRITERS[kind](of, at=AT))
    assert set(read.links) <= read.anchors
    assert {re.sub(r"\W", "_", story.ref) for story in of.stories} <= {re.sub(r"\W", "_", each) for each in read.links}


def test_who_made_it_when_and_in_which_language() -> None:
    made = docx.Document(io.BytesIO(word(document(), at=AT)))
    about = made.core_properties
    assert (about.title, about.author, about.language) == ("Jaarverantwoording 2026", "Stichting Voorbeeld", "nl-NL")
    assert about.created == AT
    languages = {frozenset(each.attrib.values()) for each in made.styles.element.iter(f"{W}lang")}
    assert languages == {frozenset({"nl-NL"})}
    odt = zipfile.ZipFile(io.BytesIO(opendocument(dataclasses.replace(document(), lang="en-GB"), at=AT)))
    meta, styles = odt.read("meta.xml").decode(), odt.read("styles.xml").decode()
    for said in ("<dc:title>Jaarverantwoording 2026<", "<meta:creation-date>2026-12-31T12:00:00<",
                 "<meta:initial-creator>Stichting Voorbeeld<", "<dc:language>en-GB<"):  # fmt: skip
        assert said in meta
    for script in ("fo:language", "style:language-asian", "style:language-complex"):
        assert f'{script}="en"' in styles


@formats
def test_the_same_account_at_the_same_moment_is_the_same_file(kind: str) -> None:
    assert WRITERS[kind](document(), at=AT) == WRITERS[kind](document(), at=AT)


def test_how_it_looks_is_said_in_styles_that_exist() -> None:
    """So that who edits it changes a style once, instead of a hundred paragraphs."""
    made = docx.Document(io.BytesIO(word(document("*zo* **en** _**beide**_\n\n- een\n\n> zei ze"), at=AT)))
    body = made.element.body
    direct = {each.tag.split("}")[1] for run in body.iter(f"{W}rPr") for each in run} - {"rStyle", "rtl"}
    assert direct == set()
    used = {each.get(f"{W}val") for kind in ("pStyle", "rStyle", "tblStyle") for each in body.iter(f"{W}{kind}")}
    assert used <= {style.style_id for style in made.styles}
    odt = opendocument(document("*zo* **en** _**beide**_\n\n- een\n\n> zei ze"), at=AT)
    style = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
    content, styles = (odt_part(odt, name) for name in ("content.xml", "styles.xml"))
    known = {each.get(f"{style}name") for root in (content, styles) for each in root.iter()}
    asked = {value for each in content.iter() for key, value in each.attrib.items() if key.endswith("}style-name")}
    assert asked <= known


def test_lists_are_lists_and_each_begins_at_one() -> None:
    listed = [node for text in ("1. een\n2. twee", "- daarin", "> gezegd") for node in markdown.to_tree(text)]
    again = {"type": "ol", "children": [{"type": "li", "children": [*markdown.to_tree("weer een"), listed[1]]}]}
    (story,) = document(stories=1).stories
    told = dataclasses.replace(story, tree=(listed[0], again, listed[2]))
    of = dataclasses.replace(document(), sections=(), stories=(told,))
    made = docx.Document(io.BytesIO(word(of, at=AT)))
    places = {each.text: each._p.find(f"{W}pPr/{W}numPr") for each in made.paragraphs}
    numbers = {
        text: [int(each.get(f"{W}val")) for each in place] for text, place in places.items() if place is not None
    }
    assert numbers["een"] == numbers["twee"] != numbers["weer een"]
    assert [numbers[text][0] for text in ("een", "weer een", "daarin")] == [0, 0, 1]
    assert len(made.part.numbering_part.element.findall(f"{W}num/{W}lvlOverride/{W}startOverride")) == 2
    assert [each.style.name for each in made.paragraphs if each.text == "gezegd" and each.style] == ["Quote"]
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    lists = odt_part(opendocument(of, at=AT)).iter(f"{text}list")
    assert [len(each.findall(f"{text}list-item")) for each in lists] == [2, 1, 1]


@formats
@pytest.mark.parametrize("text", [*HOSTILE, LONE, *XML], ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_only_ever_text(kind: str, text: str) -> None:
    """It stands there as it was given but for what XML cannot hold, and nothing of the document is lost."""
    read, plain = (READERS[kind](WRITERS[kind](undrawn(document(each, stories=1)), at=AT)) for each in (text, "x"))
    assert [level for level, _ in read.headings] == [level for level, _ in plain.headings]
    assert [len(rows) for rows in read.tables] == [len(rows) for rows in plain.tables]
    assert " ".join(read.words.split()).count(" ".join(for_xml(text).split())) >= 8


def undrawn(of: Document) -> Document:
    """Without its pictures, which take a second to draw; `test_pdf` and LibreOffice see hostile text in those."""
    kept = [(each, tuple(block for block in each.blocks if not isinstance(block, Picture))) for each in of.sections]
    return dataclasses.replace(of, sections=tuple(dataclasses.replace(each, blocks=blocks) for each, blocks in kept))


@pytest.mark.parametrize("text", ["\x00]]></svg>&", "w" * 200, "عربي 😀"], ids=ascii)
def test_a_picture_is_drawn_whatever_it_says(text: str) -> None:
    blocks = [block for section in document(text).sections for block in section.blocks]
    made = drawn([block.svg for block in blocks if isinstance(block, Picture)])
    assert [each[:8] for each in made] == [b"\x89PNG\r\n\x1a\n"] * 2


def test_what_is_no_drawing_is_said_to_be_none() -> None:
    with pytest.raises(DrawingFailed, match="failed to parse SVG"):
        drawn(["<svg"])


@formats
def test_text_from_right_to_left_is_laid_so(kind: str) -> None:
    file = zipfile.ZipFile(io.BytesIO(WRITERS[kind](document("عربي"), at=AT)))
    content = file.read("word/document.xml" if kind == "docx" else "content.xml").decode()
    assert ("<w:bidi/>" if kind == "docx" else 'writing-mode="rl-tb"') in content


@formats
@pytest.mark.parametrize("text", HUGE, ids=lambda text: ascii(text[:12]))
def test_a_hundred_thousand_characters_are_written(kind: str, text: str) -> None:
    (story,) = document(stories=1).stories
    of = dataclasses.replace(document(), stories=(dataclasses.replace(story, tree=tuple(markdown.to_tree(text))),))
    assert text.strip() in READERS[kind](WRITERS[kind](of, at=AT)).words
