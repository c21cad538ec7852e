"""The year as a picture: weeks, places and objectives, and marks that everyone can see."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verhaal.reading.year import Told, Topic, picture, weeks_of
from verhaal.week import Week

NORTH, SOUTH = Topic(1, "Noord"), Topic(2, "Zuid")
TOGETHER, MONEY = Topic(7, "Samen"), Topic(8, "Rondkomen")


def told(
    *weeks: int, year: int = 2026, place: Topic | None = None, objectives: frozenset[Topic] = frozenset()
) -> list[Told]:
    return [Told(Week(year, number), place, objectives) for number in weeks]


@pytest.mark.parametrize(("year", "weeks"), [(2020, 53), (2025, 52), (2026, 53), (2027, 52), (2032, 53)])
def test_a_year_has_its_52_or_53_weeks(year: int, weeks: int) -> None:
    assert len(weeks_of(year)) == weeks
    assert len(picture(year, told(*range(1, weeks + 1), year=year)).marks) == weeks


@given(st.integers(1990, 2200))
@settings(deadline=None)
def test_every_week_has_a_place_of_its_own_under_the_month_of_its_thursday(year: int) -> None:
    marks = picture(year, [Told(week, None, frozenset()) for week in weeks_of(year)]).marks
    assert len({(mark.column, mark.row) for mark in marks}) == len(marks) == len(weeks_of(year))
    assert {mark.column for mark in marks} == set(range(12))
    assert max(mark.row for mark in marks) == 4
    assert all(date.fromisocalendar(year, mark.week.number, 4).month == mark.column + 1 for mark in marks)


def test_only_weeks_with_a_story_are_marked_and_other_years_stay_out() -> None:
    year = picture(2026, told(12, 12, 53) + told(12, 13, year=2025))
    assert [(mark.week.number, mark.stories) for mark in year.marks] == [(12, 2), (53, 1)]
    assert year.stories == 3
    assert (year.marks[1].column, year.marks[1].row) == (11, 4)


def test_bars_count_stories_out_of_all_of_the_year() -> None:
    both = frozenset({TOGETHER, MONEY})
    stories = (
        told(1, 2, 3, place=SOUTH, objectives=both) + told(4, place=NORTH, objectives=frozenset({MONEY})) + told(5)
    )
    year = picture(2026, stories)
    assert [(bar.topic, bar.stories, bar.of, bar.percent) for bar in year.places] == [
        (SOUTH, 3, 5, 60),
        (NORTH, 1, 5, 20),
    ]
    assert [(bar.topic, bar.stories) for bar in year.objectives] == [(MONEY, 4), (TOGETHER, 3)]


def test_a_picture_waits_for_five_stories() -> None:
    assert not picture(2026, told(1, 2, 3, 4)).is_enough
    assert picture(2026, told(1, 2, 3, 4, 4)).is_enough
