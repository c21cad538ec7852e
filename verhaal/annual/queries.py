"""A grant's year: everything that its annual account is computed from, as the viewer may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from verhaal.access import Viewer
from verhaal.annual.draws import InAccount, in_account
from verhaal.annual.models import Explanation, Subject
from verhaal.grants.models import Activity, Grant, Objective
from verhaal.grants.queries import Decision, decision_of
from verhaal.overview.queries import shared_for
from verhaal.people.models import Funder
from verhaal.reading.models import Reading
from verhaal.reading.queries import Thread, threads_of
from verhaal.stories.models import Count, Outcome, Story, Version, VersionGrant
from verhaal.stories.queries import Telling, counts_of, outcomes_of, standing, tellings


@dataclass(frozen=True)
class Written:
    """How many stories were begun for a grant in a year, and what became of them."""

    written: int
    shared: int
    withdrawn: int


@dataclass(frozen=True)
class GrantYear:
    decision: Decision
    year: int
    told: list[Telling]  # shared for this grant in this year, in order of week
    outcomes: dict[int, list[tuple[Outcome, Objective | None]]]  # by version
    counts: dict[int, list[tuple[Count, Activity | None]]]  # by version
    threads: dict[int, list[Thread]]  # by story; only with this grant's funder
    read: frozenset[int]  # stories read by at least one of the funder's people
    written: Written
    seconds: dict[int, int]  # by story, the time that telling it took; 0 where it was not measured
    words: dict[tuple[Subject, int], str]
    draws: list[InAccount] = field(default_factory=list)

    @property
    def funder(self) -> Funder:
        return self.decision.funder


def grant_year(session: Session, viewer: Viewer, grant: Grant, year: int) -> GrantYear:
    """The year of a grant that the viewer may account for; weeks count by their ISO year."""
    rows = standing(shared_for(viewer, grant, year))
    told = tellings(session, rows.order_by(col(Version.week_number), col(Story.shared_at), col(Story.id)))
    versions, stories = [each.version.id for each in told], [each.story.id for each in told]
    threads = threads_of(session, viewer, stories)
    return GrantYear(
        decision=decision_of(session, grant),
        year=year,
        told=told,
        outcomes=outcomes_of(session, versions),
        counts=counts_of(session, versions),
        threads={
            story: [thread for thread in threads[story] if thread.funder.id == grant.funder_id] for story in stories
        },
        read=_read(session, stories, grant.funder_id),
        written=_written(session, grant, year),
        seconds=_seconds(session, stories),
        words=words(session, grant, year),
        draws=in_account(session, viewer, grant, year),
    )


def words(session: Session, grant: Grant, year: int) -> dict[tuple[Subject, int], str]:
    """The organisation's own words, by subject."""
    return {(each.subject, each.subject_id): each.text for each in explanations(session, grant, year)}


def explanations(session: Session, grant: Grant, year: int) -> Sequence[Explanation]:
    own = select(Explanation).where(Explanation.grant_id == grant.id, Explanation.year == year)
    return session.exec(own).all()


def _read(session: Session, stories: list[int], funder_id: int) -> frozenset[int]:
    rows = select(Version.story_id).join(Reading, col(Reading.version_id) == col(Version.id))
    return frozenset(
        session.exec(rows.where(Reading.funder_id == funder_id, col(Version.story_id).in_(stories)).distinct())
    )


def _seconds(session: Session, stories: list[int]) -> dict[int, int]:
    rows = (
        select(Version.story_id, func.sum(Version.writing_seconds))
        .where(col(Version.story_id).in_(stories), col(Version.shared_at).is_not(None))
        .group_by(col(Version.story_id))
    )
    return {story: int(seconds) for story, seconds in session.exec(rows)}


def _written(session: Session, grant: Grant, year: int) -> Written:
    """Only numbers: drafts and withdrawn stories are counted, never shown."""
    newest = func.coalesce(col(Story.shared_number), col(Story.draft_number))
    rows: Any = (
        select(func.count(), func.count(col(Story.shared_number)), func.count(col(Story.withdrawn_at)))
        .select_from(Story)
        .join(Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == newest))
        .join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
        .where(VersionGrant.grant_id == grant.id, Version.year == year)
    )
    written, shared, withdrawn = session.exec(rows).one()
    return Written(written, shared, withdrawn)
