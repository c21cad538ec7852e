"""The document on paper: Typst, in a process of its own, to PDF/UA-1 and PDF/A-3a.

Text of users reaches Typst as data in JSON and is only placed, never evaluated.
"""

import json
import re
import subprocess
import sys
import unicodedata
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from verhaal.annual.document import Document
from verhaal.annual.record import Account, canonical
from verhaal.sealing.key import Key
from verhaal.sealing.paper import PLACEHOLDER, seal_paper

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
REPLACEMENT = "\ufffd"
LONGEST_WORD = 80  # letters, before a soft hyphen is put in: a line that cannot break runs off the paper
REORDERING = ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")  # marks that turn text about
SECONDS, BYTES = 60, 4 * 2**30


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
    data = json.loads(document.to_json())
    printable, replaced = _printable(data)
    printable["replaced"] = replaced
    carried = canonical(whole).decode()
    job = {"data": printable, "record": carried, "keywords": keywords, "timestamp": int(at.timestamp())}
    return _apart(json.dumps(job, ensure_ascii=False).encode("utf-8"))


def _apart(job: bytes) -> bytes:
    """What a process of its own prints."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "verhaal.exports.pdf"],
            input=job,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=HERE.parent.parent,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"printing took more than {SECONDS} seconds") from error
    if done.returncode:
        raise PdfFailed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _printable(value: Any) -> tuple[Any, int]:
    """The same data with what the fonts lack replaced, and how many signs that were."""
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, list):
        pairs = [_printable(item) for item in value]
        return [item for item, _ in pairs], sum(count for _, count in pairs)
    if isinstance(value, dict):
        found = {key: _printable(item) for key, item in value.items()}
        return {key: item for key, (item, _) in found.items()}, sum(count for _, count in found.values())
    return value, 0


def _printable_text(text: str) -> tuple[str, int]:
    shown, replaced = [], 0
    for sign in unicodedata.normalize("NFC", text):
        if unicodedata.category(sign) in ("Cf", "Mn", "Me") and ord(sign) not in _glyphs():
            continue  # direction marks, joiners, variation selectors: nothing to see
        if sign == "\u00ad" or unicodedata.bidirectional(sign) in REORDERING:
            continue
        if sign in "\n\t":
            shown.append(" ")
        elif ord(sign) in _glyphs():
            shown.append(sign)
        else:
            shown.append(REPLACEMENT)
            replaced += 1
    broken = re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", lambda word: word.group() + "\u00ad", "".join(shown))
    return broken, replaced


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """The signs that every one of our faces has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (only who prints pays for it)

    faces = []
    for file in sorted(FONTS.glob("*.ttf")):
        with TTFont(file, lazy=True) as face:
            faces.append(set(face.getBestCmap()))
    return frozenset(set.intersection(*faces))


def _compile() -> None:
    """In the child: read the job, write the PDF. With its memory bounded, so that one account cannot take all."""
    import typst  # noqa: PLC0415

    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    except (ImportError, ValueError):  # not on this system, or a stricter limit stands already
        pass
    job = json.load(sys.stdin.buffer)
    data = json.dumps(job["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    pdf = typst.compile(
        str(HERE / "account.typ"),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": data, "record": job["record"], "keywords": job["keywords"]},
        pdf_standards=["ua-1", "a-3a"],
        timestamp=job["timestamp"],
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    _compile()
