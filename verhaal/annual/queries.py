"""A grant's year: everything that its annual account is computed from, as the viewer may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.choices import choosers, chosen
from verhaal.annual.confirming import Confirmed, confirmed
from verhaal.annual.draws import InAccount, in_account
from verhaal.annual.models import AnnualAccount, ChosenStory, Explanation, SealedAccount, SealedGrant, Subject
from verhaal.db import rows_of
from verhaal.grants.models import Activity, Grant, Objective, Place
from verhaal.grants.queries import Decision, decision_of
from verhaal.overview.queries import shared_for
from verhaal.people.models import Funder, Organisation, Person
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


class Said(NamedTuple):
    """The organisation's words on a topic, who wrote them last, and when."""

    text: str
    by: str
    at: datetime


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
    words: dict[tuple[Subject, int], Said]
    draws: list[InAccount] = field(default_factory=list)
    chosen: dict[int, list[ChosenStory]] = field(default_factory=dict)  # by objective, in order; only of what is told
    choosers: int = 0
    confirmed: Confirmed = field(default_factory=dict)

    def said(self, subject: Subject, subject_id: int | None = None) -> str:
        """The organisation's own words on one activity, objective or obligation, or on the grant; or nothing."""
        there = self.words.get((subject, subject_id or self.decision.grant.id))
        return there.text if there else ""


class Listed(NamedTuple):
    """An account in a list; with its grant where it is of one, and no funder where it is over all."""

    account: AnnualAccount
    organisation: Organisation
    funder: Funder | None
    grant: Grant | None


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
        chosen=_chosen(session, grant, year, set(stories)),
        choosers=choosers(session, grant, year),
        confirmed=confirmed(session, stories),
    )


def account(session: Session, viewer: Viewer, account_id: int) -> AnnualAccount | None:
    return session.exec(access.visible_accounts(viewer).where(AnnualAccount.id == account_id)).first()


def account_of_grant(session: Session, viewer: Viewer, grant: Grant, year: int) -> AnnualAccount | None:
    seen = access.visible_accounts(viewer).where(AnnualAccount.grant_id == grant.id, AnnualAccount.year == year)
    return session.exec(seen).first()


def listed(session: Session, viewer: Viewer) -> list[Listed]:
    """The accounts that the viewer sees, the newest year first; one query."""
    rows: Any = (
        access.visible_accounts(viewer)
        .with_only_columns(AnnualAccount, Organisation, Funder, Grant)
        .join(Organisation, col(Organisation.id) == col(AnnualAccount.organisation_id))
        .outerjoin(Funder, col(Funder.id) == col(AnnualAccount.funder_id))
        .outerjoin(Grant, col(Grant.id) == col(AnnualAccount.grant_id))
    )
    ordered = rows.order_by(col(AnnualAccount.year).desc(), col(Organisation.name), col(AnnualAccount.id))
    return [Listed(*row) for row in rows_of(session, ordered)]


def numbers_of(session: Session, grant: Grant) -> tuple[dict[str, int], dict[str, int]]:
    """By name the numbers of the places of a grant's organisation, and of the grant's objectives."""
    places = select(Place.name, Place.id).where(Place.organisation_id == grant.organisation_id)
    objectives = select(Objective.name, Objective.id).where(Objective.grant_id == grant.id)
    return dict(session.exec(places).all()), dict(session.exec(objectives).all())


def grants_in(session: Session, viewer: Viewer, of: AnnualAccount) -> Sequence[Grant]:
    """The grants of an account, as the viewer sees them: of those that run in its year, the ones in its scope."""
    first, last = date(of.year, 1, 1), date(of.year, 12, 31)
    seen = access.visible_grants(viewer).where(
        Grant.organisation_id == of.organisation_id, col(Grant.starts_on) <= last, col(Grant.ends_on) >= first
    )
    if of.grant_id is not None:
        seen = seen.where(Grant.id == of.grant_id)
    elif of.funder_id is not None:
        seen = seen.where(Grant.funder_id == of.funder_id)
    return session.exec(seen.order_by(col(Grant.funder_id), col(Grant.starts_on), col(Grant.id))).all()


def grants_sealed(session: Session, sealed: SealedAccount) -> Sequence[Grant]:
    """Those of a sealed account that was found to be seen, in its order."""
    rows = select(Grant).join(SealedGrant, col(SealedGrant.grant_id) == col(Grant.id))
    return session.exec(rows.where(SealedGrant.sealed_id == sealed.id).order_by(col(SealedGrant.position))).all()


def sealed_last(session: Session, viewer: Viewer, of: AnnualAccount) -> SealedAccount | None:
    """The newest sealed version of an account that the viewer was found to see: whole, before a funder's part."""
    seals = access.visible_seals(viewer).where(SealedAccount.account_id == of.id)
    whole_first = col(SealedAccount.funder_id).is_not(None), col(SealedAccount.funder_id)
    return session.exec(seals.order_by(col(SealedAccount.number).desc(), *whole_first)).first()


def words(session: Session, grant: Grant, year: int) -> dict[tuple[Subject, int], Said]:
    """The organisation's own words, by subject."""
    rows: Any = select(Explanation, Person.name).join(Person, col(Person.id) == col(Explanation.person_id))
    ours = rows.where(Explanation.grant_id == grant.id, Explanation.year == year)
    return {(each.subject, each.subject_id): Said(each.text, by, each.saved_at) for each, by in rows_of(session, ours)}


def _chosen(session: Session, grant: Grant, year: int, told: set[int]) -> dict[int, list[ChosenStory]]:
    found: dict[int, list[ChosenStory]] = {}
    for each in chosen(session, grant, year):
        if each.story_id in told:
            found.setdefault(each.objective_id, []).append(each)
    return found


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
