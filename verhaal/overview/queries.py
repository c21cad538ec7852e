"""What was shared for a grant in a year: the overview and the annual account are both computed from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Grant, GrantPlace, Objective, Place
from verhaal.overview.figures import Glance, Shared, glance
from verhaal.people.models import Funder, Organisation
from verhaal.prepared import prepared
from verhaal.reading.year import Told, Topic
from verhaal.stories.models import Outcome, Story, Version, VersionGrant
from verhaal.stories.queries import Telling
from verhaal.week import Week


@dataclass(frozen=True)
class Parties:
    """A grant with both its sides."""

    grant: Grant
    organisation: Organisation
    funder: Funder


def shared_for(viewer: Viewer, grant: Grant, year: int) -> SelectOfScalar[Story]:
    """The stories whose standing version is told for the grant, in a week of this ISO year.

    It joins from the grant, so that its cost grows with the grant's stories and not with everyone's.
    """
    return _shared_for(viewer, grant.id, year)


def _shared_for(viewer: Viewer, grant_id: int, year: int) -> SelectOfScalar[Story]:
    version, told_for = aliased(Version), aliased(VersionGrant)
    return (
        access.visible_stories(viewer)
        .join(version, (col(version.story_id) == col(Story.id)) & (col(version.number) == col(Story.shared_number)))
        .join(told_for, col(told_for.version_id) == col(version.id))
        .where(told_for.grant_id == grant_id, version.year == year, access.is_told())
    )


def parties_of(session: Session, viewer: Viewer, grant_id: int) -> Parties | None:
    """A grant with its sides, if the viewer sees it; one query."""
    return next((Parties(*row) for row in rows_of(session, _parties(viewer, grant_id))), None)


@prepared
def _parties(viewer: Viewer, grant_id: int) -> Any:
    rows: Any = access.visible_grants(viewer).where(Grant.id == grant_id)
    return (
        rows.with_only_columns(Grant, Organisation, Funder)
        .join(Organisation, col(Organisation.id) == col(Grant.organisation_id))
        .join(Funder, col(Funder.id) == col(Grant.funder_id))
    )


def year_of(session: Session, viewer: Viewer, grant: Grant, year: int) -> Glance:
    """The numbers of the year of a grant that the viewer was found to see; two queries, however many stories."""
    places, objectives = _agreed(session, grant)
    return glance(year, _shared(session, viewer, grant, year), places, objectives)


def shared_of(told: Telling, outcomes: Sequence[tuple[Outcome, Objective | None]]) -> Shared:
    """The same of a story that was read whole, as the annual account does."""
    place = Topic(told.place.id, told.place.name) if told.place else None
    towards = frozenset(Topic(each.id, each.name) for _outcome, each in outcomes if each)
    credits = tuple(outcome.contribution for outcome, _objective in outcomes)
    return Shared(told.story.id, Told(told.version.week, place, towards), told.version.is_setback, credits)


def _shared(session: Session, viewer: Viewer, grant: Grant, year: int) -> list[Shared]:
    stories: dict[int, list[Any]] = defaultdict(list)
    for row in rows_of(session, _told(viewer, grant.id, year)):
        stories[row.id].append(row)
    return [_of_rows(rows, year) for rows in stories.values()]


@prepared
def _told(viewer: Viewer, grant_id: int, year: int) -> Any:
    """A row for each outcome, and one for a story without any."""
    return (
        _shared_for(viewer, grant_id, year)
        .with_only_columns(  # type: ignore[call-overload]
            col(Story.id), Version.week_number, Version.is_setback, col(Place.id).label("place_id"), Place.name,
            col(Outcome.id).label("outcome_id"), Outcome.contribution, col(Objective.id).label("objective_id"),
            col(Objective.name).label("objective"),
        )
        .join(Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.shared_number)))
        .outerjoin(Place, col(Place.id) == col(Version.place_id))
        .outerjoin(Outcome, col(Outcome.version_id) == col(Version.id))
        .outerjoin(Objective, col(Objective.id) == col(Outcome.objective_id))
    )  # fmt: skip


def _of_rows(rows: list[Any], year: int) -> Shared:
    one = rows[0]
    place = Topic(one.place_id, one.name) if one.place_id else None
    towards = frozenset(Topic(row.objective_id, row.objective) for row in rows if row.objective_id)
    credits = tuple(row.contribution for row in rows if row.outcome_id)
    return Shared(one.id, Told(Week(year, one.week_number), place, towards), one.is_setback, credits)


def _agreed(session: Session, grant: Grant) -> tuple[list[Topic], list[Topic]]:
    """The places and the objectives of the grant; one query for both."""
    found = rows_of(session, _places_and_objectives(grant.id))
    agreed = [(bool(is_place), Topic(topic_id, name)) for is_place, topic_id, name, _position in found]
    return [topic for is_place, topic in agreed if is_place], [topic for is_place, topic in agreed if not is_place]


@prepared
def _places_and_objectives(grant_id: int) -> Any:
    places = (
        select(literal(True).label("is_place"), Place.id, Place.name, literal(0).label("position"))
        .join(GrantPlace, col(GrantPlace.place_id) == col(Place.id))
        .where(GrantPlace.grant_id == grant_id)
    )
    objectives = select(literal(False), Objective.id, Objective.name, Objective.position).where(
        Objective.grant_id == grant_id
    )
    return union_all(places, objectives).order_by("position", "name")
