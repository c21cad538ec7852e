"""The formats of an annual account: one list, from which the addresses, the page and the command are made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from verhaal.annual.record import Account, canonical
from verhaal.exports.files import document_of
from verhaal.exports.pdf import render
from verhaal.exports.table import table
from verhaal.sealing.key import Key
from verhaal.sealing.removal import attested

LONG = 1_000  # stories: a document of more takes longer than one waits for with a page that does not move


@dataclass(frozen=True)
class Format:
    """`name` is what an address and the command call it. `is_document`: it is laid out in pages, which takes long."""

    name: str
    suffix: str
    mimetype: str
    title: LazyString
    use: LazyString
    make: Callable[[Account, datetime, Key], bytes]
    is_document: bool = False

    def made(self, whole: Account, at: datetime, key: Key) -> bytes:
        """The file; of a signed account sealed, and with what was withdrawn since attested, with this key."""
        return self.make(attested(whole, key), at, key)

    def takes_long(self, stories: int) -> bool:
        return self.is_document and stories > LONG


def _pdf(whole: Account, at: datetime, key: Key) -> bytes:
    return render(document_of(whole), whole, at=at, key=key)


# What makes an office file is imported where one is made: every start of Verhaal would wait a tenth of a second for it.


def _word(whole: Account, at: datetime, _key: Key) -> bytes:
    from verhaal.exports.word import word  # noqa: PLC0415

    return word(document_of(whole), at=at)


def _opendocument(whole: Account, at: datetime, _key: Key) -> bytes:
    from verhaal.exports.opendocument import opendocument  # noqa: PLC0415

    return opendocument(document_of(whole), at=at)


def _data(whole: Account, _at: datetime, _key: Key) -> bytes:
    return canonical(whole)


def _spreadsheet(whole: Account, at: datetime, _key: Key) -> bytes:
    from verhaal.exports.spreadsheet import spreadsheet  # noqa: PLC0415

    return spreadsheet(whole, at=at)


def _table(whole: Account, _at: datetime, _key: Key) -> bytes:
    return table(whole)


OOXML = "application/vnd.openxmlformats-officedocument."
PDF = Format("pdf", "pdf", "application/pdf", _("Download the PDF"), _("to print and to keep"), _pdf, is_document=True)
DOCX = Format(
    "docx", "docx", OOXML + "wordprocessingml.document",
    _("Download the Word file"), _("to go on with in Word"), _word, is_document=True,
)  # fmt: skip
ODT = Format(
    "odt", "odt", "application/vnd.oasis.opendocument.text",
    _("Download the OpenDocument file"), _("to go on with in LibreOffice and others"), _opendocument, is_document=True,
)  # fmt: skip
XLSX = Format(
    "xlsx", "xlsx", OOXML + "spreadsheetml.sheet",
    _("Download the Excel file"), _("the figures, stories and responses to count with"), _spreadsheet,
)  # fmt: skip
CSV = Format(
    "csv", "csv.zip", "application/zip",
    _("Download the CSV files"), _("the same rows for any other program, in a zip file"), _table,
)  # fmt: skip
JSON = Format(
    "json", "json", "application/json",
    _("Download the data (JSON)"), _("to check what was signed, and for other systems"), _data,
)  # fmt: skip

FORMATS = {each.name: each for each in (PDF, DOCX, ODT, XLSX, CSV, JSON)}
