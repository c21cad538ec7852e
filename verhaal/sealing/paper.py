"""The seal on a PDF as a file, so that nobody can change the printed pages and leave the record in it as it was.

The paper is printed with a placeholder in its keywords, which a PDF holds twice: in its Info dictionary and in its XMP
packet. All bytes of that file are signed, and the signature then takes the place of both: as it is of the same
length, nothing moves. To check, put the placeholders back and check the signature.
"""

import re

from verhaal.sealing.key import SIGNATURE, Key, is_signed

NAME = "verhaal-seal:"
PLACEHOLDER = NAME + "A" * SIGNATURE  # to be printed as the keywords of a PDF

# The text of users cannot look like this: brackets are escaped in one place, and less-than signs in the other.
PLACES = re.compile(
    rb"(/Keywords\(|<pdf:Keywords>)" + NAME.encode() + rb"([\w-]{%d})(?=\)|</pdf:Keywords>)" % SIGNATURE
)
TWICE = [b"/Keywords(", b"<pdf:Keywords>"]


class NoPlaceForASeal(Exception):
    """The PDF was not printed with the placeholder as its keywords, once in its Info and once in its XMP."""


def seal_paper(pdf: bytes, key: Key) -> bytes:
    """The PDF with its seal. Raises `NoPlaceForASeal`."""
    if _seals(pdf) != PLACEHOLDER.removeprefix(NAME):
        raise NoPlaceForASeal
    return _with(key.sign(pdf), pdf)


def is_sealed(pdf: bytes) -> bool:
    """Whether there is a seal; not whether it is any good."""
    return _seals(pdf) is not None


def is_paper_whole(pdf: bytes, public: str) -> bool:
    """Whether every byte is as it was when this key sealed it."""
    signature = _seals(pdf)
    unsealed = _with(PLACEHOLDER.removeprefix(NAME), pdf)
    return signature is not None and is_signed(public, signature, unsealed)


def _seals(pdf: bytes) -> str | None:
    """What stands in both places, if it is the same and stands in no other."""
    found = PLACES.findall(pdf)
    if sorted(place for place, _seal in found) != TWICE or found[0][1] != found[1][1]:
        return None
    return str(found[0][1].decode("ascii"))


def _with(signature: str, pdf: bytes) -> bytes:
    return PLACES.sub(lambda place: place[1] + (NAME + signature).encode("ascii"), pdf)
