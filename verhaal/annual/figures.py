"""What can be counted and compared in a grant's year: volumes, outcomes, what stayed behind."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from verhaal.annual.models import Subject
from verhaal.annual.queries import GrantYear
from verhaal.grants.models import Activity, Objective
from verhaal.overview.figures import Glance, glance
from verhaal.overview.queries import shared_of
from verhaal.reading.queries import Thread
from verhaal.reading.year import Topic
from verhaal.stories.models import Count, Outcome
from verhaal.stories.queries import Telling

FEWEST_AUTHORS = 5  # of whose minutes others may see the sum


class Burden(NamedTuple):
    """Minutes that telling took, typing and touching only, over the stories and authors of which it was measured."""

    minutes: int
    stories: int
    authors: int


@dataclass(frozen=True)
class Figures:
    of: GrantYear

    @cached_property
    def refs(self) -> dict[int, str]:
        """By story, the name that it has in the annex: V-2026-001 for the first."""
        return {each.story.id: f"V-{self.of.year}-{place:03}" for place, each in enumerate(self.of.told, 1)}

    @cached_property
    def outcomes(self) -> list[tuple[Telling, Outcome]]:
        return [(each, outcome) for each in self.of.told for outcome, _objective in self.of.outcomes[each.version.id]]

    @cached_property
    def threads(self) -> list[tuple[Telling, Thread]]:
        return [(each, thread) for each in self.of.told for thread in self.of.threads[each.story.id]]

    @cached_property
    def without_outcome(self) -> list[Objective]:
        shown = {outcome.objective_id for _each, outcome in self.outcomes}
        return [objective for objective in self.of.decision.objectives if objective.id not in shown]

    @cached_property
    def behind(self) -> list[Activity]:
        """Activities whose volume stayed under what was agreed."""
        return [
            each
            for each in self.of.decision.activities
            if each.planned is not None and self.volume(each) < each.planned
        ]

    @cached_property
    def glance(self) -> Glance:
        """What the pictures show, the same as in the overview of the year."""
        shared = [shared_of(each, self.of.outcomes[each.version.id]) for each in self.of.told]
        places = [Topic(each.id, each.name) for each in self.of.decision.places]
        objectives = [Topic(each.id, each.name) for each in self.of.decision.objectives]
        return glance(self.of.year, shared, places, objectives)

    @cached_property
    def burden(self) -> "Burden | None":
        """What telling took; none where fewer than five authors were measured, since a sum over few tells of one."""
        measured = [each for each in self.of.told if self.of.seconds.get(each.story.id)]
        authors = {each.author.id for each in measured}
        if len(authors) < FEWEST_AUTHORS:
            return None
        return Burden(round(sum(self.of.seconds[each.story.id] for each in measured) / 60), len(measured), len(authors))

    def volume(self, activity: Activity) -> int:
        """What was counted in the activity's own unit; a count in other words is a number of something else."""
        return sum(count.amount for _each, count in self._counts(activity) if count.unit == activity.unit)

    def stories_of(self, activity: Activity) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.refs[each.story.id] for each, _count in self._counts(activity)))

    def said(self, subject: Subject, subject_id: int = 0) -> str:
        """The organisation's own words on a subject, or nothing."""
        return self.of.words.get((subject, subject_id), "")

    def _counts(self, activity: Activity) -> list[tuple[Telling, Count]]:
        return [
            (each, count)
            for each in self.of.told
            for count, _activity in self.of.counts[each.version.id]
            if count.activity_id == activity.id
        ]
