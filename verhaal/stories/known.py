"""The names that an author's own organisation has already: they are no resident's."""

from collections import defaultdict
from typing import Any

from sqlalchemy import literal, union_all
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Place
from verhaal.people.models import Funder, Membership, Organisation, Person
from verhaal.prepared import prepared
from verhaal.privacy.guard import Known


def known_to(session: Session, viewer: Viewer) -> Known:
    """The places, organisations, funders and colleagues of the organisations where the viewer works; one query."""
    names: dict[str, list[str]] = defaultdict(list)
    for kind, name in rows_of(session, _names(viewer)):
        names[kind].append(name)
    return Known(**{kind: tuple(each) for kind, each in names.items()})


@prepared
def _names(viewer: Viewer) -> Any:
    ours = select(literal("organisations"), col(Organisation.name)).where(col(Organisation.id).in_(viewer.works_for))
    colleagues = (
        access.visible_members(viewer)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.organisation_id).in_(viewer.works_for))
    )
    return union_all(
        ours,
        access.visible_funders(viewer).with_only_columns(literal("organisations"), col(Funder.name)),
        access.known_places(viewer).with_only_columns(literal("places"), col(Place.name)),
        colleagues.with_only_columns(literal("people"), col(Person.name)),
    )
