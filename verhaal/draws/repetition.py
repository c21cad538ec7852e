"""A draw done over: from what was written down, and from what still stands. Knows no database and no page."""

from collections.abc import Iterable
from typing import NamedTuple

from verhaal.draws import method
from verhaal.draws.models import Draw


class Repetition(NamedTuple):
    """What doing a draw over shows.

    `holds`: the kept references have the fingerprint that was written down, and give the same ones in the same order.
    `gone` and `come`: references that left the population since, and that joined it. `left`: what is drawn, with the
    same seed, from what of the population still stands.
    """

    holds: bool
    gone: frozenset[str]
    come: frozenset[str]
    left: list[str]

    @property
    def is_unchanged(self) -> bool:
        return not self.gone and not self.come


def repeat(draw: Draw, kept: str, drawn: list[str], seen_now: Iterable[str]) -> Repetition:
    """`kept`: the lines of the draw's urn; `drawn`: what it drew; `seen_now`: what its filter finds now."""
    then, now = frozenset(method.references(kept)), frozenset(seen_now)
    holds = method.fingerprint(kept) == draw.fingerprint and method.drawn(draw.seed, then, draw.wanted) == drawn
    return Repetition(holds, then - now, now - then, method.drawn(draw.seed, then & now, draw.wanted))
