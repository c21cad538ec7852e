"""A year of stories as a quiet picture: the weeks told, the places, the objectives. Knows no database and no page.

It shows what there is, never what there is not: a week without a story is blank, and nothing is counted in a row.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from verhaal.week import Week

ENOUGH = 5  # stories: a picture of fewer would say more than they do


class Topic(NamedTuple):
    """A place or an objective that stories are about."""

    id: int
    name: str


class Told(NamedTuple):
    """A story as the picture needs it."""

    week: Week
    place: Topic | None
    objectives: frozenset[Topic]


class Mark(NamedTuple):
    """A week in which something was told, and where it lies: in the column of its month, counted from 0."""

    week: Week
    stories: int
    column: int
    row: int


class Bar(NamedTuple):
    """What a number of the year's stories is about; `of` is all of them."""

    topic: Topic
    stories: int
    of: int

    @property
    def percent(self) -> float:
        return round(100 * self.stories / self.of, 1)


@dataclass(frozen=True)
class Year:
    """An ISO year: the first days of its months, the weeks told in their order, the bars from large to small."""

    number: int
    stories: int
    months: tuple[date, ...]
    marks: tuple[Mark, ...]
    places: tuple[Bar, ...]
    objectives: tuple[Bar, ...]

    @property
    def is_enough(self) -> bool:
        return self.stories >= ENOUGH


def picture(year: int, told: Sequence[Told]) -> Year:
    """The picture of an ISO year from what was told in it; stories of other years are left out."""
    told = [each for each in told if each.week.year == year]
    return year_of(
        year,
        Counter(each.week for each in told),
        places=_bars((each.place for each in told if each.place), len(told)),
        objectives=_bars((topic for each in told for topic in each.objectives), len(told)),
    )


def year_of(year: int, weeks: Counter[Week], places: tuple[Bar, ...] = (), objectives: tuple[Bar, ...] = ()) -> Year:
    """The picture from how many stories each week holds."""
    months = tuple(date(year, month, 1) for month in range(1, 13))
    return Year(year, weeks.total(), months, _marks(year, weeks), places, objectives)


def weeks_of(year: int) -> list[Week]:
    """The 52 or 53 weeks of an ISO year; the 28th of December lies in the last."""
    return [Week(year, number) for number in range(1, Week.on(date(year, 12, 28)).number + 1)]


def _marks(year: int, stories: Counter[Week]) -> tuple[Mark, ...]:
    """A week stands under the month of its Thursday, four or five to a month."""
    marks, rows = [], Counter[int]()
    for week in weeks_of(year):
        column = date.fromisocalendar(year, week.number, 4).month - 1
        if stories[week]:
            marks.append(Mark(week, stories[week], column, rows[column]))
        rows[column] += 1
    return tuple(marks)


def _bars(topics: Iterable[Topic], of: int) -> tuple[Bar, ...]:
    counted = Counter(topics).items()
    return tuple(Bar(topic, number, of) for topic, number in sorted(counted, key=lambda each: (-each[1], each[0].name)))
