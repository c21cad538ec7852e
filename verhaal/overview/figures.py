"""A grant's year in numbers: what was told when, where, towards what, and whose doing it was.

Stories and outcomes are counted, never people: there is nothing here to do it with. Knows no database and no page.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from verhaal.reading.year import ENOUGH, Bar, Told, Topic, Year, picture
from verhaal.stories.models import Contribution


class Shared(NamedTuple):
    """A story that was shared for the grant, as the pictures need it."""

    story_id: int
    told: Told
    is_setback: bool
    credits: tuple[Contribution | None, ...]  # per outcome whose doing it was, as far as its author said


class Credit(NamedTuple):
    """Outcomes that were mostly someone's doing, and the stories that tell of them."""

    contribution: Contribution
    outcomes: int
    stories: int


@dataclass(frozen=True)
class Glance:
    """`places` and `objectives` are those of the grant with the others that were told of, from large to small."""

    year: Year
    places: tuple[Bar, ...]
    objectives: tuple[Bar, ...]
    setbacks: int
    outcomes: int
    credits: tuple[Credit, ...]  # residents first, then us, then others
    placed: int  # stories that name a place
    aimed: int  # stories with an outcome towards an objective of the grant
    credited: int  # stories with an outcome of which was said whose doing it was

    @property
    def stories(self) -> int:
        return self.year.stories

    @property
    def credited_outcomes(self) -> int:
        return sum(each.outcomes for each in self.credits)

    @property
    def are_enough_credited(self) -> bool:
        return self.credited >= ENOUGH


def glance(year: int, shared: Sequence[Shared], places: Sequence[Topic], objectives: Sequence[Topic]) -> Glance:
    """The year from its stories; objectives of other grants, which a story may serve as well, are left out."""
    ours = frozenset(objectives)
    told = [each.told._replace(objectives=each.told.objectives & ours) for each in shared]
    drawn = picture(year, told)
    return Glance(
        year=drawn,
        places=_with_none(drawn.places, places, drawn.stories),
        objectives=_with_none(drawn.objectives, objectives, drawn.stories),
        setbacks=sum(each.is_setback for each in shared),
        outcomes=sum(len(each.credits) for each in shared),
        credits=_credits(shared),
        placed=sum(each.place is not None for each in told),
        aimed=sum(bool(each.objectives) for each in told),
        credited=sum(any(each.credits) for each in shared),
    )


def _with_none(bars: Iterable[Bar], agreed: Sequence[Topic], of: int) -> tuple[Bar, ...]:
    """What was agreed and nobody told of stands below as 0: it is what a reader wants to know."""
    there = tuple(bars)
    named = {bar.topic for bar in there}
    return there + tuple(Bar(topic, 0, of) for topic in agreed if topic not in named)


def _credits(shared: Sequence[Shared]) -> tuple[Credit, ...]:
    outcomes = Counter(credit for each in shared for credit in each.credits)
    stories = Counter(credit for each in shared for credit in set(each.credits))
    return tuple(Credit(one, outcomes[one], stories[one]) for one in Contribution)
