"""What the account's own page shows of publishing and of its places: asked by the template that shows it.

The account lies below publishing and cannot ask by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.models import AnnualAccount
from verhaal.annual.queries import Listed
from verhaal.annual.record import Account
from verhaal.draws.models import Party
from verhaal.publishing import places as of_places
from verhaal.publishing import queries
from verhaal.publishing.queries import Standing
from verhaal.publishing.routes import publishing
from verhaal.web import link_to, session


@dataclass(frozen=True)
class Card:
    """Where publishing stands, as the viewer meets it."""

    standing: Standing
    wanted: Party | None  # the side for which their yes is still wanted
    may_withdraw: bool
    address: str  # where it is public, if it is
    is_part: bool  # the viewer reads a part of what becomes public

    @property
    def proposed_by(self) -> list[str]:
        """Who waits for the others, if someone does; who proposed it comes first."""
        if not self.standing.proposed or self.standing.is_public:
            return []
        return [self.standing.parties[each.party] for each in self.standing.said]

    @property
    def waits_for(self) -> list[str]:
        return [name for party, name in self.standing.parties.items() if party in self.standing.awaited]

    @property
    def several(self) -> bool:
        """More than one funder has a grant in it."""
        return len(self.standing.version.funders) > 1


@publishing.app_template_global()
def publishing_of(viewer: Viewer, of: AnnualAccount) -> Card | None:
    standing = queries.standing(session(), viewer, of)
    if standing is None:
        return None
    return Card(
        standing,
        queries.wanted(viewer, of, standing.version, standing.said),
        standing.stands and access.may_publish(viewer, of, standing.version.funders),
        link_to("public.account", key=standing.key) if standing.public else "",
        of.funder_id is None and of.organisation_id not in viewer.works_for,
    )


@publishing.app_template_global()
def wanted_in(viewer: Viewer, listed: Sequence[Listed]) -> set[int]:
    """The accounts of a list that wait for the viewer's yes."""
    return queries.wanting(session(), viewer, [each.account for each in listed])


@publishing.app_template_global()
def places_of(whole: Account) -> tuple[str, ...]:
    return of_places.places(whole.core)
