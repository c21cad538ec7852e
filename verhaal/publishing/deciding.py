"""Who decided what about publishing: by name to who knows that side's people, to others by institution."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.draws.models import Party
from verhaal.people.models import Funder, Membership, Organisation, Person
from verhaal.publishing import queries
from verhaal.publishing.models import Publication


class Deed(NamedTuple):
    """What was decided, when and for which side; no person where the viewer does not know that side's people."""

    person: str
    side: str
    at: datetime
    is_yes: bool
    reason: str = ""  # where it was taken back


def deeds(session: Session, viewer: Viewer, of: Sequence[Publication], sides: Collection[Party]) -> list[Deed]:
    """Those on publications that were found to be seen, of each in order; `sides`: those of the newest version."""
    said = queries.assents(session, viewer, of)
    yes = [each for every in said.values() for each in every]
    by = _By(session, viewer, {each.party for each in yes} | set(sides), {each.person_id for each in yes}.union(
        each.withdrawn_person_id for each in of if each.withdrawn_person_id))  # fmt: skip
    found = []
    for each in of:
        found += [by.deed(yes.person_id, {yes.party}, yes.agreed_at, is_yes=True) for yes in said[each.id]]
        if each.withdrawn_person_id and each.withdrawn_at:
            whose = by.sides_of(each.withdrawn_person_id)
            found.append(by.deed(each.withdrawn_person_id, whose, each.withdrawn_at, is_yes=False, reason=each.reason))
    return found


def known(session: Session, viewer: Viewer) -> set[Party]:
    """Those whose people the viewer sees."""
    organisations, funders = access.visible_organisations(viewer), access.visible_funders(viewer)
    ours = {Party(number) for (number,) in rows_of(session, organisations.with_only_columns(col(Organisation.id)))}
    theirs = rows_of(session, funders.with_only_columns(col(Funder.id)))
    return ours | {Party(funder_id=number) for (number,) in theirs}


class _By:
    """What sides and people are called for the viewer; the same few queries, however many there are."""

    def __init__(self, session: Session, viewer: Viewer, sides: set[Party], people: set[int]) -> None:
        self.sides, self.known = queries.names(session, sides), known(session, viewer)
        self.people = dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people))).all())
        self.members = session.exec(select(Membership).where(col(Membership.person_id).in_(people))).all()

    def sides_of(self, person_id: int) -> set[Party]:
        """Those to which the person belongs or belonged."""
        ours = {Party(each.organisation_id, each.funder_id) for each in self.members if each.person_id == person_id}
        return ours & self.sides.keys()

    def deed(self, person_id: int, sides: set[Party], at: datetime, *, is_yes: bool, reason: str = "") -> Deed:
        shown = sides & self.known or sides
        names = ", ".join(name for each, name in self.sides.items() if each in shown)
        return Deed(self.people[person_id] if sides & self.known else "", names, at, is_yes, reason)
