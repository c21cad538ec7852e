"""A photo as it came from a phone, or from anyone: made into a safe picture, or refused with a reason.

What comes in is never kept or served. A process of its own (`darkroom.py`) decodes it, with bounded memory and
time and none of our secrets, and only pixels come back.
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LARGE, SMALL = 2048, 960  # pixels of the long side: for a screen that is looked at closely, and for a phone
MOST_BYTES = 40 * 2**20
MOST_PIXELS = 120_000_000  # a phone of 108 megapixels fits
LONGEST_SIDE = 30_000  # so does a panorama
SECONDS = 30
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT")  # none of our settings
_TURN = threading.Lock()  # one at a time in a server process, so that a wave of photos cannot take all memory


class Refusal(StrEnum):
    """Why a file cannot be used as a photo."""

    EMPTY = "empty"
    HEAVY = "heavy"  # too many bytes
    UNKNOWN = "unknown"  # not a kind of picture that is accepted
    DAMAGED = "damaged"
    HUGE = "huge"  # too many pixels, or more work than they are worth


class Unusable(Exception):
    """This file does not become a photo; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Picture:
    """Two JPEGs of the same photo, without any metadata; width and height in pixels are those of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int


def made_safe(original: bytes) -> Picture:
    """The photo in a file of any kind and from anyone. Raises `Unusable`."""
    if not original:
        raise Unusable(Refusal.EMPTY)
    if len(original) > MOST_BYTES:
        raise Unusable(Refusal.HEAVY)
    if not _is_a_photo(original):
        raise Unusable(Refusal.UNKNOWN)
    return _read(_decoded_elsewhere(original))


def _is_a_photo(data: bytes) -> bool:
    """JPEG, PNG, GIF, WebP or HEIC by its first bytes; a name or a declared type proves nothing."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return True
    if data[:4] == b"RIFF":
        return data[8:12] == b"WEBP"
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def _decoded_elsewhere(original: bytes) -> bytes:
    try:
        with _TURN:
            done = subprocess.run(
                [sys.executable, "-m", "verhaal.stories.darkroom"],
                input=original,
                capture_output=True,
                timeout=SECONDS,
                check=False,
                cwd=Path(__file__).parent.parent.parent,
                env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            )
    except subprocess.TimeoutExpired:
        raise Unusable(Refusal.HUGE) from None
    if done.returncode:  # the decoder itself fell over
        raise Unusable(Refusal.DAMAGED)
    return done.stdout


def _read(answer: bytes) -> Picture:
    """What the child wrote: a line of JSON, then both pictures one after the other."""
    head, _, pictures = answer.partition(b"\n")
    said = json.loads(head)
    if "refused" in said:
        raise Unusable(Refusal(said["refused"]))
    return Picture(pictures[: said["large"]], pictures[said["large"] :], said["width"], said["height"])
