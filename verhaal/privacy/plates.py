"""Dutch licence plates: three groups of letters and digits, as the sidecodes allow (2 is two digits, A a letter)."""

import re
from collections.abc import Iterator

SIDECODES = (
    "AA 22 22", "22 22 AA", "22 AA 22", "AA 22 AA", "AA AA 22", "22 AA AA", "22 AAA 2", "2 AAA 22", "AA 222 A",
    "A 222 AA", "AAA 22 A", "A 22 AAA", "2 AA 222", "222 AA 2",
)  # fmt: skip
# without hyphens these could be anything: a postcode, a year, an amount
VAGUE = ("AA 22 22", "22 22 AA", "AA AA 22", "22 AA AA")
SAID = re.compile(
    r"(?i)(?:kenteken|nummerbord|nummerplaat)(?:plaat)?[^\n]{0,30}?(?<!\w)"
    r"((?=[a-z -]{0,7}\d)(?=[\d -]{0,7}[a-z])[a-z0-9]{1,3}[ -]?[a-z0-9]{1,3}[ -]?[a-z0-9]{1,5})(?!\w)"
)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Spans of plates: after the word for one in any form, with hyphens anywhere, in capitals also without."""
    for match in SAID.finditer(text):
        yield match.span(1)
    for pattern in (HYPHENED, PLAIN):
        yield from (match.span() for match in pattern.finditer(text))


def _pattern(codes: tuple[str, ...], between: str, flags: str = "") -> re.Pattern[str]:
    signs = {"A": "[A-Z]", "2": r"\d", " ": between}
    ways = "|".join("".join(signs[sign] for sign in code) for code in codes)
    return re.compile(rf"{flags}(?<![\w-])(?:{ways})(?![\w-])")


HYPHENED = _pattern((*SIDECODES, "2 AAA 222"), "[-–‑]", "(?i)")  # the last one is Belgian
PLAIN = _pattern(tuple(code for code in SIDECODES if code not in VAGUE), " ?")
