"""The document on paper: Typst, in a process of its own, to PDF/UA-1 and PDF/A-3a.

Text of users reaches Typst as data in JSON and is only placed, never evaluated.
"""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from verhaal.annual.document import Document
from verhaal.annual.record import Account, canonical
from verhaal.exports import press
from verhaal.exports.glyphs import printable
from verhaal.sealing.key import Key
from verhaal.sealing.paper import PLACEHOLDER, seal_paper
from verhaal.stories.photos import ENVIRONMENT

HERE = Path(__file__).parent
SECONDS = 240  # the longest account that was tried, of 5,000 stories, takes a tenth of it on a quiet machine
# Threads that each keep a heap of their own cost a tenth more memory.
# One thread is no slower (there is one document to lay out) and, like one arena, takes less memory.
SURROUNDINGS = {"MALLOC_ARENA_MAX": "1", "RAYON_NUM_THREADS": "1"}


class PdfFailed(Exception):
    """Typst could not print the document; the message says what it said."""


def render(document: Document, whole: Account, *, at: datetime, key: Key | None = None) -> bytes:
    """The document as PDF, with its record inside; the same at the same moment gives the same bytes.

    With a key the paper of a signed account is sealed too. Raises `PdfFailed`.
    """
    if key is None or whole.seal is None:
        return _printed(document, whole, at, "")
    return seal_paper(_printed(document, whole, at, PLACEHOLDER), key)


def _printed(document: Document, whole: Account, at: datetime, keywords: str) -> bytes:
    data, record = json.loads(document.to_json()), canonical(whole).decode()
    return typeset(HERE / "account.typ", data, at=at, record=record, keywords=keywords)


def typeset(source: Path, data: dict[str, Any], *, at: datetime, as_image: bool = False, **inputs: str) -> bytes:
    """What a Typst file makes of data: an accessible PDF, or a picture (PNG) of one page, a pixel for each point.

    More inputs go in as they are, each of one line. Raises `PdfFailed`.
    """
    shown, replaced = printable(data)
    order = {"source": str(source), "image": as_image, "inputs": list(inputs), "timestamp": int(at.timestamp())}
    lines = (_json(order), _json(shown | {"replaced": replaced}), *inputs.values())
    return _apart("".join(f"{line}\n" for line in lines).encode())


def _apart(job: bytes) -> bytes:
    """What a process of its own prints."""
    try:
        done = subprocess.run(  # noqa: S603  (a script of our own)
            [sys.executable, "-I", press.__file__],
            input=job,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ} | SURROUNDINGS,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"printing took more than {SECONDS} seconds") from error
    if done.returncode:
        raise PdfFailed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
