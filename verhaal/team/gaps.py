"""What the team told little of: per running grant its activities, objectives and places, the quiet ones first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, BigInteger, Select, case, cast, func, literal, select, union_all
from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Activity, Grant, GrantPlace, Objective, Place
from verhaal.people.models import Funder
from verhaal.stories.models import Count, Outcome, Story, Version, VersionGrant
from verhaal.week import Week

QUIET = 4  # weeks without a story after which a thing is called quiet
NEVER = Week(0, 0)
ROOM = 10**10  # for a story's id beside its week


@dataclass(frozen=True)
class Gap:
    """One activity, objective or place of a grant: what was shared about it this year, and its newest story ever."""

    kind: str  # activity, objective or place
    name: str
    stories: int
    marks: int  # counts for an activity, outcomes for an objective
    last: Week | None
    last_story_id: int

    def is_quiet(self, this: Week) -> bool:
        return self.last is None or self.last < this.back(QUIET)


@dataclass(frozen=True)
class GrantGaps:
    grant: Grant
    funder: Funder
    gaps: list[Gap]  # the quietest first

    def quietest(self, this: Week) -> Gap | None:
        """What one could ask the team about."""
        return next((gap for gap in self.gaps if gap.is_quiet(this)), None)


def gaps(session: Session, viewer: Viewer, organisation_id: int, today: date) -> list[GrantGaps]:
    """Of the grants of an organisation that run today; two queries, however many there are."""
    rows: Any = (
        access.visible_grants(viewer)
        .with_only_columns(Grant, Funder)
        .join(Funder, col(Funder.id) == col(Grant.funder_id))
        .where(
            col(Grant.organisation_id) == organisation_id, col(Grant.starts_on) <= today, col(Grant.ends_on) >= today
        )
        .order_by(col(Grant.title), col(Grant.id))
    )
    running = rows_of(session, rows)
    found = _found(session, viewer, organisation_id, [grant.id for grant, _ in running], Week.on(today).year)
    return [GrantGaps(grant, funder, found.get(grant.id, [])) for grant, funder in running]


def _found(
    session: Session, viewer: Viewer, organisation_id: int, grant_ids: Iterable[int], year: int
) -> dict[int, list[Gap]]:
    """By grant, the quietest first, then in the order of the grant."""
    told = _told(viewer, organisation_id)
    every = union_all(
        _marked(Activity, Count, col(Count.activity_id), told, grant_ids, year),
        _marked(Objective, Outcome, col(Outcome.objective_id), told, grant_ids, year),
        _places(told, grant_ids, year),
    ).subquery()
    by_grant: dict[int, list[Gap]] = defaultdict(list)
    for row in session.connection().execute(select(every).order_by(every.c.kind, every.c.position, every.c.name)):
        week, story_id = divmod(row.newest or 0, ROOM)
        last = Week(*divmod(week, 100)) if week else None
        by_grant[row.grant_id].append(Gap(row.kind, row.name, row.stories, row.marks, last, story_id))
    return {grant_id: sorted(found, key=lambda gap: gap.last or NEVER) for grant_id, found in by_grant.items()}


def _told(viewer: Viewer, organisation_id: int) -> CTE:
    """The standing versions of what the organisation shared, once for each grant that they are told for.

    `newest` holds the week and the story in one number, so that the greatest names the newest story.
    """
    week = cast(Version.year * 100 + col(Version.week_number), BigInteger)
    standing = (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.shared_number))
    seen = access.visible_stories(viewer).where(access.shared_in_our_organisation(viewer))
    told: Any = (
        seen.where(Story.organisation_id == organisation_id)
        .join(Version, standing)
        .join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
        .with_only_columns(
            col(VersionGrant.grant_id),
            col(Story.id).label("story_id"),
            col(Version.id).label("version_id"),
            col(Version.place_id),
            col(Version.year),
            (week * ROOM + col(Story.id)).label("newest"),
        )
    )
    cte: CTE = told.cte("told")
    return cte


def _marked(table: Any, mark: Any, points: Any, told: CTE, grant_ids: Iterable[int], year: int) -> Select[Any]:
    """Activities with their counts, or objectives with their outcomes."""
    shared = (told.c.version_id == mark.version_id) & (told.c.grant_id == table.grant_id)
    marks = func.count(case((told.c.year == year, mark.id)))
    return (
        select(
            literal(table.__tablename__).label("kind"),
            table.grant_id,
            table.name,
            table.position,
            *_figures(told, year),
            marks.label("marks"),
        )
        .select_from(table)
        .outerjoin(mark, points == table.id)
        .outerjoin(told, shared)
        .where(table.grant_id.in_(grant_ids))
        .group_by(table.id, table.grant_id, table.name, table.position)
    )


def _places(told: CTE, grant_ids: Iterable[int], year: int) -> Select[Any]:
    here = (told.c.grant_id == col(GrantPlace.grant_id)) & (told.c.place_id == col(Place.id))
    return (
        select(
            literal("place").label("kind"),
            col(GrantPlace.grant_id),
            col(Place.name),
            literal(0).label("position"),
            *_figures(told, year),
            literal(0).label("marks"),
        )
        .select_from(GrantPlace)
        .join(Place, col(Place.id) == col(GrantPlace.place_id))
        .outerjoin(told, here)
        .where(col(GrantPlace.grant_id).in_(grant_ids))
        .group_by(col(GrantPlace.grant_id), col(Place.id), col(Place.name))
    )


def _figures(told: CTE, year: int) -> tuple[Any, Any]:
    stories = func.count(case((told.c.year == year, told.c.story_id)).distinct())
    return stories.label("stories"), func.max(told.c.newest).label("newest")
