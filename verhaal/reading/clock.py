"""The reply clock: how long a funder lets authors wait. Of the institution; no person stands in it.

What counts. A story counts where it stands shared, in the version that stands, for one of the grants; withdrawn ones do
not count. The wait begins when the first version told for one of these grants was shared, so a correction does not set
the clock back, and a funder that was added later does not wait for what it could not see. It ends with the first
reading, and with the first response, by any of the people of a funder that gave one of the grants, of any of those
versions. Stories that are not read or not answered yet are counted, but have no days.

Days are of 24 hours, weekends and holidays included: that is what the author waits. The 90th percentile is
interpolated linearly between the two nearest values (Hyndman & Fan 1996, type 7, as spreadsheets do).
"""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Grant
from verhaal.prepared import prepared
from verhaal.reading.commitments import Promises, is_unclosed
from verhaal.reading.models import Answer, Commitment, Reading, Response, ResponseKind
from verhaal.reading.year import ENOUGH
from verhaal.stories.models import Story, Version, VersionGrant
from verhaal.week import day_of

DAY = 24 * 60 * 60  # seconds
Chosen = Callable[[type[Grant]], ColumnElement[bool]]  # which grants: a condition on the table, or on an alias of it


class Wait(NamedTuple):
    """One story with one funder: since when it could be read, when it first was, and when it was first answered."""

    story_id: int
    since: datetime
    read_at: datetime | None = None
    answered_at: datetime | None = None
    open_questions: int = 0
    promises: Promises = Promises()


class Days(NamedTuple):
    """What the middle one waited, and what nine out of ten waited at most; in days."""

    median: float
    p90: float


@dataclass(frozen=True)
class ReplyClock:
    """The numbers of stories; the days, or None where fewer than five stories have them; what stands open.

    A question is open as long as the author has not answered it: it waits on the author's side.
    """

    shared: int
    read: int
    answered: int
    read_days: Days | None
    answer_days: Days | None
    open_questions: int
    commitments: Promises

    @property
    def is_enough(self) -> bool:
        return self.shared >= ENOUGH


def reply_clock(session: Session, viewer: Viewer, grants: Sequence[Grant], now: datetime) -> ReplyClock:
    """The clock of these grants together, as far as the viewer sees them and their stories; one query.

    Everyone who sees all stories of a grant, at the funder or at the organisation, sees the same figures.
    """
    rows = rows_of(session, _of_grants(viewer, [grant.id for grant in grants], day_of(now)))
    return clock_of([_wait(row) for row in rows])


def clock_of(waits: Sequence[Wait]) -> ReplyClock:
    """The figures over stories with a funder each; a story told to two funders is one story, read when one read it."""
    return ReplyClock(
        shared=len({wait.story_id for wait in waits}),
        read=len({wait.story_id for wait in waits if wait.read_at}),
        answered=len({wait.story_id for wait in waits if wait.answered_at}),
        read_days=spread(_days(wait.since, wait.read_at) for wait in waits if wait.read_at),
        answer_days=spread(_days(wait.since, wait.answered_at) for wait in waits if wait.answered_at),
        open_questions=sum(wait.open_questions for wait in waits),
        commitments=Promises(*map(sum, zip(*(wait.promises for wait in waits), strict=True))),
    )


def spread(days: Iterable[float]) -> Days | None:
    """The median and the 90th percentile; None for fewer than five, which would tell of single stories."""
    values = sorted(days)
    if len(values) < ENOUGH:
        return None
    return Days(statistics.median(values), statistics.quantiles(values, n=10, method="inclusive")[8])


def _days(since: datetime, until: datetime) -> float:
    return max((until - since).total_seconds(), 0) / DAY


def _wait(row: Any) -> Wait:
    story_id, since, read_at, answered_at, open_questions, *promises = row
    return Wait(story_id, since, read_at, answered_at, open_questions, Promises(*promises))


@prepared
def _of_grants(viewer: Viewer, ids: list[int], today: date) -> Any:
    return _rows(viewer, lambda grant: col(grant.id).in_(ids), today)


def _rows(viewer: Viewer, chosen: Chosen, today: date) -> Any:
    """A row per story and funder. `distinct` in the counts, since a story may be told for two grants of one funder.

    Readings and responses are joined by their version alone, and the funder is asked after that: SQLite would search
    them by funder, which a funder with thousands of stories pays for with seconds.
    """
    given = access.visible_grants(viewer).with_only_columns(col(Grant.id)).correlate(None)
    said, still = col(Response.funder_id) == col(Grant.funder_id), is_unclosed()
    return (
        access.visible_stories(viewer)
        .with_only_columns(
            col(Story.id),
            func.min(Version.shared_at),
            func.min(case((col(Reading.funder_id) == col(Grant.funder_id), Reading.read_at))),
            func.min(case((said, Response.created_at))),
            _number(Response.id, said, _is_open()),
            _number(Commitment.id, said, col(Commitment.done_at).is_not(None)),
            _number(Commitment.id, said, still, col(Commitment.due_on) >= today),
            _number(Commitment.id, said, still, col(Commitment.due_on) < today),
            _number(Commitment.id, said, col(Commitment.explained_at).is_not(None)),
        )
        .join(Version, col(Version.story_id) == col(Story.id))
        .join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
        .join(Grant, col(Grant.id) == col(VersionGrant.grant_id))
        .outerjoin(Reading, col(Reading.version_id) == col(Version.id))
        .outerjoin(Response, (col(Response.story_id) == col(Story.id)) & (col(Response.version_id) == col(Version.id)))
        .outerjoin(Commitment, col(Commitment.response_id) == col(Response.id))
        .where(access.is_told(), col(Version.shared_at).is_not(None))
        .where(chosen(Grant), col(Grant.id).in_(given), _still_told_to_this_funder(chosen))
        .group_by(col(Story.id), col(Grant.funder_id))
    )


def _still_told_to_this_funder(chosen: Chosen) -> ColumnElement[bool]:
    """That the standing version is told for one of the grants, of the same funder: it may have been moved since."""
    version, told, grant = aliased(Version), aliased(VersionGrant), aliased(Grant)
    return (
        exists()
        .where(
            col(version.story_id) == col(Story.id),
            col(version.number) == col(Story.shared_number),
            col(told.version_id) == col(version.id),
            col(grant.id) == col(told.grant_id),
            chosen(grant),
            col(grant.funder_id) == col(Grant.funder_id),
        )
        .correlate(Story, Grant)
    )


def _number(column: Any, *conditions: ColumnElement[bool]) -> Any:
    return func.count(func.distinct(case((and_(*conditions), column))))


def _is_open() -> ColumnElement[bool]:
    """A question without an answer of the author's, as `queries.is_open` says."""
    answered = exists().where(
        col(Answer.response_id) == col(Response.id), col(Answer.person_id) == col(Story.author_id)
    )
    return and_(col(Response.kind) == ResponseKind.QUESTION, ~answered.correlate(Response, Story))
