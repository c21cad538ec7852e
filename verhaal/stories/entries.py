"""What stands in a version, read back as it would be entered."""

from typing import Any

from sqlalchemy import and_, case, literal, union_all
from sqlmodel import Session, col, select

from verhaal.db import rows_of
from verhaal.prepared import prepared
from verhaal.stories.models import Count, Entry, HintAnswer, Outcome, Version, VersionGrant, VersionPhoto


def entry_of(session: Session, version: Version) -> Entry:
    """What stands in a version, as it would be entered; one query."""
    held = rows_of(session, _held(version.id))
    return Entry(
        week=version.week,
        text=version.text,
        title=version.title,
        place_id=version.place_id,
        is_setback=version.is_setback,
        change_note=version.change_note,
        follows_id=version.follows_id,
        recurrence=version.recurrence,
        writing_seconds=version.writing_seconds,
        grant_ids=frozenset(row.grant_id for row in held if row.grant_id),
        outcomes=tuple(Outcome(**row.Outcome.model_dump(exclude={"id"})) for row in held if row.Outcome),
        counts=tuple(Count(**row.Count.model_dump(exclude={"id"})) for row in held if row.Count),
        hints=tuple(HintAnswer(**row.HintAnswer.model_dump(exclude={"id"})) for row in held if row.HintAnswer),
        photos=tuple(VersionPhoto(**row.VersionPhoto.model_dump()) for row in held if row.VersionPhoto),
    )


@prepared
def _held(version_id: int) -> Any:
    """A row for each thing that stands in a version, in order."""
    kinds = Outcome, Count, HintAnswer
    parts = [
        select(literal(kind.__name__).label("kind"), kind.id, kind.position).where(kind.version_id == version_id)
        for kind in kinds
    ]
    photos = select(literal("photo"), VersionPhoto.photo_id, VersionPhoto.position)
    grants = select(literal("grant"), VersionGrant.grant_id, literal(0))
    part = union_all(
        *parts, photos.where(VersionPhoto.version_id == version_id), grants.where(VersionGrant.version_id == version_id)
    ).subquery()
    grant_id = case((part.c.kind == "grant", part.c.id)).label("grant_id")
    rows: Any = select(grant_id, *kinds, VersionPhoto).select_from(part)  # type: ignore[call-overload]
    for kind in kinds:
        rows = rows.outerjoin(kind, and_(part.c.kind == kind.__name__, col(kind.id) == part.c.id))
    said = and_(part.c.kind == "photo", col(VersionPhoto.photo_id) == part.c.id)
    return rows.outerjoin(VersionPhoto, and_(said, col(VersionPhoto.version_id) == version_id)).order_by(
        part.c.position
    )
