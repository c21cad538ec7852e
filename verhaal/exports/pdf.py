"""The document on paper: Typst, in a process of its own, to PDF/UA-1 and PDF/A-3a.

Text of users reaches Typst as data in JSON and is only placed, never evaluated.
"""

import json
import os
import subprocess
import sys
from datetime import datetime

from verhaal.annual.document import Document
from verhaal.annual.record import Account, canonical
from verhaal.exports import press
from verhaal.exports.glyphs import printable

SECONDS = 60
# Threads that each keep a heap of their own cost a tenth more memory.
SURROUNDINGS = {"MALLOC_ARENA_MAX": "1"}


class PdfFailed(Exception):
    """Typst could not print the document; the message says what it said."""


def render(document: Document, whole: Account, *, at: datetime) -> bytes:
    """The document as PDF, with its record inside; the same at the same moment gives the same bytes.

    Raises `PdfFailed`.
    """
    data, replaced = printable(_plain(document))
    data["replaced"] = replaced
    order = {"timestamp": int(at.timestamp())}
    job = b"\n".join((_json(order), _json(data), canonical(whole), b""))
    try:
        done = subprocess.run(
            [sys.executable, "-I", press.__file__],
            input=job,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | SURROUNDINGS,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"printing took more than {SECONDS} seconds") from error
    if done.returncode:
        raise PdfFailed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _plain(document: Document) -> dict[str, object]:
    found: dict[str, object] = json.loads(document.to_json())
    return found


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
