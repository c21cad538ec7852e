"""Which stories might stand first under an objective, by rules that say why; nothing is chosen by them.

Each suggestion is about a story that was told towards the objective and is not chosen under any yet. A suggestion that
serves one rule counts for the next, so that few stories cover what is not covered.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from verhaal.annual.record import GrantYear, Page

MOST = 3  # suggestions by one rule


class Rule(StrEnum):
    OBJECTIVE = "objective"  # none is chosen under it: the story with most outcomes towards it
    SETBACK = "setback"  # no chosen story tells of one
    PLACE = "place"  # no chosen story comes from a place of the grant
    CONFIRMED = "confirmed"  # someone independent confirmed an outcome
    DRAWN = "drawn"  # it was drawn at random, in a draw that stands in the account


class Reason(NamedTuple):
    rule: Rule
    place: str = ""


class Suggestion(NamedTuple):
    objective: int  # its place among the grant's objectives
    story: str  # its reference in the account
    reasons: tuple[Reason, ...]


def suggest(of: GrantYear, pages: Mapping[str, Page | None]) -> list[Suggestion]:
    """For a grant's year, by objective in the order of the account."""
    return _Suggesting(of, {ref: page for ref in of.stories if (page := pages[ref])}).all()


class _Suggesting:
    def __init__(self, of: GrantYear, pages: Mapping[str, Page]) -> None:
        self.of, self.pages = of, pages
        self.chosen = {choice.story for objective in of.objectives for choice in objective.chosen}
        self.found: dict[tuple[int, str], list[Reason]] = {}

    def all(self) -> list[Suggestion]:
        self._objectives()
        if not self.chosen & set(self.of.setbacks):
            self._one(self.of.setbacks, Reason(Rule.SETBACK))
        self._places()
        self._each((ref for ref in self.of.stories if self._is_confirmed(ref)), Reason(Rule.CONFIRMED))
        self._each(self._drawn(), Reason(Rule.DRAWN))
        return [Suggestion(*at, tuple(reasons)) for at, reasons in sorted(self.found.items())]

    def _objectives(self) -> None:
        for at, objective in enumerate(self.of.objectives):
            if not objective.chosen and (told := self._open(objective.stories)):
                self._add(at, max(told, key=lambda ref, at=at: self._weight(at, ref)), Reason(Rule.OBJECTIVE))  # type: ignore[misc]

    def _places(self) -> None:
        told_in = {self.pages[ref].place for ref in self.chosen if ref in self.pages}
        for place in self.of.decision.places:
            if place.name not in told_in:
                from_there = [
                    ref for ref in self.of.stories if ref in self.pages and self.pages[ref].place == place.name
                ]
                self._one(from_there, Reason(Rule.PLACE, place.name))

    def _one(self, refs: Iterable[str], reason: Reason) -> None:
        """One of these: one that is suggested already, or else the one with most outcomes."""
        spots = self._spots(refs)
        spot = next((each for each in spots if each in self.found), None)
        if spot is None and spots:
            spot = max(spots, key=lambda each: self._weight(*each))
        if spot:
            self._add(*spot, reason)

    def _each(self, refs: Iterable[str], reason: Reason) -> None:
        stories: dict[str, tuple[int, str]] = {}
        for spot in self._spots(refs):
            if spot[1] not in stories or spot in self.found:
                stories[spot[1]] = spot
        for spot in list(stories.values())[:MOST]:
            self._add(*spot, reason)

    def _spots(self, refs: Iterable[str]) -> list[tuple[int, str]]:
        """The objectives towards which these were told, by story."""
        return [
            (at, ref)
            for ref in self._open(refs)
            for at, objective in enumerate(self.of.objectives)
            if ref in objective.stories
        ]

    def _open(self, refs: Iterable[str]) -> list[str]:
        return [ref for ref in refs if ref in self.pages and ref not in self.chosen]

    def _weight(self, at: int, ref: str) -> tuple[int, bool]:
        """Outcomes towards the objective, then whether one is confirmed; of equals the first told is taken."""
        towards = (self.of.decision.reference, self.of.objectives[at].name)
        outcomes = [each for each in self.pages[ref].outcomes if (each.grant, each.objective) == towards]
        return len(outcomes), any(each.confirmations for each in outcomes)

    def _is_confirmed(self, ref: str) -> bool:
        return ref in self.pages and any(outcome.confirmations for outcome in self.pages[ref].outcomes)

    def _drawn(self) -> list[str]:
        refs = {self.pages[ref].key: ref for ref in self.of.stories if ref in self.pages}
        drawn = (key for draw in self.of.selection.draws for key in draw.drawn)
        return list(dict.fromkeys(refs[key] for key in drawn if key in refs))

    def _add(self, at: int, ref: str, reason: Reason) -> None:
        self.found.setdefault((at, ref), []).append(reason)
