"""What the demo's funders took on, what became of it, and what they note among themselves."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from verhaal.demo.world import World
from verhaal.people.models import Person
from verhaal.reading.models import Commitment, Note, Response, Step
from verhaal.stories.models import Story
from verhaal.week import day_of


def take_on(world: World, response: Response, given: dict[str, Any]) -> None:
    """The commitment of a response, and what became of it as far as that lies before now."""
    commitment: Commitment = world.kept(
        Commitment(
            response_id=response.id,
            what=given.get("what", response.text),
            who=given.get("who", world.people[given["by"]].name),
            due_on=_due_on(response.created_at, given["due"]),
        )
    )
    closed_at = response.created_at + timedelta(days=given.get("done") or given.get("explained") or 0)
    if closed_at == response.created_at or closed_at > world.now:
        return
    close = commitment.keep if "done" in given else commitment.explain
    close(given["became"], closed_at)
    world.kept(Step(commitment_id=commitment.id, standing=commitment.standing(commitment.due_on), words=given["became"],
                    due_on=commitment.due_on, person_id=response.person_id, at=closed_at))  # fmt: skip


def note(world: World, story: Story, given: dict[str, Any], at: datetime) -> None:
    """What one of a funder's people noted for the others."""
    by: Person = world.people[given["by"]]
    funder_id = next(funder for funder, readers in world.readers.items() if by in readers)
    if at <= world.now:
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"verhaal note {story.key} {given['text']}"))
        world.kept(Note(key=key, story_id=story.id, funder_id=funder_id, person_id=by.id,
                        text=given["text"].strip(), created_at=at))  # fmt: skip


def _due_on(said_at: datetime, due: int | str) -> date:
    """So many days on; or the first day with this month and day, as in 03-15, that was not past when it was said."""
    said_on = day_of(said_at)
    if isinstance(due, int):
        return said_on + timedelta(days=due)
    month, day = map(int, due.split("-"))
    this_year = date(said_on.year, month, day)
    return this_year if this_year >= said_on else date(said_on.year + 1, month, day)
