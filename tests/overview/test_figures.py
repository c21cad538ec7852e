"""A grant's year in numbers."""

from verhaal.overview.figures import Glance, Shared, glance
from verhaal.reading.year import Told, Topic
from verhaal.stories.models import Contribution
from verhaal.week import Week

NORTH, SOUTH, ELSEWHERE = Topic(1, "Noord"), Topic(2, "Zuid"), Topic(3, "Elders")
TOGETHER, MONEY, OF_ANOTHER_GRANT = Topic(7, "Samen"), Topic(8, "Rondkomen"), Topic(9, "Van een ander")
RESIDENTS, US = Contribution.RESIDENTS, Contribution.US


def shared(
    week: int,
    place: Topic | None = NORTH,
    towards: tuple[Topic, ...] = (),
    credits: tuple[Contribution | None, ...] = (),
    is_setback: bool = False,
) -> Shared:
    return Shared(week, Told(Week(2026, week), place, frozenset(towards)), is_setback, credits)


def of(*stories: Shared) -> Glance:
    return glance(2026, stories, [NORTH, SOUTH], [TOGETHER, MONEY])


def test_what_was_agreed_and_nobody_told_of_stands_there_as_nothing() -> None:
    seen = of(shared(1), shared(2, ELSEWHERE, (TOGETHER,)))
    assert [(bar.topic, bar.stories, bar.of) for bar in seen.places] == [
        (ELSEWHERE, 1, 2),
        (NORTH, 1, 2),
        (SOUTH, 0, 2),
    ]
    assert [(bar.topic, bar.stories) for bar in seen.objectives] == [(TOGETHER, 1), (MONEY, 0)]


def test_an_objective_of_another_grant_is_not_this_ones() -> None:
    seen = of(shared(1, towards=(OF_ANOTHER_GRANT,)), shared(2, towards=(MONEY, OF_ANOTHER_GRANT)))
    assert [(bar.topic, bar.stories) for bar in seen.objectives] == [(MONEY, 1), (TOGETHER, 0)]
    assert seen.aimed == 1


def test_every_number_has_what_it_is_counted_out_of() -> None:
    seen = of(shared(1, None), shared(1, is_setback=True), shared(2, towards=(MONEY, TOGETHER)))
    assert (seen.stories, seen.placed, seen.aimed, seen.setbacks) == (3, 2, 1, 1)


def test_outcomes_are_counted_by_whose_doing_they_were_residents_first() -> None:
    seen = of(
        shared(1, credits=(US, US, None)), shared(2, credits=(RESIDENTS, US)), shared(3, credits=(None,)), shared(4)
    )
    assert [(each.contribution, each.outcomes, each.stories) for each in seen.credits] == [
        (Contribution.RESIDENTS, 1, 1), (Contribution.US, 3, 2), (Contribution.OTHERS, 0, 0),
    ]  # fmt: skip
    assert (seen.outcomes, seen.credited_outcomes, seen.credited) == (6, 4, 2)


def test_whose_doing_waits_for_five_stories_that_say_it() -> None:
    stories = [shared(week, credits=(US,)) for week in range(1, 5)]
    assert not of(*stories, shared(9), shared(10)).are_enough_credited
    assert of(*stories, shared(9, credits=(US,))).are_enough_credited
