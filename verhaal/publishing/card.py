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
from verhaal.publishing import places as of_places
from verhaal.publishing import queries
from verhaal.publishing.models import Side
from verhaal.publishing.queries import Standing
from verhaal.publishing.routes import publishing
from verhaal.web import link_to, session


@dataclass(frozen=True)
class Card:
    """Where publishing stands, as the viewer meets it. `wanted` is the side for which their yes is still wanted."""

    standing: Standing
    wanted: Side | None
    may_withdraw: bool
    address: str  # where it is public, if it is

    @property
    def proposed_by(self) -> str:
        """Who waits for the other, if one does."""
        proposed = self.standing.proposed
        waiting = proposed.agreed if proposed and not proposed.is_public else frozenset()
        return next((self.standing.parties[side] for side in waiting), "")

    @property
    def waits_for(self) -> str:
        return next((name for name in self.standing.parties.values() if name != self.proposed_by), "")


@publishing.app_template_global()
def publishing_of(viewer: Viewer, of: AnnualAccount) -> Card | None:
    standing = queries.standing(session(), viewer, of)
    if standing is None:
        return None
    may = access.may_publish(viewer, of)
    return Card(
        standing,
        access.side_to_agree(viewer, of, standing.proposed),
        may and bool(standing.proposed or standing.public),
        link_to("public.account", key=standing.key) if standing.public else "",
    )


@publishing.app_template_global()
def wanted_in(viewer: Viewer, listed: Sequence[Listed]) -> set[int]:
    """The accounts of a list that wait for the viewer's yes."""
    return queries.wanting(session(), viewer, [each.account for each in listed])


@publishing.app_template_global()
def places_of(whole: Account) -> tuple[str, ...]:
    return of_places.places(whole.core)
