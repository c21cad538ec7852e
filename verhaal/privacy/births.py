"""Dates of birth: a full date that is said to be one, or that lies too far back to be of this week's work."""

import re
from collections.abc import Iterator

MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|jan|feb|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec"
)
BIRTH = (
    r"\bgebo(?:ren|orte)\w*|\bgeb\b|\bverjaar(?:dag|t)\w*|\bborn\b|paspoort|identiteitskaart|\bpas\b|\bis van $|[†°]"
)
PAST = (
    "sinds|vanaf|per|wet|besluit|opgericht|geopend|gebouwd|ramp|oorlog|bevrijding|watersnood|beschikking|subsidie"
    "|overleden|getrouwd|gesloten|gestart|contract|huur|besloten|ondertekend"
)
NUMERIC = re.compile(
    r"(?<![\w./-])(?:\d{1,2}([-/.] ?)\d{1,2}\1(?P<year>(?:19|20)\d\d|['’]?\d\d)"
    r"|(?P<iso>(?:19|20)\d\d)[-/]\d{1,2}[-/]\d{1,2})(?![\w-]|[./]\d)"
)
WRITTEN = re.compile(
    rf"(?i)(?<!\w)\d{{1,2}}(?:e|de|ste)?[ -](?:{MONTHS})\b\.?(?:[ -](?P<year>(?:19|20)\d\d|['’]\d\d))?(?!\w)"
)
SAID_BEFORE = re.compile(rf"(?i)(?:{BIRTH})[^\n!?;]{{0,60}}$")
BIRTHDAY = re.compile(r"(?i)\bjarig[^\n.!?;]{0,20}$")  # a birthday is a date of birth only with its year
SAID_AFTER = re.compile(r"(?i)^[^\n.!?;]{0,20}\b(?:geboren|geboortedatum|jarig)\b")
HISTORY = re.compile(rf"(?i)\b(?:{PAST})\b[^\n.!?;]{{0,30}}$")
RECENT = 2020  # a younger date without a word about birth is taken for one of the work itself


def find(text: str) -> Iterator[tuple[int, int]]:
    """Spans of dates of birth."""
    for match in NUMERIC.finditer(text):
        if _is_said(text, match) or _is_long_ago(text, match):
            yield match.span()
    for match in WRITTEN.finditer(text):
        if _is_said(text, match):
            yield match.span()


def _is_said(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 40]
    has_birthday = match["year"] and BIRTHDAY.search(before)
    return bool(SAID_BEFORE.search(before) or SAID_AFTER.search(after) or has_birthday)


def _is_long_ago(text: str, match: re.Match[str]) -> bool:
    year, before = match["year"] or match["iso"], text[max(0, match.start() - 45) : match.start()]
    return len(year) == 4 and int(year) < RECENT and not HISTORY.search(before)
