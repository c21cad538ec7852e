"""What its author needs to tell a story: what can be chosen from, what was begun, what was told last time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import exists, literal, union_all
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import firsts_of, rows_of
from verhaal.grants.models import Activity, Grant, Objective, Place
from verhaal.people.models import Organisation, Person
from verhaal.prepared import prepared
from verhaal.stories.models import Count, Sheet, Story, Version, VersionGrant
from verhaal.stories.queries import standing
from verhaal.week import Week

OWN_OFFERED, LINES_OFFERED = 20, 12  # half a year of a weekly teller; the list must stay light


class Choice(NamedTuple):
    """`of` is the organisation whose it is, or the grant in which it was agreed."""

    id: int
    name: str
    of: int
    unit: str


class Offer(NamedTuple):
    """What an author can choose from: the places and grants of the organisations where one tells."""

    organisations: list[Choice]
    places: list[Choice]
    grants: list[Choice]
    objectives: list[Choice]
    activities: list[Choice]


class LastTold(NamedTuple):
    organisation_id: int
    place_id: int | None
    grant_ids: list[int]


class Earlier(NamedTuple):
    """A story on which the next one may go on."""

    story_id: int
    organisation_id: int
    title: str
    week: Week
    author: str
    is_own: bool
    ends_a_line: bool


def earlier(session: Session, viewer: Viewer, chosen: int | None, but: int | None) -> list[Earlier]:
    """The stories to choose from, the newest first: one's own of late, the last of each line, and the one that was
    chosen already; never `but`, the story itself. One query."""
    found, rows = dict[int, Earlier](), rows_of(session, _earlier(viewer, chosen or 0, but or 0))
    for story_id, organisation_id, author_id, title, year, week, author, ends in rows:
        is_own = author_id == viewer.id
        found.setdefault(
            story_id, Earlier(story_id, organisation_id, title, Week(year, week), author, is_own, bool(ends))
        )
    return list(found.values())


@prepared
def _earlier(viewer: Viewer, chosen: int, but: int) -> Any:
    offered = _offered(viewer, chosen)
    return (
        standing(access.followable_stories(viewer).where(col(Story.id) != but))
        .join(offered, offered.c.id == col(Story.id))
        .with_only_columns(
            Story.id, Story.organisation_id, Story.author_id, Version.title, Version.year, Version.week_number,
            Person.name, offered.c.ends,
        )
        .order_by(col(Story.shared_at).desc(), col(Story.id).desc(), offered.c.ends.desc())
    )  # fmt: skip


def _offered(viewer: Viewer, chosen: int) -> Any:
    """The ids of what is offered, and whether each ends a line; some are there twice."""
    own = access.followable_stories(viewer).where(Story.author_id == viewer.id).with_only_columns(col(Story.id))
    newest = own.order_by(col(Story.shared_at).desc(), col(Story.id).desc()).limit(OWN_OFFERED).subquery()
    ends = access.ends_of_lines(viewer).limit(LINES_OFFERED).subquery()
    return union_all(
        select(newest.c.id.label("id"), literal(0).label("ends")), select(ends.c.id, literal(1)),
        select(chosen, literal(0)),
    ).subquery()  # fmt: skip


def own_by_key(session: Session, viewer: Viewer, key: str) -> Story | None:
    return session.exec(access.visible_stories(viewer).where(Story.key == key, Story.author_id == viewer.id)).first()


def unfinished(session: Session, viewer: Viewer) -> Sequence[tuple[Story, Version]]:
    """The viewer's drafts that were never shared, the newest first."""
    found: Sequence[tuple[Story, Version]] = rows_of(session, _unfinished(viewer))
    return found


@prepared
def _unfinished(viewer: Viewer) -> Any:
    own = access.visible_stories(viewer).where(Story.author_id == viewer.id, col(Story.shared_number).is_(None))
    rows = own.with_only_columns(Story, Version).join(
        Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.draft_number))
    )
    return rows.order_by(col(Version.saved_at).desc())


def sheets_of(session: Session, viewer: Viewer, key: str | None = None) -> Sequence[Sheet]:
    """What the viewer typed and is in no draft yet, of one story or of all; the newest first."""
    return firsts_of(session, _sheets(viewer, key))


@prepared
def _sheets(viewer: Viewer, key: str | None) -> Any:
    own = access.own_sheets(viewer)
    rows = own if key is None else own.where(Sheet.key == key)
    return rows.order_by(col(Sheet.saved_at).desc())


def last_told(session: Session, viewer: Viewer) -> LastTold | None:
    """Of the viewer's newest story what the next one begins with; one query."""
    rows = rows_of(session, _last_told(viewer))
    return LastTold(rows[0][0], rows[0][1], [grant for *_, grant in rows if grant]) if rows else None


@prepared
def _last_told(viewer: Viewer) -> Any:
    own = access.visible_stories(viewer).where(Story.author_id == viewer.id)
    newest = standing(own).order_by(col(Story.created_at).desc(), col(Story.id).desc()).limit(1)
    last = newest.with_only_columns(col(Story.organisation_id), col(Version.place_id), col(Version.id)).subquery()
    told = select(last.c.organisation_id, last.c.place_id, VersionGrant.grant_id)
    return told.outerjoin(VersionGrant, col(VersionGrant.version_id) == last.c.id).order_by(col(VersionGrant.grant_id))


def last_counted(session: Session, viewer: Viewer) -> Sequence[Count]:
    """What the viewer counted the last time that anything was counted."""
    return firsts_of(session, _last_counted(viewer))


@prepared
def _last_counted(viewer: Viewer) -> Any:
    own = access.visible_versions(viewer).where(Story.author_id == viewer.id)
    has_counts = (
        exists().where(col(Count.version_id) == col(Version.id)).correlate(Version)
    )  # and not all counts there are
    counted = own.where(has_counts).with_only_columns(col(Version.id))
    newest = counted.order_by(col(Version.saved_at).desc(), col(Version.id).desc()).limit(1).scalar_subquery()
    return select(Count).where(col(Count.version_id) == newest).order_by(col(Count.position))


def offer(session: Session, viewer: Viewer) -> Offer:
    """What the viewer can tell about; one query. By name; what was agreed in a grant, in the grant's own order."""
    offered = Offer([], [], [], [], [])
    for kind, choice_id, name, of, unit, *_order in rows_of(session, _choices(viewer)):
        getattr(offered, kind).append(Choice(choice_id, name, of, unit))
    return offered


@prepared
def _choices(viewer: Viewer) -> Any:
    tells, grants = col(Organisation.id).in_(viewer.tells_for), access.tellable_grants(viewer)
    kinds = [
        _choice("organisations", select(Organisation).where(tells), Organisation.name, literal(0)),
        _choice("places", access.tellable_places(viewer), Place.name, Place.organisation_id),
        _choice("grants", grants, Grant.title, Grant.organisation_id),
    ]
    for kind, table, unit in (("objectives", Objective, literal("")), ("activities", Activity, Activity.unit)):
        agreed = select(table).where(col(table.grant_id).in_(grants.with_only_columns(col(Grant.id))))
        kinds.append(_choice(kind, agreed, table.name, table.grant_id, unit, table.grant_id, table.position))
    return union_all(*kinds).order_by("grant", "position", "name")


def _choice(kind: str, seen: Any, name: Any, of: Any, *more: Any) -> Any:
    """The parts of a `Choice` behind its kind; then where it stands: in a grant, and there."""
    unit, grant, position = more or (literal(""), literal(0), literal(0))
    labels = {"name": name, "of": of, "unit": unit, "grant": grant, "position": position}
    columns = (each.label(label) for label, each in labels.items())
    return seen.with_only_columns(literal(kind), name.class_.id.label("id"), *columns)
