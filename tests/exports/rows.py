"""Reading a spreadsheet and a zip of CSV files as any other program would: sheets of rows of values."""

import csv
import io
import re
import zipfile
from typing import Any

from python_calamine import CalamineWorkbook

Read = dict[str, list[list[Any]]]


def of_spreadsheet(file: bytes) -> Read:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def of_csv(file: bytes) -> Read:
    with zipfile.ZipFile(io.BytesIO(file)) as zipped:
        return {name: _rows(zipped.read(name)) for name in zipped.namelist()}


def amounts_read(rows: list[list[Any]]) -> list[list[Any]]:
    """With amounts as numbers: they are written with a comma, as Dutch programs read them."""
    amount = re.compile(r"\d+,\d\d")
    return [[float(cell.replace(",", ".")) if amount.fullmatch(str(cell)) else cell for cell in row] for row in rows]


def _rows(content: bytes) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def column(rows: list[list[Any]], title: str) -> list[Any]:
    """Everything under a heading, of whatever continues in columns beside it too, joined."""
    at = [place for place, head in enumerate(rows[0]) if head == title or head.startswith(f"{title} (")]
    return [row[at[0]] if len(at) == 1 else "".join(str(row[place]) for place in at) for row in rows[1:]]
