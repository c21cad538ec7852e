"""A team's week, as its coordinator may see it. Drafts are nowhere in it: a draft is its author's alone."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Place
from verhaal.people.models import Membership, Organisation, Person, Role
from verhaal.stories.models import Story, Version
from verhaal.stories.queries import standing
from verhaal.team.models import Nudge
from verhaal.week import AMSTERDAM, Week


class Shared(NamedTuple):
    story: Story
    version: Version
    place: Place | None


@dataclass(frozen=True)
class Teller:
    """Someone who told this week, with what was shared, the first first."""

    person: Person
    shared: list[Shared] = field(default_factory=list)


class Colleague(NamedTuple):
    """A professional whose story of the week is not there yet, and the nudge that was sent, if one was."""

    membership: Membership
    person: Person
    nudge: Nudge | None
    nudged_by: Person | None


class TeamWeek(NamedTuple):
    """Both lists by name: nobody is first."""

    told: list[Teller]
    not_yet: list[Colleague]


def team_week(session: Session, viewer: Viewer, organisation_id: int, week: Week) -> TeamWeek:
    """Who told a week and who not yet; three queries, however many they are."""
    told = _told(session, viewer, organisation_id, week)
    nudges = _nudges(session, viewer, organisation_id, week)
    not_yet = [
        Colleague(membership, person, *nudges.get(person.id, (None, None)))
        for membership, person in _professionals(session, viewer, organisation_id, week)
        if person.id not in told
    ]
    return TeamWeek(
        sorted(told.values(), key=lambda each: each.person.name.casefold()),
        sorted(not_yet, key=lambda each: each.person.name.casefold()),
    )


def whose(session: Session, viewer: Viewer, membership: Membership) -> tuple[Organisation, Person]:
    """The two that a membership joins, for who sees it."""
    rows: Any = (
        access.visible_members(viewer)
        .with_only_columns(Organisation, Person)
        .select_from(Membership)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.id) == membership.id)
    )
    ((organisation, person),) = rows_of(session, rows)
    return organisation, person


def has_told(session: Session, viewer: Viewer, membership: Membership, week: Week) -> bool:
    return membership.person_id in _told(session, viewer, membership.organisation_id or 0, week)


def _told(session: Session, viewer: Viewer, organisation_id: int, week: Week) -> dict[int, Teller]:
    seen = access.visible_stories(viewer).where(access.shared_in_our_organisation(viewer))
    rows = standing(seen.where(Story.organisation_id == organisation_id)).where(
        col(Version.year) == week.year, col(Version.week_number) == week.number
    )
    tellers: dict[int, Teller] = {}
    for story, version, person, _organisation, place in rows_of(session, rows.order_by(col(Story.shared_at))):
        tellers.setdefault(person.id, Teller(person)).shared.append(Shared(story, version, place))
    return tellers


def _professionals(session: Session, viewer: Viewer, organisation_id: int, week: Week) -> list[Any]:
    """Those who are professionals of the organisation and already were in that week."""
    after = datetime.combine(week.sunday + timedelta(days=1), time(), AMSTERDAM)
    rows: Any = (
        access.visible_members(viewer)
        .with_only_columns(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.organisation_id) == organisation_id, col(Membership.role) == Role.PROFESSIONAL)
        .where(col(Membership.since) < after)
    )
    return rows_of(session, rows)


def _nudges(session: Session, viewer: Viewer, organisation_id: int, week: Week) -> dict[int, tuple[Nudge, Person]]:
    """By person."""
    rows: Any = (
        access.visible_nudges(viewer)
        .with_only_columns(Nudge, Person)
        .join(Person, col(Person.id) == col(Nudge.by_id))
        .where(col(Nudge.organisation_id) == organisation_id)
        .where(col(Nudge.year) == week.year, col(Nudge.week_number) == week.number)
    )
    return {nudge.person_id: (nudge, by) for nudge, by in rows_of(session, rows)}
