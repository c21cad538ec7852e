"""The demo's dilemma notes, kept by one professional for herself."""

import uuid
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from verhaal.demo.world import World
from verhaal.dilemmas.models import Dilemma
from verhaal.stories.models import Story, Version


def keep(world: World, sheet: dict[str, Any]) -> None:
    """Write the sheet's notes as their author would have, each some days ago; call once her stories are told."""
    author = world.people[sheet["author"]]
    for number, note in enumerate(sheet["dilemma"]):
        written = world.now - timedelta(days=note["days_ago"])
        world.kept(
            Dilemma(
                key=str(uuid.uuid5(uuid.NAMESPACE_OID, f"verhaal dilemma {number}")),
                author_id=author.id,
                story_id=_story(world, author.id, note["story"]) if "story" in note else None,
                text=note["text"].strip(),
                created_at=written,
                saved_at=written,
            )
        )


def _story(world: World, author_id: int, title: str) -> int:
    versions = select(Story.id).join(Version, col(Version.story_id) == col(Story.id))
    told = versions.where(Story.author_id == author_id, Version.title == title)
    return world.session.exec(told.limit(1)).one()
