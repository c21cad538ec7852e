"""The reply clock in passing: how long authors waited lately, at a cost that does not grow with the stories."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, true
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Grant
from verhaal.prepared import prepared
from verhaal.reading.clock import ReplyClock, Wait, clock_of
from verhaal.reading.commitments import Promises, how_many_unclosed
from verhaal.reading.models import Reading, Response
from verhaal.stories.models import Laid, Story, Version, VersionGrant
from verhaal.week import day_of

LATEST = 100  # stories told for the funder's grants, the newest


def lately(session: Session, viewer: Viewer, now: datetime) -> ReplyClock:
    """For who reads for a funder: the clock of the last hundred stories told for its grants, as far as they stand
    shared; and of all its commitments how many are open and late. One query; questions are not counted.

    Each time is a subquery for a story of its own: PostgreSQL would otherwise begin with all stories of the funder.
    """
    found = rows_of(session, _lately(viewer, day_of(now), LATEST))
    clock = clock_of([Wait(*row[:4]) for row in found])
    return replace(clock, commitments=Promises(open=found[0][4], late=found[0][5]) if found else Promises())


@prepared
def _lately(viewer: Viewer, today: date, most: int) -> Any:
    last = select(Laid.story_id).where(col(Laid.funder_id).in_(viewer.reads_for))
    stories = last.order_by(col(Laid.shared_at).desc(), col(Laid.story_id).desc()).limit(most).correlate(None)
    owed = how_many_unclosed(access.visible_commitments(viewer).where(access.by_our_funder(viewer)), today)
    rows: Any = access.stories_to_read(viewer).with_only_columns(
        col(Story.id), _could_be_read(viewer), _was_read(viewer), _was_answered(viewer), owed.c.open, owed.c.late
    )
    return rows.join(owed, true()).where(col(Story.id).in_(stories))


def _could_be_read(viewer: Viewer) -> Any:
    """Since when, by the viewer's funders."""
    shared = select(func.min(Version.shared_at)).join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
    shared = shared.join(Grant, col(Grant.id) == col(VersionGrant.grant_id)).where(access.given_by_our_funder(viewer))
    return shared.where(col(Version.story_id) == col(Story.id)).correlate(Story).scalar_subquery()


def _was_read(viewer: Viewer) -> Any:
    """For the first time. A case, and not a condition: SQLite would search the readings by their funder."""
    first = func.min(case((col(Reading.funder_id).in_(viewer.reads_for), Reading.read_at)))
    read = select(first).join(Version, col(Version.id) == col(Reading.version_id))
    return read.where(col(Version.story_id) == col(Story.id)).correlate(Story).scalar_subquery()


def _was_answered(viewer: Viewer) -> Any:
    first = func.min(case((access.by_our_funder(viewer), Response.created_at)))
    return select(first).where(col(Response.story_id) == col(Story.id)).correlate(Story).scalar_subquery()
