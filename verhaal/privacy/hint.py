"""What the name guard says of a piece of text."""

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
    """How sure it is: "dit lijkt een naam", or "misschien een naam"."""

    FIRM = "firm"
    SOFT = "soft"


@dataclass(frozen=True)
class Hint:
    """A piece of text, from `start` up to `end` in code points, that looks like personal data."""

    start: int
    end: int
    words: str
    kind: Kind
    tone: Tone

    @classmethod
    def at(cls, text: str, start: int, end: int, kind: Kind, tone: Tone = Tone.FIRM) -> "Hint":
        return cls(start, end, text[start:end], kind, tone)
