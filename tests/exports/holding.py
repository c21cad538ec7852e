"""What a format of the account does not hold of the facts that it must."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from tests.exports.facts import Cents, Fact, facts, named, squeezed
from verhaal.annual.record import Account

_ANNEXED = ("story", "text", "outcome", "count")


def missing_in_text(of: Account, text: str) -> list[Fact]:
    """What a document does not hold: of a story within its own place in the annex, of all else before the annex."""
    places = _places(of, squeezed(text))
    return [each for each in facts(of) if not _holds(places[each.about if each.kind in _ANNEXED else ""], each.shown)]


def missing_in_rows(of: Account, rows: Iterable[Iterable[object]], cents: int = 1) -> list[Fact]:
    """What a file of data does not hold in any one of its rows; `cents`: how many make one of its units of money."""
    held = [{_plain(value) for value in row} for row in rows]
    wanted = ((each, {_plain(value, cents) for value in each.values}) for each in facts(of))
    return [each for each, values in wanted if not any(values <= row for row in held)]


def in_order(text: str, wanted: Sequence[str]) -> bool:
    return _holds(squeezed(text), wanted)


def _places(of: Account, text: str) -> dict[str, str]:
    """The part of each story in the annex, by its reference; and what stands before the annex, by nothing."""
    starts = ((text.rfind(squeezed(named(ref, page))), ref) for ref, page in of.pages.items())
    found = [*sorted((start, ref) for start, ref in starts if start >= 0), (len(text), "")]
    parts = {ref: text[start:end] for (start, ref), (end, _) in pairwise(found)}
    return {"": text[: found[0][0]], **dict.fromkeys(of.pages, ""), **parts}


def _holds(text: str, pieces: Sequence[str]) -> bool:
    at = 0
    for piece in map(squeezed, pieces):
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _plain(value: object, cents: int = 1) -> str:
    """How a value is compared: as CSV writes it, whatever a file holds it as."""
    if isinstance(value, Cents):
        value = value / cents
    if isinstance(value, date):
        value = value.isoformat()
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)
