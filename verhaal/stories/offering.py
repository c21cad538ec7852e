"""What its author needs to tell a story: what can be chosen from, what was begun, what was told last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import exists, literal, union_all
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Activity, Grant, Objective, Place
from verhaal.people.models import Organisation, Person
from verhaal.stories.models import Count, Sheet, Story, Version
from verhaal.stories.queries import Telling, standing, tellings
from verhaal.week import Week

OWN_OFFERED, LINES_OFFERED = 20, 12  # half a year of a weekly teller; the list must stay light


@dataclass(frozen=True)
class Offer:
    """What an author can choose from: the places and grants of the organisations where one tells."""

    organisations: Sequence[Organisation]
    places: Sequence[Place]
    grants: Sequence[Grant]
    objectives: Sequence[Objective]
    activities: Sequence[Activity]


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
    offered, found = _offered(viewer, chosen or 0), dict[int, Earlier]()
    rows = (
        standing(access.followable_stories(viewer).where(col(Story.id) != (but or 0)))
        .join(offered, offered.c.id == col(Story.id))
        .with_only_columns(
            Story.id, Story.organisation_id, Story.author_id, Version.title, Version.year, Version.week_number,
            Person.name, offered.c.ends,
        )
        .order_by(col(Story.shared_at).desc(), col(Story.id).desc(), offered.c.ends.desc())
    )  # fmt: skip
    for story_id, organisation_id, author_id, title, year, week, author, ends in rows_of(session, rows):
        is_own = author_id == viewer.id
        found.setdefault(
            story_id, Earlier(story_id, organisation_id, title, Week(year, week), author, is_own, bool(ends))
        )
    return list(found.values())


def _offered(viewer: Viewer, chosen: int) -> Any:
    """The ids of what is offered, and whether each ends a line; some are there twice."""
    own = access.followable_stories(viewer).where(Story.author_id == viewer.id).with_only_columns(col(Story.id))
    newest = own.order_by(col(Story.shared_at).desc(), col(Story.id).desc()).limit(OWN_OFFERED).subquery()
    ends = access.ends_of_lines(viewer).limit(LINES_OFFERED).subquery()
    return union_all(
        select(newest.c.id.label("id"), literal(0).label("ends")), select(ends.c.id, literal(1)),
        select(literal(chosen), literal(0)),
    ).subquery()  # fmt: skip


def own_by_key(session: Session, viewer: Viewer, key: str) -> Story | None:
    return session.exec(access.visible_stories(viewer).where(Story.key == key, Story.author_id == viewer.id)).first()


def unfinished(session: Session, viewer: Viewer) -> Sequence[tuple[Story, Version]]:
    """The viewer's drafts that were never shared, the newest first."""
    own = access.visible_stories(viewer).where(Story.author_id == viewer.id, col(Story.shared_number).is_(None))
    rows = own.with_only_columns(Story, Version).join(
        Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.draft_number))
    )
    found: Sequence[tuple[Story, Version]] = rows_of(session, rows.order_by(col(Version.saved_at).desc()))
    return found


def sheets_of(session: Session, viewer: Viewer, key: str | None = None) -> Sequence[Sheet]:
    """What the viewer typed and is in no draft yet, of one story or of all; the newest first."""
    own = access.own_sheets(viewer)
    rows = own if key is None else own.where(Sheet.key == key)
    return session.exec(rows.order_by(col(Sheet.saved_at).desc())).all()


def last_told(session: Session, viewer: Viewer) -> Telling | None:
    """The viewer's newest story, whose place and grants the next one begins with."""
    own = access.visible_stories(viewer).where(Story.author_id == viewer.id)
    rows = standing(own).order_by(col(Story.created_at).desc(), col(Story.id).desc()).limit(1)
    return next(iter(tellings(session, rows)), None)


def last_counted(session: Session, viewer: Viewer) -> Sequence[Count]:
    """What the viewer counted the last time that anything was counted."""
    own = access.visible_versions(viewer).where(Story.author_id == viewer.id)
    has_counts = (
        exists().where(col(Count.version_id) == col(Version.id)).correlate(Version)
    )  # and not all counts there are
    counted = own.where(has_counts).with_only_columns(col(Version.id))
    newest = counted.order_by(col(Version.saved_at).desc(), col(Version.id).desc()).limit(1).scalar_subquery()
    return session.exec(select(Count).where(col(Count.version_id) == newest).order_by(col(Count.position))).all()


def offer(session: Session, viewer: Viewer) -> Offer:
    """What the viewer can tell about. Grants come with their objectives and activities, in their order."""
    grants = session.exec(access.tellable_grants(viewer).order_by(col(Grant.title))).all()
    ids = [grant.id for grant in grants]
    places = access.tellable_places(viewer).order_by(col(Place.name))
    return Offer(
        organisations=session.exec(
            select(Organisation).where(col(Organisation.id).in_(viewer.tells_for)).order_by(col(Organisation.name))
        ).all(),
        places=session.exec(places).all(),
        grants=grants,
        objectives=session.exec(
            select(Objective)
            .where(col(Objective.grant_id).in_(ids))
            .order_by(col(Objective.grant_id), col(Objective.position))
        ).all(),
        activities=session.exec(
            select(Activity)
            .where(col(Activity.grant_id).in_(ids))
            .order_by(col(Activity.grant_id), col(Activity.position))
        ).all(),
    )
