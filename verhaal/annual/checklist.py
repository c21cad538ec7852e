"""What a grant's year holds and what it lacks, as the list beside the document; `checking` fills it."""

from enum import StrEnum
from typing import Any, NamedTuple

from verhaal.annual.offers import First, Offer
from verhaal.annual.words import Topic


class Mark(StrEnum):
    THERE = "there"
    MISSING = "missing"
    OPEN = "open"  # it may still be added; nothing asks for it


class Way(NamedTuple):
    """Where a missing thing is mended: a page, by its endpoint."""

    label: str
    endpoint: str
    values: dict[str, Any]


class Point(NamedTuple):
    mark: Mark
    text: str
    way: Way | None = None


class Item(NamedTuple):
    """An activity, objective, obligation or something else; with the words that belong to it, and the choices."""

    title: str
    points: tuple[Point, ...]
    topic: Topic | None = None
    topic_mark: Mark = Mark.OPEN
    objective_id: int | None = None
    first: tuple[First, ...] = ()
    order: str = ""
    offers: tuple[Offer, ...] = ()

    @property
    def marks(self) -> list[Mark]:
        marks = [point.mark for point in self.points]
        return [*marks, self.topic_mark] if self.topic else marks

    @property
    def mark(self) -> Mark:
        """Of the item as a whole: missing if anything in it is."""
        marks = self.marks
        return next((each for each in (Mark.MISSING, Mark.THERE) if each in marks), Mark.OPEN)


class Part(NamedTuple):
    title: str
    items: tuple[Item, ...]


class Checklist(NamedTuple):
    title: str  # of the grant
    parts: tuple[Part, ...]

    @property
    def missing(self) -> int:
        return self._count(Mark.MISSING)

    @property
    def asked(self) -> int:
        """How many things the account should hold."""
        return self.missing + self._count(Mark.THERE)

    def _count(self, mark: Mark) -> int:
        return sum(item.marks.count(mark) for part in self.parts for item in part.items)
