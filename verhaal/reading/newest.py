"""The newest stories of a list, from a spot on: only as many rows are looked at as are shown, however many there are.

What lies on a funder's table is asked in its order from `Laid`, along one index; in each row `access` decides.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, exists, func, literal, tuple_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import Moment
from verhaal.reading.models import Reading
from verhaal.reading.sieve import Sieve
from verhaal.reading.sitting import Sitting, Spot
from verhaal.stories.models import Laid, Story


class Table(NamedTuple):
    """What is to be read through: narrowed by a sieve, as it was when one sat down; each story once, for who reads for
    more funders than one."""

    sieve: Sieve
    at: datetime
    once: bool

    @classmethod
    def of(cls, viewer: Viewer, sitting: Sitting) -> "Table":
        return cls(sitting.sieve, sitting.at, len(viewer.reads_for) > 1)


class Way(NamedTuple):
    """From which spot, or from the very first story; and onwards or back."""

    spot: Spot | None = None
    forwards: bool = True

    def ordered(self, statement: Any, *columns: Any) -> Any:
        """By columns of which the highest come first."""
        return statement.order_by(*(each.desc() if self.forwards else each for each in columns))


def lying(viewer: Viewer, *, once: bool) -> SelectOfScalar[Story]:
    """What lies on the viewer's table, joined to `Laid`; `once`, where it lies there for two of their funders."""
    joined = access.stories_to_read(viewer).join(Laid, col(Laid.story_id) == col(Story.id))
    ours = joined.where(col(Laid.funder_id).in_(viewer.reads_for))
    return ours.where(_is_first(viewer)) if once else ours


def unread(viewer: Viewer, at: datetime | None = None) -> ColumnElement[bool]:
    """Of what is laid: that the viewer has not read the version that stands; or had not, at that moment."""
    read = exists().where(col(Reading.version_id) == col(Laid.version_id), col(Reading.person_id) == viewer.id)
    return ~(read if at is None else read.where(col(Reading.read_at) <= at)).correlate(Laid)


def on_the_table(viewer: Viewer, table: Table, way: Way, most: int) -> Any:
    """So many (is_unread, shared_at, id) from a spot on, the unread first, as it was when one sat down: a subquery."""
    asked = table.sieve.read
    narrowed = table.sieve.without("read").narrowed(lying(viewer, once=table.once), viewer)
    parts = []
    for is_unread, away in _kinds(way):
        if asked is None or asked != is_unread:
            kind = unread(viewer, table.at) if is_unread else ~unread(viewer, table.at)
            parts.append(waiting(narrowed.where(kind), away, most, is_unread=is_unread))
    if not parts:
        parts.append(waiting(narrowed.where(literal(False)), Way(), most))
    both = union_all(*(select(part) for part in parts)).subquery()
    return way.ordered(select(both), both.c.is_unread, both.c.shared_at, both.c.id).limit(most).subquery()


def waiting(seen: SelectOfScalar[Story], way: Way, most: int, *, is_unread: bool = True) -> Any:
    """So many (is_unread, shared_at, id) of what lies there from a spot on, the newest first: a subquery."""
    columns: Any = seen.with_only_columns(
        literal(int(is_unread)).label("is_unread"), col(Laid.shared_at), col(Laid.story_id).label("id")
    )
    columns = columns.where(*beyond(way, Laid.shared_at, Laid.story_id))
    return way.ordered(columns, col(Laid.shared_at), col(Laid.story_id)).limit(most).subquery()


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
