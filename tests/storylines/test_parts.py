"""A line by itself: what it takes along, what it is called, how long it is."""

from datetime import datetime

from tests.conftest import START
from verhaal.storylines.actions import tail
from verhaal.storylines.models import Storyline
from verhaal.storylines.parts import WHOLE, Line, Part, passed
from verhaal.week import Week


def line(stories: int, title: str = "", now: datetime = START) -> Line:
    parts = tuple(Part(number, f"Verhaal {number}", Week(2026, number), "Anna") for number in range(1, stories + 1))
    return Line(Storyline(id=1, organisation_id=1, title=title, created_at=now), parts)


def test_a_story_takes_along_what_goes_on_from_it_and_from_that() -> None:
    follows = {1: None, 2: 1, 3: 2, 4: 1, 5: None}
    assert tail(follows, 2) == [2, 3]
    assert sorted(tail(follows, 1)) == [1, 2, 3, 4]
    assert tail(follows, 5) == [5]
    assert tail({}, 7) == [7]


def test_stories_that_go_on_from_each_other_are_each_taken_once() -> None:
    assert sorted(tail({1: 3, 2: 1, 3: 2}, 2)) == [1, 2, 3]


def test_a_line_without_a_title_is_called_after_the_first_story_that_is_seen() -> None:
    assert line(2).title == "Verhaal 1"
    assert line(2, title="De zaal").title == "De zaal"


def test_weeks_pass_over_the_end_of_a_year() -> None:
    assert passed(Week(2026, 52), Week(2027, 1)) == 2  # 2026 has a week 53
    assert passed(Week(2026, 3), Week(2026, 3)) == 0


def test_a_line_is_long_when_it_no_longer_fits_a_page_whole() -> None:
    assert not line(WHOLE).is_long
    assert line(WHOLE + 1).is_long
