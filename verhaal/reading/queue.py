"""The stories that lie on the reading table, and those of one's organisation, in their order: every SELECT."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal, union_all
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import firsts_of, rows_of
from verhaal.prepared import prepared
from verhaal.reading.newest import Table, Way, beyond, on_the_table, picked
from verhaal.reading.queries import Listed, listed
from verhaal.reading.sieve import Sieve
from verhaal.reading.sitting import Sitting, Spot
from verhaal.stories.models import Story
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
    way = _way(after, before)
    return _spread(
        session, viewer, _table(viewer, Table.of(viewer, sitting.sieve, sitting.at), way, PAGE + 1), way, sitting.at
    )


def ours(session: Session, viewer: Viewer, sieve: Sieve, after: Spot | None, before: Spot | None) -> Spread:
    """A page of what was shared in the organisations one works for, the newest first."""
    way = _way(after, before)
    return _spread(session, viewer, _ours(viewer, sieve, way, PAGE + 1), way)


def unread_count(session: Session, viewer: Viewer, sieve: Sieve) -> int:
    """How many stories within the sieve wait to be read; from `MANY` on it stops counting."""
    counted: int = firsts_of(session, _unread(viewer, Table.of(viewer, sieve)))[0]
    return counted


def lies_there(session: Session, viewer: Viewer, sieve: Sieve, story_id: int) -> bool:
    """Whether a story is on the viewer's table within the sieve."""
    seen = sieve.narrowed(access.stories_to_read(viewer), viewer).where(col(Story.id) == story_id)
    return session.exec(seen).first() is not None


def next_unread(session: Session, viewer: Viewer, sieve: Sieve, after: Spot | None = None) -> int | None:
    """The unread story to open after another: the next older one, or else the newest."""
    if sieve.read:
        return None
    found = dict(rows_of(session, _next(viewer, Table.of(viewer, sieve), after)))
    return next((found[place] for place in sorted(found)), None)


def neighbours(session: Session, viewer: Viewer, sitting: Sitting, spot: Spot) -> Neighbours:
    """The stories around a spot in the order of the sitting; one query."""
    found = dict(rows_of(session, _neighbours(viewer, Table.of(viewer, sitting.sieve, sitting.at), spot)))
    return Neighbours(found.get(0), found.get(1))


@prepared
def _table(viewer: Viewer, table: Table, way: Way, most: int) -> Any:
    return _shown(on_the_table(viewer, table, way, most), way)


@prepared
def _ours(viewer: Viewer, sieve: Sieve, way: Way, most: int) -> Any:
    shared = access.visible_stories(viewer).where(access.shared_in_our_organisation(viewer))
    seen = sieve.narrowed(shared, viewer).where(*beyond(way, Story.shared_at, Story.id))
    columns: Any = seen.with_only_columns(literal(0).label("is_unread"), col(Story.shared_at), col(Story.id))
    return _shown(way.ordered(columns, col(Story.shared_at), col(Story.id)).limit(most).subquery(), way)


@prepared
def _unread(viewer: Viewer, table: Table) -> Any:
    return select(func.count()).select_from(picked(viewer, table, Way(), MANY))


@prepared
def _next(viewer: Viewer, table: Table, after: Spot | None) -> Any:
    ways, but = ([Way()], None) if after is None else ([Way(after), Way()], after.story_id)
    return _firsts([picked(viewer, table, way, 1, but=but) for way in ways])


@prepared
def _neighbours(viewer: Viewer, table: Table, spot: Spot) -> Any:
    return _firsts([on_the_table(viewer, table, Way(spot, forwards), 1) for forwards in (False, True)])


def _firsts(found: list[Any]) -> Any:
    """The story that each of these holds, if it holds one, with its place among them."""
    return union_all(*(select(literal(place), each.c.id) for place, each in enumerate(found)))


def _shown(numbers: Any, way: Way) -> Any:
    """Only numbers were sorted; the words are fetched for those that are shown."""
    rows = standing(select(Story).join(numbers, numbers.c.id == col(Story.id)))
    return way.ordered(rows, numbers.c.is_unread, numbers.c.shared_at, numbers.c.id)


def _way(after: Spot | None, before: Spot | None) -> Way:
    return Way(before or after, forwards=before is None)


def _spread(session: Session, viewer: Viewer, rows: Any, way: Way, at: datetime | None = None) -> Spread:
    found = tellings(session, rows)
    has_more, shown = len(found) > PAGE, found[:PAGE] if way.forwards else found[:PAGE][::-1]
    stories = listed(session, viewer, shown)
    is_newer, is_older = (way.spot is not None, has_more) if way.forwards else (has_more, True)
    return Spread(
        stories,
        _spot(stories[0], at) if stories and is_newer else None,
        _spot(stories[-1], at) if stories and is_older else None,
    )


def _spot(one: Listed, at: datetime | None) -> Spot:
    story = one.telling.story
    was_unread = at is not None and (one.read_at is None or one.read_at > at)
    return Spot(was_unread, story.shared_at or story.created_at, story.id)
