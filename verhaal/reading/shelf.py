"""The author's own stories side by side, and what an address chooses from them. Knows no database and no page."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from verhaal.reading.year import Told
from verhaal.week import Week


class Show(StrEnum):
    """The part of the shelf that is asked for."""

    ALL = "all"
    ANSWER = "answer"
    DRAFTS = "drafts"


class Spine(NamedTuple):
    """One own story as it stands on the shelf."""

    story_id: int
    is_told: bool  # shared, and not withdrawn
    is_unfinished: bool  # a draft, or a correction that was not shared yet
    told: Told
    readers: int
    responses: int
    open_questions: int

    def is_in(self, show: Show) -> bool:
        waits = {Show.ANSWER: self.open_questions > 0, Show.DRAFTS: self.is_unfinished}
        return waits.get(show, True)


@dataclass(frozen=True)
class Choice:
    """What an address asks for. A year, week, place or objective chooses among what was told."""

    show: Show = Show.ALL
    year: int | None = None
    week: Week | None = None
    place: int | None = None
    objective: int | None = None

    @property
    def is_narrow(self) -> bool:
        return any((self.year, self.week, self.place, self.objective))

    def admits(self, spine: Spine) -> bool:
        return spine.is_in(self.show) and (not self.is_narrow or (spine.is_told and self._admits(spine.told)))

    def _admits(self, told: Told) -> bool:
        return (
            self.year in (None, told.week.year)
            and self.week in (None, told.week)
            and self.place in (None, told.place.id if told.place else 0)
            and self.objective in (None, *(topic.id for topic in told.objectives))
        )

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that asks for this."""
        asked: dict[str, Any] = {"year": self.year, "place": self.place, "objective": self.objective}
        asked |= {"show": self.show if self.show != Show.ALL else None, "week": self.week and self.week.number}
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True)
class Shelf:
    """All own stories, the newest first."""

    spines: list[Spine]

    @property
    def told(self) -> list[Told]:
        return [spine.told for spine in self.spines if spine.is_told]

    @property
    def years(self) -> list[int]:
        """The ISO years in which something was told, the last first."""
        return sorted({each.week.year for each in self.told}, reverse=True)

    @property
    def counts(self) -> dict[Show, int]:
        return {show: sum(spine.is_in(show) for spine in self.spines) for show in Show}

    def chosen(self, choice: Choice) -> list[Spine]:
        return [spine for spine in self.spines if choice.admits(spine)]

    def names(self, choice: Choice) -> list[str]:
        """The names of the chosen place and objective, as far as stories were told about them."""
        places = {each.place for each in self.told if each.place and each.place.id == choice.place}
        objectives = {topic for each in self.told for topic in each.objectives if topic.id == choice.objective}
        return [topic.name for topic in (*places, *objectives)]
