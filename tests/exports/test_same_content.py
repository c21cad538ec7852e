"""The same content in every format: the page, the PDF, Word and OpenDocument hold one list of facts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_babel import force_locale

from tests.exports.composed import READERS, WRITERS, in_dutch, sealed
from tests.exports.facts import facts, headings, squeezed
from tests.exports.holding import in_order, missing_in_text
from tests.exports.hostile import HOSTILE, LONE
from tests.exports.office import converted
from tests.exports.readers import docx_read, odt_read, page_words, paper_words
from tests.exports.test_office import XML
from tests.exports.test_pdf import AT, document
from verhaal.annual.record import Account
from verhaal.exports.pdf import render
from verhaal.grants.models import Grant
from verhaal.people.models import Person

ESCAPED = "_x0041_"  # which LibreOffice writes into Word as "_x005F_x0041_"
ALL_AT_ONCE = "".join(each for each in (*HOSTILE, LONE, *XML, "w" * 3000) if each != ESCAPED)
formats = pytest.mark.parametrize("kind", ["docx", "odt"])


@formats
def test_a_sealed_account_holds_every_fact(kind: str) -> None:
    words = READERS[kind](WRITERS[kind](in_dutch(sealed()), at=AT)).words
    assert missing_in_text(sealed(), words) == []
    assert in_order(words, headings(sealed()))


def test_the_facts_would_miss_something() -> None:
    """Each of them, in a document where it is said otherwise."""
    words = docx_read(WRITERS["docx"](in_dutch(sealed()), at=AT)).words
    for fact in facts(sealed()):
        cut = re.escape(squeezed(fact.shown[-1]))
        assert fact in missing_in_text(sealed(), re.sub(cut, "anders", squeezed(words))), fact


@pytest.mark.slow
def test_the_same_facts_stand_in_every_document(
    demo: tuple[Account, Grant, Person], client_of: Callable[[Person], FlaskClient]
) -> None:
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


def test_a_sealed_account_says_the_same_on_the_page_and_on_paper(app: Flask) -> None:
    of = in_dutch(sealed())
    assert missing_in_text(sealed(), paper_words(render(of, sealed(), at=AT))) == []
    with app.test_request_context(), force_locale("nl"):
        page = page_words(render_template("annual/_document.html", document=of))
    assert {fact.kind for fact in missing_in_text(sealed(), page)} <= {"year", "seal"}  # which stand above it


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("kind", "other"), [("docx", "fodt"), ("odt", "docx")])
def test_libreoffice_opens_it_and_reads_the_same(
    kind: str, other: str, demo: tuple[Account, Grant, Person], tmp_path: Path
) -> None:
    """What it writes after opening holds the same headings, tables, links and pictures, and every fact."""
    every = {"demo": in_dutch(demo[0]), "sealed": in_dutch(sealed()), "hostile": document(ALL_AT_ONCE, stories=2)}
    files = {name: WRITERS[kind](of, at=AT) for name, of in every.items()}
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
