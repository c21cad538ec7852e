"""Grants with everything that was agreed in them, as a viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import func
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from verhaal import access, db
from verhaal.access import Viewer
from verhaal.grants.models import Activity, Due, Grant, GrantPlace, Objective, Obligation, Place
from verhaal.people.models import Funder, Organisation

Row = TypeVar("Row", Due, Activity, Objective, Obligation)


class Listed(NamedTuple):
    grant: Grant
    organisation: Organisation
    funder: Funder
    next_due: date | None


@dataclass(frozen=True)
class Decision:
    """One grant decision, whole."""

    grant: Grant
    organisation: Organisation
    funder: Funder
    places: Sequence[Place]
    due: Sequence[Due]
    activities: Sequence[Activity]
    objectives: Sequence[Objective]
    obligations: Sequence[Obligation]


def grants(session: Session, viewer: Viewer, today: date) -> list[Listed]:
    """The grants the viewer sees, the newest period first, each with what is due next."""
    next_due = (
        select(func.min(Due.due_on))
        .where(Due.grant_id == Grant.id, Due.due_on >= today)
        .correlate(Grant)
        .scalar_subquery()
    )
    rows: Any = (
        access.visible_grants(viewer)
        .with_only_columns(Grant, Organisation, Funder, next_due)
        .join(Organisation, col(Organisation.id) == col(Grant.organisation_id))
        .join(Funder, col(Funder.id) == col(Grant.funder_id))
        .order_by(col(Organisation.name), col(Grant.ends_on).desc(), col(Grant.title))
    )
    return [Listed(*row) for row in db.rows_of(session, rows)]


def decision_of(session: Session, grant: Grant) -> Decision:
    """All of a grant that the viewer was found to see."""
    places = select(Place).join(GrantPlace, col(GrantPlace.place_id) == col(Place.id))
    return Decision(
        grant=grant,
        organisation=session.get_one(Organisation, grant.organisation_id),
        funder=session.get_one(Funder, grant.funder_id),
        places=session.exec(places.where(GrantPlace.grant_id == grant.id).order_by(col(Place.name))).all(),
        due=rows_of(session, Due, grant),
        activities=rows_of(session, Activity, grant),
        objectives=rows_of(session, Objective, grant),
        obligations=rows_of(session, Obligation, grant),
    )


def rows_of(session: Session, table: type[Row], grant: Grant) -> Sequence[Row]:
    own = select(table).where(col(table.grant_id) == grant.id)
    return session.exec(own.order_by(col(table.position), col(table.id))).all()


def places_of(session: Session, organisation_id: int) -> Sequence[Place]:
    return session.exec(select(Place).where(Place.organisation_id == organisation_id).order_by(col(Place.name))).all()


def giving_funders(session: Session, organisation_id: int) -> Sequence[Funder]:
    """Those that gave this organisation a grant before; no others are ever offered."""
    giving = select(Grant.funder_id).where(Grant.organisation_id == organisation_id)
    return session.exec(select(Funder).where(col(Funder.id).in_(giving)).order_by(col(Funder.name))).all()


def coordinated(session: Session, viewer: Viewer) -> Sequence[Organisation]:
    mine = select(Organisation).where(col(Organisation.id).in_(viewer.coordinates))
    return session.exec(mine.order_by(col(Organisation.name))).all()


def same_reference(session: Session, grant_id: int | None, organisation_id: int, funder_id: int, ref: str) -> bool:
    """Whether another grant of this organisation and funder has the reference."""
    rows = select(Grant.id).where(
        Grant.organisation_id == organisation_id, Grant.funder_id == funder_id, Grant.reference == ref
    )
    return session.exec(rows.where(Grant.id != (grant_id or 0))).first() is not None


def is_pointed_to(session: Session, table: type[SQLModel], ids: set[int]) -> bool:
    """Whether any row of a later capability points to one of these rows, such as an outcome to its objective.

    Read from the foreign keys, since grants do not know what comes after them.
    """
    own = table.metadata.tables[str(table.__tablename__)]
    pointing = [
        key.parent for other in table.metadata.tables.values() for key in other.foreign_keys if key.column.table is own
    ]
    return any(
        session.connection().execute(sa_select(column).where(column.in_(ids)).limit(1)).first() for column in pointing
    )
