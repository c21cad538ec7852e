"""What a list can be narrowed to: only what the viewer may see anyway."""

from typing import Any, NamedTuple

from sqlalchemy import literal, null, union_all
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import Prepared, rows_of
from verhaal.grants.models import Activity, Grant, GrantPlace, Objective, Place
from verhaal.people.models import Organisation
from verhaal.prepared import prepared


class Offer(NamedTuple):
    """One grant, objective, activity, place or organisation; objectives and activities with their grant."""

    kind: str
    id: int
    name: str
    grant_id: int | None


def of_our_funder(session: Session, viewer: Viewer) -> list[Offer]:
    """For the reading table: the funder's grants, and what was agreed in them."""
    return _offers(session, _of_our_funder(viewer))


def of_our_organisation(session: Session, viewer: Viewer) -> list[Offer]:
    return _offers(session, _of_our_organisation(viewer))


def _offers(session: Session, asked: Prepared) -> list[Offer]:
    """In order of their names; one query."""
    offers = [Offer(*row) for row in rows_of(session, asked)]
    return sorted(offers, key=lambda offer: (offer.name.casefold(), offer.id))


@prepared
def _of_our_funder(viewer: Viewer) -> Any:
    grants = access.visible_grants(viewer).where(access.given_by_our_funder(viewer))
    ours = col(Place.id).in_(select(GrantPlace.place_id).where(col(GrantPlace.grant_id).in_(_ids(grants))))
    return _agreed(grants, select(Place).where(ours))


@prepared
def _of_our_organisation(viewer: Viewer) -> Any:
    grants = access.visible_grants(viewer).where(col(Grant.organisation_id).in_(viewer.works_for))
    return _agreed(grants, select(Place).where(col(Place.organisation_id).in_(viewer.works_for)))


def _agreed(grants: SelectOfScalar[Grant], places: SelectOfScalar[Place]) -> Any:
    held = select(Grant.organisation_id).where(col(Grant.id).in_(_ids(grants)))
    parts: list[Any] = [
        grants.with_only_columns(literal("grant"), col(Grant.id), col(Grant.title), col(Grant.id)),
        places.with_only_columns(literal("place"), col(Place.id), col(Place.name), null()),
        select(literal("organisation"), col(Organisation.id), col(Organisation.name), null()).where(
            col(Organisation.id).in_(held)
        ),
    ]
    for kind, table in (("objective", Objective), ("activity", Activity)):
        agreed = select(literal(kind), col(table.id), col(table.name), col(table.grant_id))
        parts.append(agreed.where(col(table.grant_id).in_(_ids(grants))))
    return union_all(*parts)


def _ids(grants: SelectOfScalar[Grant]) -> Any:
    return grants.with_only_columns(col(Grant.id)).correlate(None)
