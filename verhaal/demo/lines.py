"""The demo's storylines: made as their authors would, by telling how it went on."""

from itertools import pairwise
from typing import Any

from sqlmodel import col, select

from verhaal.access import viewer_of
from verhaal.demo.world import World
from verhaal.people.models import Person
from verhaal.stories.models import Story, Version
from verhaal.storylines import actions
from verhaal.storylines.models import Storyline


def keep(world: World, sheet: dict[str, Any]) -> None:
    """Let the sheet's stories go on from each other; call once they are told and everyone still works here."""
    for line in sheet["line"]:
        told = [_story(world, author, words) for author, words in line["stories"]]
        for earlier, later in pairwise(told):
            # A week of the sheets may fall in this year or the last: then the end of a story can lie before its start.
            if earlier.created_at < later.created_at:
                _go_on(world, earlier, later)
        line_id = actions.line_id_of(world.session, told[-1].id)
        if line_id is not None:
            world.session.get_one(Storyline, line_id).title = line.get("title", "")


def _go_on(world: World, earlier: Story, later: Story) -> None:
    author = viewer_of(world.session, world.session.get_one(Person, later.author_id))
    versions = select(Version).where(Version.story_id == later.id).order_by(col(Version.number))
    for version in world.session.exec(versions).all():
        version.follows_id = earlier.id
        actions.follow(world.session, author, later, version, version.shared_at or world.now)


def _story(world: World, author: str, begins: str) -> Story:
    rows = select(Story).join(Version, col(Version.story_id) == col(Story.id))
    told = rows.where(Story.author_id == world.people[author].id, col(Version.text).startswith(begins))
    return world.session.exec(told.limit(1)).one()
