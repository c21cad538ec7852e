"""What funders took on, as both sides see it: every SELECT about commitments."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, case, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Grant
from verhaal.people.models import Funder, Organisation, Person
from verhaal.reading.models import Commitment, Response, ResponseKind, Standing, Step
from verhaal.stories.models import Story, Version

PAGE = 25


class Show(StrEnum):
    """The part that is asked for; what is open has the late ones first."""

    OPEN = "open"
    KEPT = "kept"
    EXPLAINED = "explained"


class Promises(NamedTuple):
    """Commitments by where they stand; together, all that were made. `open` is not late yet."""

    kept: int = 0
    open: int = 0
    late: int = 0
    explained: int = 0

    @property
    def made(self) -> int:
        return sum(self)

    @property
    def unclosed(self) -> int:
        return self.open + self.late

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> "Promises":
        found = list(standings)
        return cls(*(found.count(each) for each in (Standing.KEPT, Standing.OPEN, Standing.LATE, Standing.EXPLAINED)))


class Promise(NamedTuple):
    """A commitment with what it is about."""

    commitment: Commitment
    response: Response
    story: Story
    title: str
    funder: Funder
    organisation: Organisation


class Listed(NamedTuple):
    promises: list[Promise]
    number: int
    has_more: bool


class Change(NamedTuple):
    """That something was promised about a story, or became of it: kept, explained, or open again."""

    at: datetime
    is_new: bool
    standing: Standing
    commitment: Commitment
    story: Story
    title: str
    funder: Funder


def promises(session: Session, viewer: Viewer, show: Show, grant: Grant | None, number: int) -> Listed:
    """A page of the commitments that the viewer sees: open ones by their day, so that the late come first; closed
    ones the last first."""
    closed_at = func.coalesce(Commitment.done_at, Commitment.explained_at)
    order = col(Commitment.due_on) if show == Show.OPEN else closed_at.desc()
    rows = _with_story(_told(viewer, grant).where(_is(show))).order_by(order, col(Commitment.id))
    found = [Promise(*row) for row in rows_of(session, rows.limit(PAGE + 1).offset((number - 1) * PAGE))]
    return Listed(found[:PAGE], number, len(found) > PAGE)


def promise(session: Session, viewer: Viewer, commitment_id: int) -> Promise | None:
    """One commitment, if the viewer sees it; an author sees those about a withdrawn story still."""
    rows = rows_of(session, _with_story(access.visible_commitments(viewer).where(Commitment.id == commitment_id)))
    return Promise(*rows[0]) if rows else None


def steps_of(session: Session, commitment: Commitment) -> list[tuple[Step, Person]]:
    """How a commitment that the viewer was found to see was closed and opened again, the first first."""
    rows = select(Step, Person).join(Person, col(Person.id) == col(Step.person_id))
    return list(session.exec(rows.where(Step.commitment_id == commitment.id).order_by(col(Step.at), col(Step.id))))


def how_many(session: Session, viewer: Viewer, grant: Grant | None, today: date) -> Promises:
    """How many commitments the viewer sees, by where they stand; one query."""
    late = and_(is_unclosed(), col(Commitment.due_on) < today)
    conditions = (_is(Show.KEPT), and_(is_unclosed(), ~late), late, _is(Show.EXPLAINED))
    counts = [func.count(case((each, Commitment.id))) for each in conditions]
    rows: Any = _told(viewer, grant).with_only_columns(*counts)
    return Promises(*rows_of(session, rows)[0])


def how_many_unclosed(seen: SelectOfScalar[Commitment], today: date) -> Subquery:
    """How many of the seen commitments are `open`, and how many `late`: one row, to stand beside those of a query."""
    # The kind says nothing new, but spares looking at the stories of all other responses.
    theirs = seen.where(col(Response.kind) == ResponseKind.COMMITMENT, access.is_told(), is_unclosed())
    late = col(Commitment.due_on) < today
    counts = [func.count(case((each, Commitment.id))).label(name) for each, name in ((~late, "open"), (late, "late"))]
    rows: Any = theirs.with_only_columns(*counts)
    counted: Subquery = rows.subquery()
    return counted


def promised_about(session: Session, viewer: Viewer, story_ids: Iterable[int]) -> dict[int, list[Commitment]]:
    """Per story what was promised about it, as far as the viewer sees it; one query."""
    rows: Any = access.visible_commitments(viewer).with_only_columns(col(Story.id), Commitment)
    found: dict[int, list[Commitment]] = defaultdict(list)
    for story_id, commitment in rows_of(session, rows.where(access.is_told(), col(Story.id).in_(story_ids))):
        found[story_id].append(commitment)
    return found


def commitments_since(session: Session, viewer: Viewer, since: datetime) -> list[Change]:
    """What changed after a moment in what was promised about the viewer's own stories, the first first: for telling
    an author. What one did oneself, reading for a funder too, is no news. Two queries."""
    own = access.visible_commitments(viewer).where(access.told_by_viewer(viewer))
    made = _with_story(own.where(col(Response.created_at) > since, col(Response.person_id) != viewer.id))
    turned = _with_story(own.where(col(Step.at) > since, col(Step.person_id) != viewer.id)).add_columns(Step)
    turned = turned.join(Step, col(Step.commitment_id) == col(Commitment.id))
    changes = [_change(Promise(*row)) for row in rows_of(session, made)]
    changes += [_change(Promise(*row[:-1]), row[-1]) for row in rows_of(session, turned)]
    return sorted(changes, key=lambda change: (change.at, change.commitment.id))


def is_unclosed() -> ColumnElement[bool]:
    return and_(col(Commitment.done_at).is_(None), col(Commitment.explained_at).is_(None))


def _told(viewer: Viewer, grant: Grant | None) -> SelectOfScalar[Commitment]:
    """Those about stories that stand shared; with a grant, those of its funder about stories told for it."""
    seen = access.visible_commitments(viewer).where(access.is_told())
    if grant is None:
        return seen
    return seen.where(col(Response.funder_id) == grant.funder_id, access.told_for(access.is_grant(grant.id)))


def _is(show: Show) -> ColumnElement[bool]:
    """The database's word for `Commitment.standing`, but for what is late."""
    closed = {Show.KEPT: col(Commitment.done_at), Show.EXPLAINED: col(Commitment.explained_at)}
    return closed[show].is_not(None) if show in closed else is_unclosed()


def _with_story(seen: SelectOfScalar[Commitment]) -> Any:
    rows = seen.with_only_columns(Commitment, Response, Story, col(Version.title), Funder, Organisation)
    number = func.coalesce(col(Story.shared_number), col(Story.draft_number))
    return (
        rows.join(Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == number))
        .join(Funder, col(Funder.id) == col(Response.funder_id))
        .join(Organisation, col(Organisation.id) == col(Story.organisation_id))
    )


def _change(of: Promise, step: Step | None = None) -> Change:
    at, standing = (step.at, step.standing) if step else (of.response.created_at, Standing.OPEN)
    return Change(at, step is None, standing, of.commitment, of.story, of.title, of.funder)
