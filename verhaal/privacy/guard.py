"""A stand-in for the name guard: knows a few names, so that what is built on it can be tried."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    BSN = "bsn"
    IBAN = "iban"
    BIRTH_DATE = "birth_date"
    PLATE = "plate"


class Tone(StrEnum):
    FIRM = "firm"
    SOFT = "soft"


@dataclass(frozen=True)
class Hint:
    """What looks like personal data; offsets are code points in the text."""

    start: int
    end: int
    words: str
    kind: Kind
    tone: Tone


@dataclass(frozen=True)
class Known:
    """What is never flagged: places, partners and funders, own professionals."""

    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


FIRM = r"(?:Aylin|Mehmet|Fatma|Anna|Cor|Coba)(?: (?:Kaya|Yıldız|Auteur|Collega|Coördinator))?"
SOFT = r"Habtom|Overvecht|De Brede Stoep|Gemeente Voorbeeld|Woonstichting Elders"
PATTERNS = [
    (Kind.EMAIL, Tone.FIRM, r"[\w.+-]+@[\w-]+\.[\w.]+\w"),
    (Kind.PHONE, Tone.FIRM, r"06[- ]?\d{8}"),
    (Kind.NAME, Tone.FIRM, rf"\b(?:{FIRM})\b"),
    (Kind.NAME, Tone.SOFT, rf"\b(?:{SOFT})\b"),
]


def find(text: str, known: Known = Known()) -> list[Hint]:
    """What in the text looks like personal data of a resident, in order, not overlapping."""
    allowed = {*known.places, *known.organisations, *known.people}
    found: list[Hint] = []
    for kind, tone, pattern in PATTERNS:
        for match in re.finditer(pattern, text):
            taken = any(hint.start < match.end() and match.start() < hint.end for hint in found)
            if match[0] not in allowed and not taken:
                found.append(Hint(match.start(), match.end(), match[0], kind, tone))
    return sorted(found, key=lambda hint: hint.start)
