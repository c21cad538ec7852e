"""The account as .xlsx: numbers are numbers and dates are dates, and text is only ever text."""

import io
import re
from datetime import UTC, date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from verhaal.annual.record import Account
from verhaal.exports.cells import Cell, Euros, Sheet
from verhaal.exports.sheets import sheets

LOOKS = {
    "head": {"bold": True, "bg_color": "#E3EEEA", "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "number": {"num_format": "0", "valign": "top"},  # a year is not parted by thousands
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "euro": {"num_format": "[$€-x-euro2] #,##0.00", "valign": "top"},
}
ROW_HEIGHT = 30  # points: two lines, so that a long story does not fill the screen


def spreadsheet(whole: Account, *, at: datetime) -> bytes:
    """One sheet each for the account, stories, outcomes, counts and responses; the same at the same moment gives the
    same bytes."""
    file = io.BytesIO()
    book = Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({
        "title": f"Jaarverantwoording {whole.core.year}", "author": _named(whole.core.organisation),
        "company": _named(whole.core.organisation), "created": at.astimezone(UTC).replace(tzinfo=None),
        "comments": whole.seal.sha256 if whole.seal else "",
    })  # fmt: skip
    looks = {look: book.add_format(properties) for look, properties in LOOKS.items()}
    for sheet in sheets(whole):
        _write(book.add_worksheet(sheet.name), sheet, looks)
    book.close()
    return file.getvalue()


def _write(page: Worksheet, sheet: Sheet, looks: dict[str, Format]) -> None:
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, column.title, looks["head"])
    for line, row in enumerate(sheet.rows, 1):
        page.set_row(line, ROW_HEIGHT)
        for at, cell in enumerate(row):
            _put(page, line, at, cell, looks)


def _put(page: Worksheet, line: int, at: int, cell: Cell, looks: dict[str, Format]) -> None:
    if isinstance(cell, str) and cell:
        page.write_string(
            line, at, cell, looks["text"]
        )  # never write(), which takes text that begins with = at its word
    elif isinstance(cell, bool):
        page.write_boolean(line, at, cell, looks["text"])
    elif isinstance(cell, int):
        page.write_number(line, at, cell, looks["number"])
    elif isinstance(cell, date):
        page.write_datetime(line, at, datetime(cell.year, cell.month, cell.day), looks["date"])  # noqa: DTZ001
    elif isinstance(cell, Euros):
        page.write_number(line, at, cell.cents / 100, looks["euro"])


def _named(text: str) -> str:
    """A document property: one line of what XML holds."""
    return re.sub(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]+", " ", text)[:200].strip()
