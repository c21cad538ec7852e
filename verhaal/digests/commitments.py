"""What funders took on, as news: for who took it on, and for the author about whose story it is."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.digests.moments import Span
from verhaal.digests.news import Promised
from verhaal.people.models import Funder, Membership, Organisation
from verhaal.reading.commitments import commitments_since, is_unclosed
from verhaal.reading.models import Commitment, Response, Standing
from verhaal.stories.models import Story, Version
from verhaal.week import day_of

SOON = timedelta(days=7)


def taken_on(session: Session, viewer: Viewer, span: Span) -> list[Promised]:
    """What the viewer took on and is due within a week or late, the first due first; it is news when it becomes so.

    What was taken on by someone who left is everyone's with that funder.
    """
    today = day_of(span.until)
    own = or_(col(Response.person_id) == viewer.id, _was_left())
    rows = (
        _with_title(viewer, Organisation)
        .join(Organisation, col(Organisation.id) == col(Story.organisation_id))
        .where(access.shared_with_our_funder(viewer), access.by_our_funder(viewer), is_unclosed(), own)
        .where(col(Commitment.due_on) <= today + SOON)
        .order_by(col(Commitment.due_on), col(Commitment.id))
    )
    turns = (-SOON, timedelta(days=1))  # from its day on: due soon, late
    return [
        Promised(commitment, commitment.standing(today), title, organisation.name,
                 any(day_of(span.after) < commitment.due_on + turn <= today for turn in turns))
        for commitment, title, organisation in rows_of(session, rows)
    ]  # fmt: skip


def promised(session: Session, viewer: Viewer, span: Span) -> list[Promised]:
    """What was promised in the span about the viewer's own stories, what became of it, and what became late."""
    changes = commitments_since(session, viewer, span.after)
    told = [
        Promised(each.commitment, each.standing, each.title, each.funder.name, each.is_new)
        for each in changes
        if each.at <= span.until
    ]
    return told + _late(session, viewer, span)


def _late(session: Session, viewer: Viewer, span: Span) -> list[Promised]:
    first, last = day_of(span.after), day_of(span.until)
    rows = (
        _with_title(viewer, Funder)
        .join(Funder, col(Funder.id) == col(Response.funder_id))
        .where(access.told_by_viewer(viewer), is_unclosed())
        .where(col(Commitment.due_on) >= first, col(Commitment.due_on) < last)
        .order_by(col(Commitment.due_on), col(Commitment.id))
    )
    return [
        Promised(commitment, Standing.LATE, title, funder.name, False)
        for commitment, title, funder in rows_of(session, rows)
    ]


def _with_title(viewer: Viewer, party: type) -> Any:
    """The commitments that the viewer sees about stories that stand; the party is still to be joined."""
    columns: Any = (Commitment, col(Version.title), party)
    stands = and_(col(Version.story_id) == col(Story.id), col(Version.number) == col(Story.shared_number))
    seen = access.visible_commitments(viewer).where(access.is_told())
    return seen.with_only_columns(*columns).join(Version, stands)


def _was_left() -> ColumnElement[bool]:
    """That who took it on reads for that funder no more."""
    there = exists().where(
        col(Membership.person_id) == col(Response.person_id),
        col(Membership.funder_id) == col(Response.funder_id),
        col(Membership.until).is_(None),
    )
    return ~there.correlate(Response)
