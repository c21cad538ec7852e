"""The account in Word and as OpenDocument: the same content as the page and the PDF, to be gone on with by others."""

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlmodel import Session, select

from tests.annual.samples import account
from tests.conftest import Clock
from tests.exports.facts import facts, headings, in_order, missing_in_text, squeezed, tables
from tests.exports.office import converted
from tests.exports.readers import W, docx_read, odt_part, odt_read, page_words, paper_words
from tests.exports.test_pdf import AT, HOSTILE, HUGE, document
from verhaal import access, markdown
from verhaal.annual.document import Document, Table
from verhaal.annual.record import Account, Seal, digest
from verhaal.demo import fill
from verhaal.exports.files import document_of, whole_of
from verhaal.exports.opendocument import opendocument
from verhaal.exports.pdf import render
from verhaal.exports.word import word
from verhaal.grants.models import Grant
from verhaal.people.models import Person
from verhaal.people.queries import person_with
from verhaal.text import for_xml

READERS = {"docx": docx_read, "odt": odt_read}
WRITERS = {"docx": word, "odt": opendocument}
formats = pytest.mark.parametrize("kind", ["docx", "odt"])
XML = ["]]>", "<w:p/><script>&amp;&#0;", "</text:p><office:body>", "عربي eerst", "\ufffe\uffff\x0b"]
NEW_YEAR = datetime(2026, 12, 31, 12, tzinfo=UTC)


@cache
def sealed() -> Account:
    of = account("Een zin van de schrijver.")
    seal = Seal(sha256=digest(of.core), key="k" * 43, signature="s" * 86, signed_at="2026-12-31T12:00:00Z",
                signed_by="Samira Bakker, directeur")  # fmt: skip
    return of.model_copy(update={"seal": seal, "pages": {**of.pages, "V-2026-002": None}})


@pytest.fixture
def in_dutch(app: Flask) -> Callable[[Account], Document]:
    def composed(of: Account) -> Document:
        with app.app_context():
            return document_of(of)

    return composed


@pytest.fixture
def demo(session: Session, clock: Clock) -> tuple[Account, Grant, Person]:
    """The account of a grant of the demo's year, true to life."""
    clock.moment = NEW_YEAR
    fill.fill(session, NEW_YEAR)
    session.commit()
    coordinator = person_with(session, "yusuf@verhaal.example")
    assert coordinator
    grant = session.exec(select(Grant).where(Grant.reference == "JW-2026-0112")).one()
    whole = whole_of(session, access.viewer_of(session, coordinator), grant, 2026, NEW_YEAR)
    return whole, grant, coordinator


@formats
def test_a_sealed_account_holds_every_fact(kind: str, in_dutch: Callable[[Account], Document]) -> None:
    words = READERS[kind](WRITERS[kind](in_dutch(sealed()), at=AT)).words
    assert missing_in_text(sealed(), words) == []
    assert in_order(words, headings(sealed()))


def test_the_facts_would_miss_something(in_dutch: Callable[[Account], Document]) -> None:
    """Each of them, in a document where it is said otherwise."""
    words = docx_read(word(in_dutch(sealed()), at=AT)).words
    for fact in facts(sealed()):
        cut = re.escape(squeezed(fact.shown[-1]))
        assert fact in missing_in_text(sealed(), re.sub(cut, "anders", squeezed(words))), fact


def test_the_same_facts_stand_in_every_document(
    demo: tuple[Account, Grant, Person], in_dutch: Callable[[Account], Document],
    client_of: Callable[[Person], FlaskClient],
) -> None:  # fmt: skip
    whole, grant, coordinator = demo
    of = in_dutch(whole)
    browser = client_of(coordinator)
    begun = browser.post(f"/grants/{grant.id}/accounts/2026").headers["Location"]
    said = {
        "page": page_words(browser.get(begun, headers={"Accept-Language": "nl"}).text),
        "paper": paper_words(render(of, whole, at=AT)),
        **{kind: READERS[kind](WRITERS[kind](of, at=AT)).words for kind in WRITERS},
    }
    assert {name: missing_in_text(whole, words) for name, words in said.items()} == {name: [] for name in said}
    assert [name for name, words in said.items() if not in_order(words, headings(whole))] == []


def test_a_sealed_account_says_the_same_on_the_page_and_on_paper(
    app: Flask, in_dutch: Callable[[Account], Document]
) -> None:
    of = in_dutch(sealed())
    assert missing_in_text(sealed(), paper_words(render(of, sealed(), at=AT))) == []
    with app.test_request_context(), force_locale("nl"):
        page = page_words(render_template("annual/_document.html", document=of))
    assert {fact.kind for fact in missing_in_text(sealed(), page)} <= {"year", "seal"}  # which stand above it


@formats
def test_headings_tables_and_pictures_are_what_they_seem(kind: str, in_dutch: Callable[[Account], Document]) -> None:
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
    shown = [block.alt for section in of.sections for block in section.blocks if block.kind == "picture"]
    assert shown
    assert read.pictures == shown


@formats
def test_every_reference_leads_to_its_story(kind: str, in_dutch: Callable[[Account], Document]) -> None:
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
@pytest.mark.parametrize("text", [*HOSTILE, *XML], ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_only_ever_text(kind: str, text: str) -> None:
    """It stands there as it was given but for what XML cannot hold, and nothing of the document is lost."""
    of = document(text, stories=1)
    read = READERS[kind](WRITERS[kind](of, at=AT))
    plain, quiet = READERS[kind](WRITERS[kind](document("x", stories=1), at=AT)), for_xml(text)
    assert [level for level, _ in read.headings] == [level for level, _ in plain.headings]
    assert (len(read.tables), len(read.pictures)) == (len(plain.tables), len(plain.pictures))
    said = " ".join(read.words.split())
    assert said.count(" ".join(quiet.split())) >= 8


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


@pytest.fixture
def every_account(demo: tuple[Account, Grant, Person], in_dutch: Callable[[Account], Document]) -> dict[str, Any]:
    hostile = [document("".join([*HOSTILE, *XML, "w" * 3000]), stories=2)]
    return {"demo": in_dutch(demo[0]), "sealed": in_dutch(sealed()), "hostile": hostile[0]}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "other"), [("docx", "fodt"), ("odt", "docx")])
def test_libreoffice_opens_it_and_reads_the_same(
    kind: str, other: str, demo: tuple[Account, Grant, Person], every_account: dict[str, Document], tmp_path: Path
) -> None:
    """What it writes after opening holds the same headings, tables, links and pictures, and every fact."""
    files = {name: WRITERS[kind](of, at=AT) for name, of in every_account.items()}
    paths = [tmp_path / f"{name}.{kind}" for name in files]
    for path, file in zip(paths, files.values(), strict=True):
        path.write_bytes(file)
    opened = converted(paths, other, tmp_path / "opened")
    for (name, file), path in zip(files.items(), opened, strict=True):
        ours, theirs = READERS[kind](file), (docx_read if other == "docx" else odt_read)(path.read_bytes())
        assert [_seen(*each) for each in theirs.headings] == [_seen(*each) for each in ours.headings], name
        assert _squeezed(theirs.tables) == _squeezed(ours.tables), name
        assert theirs.heads == ours.heads, name
        assert theirs.pictures == ours.pictures, name
        assert {_bare(each) for each in ours.links} <= {_bare(each) for each in theirs.links}, name
        if whole := {"demo": demo[0], "sealed": sealed()}.get(name):
            assert missing_in_text(whole, theirs.words) == [], name
            assert in_order(theirs.words, headings(whole)), name


def _seen(level: int, text: str) -> tuple[int, str]:
    return level, squeezed(text)


def _squeezed(of: list[list[list[str]]]) -> list[list[list[str]]]:
    return [[[squeezed(cell) for cell in row] for row in table] for table in of]


def _bare(anchor: str) -> str:
    return re.sub(r"\W", "_", anchor)
