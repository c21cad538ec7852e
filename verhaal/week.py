"""ISO weeks in the Netherlands: a story belongs to a week, not to a date."""

from datetime import date, datetime, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Week(NamedTuple):
    """An ISO 8601 week. Its year is the ISO year: 1 January 2027 falls in week 53 of 2026."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The week of a moment by the clock in Amsterdam, winter and summer."""
        return cls.on(moment.astimezone(AMSTERDAM).date())

    @classmethod
    def on(cls, day: date) -> Self:
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The week written as in HTML, `2026-W53`; ValueError if there is no such week."""
        year, _, number = text.partition("-W")
        week = cls(int(year), int(number))
        date.fromisocalendar(week.year, week.number, 1)  # refuses week 53 of a year that has 52
        return week

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    def back(self, weeks: int) -> "Week":
        return Week.on(self.monday - timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"


def day_of(moment: datetime) -> date:
    """The date in the Netherlands at that moment."""
    return moment.astimezone(AMSTERDAM).date()
