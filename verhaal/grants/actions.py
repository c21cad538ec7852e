"""Saving a grant decision with everything in it."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete

from verhaal.grants import queries
from verhaal.grants.models import Grant, GrantPlace, Place
from verhaal.people.models import Funder


class Agreed(NamedTuple):
    """What a coordinator entered. `rows` holds, per table, what stands in it now with the id that it replaces."""

    title: str
    reference: str
    starts_on: date
    ends_on: date
    amount_cents: int
    place_ids: set[int]
    new_places: list[tuple[str, str | None]]
    rows: dict[type[Any], list[tuple[int, Any]]]


class InUse(Exception):
    """Stories point to an activity or objective that was left out; it may be renamed, not removed."""


def create(session: Session, organisation_id: int, funder: Funder, agreed: Agreed, now: datetime) -> Grant:
    grant = Grant(
        organisation_id=organisation_id,
        funder_id=funder.id,
        created_at=now,
        **{key: getattr(agreed, key) for key in ("title", "reference", "starts_on", "ends_on", "amount_cents")},
    )
    session.add(grant)
    session.flush()
    _keep(session, grant, agreed)
    return grant


def change(session: Session, grant: Grant, agreed: Agreed) -> None:
    """Raises `InUse` before anything is changed."""
    for table, rows in agreed.rows.items():
        standing = {row.id for row in queries.rows_of(session, table, grant)}
        gone = standing - {row_id for row_id, _ in rows}
        if queries.is_pointed_to(session, table, gone):
            raise InUse
    for key in ("title", "reference", "starts_on", "ends_on", "amount_cents"):
        setattr(grant, key, getattr(agreed, key))
    grant.revision += 1
    session.add(grant)
    _keep(session, grant, agreed)


def _keep(session: Session, grant: Grant, agreed: Agreed) -> None:
    _keep_places(session, grant, agreed)
    for table, rows in agreed.rows.items():
        standing = {row.id: row for row in queries.rows_of(session, table, grant)}
        for position, (row_id, given) in enumerate(rows, 1):
            row = standing.pop(row_id, None) or given
            for key, value in given.model_dump(exclude={"id", "grant_id", "position"}).items():
                setattr(row, key, value)
            row.grant_id, row.position = grant.id, position
            session.add(row)
        for gone in standing.values():
            session.delete(gone)


def _keep_places(session: Session, grant: Grant, agreed: Agreed) -> None:
    ours = {place.name: place for place in queries.places_of(session, grant.organisation_id)}
    chosen = {place.id for place in ours.values()} & agreed.place_ids
    for name, cbs_code in agreed.new_places:
        place = ours.get(name) or Place(organisation_id=grant.organisation_id, name=name)
        place.cbs_code = cbs_code or place.cbs_code
        ours[name] = place
        session.add(place)
        session.flush()
        chosen.add(place.id)
    session.exec(delete(GrantPlace).where(col(GrantPlace.grant_id) == grant.id))
    session.add_all(GrantPlace(grant_id=grant.id, place_id=place_id) for place_id in sorted(chosen))
    session.flush()
