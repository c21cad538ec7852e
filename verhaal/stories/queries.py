"""Stories with what stands beside them, as a viewer may see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, literal, union_all
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import firsts_of, rows_of
from verhaal.grants.models import Activity, Grant, Objective, Place
from verhaal.people.models import Funder, Organisation, Person
from verhaal.prepared import prepared
from verhaal.stories.models import Count, Outcome, Photo, Story, Version, VersionGrant, VersionPhoto


@dataclass(frozen=True)
class Telling:
    """A story in one version, with its author, place and the grants it is told for."""

    story: Story
    version: Version
    author: Person
    organisation: Organisation
    place: Place | None
    grants: tuple[Grant, ...]

    @property
    def funder_ids(self) -> frozenset[int]:
        return frozenset(grant.funder_id for grant in self.grants)


def standing(seen: SelectOfScalar[Story]) -> Any:
    """The rows of `seen` stories in the version that stands: the shared one, or the draft of what never was.

    Each row is (Story, Version, Person, Organisation, Place or None); add order and limits before asking.
    """
    number = func.coalesce(col(Story.shared_number), col(Story.draft_number))
    rows = seen.with_only_columns(Story, Version, Person, Organisation, Place)
    return (
        rows.join(Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == number))
        .join(Person, col(Person.id) == col(Story.author_id))
        .join(Organisation, col(Organisation.id) == col(Story.organisation_id))
        .outerjoin(Place, col(Place.id) == col(Version.place_id))
    )


def tellings(session: Session, rows: Any) -> list[Telling]:
    """The stories that `standing` rows hold; two queries, however many."""
    found = rows_of(session, rows)
    grants = grants_of(session, [version.id for _, version, *_ in found])
    return [
        Telling(story, version, author, organisation, place, tuple(grants[version.id]))
        for story, version, author, organisation, place in found
    ]


def telling(session: Session, viewer: Viewer, story_id: int) -> Telling | None:
    """One story as it stands, if the viewer sees it; one query."""
    found = rows_of(session, _one(viewer, story_id))
    if not found:
        return None
    story, version, author, organisation, place, _grant = found[0]
    return Telling(story, version, author, organisation, place, tuple(row.Grant for row in found if row.Grant))


@prepared
def _one(viewer: Viewer, story_id: int) -> Any:
    rows = standing(access.visible_stories(viewer).where(Story.id == story_id)).add_columns(Grant)
    told = rows.outerjoin(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
    return told.outerjoin(Grant, col(Grant.id) == col(VersionGrant.grant_id)).order_by(col(Grant.id))


def telling_of(session: Session, story: Story, version: Version) -> Telling:
    """One story in a version that was found already."""
    return Telling(
        story,
        version,
        session.get_one(Person, story.author_id),
        session.get_one(Organisation, story.organisation_id),
        session.get(Place, version.place_id) if version.place_id else None,
        tuple(grants_of(session, [version.id])[version.id]),
    )


def grants_of(session: Session, version_ids: Iterable[int]) -> dict[int, list[Grant]]:
    grants: dict[int, list[Grant]] = defaultdict(list)
    for version_id, grant in rows_of(session, _grants(list(version_ids))):
        grants[version_id].append(grant)
    return grants


@prepared
def _grants(version_ids: list[int]) -> Any:
    rows = select(VersionGrant.version_id, Grant).join(Grant, col(Grant.id) == col(VersionGrant.grant_id))
    return rows.where(col(VersionGrant.version_id).in_(version_ids)).order_by(col(Grant.id))


def outcomes_of(session: Session, version_ids: Iterable[int]) -> dict[int, list[tuple[Outcome, Objective | None]]]:
    """Per version its outcomes in order, each with the objective it serves."""
    outcomes: dict[int, list[tuple[Outcome, Objective | None]]] = defaultdict(list)
    rows = select(Outcome, Objective).outerjoin(Objective, col(Objective.id) == col(Outcome.objective_id))
    for outcome, objective in session.exec(
        rows.where(col(Outcome.version_id).in_(version_ids)).order_by(col(Outcome.version_id), col(Outcome.position))
    ):
        outcomes[outcome.version_id].append((outcome, objective))
    return outcomes


def counts_of(session: Session, version_ids: Iterable[int]) -> dict[int, list[tuple[Count, Activity | None]]]:
    """Per version its counts in order, each with the activity it belongs to."""
    counts: dict[int, list[tuple[Count, Activity | None]]] = defaultdict(list)
    rows = select(Count, Activity).outerjoin(Activity, col(Activity.id) == col(Count.activity_id))
    for count, activity in session.exec(
        rows.where(col(Count.version_id).in_(version_ids)).order_by(col(Count.version_id), col(Count.position))
    ):
        counts[count.version_id].append((count, activity))
    return counts


def beside(session: Session, version: Version) -> dict[str, Any]:
    """What stands in a version beside its text: outcomes, counts, photos, each in order. One query for all three."""
    found = rows_of(session, _beside(version.id))
    return {
        "outcomes": [(row.Outcome, row.Objective) for row in found if row.Outcome],
        "counts": [(row.Count, row.Activity) for row in found if row.Count],
        "photos": [(row.VersionPhoto, row.Photo) for row in found if row.VersionPhoto],
    }


@prepared
def _beside(version_id: int) -> Any:
    parts = union_all(
        select(literal("outcome").label("kind"), Outcome.id, Outcome.position).where(Outcome.version_id == version_id),
        select(literal("count"), Count.id, Count.position).where(Count.version_id == version_id),
        select(literal("photo"), VersionPhoto.photo_id, VersionPhoto.position).where(
            VersionPhoto.version_id == version_id
        ),
    ).subquery()
    kind, part_id = parts.c.kind, parts.c.id
    said = and_(kind == "photo", col(VersionPhoto.photo_id) == part_id, col(VersionPhoto.version_id) == version_id)
    return (
        select(Outcome, Objective, Count, Activity, VersionPhoto, Photo)  # type: ignore[call-overload]
        .select_from(parts)
        .outerjoin(Outcome, and_(kind == "outcome", col(Outcome.id) == part_id))
        .outerjoin(Objective, col(Objective.id) == col(Outcome.objective_id))
        .outerjoin(Count, and_(kind == "count", col(Count.id) == part_id))
        .outerjoin(Activity, col(Activity.id) == col(Count.activity_id))
        .outerjoin(VersionPhoto, said)
        .outerjoin(Photo, col(Photo.id) == col(VersionPhoto.photo_id))
        .order_by(parts.c.position)
    )


def photos_of(session: Session, version_ids: Iterable[int]) -> dict[int, list[tuple[VersionPhoto, Photo]]]:
    """Per version its photos in order, each with what is said of it."""
    photos: dict[int, list[tuple[VersionPhoto, Photo]]] = defaultdict(list)
    rows = select(VersionPhoto, Photo).join(Photo, col(Photo.id) == col(VersionPhoto.photo_id))
    shown = rows.where(col(VersionPhoto.version_id).in_(version_ids)).order_by(col(VersionPhoto.position))
    for said, photo in session.exec(shown):
        photos[said.version_id].append((said, photo))
    return photos


def readable_photo(viewer: Viewer, story_id: int, photo_id: int) -> SelectOfScalar[Photo]:
    return access.visible_photos(viewer).where(Photo.story_id == story_id, Photo.id == photo_id)


def readable_version(viewer: Viewer, story: Story, number: int) -> SelectOfScalar[Version]:
    return access.visible_versions(viewer).where(Version.story_id == story.id, Version.number == number)


def versions_of(session: Session, viewer: Viewer, story: Story) -> Sequence[Version]:
    """The versions of a story that the viewer may read, oldest first."""
    seen = access.visible_versions(viewer).where(Version.story_id == story.id)
    return session.exec(seen.order_by(col(Version.number))).all()


def draft_of(story: Story) -> SelectOfScalar[Version]:
    """The version an author is working on; ask only for someone who may edit the story."""
    unshared = select(Version).where(Version.story_id == story.id, Version.number == story.draft_number)
    # Two devices that save at once come after each other; SQLite has its lock already.
    return unshared.where(col(Version.shared_at).is_(None)).with_for_update()


def funders_reached(session: Session, version: Version) -> list[str]:
    """The names of the funders that can read what is told in a version."""
    return firsts_of(session, _reached(version.id))


@prepared
def _reached(version_id: int) -> Any:
    given = select(Funder.name).join(Grant, col(Grant.funder_id) == col(Funder.id))
    told = given.join(VersionGrant, col(VersionGrant.grant_id) == col(Grant.id))
    return told.where(VersionGrant.version_id == version_id).distinct().order_by(col(Funder.name))
