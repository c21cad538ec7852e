"""The newest stories of a list, from a spot on: only as many rows are looked at as are shown, however many there are.

What lies on a funder's table is asked in its order from `Laid`, along one index; in each row `access` decides.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, exists, false, func, literal, tuple_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import Moment
from verhaal.reading.models import Reading
from verhaal.reading.sieve import Sieve
from verhaal.reading.sitting import Spot
from verhaal.stories.models import Laid, Story


class Table(NamedTuple):
    """What is to be read through: narrowed by a sieve, as it was at a moment or is now; each story `once`, where it may
    lie there for more than one of the viewer's funders."""

    sieve: Sieve
    once: bool
    at: datetime | None = None

    @classmethod
    def of(cls, viewer: Viewer, sieve: Sieve, at: datetime | None = None) -> "Table":
        return cls(sieve, len(viewer.reads_for) > 1, at)


class Way(NamedTuple):
    """From which spot, or from the very first story; and onwards or back."""

    spot: Spot | None = None
    forwards: bool = True

    def ordered(self, statement: Any, *columns: Any) -> Any:
        """By columns of which the highest come first."""
        return statement.order_by(*(each.desc() if self.forwards else each for each in columns))


def on_the_table(viewer: Viewer, table: Table, way: Way, most: int) -> Any:
    """So many (is_unread, shared_at, id) from a spot on, the unread first: a subquery."""
    asked = table.sieve.read
    kinds = [(is_unread, away) for is_unread, away in _kinds(way) if asked is None or asked != is_unread]
    parts = [select(picked(viewer, table, away, most, is_unread=is_unread)) for is_unread, away in kinds]
    both = union_all(*(parts or [_none()])).subquery()
    return way.ordered(select(both), both.c.is_unread, both.c.shared_at, both.c.id).limit(most).subquery()


def picked(viewer: Viewer, table: Table, way: Way, most: int, *, is_unread: bool = True, but: int | None = None) -> Any:
    """So many (is_unread, shared_at, id) of what lies there from a spot on, the newest first: a subquery.

    First what lies there and is of this kind, then row by row whether it is to be seen, until there are enough.
    """
    laid = _lying(viewer, table, way, is_unread, but)
    seen: Any = table.sieve.without("read").narrowed(access.stories_to_read(viewer), viewer)
    is_seen = _by_itself(seen.with_only_columns(literal(1)).where(col(Story.id) == laid.c.story_id).correlate(laid))
    columns = select(literal(int(is_unread)).label("is_unread"), laid.c.shared_at, laid.c.story_id.label("id"))
    return way.ordered(columns.where(exists(is_seen)), laid.c.shared_at, laid.c.story_id).limit(most).subquery()


def _lying(viewer: Viewer, table: Table, way: Way, is_unread: bool, but: int | None) -> Any:
    """The ids and moments of what lies on the viewer's table, the newest first: a subquery."""
    ours = [col(Laid.funder_id).in_(viewer.reads_for), *beyond(way, Laid.shared_at, Laid.story_id)]
    kind = (_is_unread if is_unread else _is_read)(viewer, table.at)
    rows = select(Laid.story_id, Laid.shared_at).where(*ours, kind)
    rows = rows.where(_is_first(viewer)) if table.once else rows
    rows = rows if but is None else rows.where(col(Laid.story_id) != but)
    return _by_itself(way.ordered(rows, col(Laid.shared_at), col(Laid.story_id))).subquery()


def _is_unread(viewer: Viewer, at: datetime | None) -> ColumnElement[bool]:
    """Of what is laid: that the viewer has not read the version that stands; or had not, at that moment."""
    return ~exists(_reading(viewer, at))


def _is_read(viewer: Viewer, at: datetime | None) -> ColumnElement[bool]:
    return exists(_by_itself(_reading(viewer, at)))


def _reading(viewer: Viewer, at: datetime | None) -> Any:
    read = col(Reading.version_id) == col(Laid.version_id), col(Reading.person_id) == viewer.id
    rows = select(literal(1)).select_from(Reading).where(*read).correlate(Laid)
    return rows if at is None else rows.where(col(Reading.read_at) <= at)


def _by_itself(rows: Any) -> Any:
    """PostgreSQL would open it and begin with all stories of the funder, to show twenty-five: 226 ms, and 4 so."""
    return rows.suffix_with("OFFSET 0", dialect="postgresql")


def _none() -> Any:
    nothing: Any = select(literal(0).label("is_unread"), col(Laid.shared_at), col(Laid.story_id).label("id"))
    return nothing.where(false())


def beyond(way: Way, shared_at: Any, story_id: Any) -> list[ColumnElement[bool]]:
    """That a story lies after the spot, or before it, among its like; nothing where there is no spot."""
    if way.spot is None:
        return []
    there = tuple_(way.spot.shared_at, way.spot.story_id, types=(Moment(), Integer()))
    here = tuple_(col(shared_at), col(story_id))
    return [here < there if way.forwards else here > there]


def _kinds(way: Way) -> Iterator[tuple[bool, Way]]:
    """The unread and the read, each with where in it to begin. The other kind lies wholly on one side of a spot."""
    for is_unread in (True, False):
        if way.spot is None or way.spot.is_unread == is_unread:
            yield is_unread, way
        elif is_unread != way.forwards:
            yield is_unread, Way(None, way.forwards)


def _is_first(viewer: Viewer) -> ColumnElement[bool]:
    other = aliased(Laid)
    first = select(func.min(other.funder_id)).where(other.story_id == Laid.story_id)
    return (
        col(Laid.funder_id) == first.where(col(other.funder_id).in_(viewer.reads_for)).correlate(Laid).scalar_subquery()
    )
