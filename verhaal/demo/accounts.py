"""What the demo's coordinator put into the annual account so far."""

import uuid
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from verhaal.access import viewer_of
from verhaal.annual import actions, choices, confirming
from verhaal.annual.changes import Desk
from verhaal.annual.models import OutcomeConfirmation, Subject
from verhaal.demo.world import World
from verhaal.grants.models import Obligation
from verhaal.stories.models import Outcome, Story, Version
from verhaal.week import day_of


def keep(world: World, sheet: dict[str, Any]) -> None:
    """For the year of the chosen story; call once it is told."""
    version = _version(world, sheet["choice"])
    at, person = world.now - timedelta(days=sheet["days_ago"]), world.people[sheet["by"]]
    desk = Desk(world.session, viewer_of(world.session, person), world.grants[sheet["grant"]], version.year, at)
    choices.choose(desk, world.objectives[sheet["choice"]["objective"]].id, version.story_id, sheet["choice"]["why"])
    confirming.confirm(desk, _confirmation(desk, version, sheet["confirmation"]))
    asked = select(Obligation.id).where(Obligation.grant_id == desk.grant.id).order_by(col(Obligation.position))
    about = (Subject.OBLIGATION, world.session.exec(asked.limit(1)).one())
    actions.say(world.session, desk.viewer, desk.grant, desk.year, about, sheet["words"]["obligation"], at)


def _version(world: World, of: dict[str, str]) -> Version:
    rows = select(Version).join(Story, (col(Story.id) == col(Version.story_id)))
    told = rows.where(Story.author_id == world.people[of["author"]].id, Version.title == of["story"])
    return world.session.exec(told.order_by(col(Version.number).desc()).limit(1)).one()


def _confirmation(desk: Desk, version: Version, said: dict[str, str]) -> OutcomeConfirmation:
    outcome = desk.session.exec(select(Outcome.id).where(Outcome.version_id == version.id)).first()
    return OutcomeConfirmation(
        key=str(uuid.uuid5(uuid.NAMESPACE_OID, "verhaal confirmation")), outcome_id=outcome or 0, who=said["who"],
        relation=said["relation"], words=said["words"],
        confirmed_on=day_of(desk.now), person_id=desk.viewer.id, added_at=desk.now,
    )  # fmt: skip
