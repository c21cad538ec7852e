"""What a coordinator can make an annual account of: a grant, all grants of a funder, or all there are."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.models import scope_of
from verhaal.db import rows_of
from verhaal.grants.models import Grant
from verhaal.people.models import Funder, Organisation


class Accountable(NamedTuple):
    organisation: Organisation
    funder: Funder
    grant: Grant


class Scope(NamedTuple):
    """Of one grant, or of so many `grants`: those of a funder, or (funder none) of the organisation."""

    organisation: Organisation
    funder: Funder | None
    grant: Grant | None
    grants: int

    @property
    def key(self) -> str:
        """As the form carries it."""
        return f"{self.organisation.id}:{scope_of(self.grant, self.funder.id if self.funder else None)}"


def accountable(session: Session, viewer: Viewer) -> list[Accountable]:
    """The grants whose accounts the viewer may begin, by organisation and funder; one query."""
    rows: Any = (
        access.accountable_grants(viewer)
        .with_only_columns(Organisation, Funder, Grant)
        .join(Organisation, col(Organisation.id) == col(Grant.organisation_id))
        .join(Funder, col(Funder.id) == col(Grant.funder_id))
        .order_by(col(Organisation.name), col(Organisation.id), col(Funder.name), col(Funder.id))
        .order_by(col(Grant.title), col(Grant.id))
    )
    return [Accountable(*row) for row in rows_of(session, rows)]


def years(of: Iterable[Accountable], today: date) -> list[int]:
    """Those in which a grant ran or runs, the newest first."""
    return sorted({year for each in of for year in each.grant.years if year <= today.year}, reverse=True)


def year_to_offer(there: list[int], today: date) -> int | None:
    """The year that is over, or until October the last one: so long it is accounted for; or else the newest."""
    wanted = today.year if today.month >= 10 else today.year - 1
    return wanted if wanted in there else next(iter(there), None)


def scopes(of: Iterable[Accountable], year: int) -> Iterator[Scope]:
    """Each grant that runs in the year; and where there are more, those of one funder together, and all."""
    running = (each for each in of if year in each.grant.years)
    for _id, group in groupby(running, key=lambda each: each.organisation.id):
        grants = list(group)
        funders = {each.funder.id: each.funder for each in grants}
        for funder_id, funder in funders.items():
            theirs = [each.grant for each in grants if each.funder.id == funder_id]
            yield from (Scope(grants[0].organisation, funder, grant, 1) for grant in theirs)
            if len(theirs) > 1:
                yield Scope(grants[0].organisation, funder, None, len(theirs))
        if len(funders) > 1:
            yield Scope(grants[0].organisation, None, None, len(grants))
