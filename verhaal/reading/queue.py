"""The stories that lie on the reading table, and those of one's organisation, in their order: every SELECT."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, tuple_, union_all
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import Moment, rows_of
from verhaal.grants.models import Grant
from verhaal.reading.models import Reading
from verhaal.reading.queries import Listed, listed
from verhaal.reading.sieve import Sieve
from verhaal.reading.sitting import Sitting, Spot
from verhaal.stories.models import Story, Version, VersionGrant
from verhaal.stories.queries import standing, tellings

PAGE = 25
MANY = 100  # from here on, waiting stories are not counted one by one


class Spread(NamedTuple):
    """One page of a list, and from where the pages before and after it go on."""

    stories: list[Listed]
    newer: Spot | None
    older: Spot | None


class Neighbours(NamedTuple):
    """The stories before and after one, as far as there are any."""

    previous: int | None = None
    following: int | None = None


def to_read(session: Session, viewer: Viewer, sitting: Sitting, after: Spot | None, before: Spot | None) -> Spread:
    """A page of the reading table: the unread first, then the newest."""
    return _spread(
        session, viewer, _within(viewer, sitting), _Order(_unread(viewer, sitting.at), sitting.at), after, before
    )


def ours(session: Session, viewer: Viewer, sieve: Sieve, after: Spot | None, before: Spot | None) -> Spread:
    """A page of what was shared in the organisations one works for, the newest first."""
    shared = access.visible_stories(viewer).where(access.shared_in_our_organisation(viewer))
    return _spread(session, viewer, sieve.narrowed(shared, viewer), _Order(), after, before)


def unread_count(session: Session, viewer: Viewer, sieve: Sieve) -> int:
    """How many stories within the sieve wait to be read; from `MANY` on it stops counting."""
    waiting = _waiting(viewer, sieve).with_only_columns(col(Story.id)).limit(MANY).subquery()
    return session.exec(select(func.count()).select_from(waiting)).one()


def lies_there(session: Session, viewer: Viewer, sieve: Sieve, story_id: int) -> bool:
    """Whether a story is on the viewer's table within the sieve."""
    seen = sieve.narrowed(_lying(viewer), viewer).where(col(Story.id) == story_id)
    return session.exec(seen).first() is not None


def next_unread(session: Session, viewer: Viewer, sieve: Sieve, after: Spot | None = None) -> int | None:
    """The unread story to open after another: the next older one, or else the newest."""
    if sieve.read:
        return None
    waiting, order = _waiting(viewer, sieve), _Order()
    if after is None:
        return _first(session, order.of(waiting.with_only_columns(col(Story.id))))
    older = case((order.beyond(after), 0), else_=1)
    others = waiting.with_only_columns(col(Story.id)).where(col(Story.id) != after.story_id)
    return _first(session, order.of(others.order_by(older)))


def neighbours(session: Session, viewer: Viewer, sitting: Sitting, spot: Spot) -> Neighbours:
    """The stories around a spot in the order of the sitting; one query."""
    seen, order = _within(viewer, sitting), _Order(_unread(viewer, sitting.at))
    sides = []
    for side, forwards in ((0, False), (1, True)):
        there = seen.with_only_columns(col(Story.id)).where(order.beyond(spot, forwards=forwards))
        nearest = order.of(there, forwards=forwards).limit(1).subquery()
        sides.append(select(literal(side), nearest.c.id))
    found = dict(rows_of(session, union_all(*sides)))
    return Neighbours(found.get(0), found.get(1))


def _first(session: Session, numbers: Any) -> int | None:
    found: int | None = session.exec(numbers.limit(1)).first()
    return found


class _Order:
    """The newest first; with `unread`, what met that at the moment `at` before everything else."""

    def __init__(self, unread: ColumnElement[bool] | None = None, at: datetime | None = None) -> None:
        self.unread, self.at = unread, at

    def of(self, statement: Any, *, forwards: bool = True) -> Any:
        shared_at, number = col(Story.shared_at), col(Story.id)
        read = [] if self.unread is None else [case((self.unread, 0), else_=1)]
        if forwards:
            return statement.order_by(*read, shared_at.desc(), number.desc())
        return statement.order_by(*(each.desc() for each in read), shared_at, number)

    def beyond(self, spot: Spot, *, forwards: bool = True) -> ColumnElement[bool]:
        """That a story lies after the spot, or before it."""
        there = tuple_(literal(spot.shared_at, Moment), literal(spot.story_id))
        here = tuple_(col(Story.shared_at), col(Story.id))
        further = here < there if forwards else here > there
        if self.unread is None:
            return further
        alike = self.unread if spot.is_unread else ~self.unread
        # After the unread come the read: the other kind lies wholly on one side of the spot.
        return or_(~alike, further) if spot.is_unread == forwards else and_(alike, further)

    def spot(self, one: Listed) -> Spot:
        story = one.telling.story
        was_unread = self.at is not None and (one.read_at is None or one.read_at > self.at)
        return Spot(was_unread, story.shared_at or story.created_at, story.id)


def _spread(
    session: Session,
    viewer: Viewer,
    seen: SelectOfScalar[Story],
    order: _Order,
    after: Spot | None,
    before: Spot | None,
) -> Spread:
    forwards, spot = before is None, before or after
    if spot is not None:
        seen = seen.where(order.beyond(spot, forwards=forwards))
    # Only numbers are sorted; the words are fetched for those that are shown.
    picked = order.of(seen.with_only_columns(col(Story.id)), forwards=forwards).limit(PAGE + 1).subquery()
    rows = order.of(standing(select(Story).join(picked, picked.c.id == col(Story.id))), forwards=forwards)
    found = tellings(session, rows)
    has_more, shown = len(found) > PAGE, found[:PAGE] if forwards else found[:PAGE][::-1]
    stories = listed(session, viewer, shown)
    is_newer, is_older = (spot is not None, has_more) if forwards else (has_more, True)
    return Spread(
        stories,
        order.spot(stories[0]) if stories and is_newer else None,
        order.spot(stories[-1]) if stories and is_older else None,
    )


def _lying(viewer: Viewer) -> SelectOfScalar[Story]:
    """What lies on the table. That it is told for us is said twice: the first says where a database begins to look."""
    told = select(Version.story_id).join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
    ours = told.join(Grant, col(Grant.id) == col(VersionGrant.grant_id)).where(access.given_by_our_funder(viewer))
    return access.stories_to_read(viewer).where(col(Story.id).in_(ours.correlate(None)))


def _within(viewer: Viewer, sitting: Sitting) -> SelectOfScalar[Story]:
    """What is read through; read or not is asked as it was when one sat down."""
    seen, asked = sitting.sieve.without("read").narrowed(_lying(viewer), viewer), sitting.sieve.read
    if asked is None:
        return seen
    unread = _unread(viewer, sitting.at)
    return seen.where(~unread if asked else unread)


def _waiting(viewer: Viewer, sieve: Sieve) -> SelectOfScalar[Story]:
    return sieve.without("read").narrowed(_lying(viewer), viewer).where(_unread(viewer))


def _unread(viewer: Viewer, at: datetime | None = None) -> ColumnElement[bool]:
    """That the viewer has not read the version that stands; or had not, at that moment."""
    by_then = [] if at is None else [col(Reading.read_at) <= at]
    return ~(
        exists()
        .where(
            col(Version.story_id) == col(Story.id),
            col(Version.number) == col(Story.shared_number),
            col(Reading.version_id) == col(Version.id),
            col(Reading.person_id) == viewer.id,
            *by_then,
        )
        .correlate(Story)
    )
