"""The demo's people. Anyone may see them: they are made up."""

from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal.people.models import Funder, Membership, Organisation, Person


def cast(session: Session) -> list[Any]:
    """Each person with their role and where they belong."""
    rows = (
        select(Person, Membership, Organisation, Funder)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .outerjoin(Funder, col(Funder.id) == col(Membership.funder_id))
    )
    return list(session.exec(rows.order_by(col(Membership.id))))


def person(person_id: int) -> SelectOfScalar[Person]:
    return select(Person).where(Person.id == person_id)
