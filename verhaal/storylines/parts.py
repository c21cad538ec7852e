"""What a storyline is made of, as one viewer sees it. Knows no database and no page."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from verhaal.stories.queries import Telling
from verhaal.storylines.models import Storyline
from verhaal.week import Week

WHOLE = 12  # stories; of a longer line only the first lines are shown


class Listed(NamedTuple):
    """A line in the list: with how many of its stories the viewer sees, and from which week until which."""

    line: Storyline
    title: str
    stories: int
    since: Week
    until: Week


class Part(NamedTuple):
    """A story of a line by its title."""

    story_id: int
    title: str
    week: Week
    author: str


@dataclass(frozen=True)
class Line:
    """A line with the stories that the viewer sees, in the order of their weeks."""

    line: Storyline
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        return self.line.title or self.parts[0].title

    @property
    def is_long(self) -> bool:
        return len(self.parts) > WHOLE

    @property
    def tellers(self) -> int:
        return len({part.author for part in self.parts})


@dataclass(frozen=True)
class Around:
    """What came before and after a story in its line; `line` is None for a draft, which is in none yet."""

    line: Line | None
    before: Part | None
    after: Part | None
    number: int = 0


class Told(NamedTuple):
    """A story of a line as its page shows it; `weeks` passed since the one before, None for the first on the page."""

    number: int
    weeks: int | None
    telling: Telling
    beside: dict[str, Any]


class Candidate(NamedTuple):
    """A shared story that may be put in a line; `line_id` is the one that it stands in now."""

    part: Part
    line_id: int | None


def passed(since: Week, until: Week) -> int:
    """How many weeks later, over the years."""
    return (until.monday - since.monday).days // 7
