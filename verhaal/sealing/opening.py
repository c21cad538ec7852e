"""An account from a file of which nothing is known yet: JSON, or a PDF that carries it. Believes nothing."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import from_json

from verhaal.annual.record import Account

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES = 64 * 2**20  # of a file, and of the record in a PDF
MOST_VALUES = 1_000_000  # in a record; one of a thousand stories holds some hundred thousand
ATTACHED, MOST_ATTACHED = "account.json", 100


class NoAccount(Exception):
    """The file is no annual account, or too damaged to be read as one; the message says why."""


@dataclass(frozen=True)
class Opened:
    """An account with the bytes it was written in, and the PDF that it lay in, if it did."""

    account: Account
    written: bytes
    paper: bytes | None = None


def open_file(content: bytes) -> Opened:
    """Raises `NoAccount`."""
    if len(content) > MOST_BYTES:
        raise NoAccount(f"it is larger than {MOST_BYTES // 2**20} MB, which no annual account is")
    if b"%PDF-" not in content[:1024]:
        return Opened(_account(content), content)
    written = _carried(content)
    return Opened(_account(written), written, content)


def front_of(pdf: bytes) -> str:
    """What its first page says, without white space. Raises `NoAccount` where it cannot be read."""
    with _reading(pdf) as reader:
        return re.sub(r"\s+", "", reader.pages[0].extract_text())


def _carried(pdf: bytes) -> bytes:
    """The record that a PDF carries; only that of all its attachments is unpacked."""
    with _reading(pdf) as reader:
        found = [each for each in islice(reader.attachment_list, MOST_ATTACHED) if each.name == ATTACHED]
        carried = bytes(found[0].content) if len(found) == 1 else b""
    if len(found) != 1:
        raise NoAccount(f"it is a PDF that carries {len(found)} files named {ATTACHED}, where an account carries one")
    return carried


@contextmanager
def _reading(pdf: bytes) -> Iterator["PdfReader"]:
    from pypdf import PdfReader  # noqa: PLC0415  (only who opens a PDF pays for it)

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it has much to say of a damaged file
    try:
        yield PdfReader(io.BytesIO(pdf))
    except Exception as error:  # whatever a hostile file makes of the library
        raise NoAccount(f"it cannot be read as a PDF ({type(error).__name__})") from error


def _account(written: bytes) -> Account:
    if len(written) > MOST_BYTES:
        raise NoAccount(f"its record is larger than {MOST_BYTES // 2**20} MB, which no annual account is")
    try:
        values = from_json(written, allow_inf_nan=False)
    except ValueError as error:
        raise NoAccount(f"it is no JSON in UTF-8 ({error})") from None
    if _has_too_many(values):
        raise NoAccount(f"it holds more than {MOST_VALUES} values, which no annual account does")
    try:
        return Account.model_validate_json(written, strict=True)
    except ValidationError as error:
        raise NoAccount(f"it does not have the form of an annual account: {_first(error)}") from None


def _has_too_many(values: Any) -> bool:
    """Each wrong value costs the schema's check some memory, so a file of a few megabytes could take all there is."""
    number, waiting = 0, [values]
    while waiting and number <= MOST_VALUES:
        number += 1
        value = waiting.pop()
        if isinstance(value, list | dict):
            number += len(value)
            inside = value.values() if isinstance(value, dict) else value
            waiting += [each for each in inside if isinstance(each, list | dict)]
    return number > MOST_VALUES


def _first(error: ValidationError) -> str:
    """Where the first thing lies that is wrong, and how many more there are."""
    found = error.errors(include_url=False, include_input=False)
    where = ".".join(str(part)[:40] for part in found[0]["loc"][:8]) or "the whole"
    more = f", and {error.error_count() - 1} more" if error.error_count() > 1 else ""
    return f"{where}: {found[0]['msg'][:200]}{more}"
