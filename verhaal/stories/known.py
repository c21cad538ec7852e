"""The names that an author's own organisation has already: they are no resident's."""

from typing import Any

from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Place
from verhaal.people.models import Funder, Membership, Organisation, Person
from verhaal.privacy.guard import Known


def known_to(session: Session, viewer: Viewer) -> Known:
    """The places, organisations, funders and colleagues of the organisations where the viewer works; four queries."""
    ours = select(Organisation.name).where(col(Organisation.id).in_(viewer.works_for))
    partners = _only(session, access.visible_funders(viewer), Funder.name)
    colleagues = (
        access.visible_members(viewer)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.organisation_id).in_(viewer.works_for))
    )
    return Known(
        places=_only(session, access.known_places(viewer), Place.name),
        organisations=(*session.exec(ours), *partners),
        people=_only(session, colleagues, Person.name),
    )


def _only(session: Session, seen: Any, name: Any) -> tuple[str, ...]:
    """One column of what a `visible_…` query finds."""
    return tuple(row[0] for row in rows_of(session, seen.with_only_columns(name)))
