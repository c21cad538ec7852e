"""ISO weeks at their edges."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verhaal.week import Week


def test_2026_has_week_53_and_2025_has_not() -> None:
    assert Week.parse("2026-W53").sunday == date(2027, 1, 3)
    with pytest.raises(ValueError, match="week"):
        Week.parse("2025-W53")


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_every_day_lies_in_its_week(day: date) -> None:
    week = Week.on(day)
    assert week.monday <= day <= week.sunday
    assert Week.parse(str(week)) == week


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, 120))
def test_going_back_goes_whole_weeks(day: date, weeks: int) -> None:
    assert (Week.on(day).monday - Week.on(day).back(weeks).monday).days == 7 * weeks


@given(st.datetimes(datetime(1990, 1, 2), datetime(2199, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moments_week_is_that_of_the_dutch_date(moment: datetime) -> None:
    assert Week.of(moment) in (Week.on(moment.date()), Week.on(moment.date()).back(-1))
