"""Hostile text in every field of every format: the file opens, holds the text, and runs nothing."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from flask import Flask

from tests.annual.samples import account
from tests.exports import rows
from tests.exports.hostile import FORMULAS, HOSTILE, HUGE, LONE
from tests.secrecy import contents
from verhaal.annual.record import Account
from verhaal.exports.formats import FORMATS

AT = datetime(2026, 12, 31, 12, tzinfo=UTC)
TEXTS = pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
LEAKED = ("root:", "49}}")  # what a read file or a run template would show
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def database_url(sqlite: str) -> str:
    """One is enough: nothing here comes out of a database, or goes into it."""
    return sqlite


@pytest.fixture
def within(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def made(app: Flask, name: str, whole: Account) -> bytes:
    return FORMATS[name].made(whole, AT, app.extensions["key"])


def kept(text: str) -> str:
    """What a spreadsheet keeps of a text: all but control characters; line ends are one sign."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    held = re.sub("[\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)
    return "".join(sign for sign in held if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def fields(whole: Account, text: str) -> int:
    """In how many places of the sheets the text stands: far more than one."""
    return 4 * len(whole.pages) if text.strip() else 0


@TEXTS
def test_a_spreadsheet_holds_hostile_text_and_no_formula(within: Flask, text: str) -> None:
    whole = account(text)
    file = made(within, "xlsx", whole)
    read = rows.of_spreadsheet(file)
    cells = [cell for sheet in read.values() for row in sheet for cell in row]
    assert cells.count(kept(text)) > fields(whole, text)
    assert rows.column(read["Verhalen"], "Tekst") == [kept(text)] * len(whole.pages)
    with zipfile.ZipFile(io.BytesIO(file)) as zipped:
        for name in zipped.namelist():
            tree = ElementTree.fromstring(zipped.read(name))  # noqa: S314  (well-formed, and our own)
            assert not [node for node in tree.iter() if node.tag in (f"{MAIN}f", f"{MAIN}hyperlink")]
        assert not [name for name in zipped.namelist() if "external" in name.lower() or "vba" in name.lower()]


@TEXTS
def test_csv_holds_hostile_text_and_no_cell_begins_a_formula(within: Flask, text: str) -> None:
    whole = account(text)
    read = rows.of_csv(made(within, "csv", whole))
    cells = [cell for sheet in read.values() for row in sheet for cell in row]
    assert [cell for cell in cells if cell.startswith(STARTS)] == []
    assert {kept(text), f"'{kept(text)}"} & set(cells)
    widths = {name: {len(row) for row in sheet} for name, sheet in read.items()}
    assert all(len(width) == 1 for width in widths.values()), "a separator broke out of its cell"


@TEXTS
def test_json_holds_hostile_text_to_the_letter(within: Flask, text: str) -> None:
    whole = account(text)
    file = made(within, "json", whole)
    assert Account.model_validate_json(file) == whole
    assert json.loads(file)["core"]["grants"][0]["lessons"] == text


@TEXTS
def test_paper_places_hostile_text_and_runs_nothing(within: Flask, text: str) -> None:
    """Word and OpenDocument are held against the same list in `test_office`."""
    shown = " ".join(contents(made(within, "pdf", account(text, stories=3))))
    assert [leak for leak in LEAKED if leak in shown] == []
    letters = re.sub(r"[^A-Za-z0-9]", "", text)
    assert letters in re.sub(r"[^A-Za-z0-9]", "", shown)


@pytest.mark.slow
@pytest.mark.parametrize("text", HUGE, ids=lambda text: ascii(text[:12]))
def test_a_hundred_thousand_characters_stand_in_every_sheet(within: Flask, text: str) -> None:
    """A cell holds a third of them: the rest goes on beside it."""
    whole = account(text, stories=2)
    for read, name in (
        (rows.of_spreadsheet(made(within, "xlsx", whole)), "Verhalen"),
        (rows.of_csv(made(within, "csv", whole)), "verhalen.csv"),
    ):
        assert rows.column(read[name], "Tekst") == [text, text]
        assert max(len(str(cell)) for sheet in read.values() for row in sheet for cell in row) <= 32_767


def test_a_lone_surrogate_is_no_text_and_enters_no_record() -> None:
    with pytest.raises(ValueError, match="codepoints"):
        account(LONE)


def test_the_list_is_as_hostile_as_it_claims() -> None:
    """A program that reads these as they are would calculate."""
    unguarded = list(csv.reader(io.StringIO("\n".join(FORMULAS[:3])), delimiter=";"))
    assert [row[0][0] for row in unguarded] == ["=", "+", "-"]
