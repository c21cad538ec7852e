"""When a mail goes out, and what stretch of time it tells of. Pure: wishes and clocks in, moments out."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from verhaal.people.models import HOURS, Rhythm, Wish
from verhaal.week import AMSTERDAM

SETTLING = timedelta(minutes=1)  # what was written just now may not be committed yet, and would be passed over
LONGEST = timedelta(days=100)  # what is older is no news, as for who wanted no mail for a year


class Span(NamedTuple):
    """A stretch of time, its end included and its beginning not, so that spans join without gap or overlap."""

    after: datetime
    until: datetime


def due(wish: Wish, since: datetime, told_until: datetime | None, now: datetime) -> Span | None:
    """Of what there is to tell now; none where it is not the time.

    `since` is when someone joined, `told_until` where the last mail ended. After rounds that were missed it is one
    span, not many. A moment that had passed already when someone joined or chose brings nothing.
    """
    start = max(since, wish.chosen_at)
    if wish.rhythm == Rhythm.NEVER:
        return None
    moment = now if wish.rhythm == Rhythm.AT_ONCE else latest(wish, now)
    before = start if wish.rhythm == Rhythm.AT_ONCE else latest(wish, moment - timedelta(seconds=1)) - SETTLING
    span = Span(max(told_until or before, moment - LONGEST), moment - SETTLING)
    return span if start < moment and span.after < span.until else None


def latest(wish: Wish, now: datetime) -> datetime:
    """The last moment of a rhythm at or before now, by the clock in Amsterdam, winter and summer."""
    today = now.astimezone(AMSTERDAM).date()
    days = (today - timedelta(days=back) for back in range(40))
    moments = (datetime.combine(day, time(HOURS[wish.topic]), AMSTERDAM) for day in days if is_day(wish, day))
    return next(moment for moment in moments if moment <= now)


def is_day(wish: Wish, day: date) -> bool:
    """Whether a mail goes out on this day."""
    match wish.rhythm:
        case Rhythm.DAILY:
            return day.isoweekday() <= 5
        case Rhythm.WEEKLY:
            return day.isoweekday() == wish.weekday
        case Rhythm.MONTHLY:
            return day == first_working_day(day)
        case _:
            return False


def first_working_day(day: date) -> date:
    """Of the month that `day` is in."""
    first = day.replace(day=1)
    return first + timedelta(days=max(8 - first.isoweekday(), 0) if first.isoweekday() > 5 else 0)
