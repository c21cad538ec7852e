"""When a mail goes out and of what it tells: over many dates, clock changes and ends of months."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verhaal.digests.moments import LONGEST, SETTLING, Span, due, first_working_day, is_day, latest
from verhaal.people.models import HOURS, Rhythm, Topic, Wish
from verhaal.week import AMSTERDAM

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CLOCKWORK = [Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY]

moments = st.integers(0, 7 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
wishes = st.builds(
    lambda topic, rhythm, weekday: wish(rhythm, weekday, topic),
    st.sampled_from(sorted(HOURS)),
    st.sampled_from(CLOCKWORK),
    st.integers(1, 7),
)


def wish(rhythm: Rhythm, weekday: int = 1, topic: Topic = Topic.STORIES, chosen_at: datetime = LONG_AGO) -> Wish:
    return Wish(person_id=1, topic=topic, rhythm=rhythm, weekday=weekday, chosen_at=chosen_at)


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """By the clock in Amsterdam."""
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


def told(wish: Wish, start: datetime, end: datetime, every: timedelta) -> list[tuple[datetime, Span]]:
    """When rounds at this pace tell, and of what."""
    found, told_until, now = [], None, start
    while now <= end:
        if span := due(wish, LONG_AGO, told_until, now):
            found.append((now, span))
            told_until = span.until
        now += every
    return found


@given(wishes, moments)
def test_the_last_moment_has_passed_is_at_its_hour_and_the_next_one_is_later(wish: Wish, now: datetime) -> None:
    last = latest(wish, now)
    assert last <= now
    assert last.astimezone(AMSTERDAM).time() == time(HOURS[wish.topic])
    assert is_day(wish, last.astimezone(AMSTERDAM).date())
    day = last.astimezone(AMSTERDAM).date() + timedelta(days=1)
    while not is_day(wish, day):
        day += timedelta(days=1)
    assert datetime.combine(day, time(HOURS[wish.topic]), AMSTERDAM) > now


@given(wishes, moments, st.lists(st.integers(1, 60 * 24 * 20), min_size=1, max_size=12))
def test_whenever_the_rounds_come_the_spans_join_without_gap_or_overlap(
    wish: Wish, now: datetime, minutes: list[int]
) -> None:
    told_until: datetime | None = None
    for wait in minutes:
        now += timedelta(minutes=wait)
        span = due(wish, LONG_AGO, told_until, now)
        if span is None:
            assert told_until == latest(wish, now) - SETTLING
            continue
        assert span.after < span.until < now
        assert told_until in (None, span.after)
        told_until = span.until
        assert due(wish, LONG_AGO, told_until, now) is None


@pytest.mark.parametrize(("rhythm", "times"), [(Rhythm.DAILY, 261), (Rhythm.WEEKLY, 52), (Rhythm.MONTHLY, 12)])
def test_a_year_of_rounds_tells_this_often_always_at_eight(rhythm: Rhythm, times: int) -> None:
    rounds = told(wish(rhythm, 3), at(2026, 1, 1, 12), at(2027, 1, 1, 12), timedelta(hours=4))
    later = rounds[1:]  # the first round of all finds a moment that passed before
    assert len(later) == times
    assert {moment.astimezone(AMSTERDAM).time() for moment, _ in later} == {time(8)}


def test_the_clock_change_does_not_move_it() -> None:
    for monday, utc in ((at(2026, 3, 23), 7), (at(2026, 3, 30), 6), (at(2026, 10, 19), 6), (at(2026, 10, 26), 7)):
        assert latest(wish(Rhythm.WEEKLY), monday).astimezone(UTC).hour == utc
        assert latest(wish(Rhythm.WEEKLY), monday.astimezone(UTC) - timedelta(minutes=1)) < monday - timedelta(days=6)


@pytest.mark.parametrize(
    ("month", "first"),
    [
        (date(2026, 1, 31), date(2026, 1, 1)),  # a Thursday
        (date(2026, 2, 28), date(2026, 2, 2)),  # the 1st is a Sunday
        (date(2026, 8, 1), date(2026, 8, 3)),  # the 1st is a Saturday
        (date(2028, 2, 29), date(2028, 2, 1)),
        (date(2026, 11, 1), date(2026, 11, 2)),
    ],
)
def test_a_month_begins_on_its_first_working_day(month: date, first: date) -> None:
    assert first_working_day(month) == first
    assert is_day(wish(Rhythm.MONTHLY), first)
    assert sum(is_day(wish(Rhythm.MONTHLY), month.replace(day=day)) for day in range(1, 29)) == 1


def test_after_missed_rounds_it_is_one_span_up_to_the_last_moment() -> None:
    weekly = wish(Rhythm.WEEKLY)
    span = due(weekly, LONG_AGO, at(2026, 11, 2, 7, 59), at(2026, 11, 25, 3))
    assert span == (at(2026, 11, 2, 7, 59), at(2026, 11, 23, 7, 59))
    assert due(weekly, LONG_AGO, at(2026, 11, 23, 7, 59), at(2026, 11, 25, 3)) is None


def test_the_first_mail_tells_of_one_period_and_none_of_more_than_the_longest() -> None:
    now = at(2026, 11, 23)
    assert due(wish(Rhythm.WEEKLY), LONG_AGO, None, now) == (at(2026, 11, 16, 7, 59), at(2026, 11, 23, 7, 59))
    assert due(wish(Rhythm.DAILY), LONG_AGO, None, now) == (at(2026, 11, 20, 7, 59), at(2026, 11, 23, 7, 59))
    span = due(wish(Rhythm.WEEKLY), LONG_AGO, at(2025, 1, 6), now)
    assert span
    assert span.after == now - LONGEST


def test_a_moment_that_had_passed_when_one_chose_or_joined_brings_nothing() -> None:
    monday, wednesday = at(2026, 11, 23), at(2026, 11, 25, 10)
    daily = wish(Rhythm.DAILY, chosen_at=wednesday)
    assert due(daily, LONG_AGO, monday - SETTLING, wednesday + timedelta(minutes=5)) is None
    assert due(daily, LONG_AGO, monday - SETTLING, at(2026, 11, 26)) == (monday - SETTLING, at(2026, 11, 26, 7, 59))
    assert due(wish(Rhythm.WEEKLY), wednesday, None, wednesday + timedelta(minutes=5)) is None
    assert due(wish(Rhythm.WEEKLY), wednesday, None, at(2026, 11, 30)) is not None


def test_at_once_is_always_the_time_but_what_may_not_be_committed_yet_waits() -> None:
    chosen = at(2026, 11, 23, 9)
    at_once = wish(Rhythm.AT_ONCE, topic=Topic.ANSWERS, chosen_at=chosen)
    assert due(at_once, LONG_AGO, None, chosen + timedelta(seconds=30)) is None
    assert due(at_once, LONG_AGO, None, at(2026, 11, 23, 9, 15)) == (chosen, at(2026, 11, 23, 9, 14))
    assert due(at_once, LONG_AGO, at(2026, 11, 23, 9, 14), at(2026, 11, 23, 9, 15)) is None


@given(moments)
def test_never_is_never_the_time(now: datetime) -> None:
    assert due(wish(Rhythm.NEVER), LONG_AGO, None, now) is None
