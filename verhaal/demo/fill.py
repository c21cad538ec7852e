"""Fill an empty database with the demo's world: `cast.toml` and the stories beside it."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from verhaal.demo import accounts, dilemmas, lines
from verhaal.demo.teller import Teller
from verhaal.demo.world import World
from verhaal.people.models import Person

HERE = Path(__file__).parent


def is_empty(session: Session) -> bool:
    return session.exec(select(Person.id).limit(1)).first() is None


def read_world() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The cast, and every story with its author's key."""
    cast = tomllib.loads((HERE / "cast.toml").read_text("utf-8"))
    told = []
    for file in sorted((HERE / "stories").glob("*.toml")):
        sheet = tomllib.loads(file.read_text("utf-8"))
        told += [{"author": sheet["author"], **story} for story in sheet["story"]]
    return cast, told


def fill(session: Session, now: datetime) -> None:
    """Make the whole world as it stands at `now`; nothing in it lies later. The caller commits."""
    cast, told = read_world()
    world = World(session, now, cast)
    current: dict[str, int] = {}
    for number, story in enumerate(told):
        if story.get("current"):
            story["weeks_back"] = current.get(story["author"], 0)
            current[story["author"]] = story["weeks_back"] + 1
        Teller(world, story, number).tell()
    lines.keep(world, tomllib.loads((HERE / "lines.toml").read_text("utf-8")))
    for person in cast["person"]:
        if person.get("left"):
            world.leave(world.people[person["key"]])
    accounts.keep(world, tomllib.loads((HERE / "accounts.toml").read_text("utf-8")))
    dilemmas.keep(world, tomllib.loads((HERE / "dilemmas.toml").read_text("utf-8")))
    session.flush()
