"""When an account is due and where it stands, for everyone who sees the grant: never what it holds."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedGrant, State
from verhaal.db import rows_of
from verhaal.grants.models import Due, Grant
from verhaal.people.models import Funder, Organisation
from verhaal.week import day_of

ORDER = list(State)


class Stand(NamedTuple):
    """Where an account stands, and since when if that is known; the numbers of the accounts that it is read from."""

    state: State
    since: date | None
    account_id: int


class Expected(NamedTuple):
    """The account of a grant's year, and what is due of it; no `due` where no day was agreed, no `stand` if not begun.

    `opens` is the account's number for who may open it.
    """

    grant: Grant
    organisation: Organisation
    funder: Funder
    year: int
    due: Due | None
    stand: Stand | None
    opens: int | None

    @property
    def is_signed(self) -> bool:
        return self.stand is not None and self.stand.state in (State.SIGNED, State.SETTLED)

    def is_late(self, today: date) -> bool:
        """Past its day, and the funder has nothing in hand yet."""
        has_nothing = self.stand is None or self.stand.state == State.DRAFT
        return self.due is not None and self.due.due_on < today and has_nothing


def expected(session: Session, viewer: Viewer, first: date, last: date) -> list[Expected]:
    """What is due between two days of the grants that the viewer sees, the first due first; four queries."""
    rows = _with_due(viewer).where(col(Due.due_on) >= first, col(Due.due_on) <= last)
    found = rows_of(session, rows.order_by(col(Due.due_on), col(Organisation.name), col(Grant.id)))
    return _standing(session, viewer, ((*parties, parties[0].year_due(due.due_on), due) for *parties, due in found))


def expected_of(session: Session, viewer: Viewer, grant: Grant) -> list[Expected]:
    """Of each year of a grant that the viewer was found to see, with each day on which its account is due."""
    found = rows_of(session, _with_due(viewer, always=True).where(Grant.id == grant.id).order_by(col(Due.due_on)))
    years: list[Any] = []
    for year in grant.years:
        due = [row for row in found if row[3] is not None and grant.year_due(row[3].due_on) == year]
        years += [(*row[:3], year, row[3]) for row in due] or [(*found[0][:3], year, None)]
    return _standing(session, viewer, years)


def _with_due(viewer: Viewer, *, always: bool = False) -> Any:
    """The grants that the viewer sees with what is due of the account, or also those of which nothing is."""
    columns: Any = (Grant, Organisation, Funder, Due)
    is_account = (col(Due.grant_id) == col(Grant.id)) & col(Due.is_account)
    return (
        access.visible_grants(viewer)
        .with_only_columns(*columns)
        .join(Organisation, col(Organisation.id) == col(Grant.organisation_id))
        .join(Funder, col(Funder.id) == col(Grant.funder_id))
        .join(Due, is_account, isouter=always)
    )


def _standing(session: Session, viewer: Viewer, years: Iterable[Any]) -> list[Expected]:
    rows = list(years)
    stands = _stands(session, viewer, {grant.id for grant, *_rest in rows})
    there = col(AnnualAccount.id).in_([each.account_id for each in stands.values()])
    opens = {each.id for each in session.exec(access.visible_accounts(viewer).where(there))}
    found = []
    for grant, organisation, funder, year, due in rows:
        stand = stands.get((grant.id, year))
        opened = stand.account_id if stand and stand.account_id in opens else None
        found.append(Expected(grant, organisation, funder, year, due, stand, opened))
    return found


def _stands(session: Session, viewer: Viewer, grants: set[int]) -> dict[tuple[int, int], Stand]:
    """By grant and year how far the account is that is furthest: its own, or one over several grants.

    What was signed without the grant, which came later, is no account of it.
    """
    sealed = select(func.max(SealedAccount.sealed_at)).where(SealedAccount.account_id == AnnualAccount.id)
    columns: Any = (col(Grant.id), AnnualAccount, sealed.correlate(AnnualAccount).scalar_subquery())
    seen = access.accounts_of_seen_grants(viewer).where(col(Grant.id).in_(grants), or_(_is_first(), _is_sealed()))
    rows: Any = seen.with_only_columns(*columns)
    found: dict[tuple[int, int], Stand] = {}
    for grant_id, account, sealed_at in rows_of(session, rows.order_by(col(AnnualAccount.scope).desc())):
        stand, key = _stand(account, day_of(sealed_at) if sealed_at else None), (grant_id, account.year)
        if key not in found or ORDER.index(stand.state) > ORDER.index(found[key].state):
            found[key] = stand
    return found


def _is_first() -> ColumnElement[bool]:
    """Of an account: that nothing of it was signed yet."""
    return (col(AnnualAccount.number) == 1) & col(AnnualAccount.state).in_((State.DRAFT, State.OFFERED))


def _is_sealed() -> ColumnElement[bool]:
    """Of an account and a grant: that the grant stands in a version that was signed."""
    version = col(SealedAccount.id) == col(SealedGrant.sealed_id), col(SealedAccount.account_id) == AnnualAccount.id
    return exists().where(*version, col(SealedGrant.grant_id) == col(Grant.id)).correlate(AnnualAccount, Grant)


def _stand(of: AnnualAccount, signed_on: date | None) -> Stand:
    """What was signed once stands so while it is being corrected."""
    state = State.SIGNED if of.number > 1 and of.is_open else of.state
    offered_on = day_of(of.offered_at) if of.offered_at else None
    since = {State.OFFERED: offered_on, State.SIGNED: signed_on}.get(state)
    return Stand(state, since, of.id)
