"""The account as CSV: a zip with one file for each sheet, as Dutch Excel opens them by a double click.

Semicolons, UTF-8 with its mark, a comma in an amount, dates as ISO 8601. One file could hold the stories alone; the
outcomes, counts and responses are lists of their own, and the account says how many there should be.
"""

import csv
import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from verhaal.annual.record import Account
from verhaal.exports.cells import Cell, Euros, Sheet
from verhaal.exports.sheets import sheets

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows: no clock stands in it
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def table(whole: Account) -> bytes:
    """The same account gives the same bytes."""
    file = io.BytesIO()
    with ZipFile(file, "w") as zipped:
        for sheet in sheets(whole):
            entry = ZipInfo(f"{sheet.name.lower()}.csv", LONG_AGO)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(entry, _written(sheet).encode("utf-8-sig"))
    return file.getvalue()


def _written(sheet: Sheet) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.title for column in sheet.columns)
    writer.writerows(map(_plain, row) for row in sheet.rows)
    return text.getvalue()


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell  # so that a spreadsheet reads text, not a formula
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, Euros):
        return f"{cell.cents // 100},{cell.cents % 100:02}"
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)
