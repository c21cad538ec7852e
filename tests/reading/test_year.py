"""The year as a picture: weeks, places and objectives, and marks that everyone can see."""

import math
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verhaal.paths import STATIC
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


def test_the_marks_stand_out_from_paper_and_card_light_and_dark() -> None:
    """WCAG 2.2, 1.4.11: at least 3:1, computed from the colours in the style sheet; nothing else checks an SVG."""
    css = (STATIC / "app.css").read_text("utf-8")
    assert re.search(r"\.strip \.mark \{ fill: var\(--accent\) \}", css)
    assert re.search(r"\.bars rect \{ fill: var\(--accent\) \}", css)
    for scheme in (0, 1):
        mark = luminance(colour(css, "accent", scheme))
        for ground in ("paper", "card"):
            light, dark = sorted((mark, luminance(colour(css, ground, scheme))), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3, (scheme, ground)


def colour(css: str, name: str, scheme: int) -> str:
    """The colour of a custom property, for light (0) or dark (1)."""
    found = re.search(rf"--{name}: .*?light-dark\((#\w+|oklch\([^)]*\)), (#\w+|oklch\([^)]*\))\)", css)
    assert found, name
    return found[1 + scheme]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG) of `#rgb`, `#rrggbb` or `oklch(L% C H)`."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> tuple[float, float, float]:
    """Linear sRGB, from 0 to 1; OKLab by Björn Ottosson's matrices."""
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return red, green, blue
    share, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", colour))
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    light = share / 100
    l, m, s = (  # noqa: E741  (the names of the cone responses)
        (light + p * a + q * b) ** 3
        for p, q in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.291485548))
    )
    return (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    )
