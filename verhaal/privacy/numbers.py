"""Numbers and addresses that can be checked: e-mail, IBAN, BSN, telephone, licence plate, date of birth.

Every pattern is anchored where it starts and bounded in length, so that a hostile text costs no more than a plain one.
"""

import re
from collections.abc import Callable, Iterator

from verhaal.privacy import births, plates
from verhaal.privacy.hint import Hint, Kind
from verhaal.privacy.lexicon import small

Span = tuple[int, int]

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?: ?@ ?| ?[\[(] ?(?:at|apenstaartje) ?[\])] ?)"
    r"(?=[\w-]{1,63}\.)[\w-]+(?:\.[\w-]{1,63}){1,6}"
)
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2} ?\d{2}(?:[ .-]?[A-Za-z0-9]){11,30}")
IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "LV": 21, "MT": 31,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip
BSN = re.compile(r"(?<![\w.,/-])\d(?:[ .-]?\d){7,8}(?![\w/]|[.,-]\d)")
BSN_SAID = re.compile(r"(?i)\b(?:bsn|burgerservicenummer|sofinummer|sofi)\b[^\d\n]{0,25}$")
PHONE = re.compile(r"(?<![\w+])(?<![A-Z]{4} )(?:\+|00|\(?0)(?:[  ()./–‑-]{0,3}\d){7,14}(?!\d)")
FREE_NUMBERS = re.compile(r"0(?:800|900|906|909)")


def find(text: str) -> list[Hint]:
    """The checked numbers in a text, the surest kind first where two would overlap."""
    found: list[Hint] = []
    taken = bytearray(len(text) + 1)
    finders: list[tuple[Kind, Callable[[str], Iterator[Span]]]] = [
        (Kind.EMAIL, _emails), (Kind.IBAN, _ibans), (Kind.BIRTH_DATE, births.find), (Kind.PLATE, plates.find),
        (Kind.PHONE, _phones), (Kind.BSN, _bsns),
    ]  # fmt: skip
    for kind, spans in finders:
        for start, end in spans(text):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Hint.at(text, start, end, kind))
    return found


def _emails(text: str) -> Iterator[Span]:
    for match in EMAIL.finditer(text):
        mailbox = re.split(r"[@ \[(]", match.group(), maxsplit=1)[0]
        if mailbox.lower() not in small("mailboxes"):
            yield match.span()


def _ibans(text: str) -> Iterator[Span]:
    for match in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        signs = [at for at in range(*match.span()) if text[at].isalnum()][:length]
        if length and len(signs) == length and is_iban("".join(text[at] for at in signs)):
            yield signs[0], signs[-1] + 1


def is_iban(iban: str) -> bool:
    """ISO 13616: the first four signs moved to the end, letters as 10 to 35, leave 1 modulo 97."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def _bsns(text: str) -> Iterator[Span]:
    for match in BSN.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        said = BSN_SAID.search(text[max(0, match.start() - 45) : match.start()])
        if (len(digits) == 9 or said) and is_bsn(digits.zfill(9)):
            yield match.span()


def is_bsn(digits: str) -> bool:
    """The eleven test: 9 × the first digit + 8 × the second … + 2 × the eighth − the ninth."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits.strip("0") != ""


def _phones(text: str) -> Iterator[Span]:
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        is_abroad = match.group().startswith(("+", "00")) and 9 <= len(digits) <= 15
        if (is_abroad or len(digits) == 10) and not FREE_NUMBERS.match(digits):
            yield match.span()
