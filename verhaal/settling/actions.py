"""The steps of an account from state to state, and the funder's decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from verhaal.annual.models import AnnualAccount, SealedAccount, SealedGrant, State
from verhaal.db import add_once
from verhaal.settling.models import Settlement


class Meanwhile(Exception):
    """The account no longer stands as it did when the page was opened: someone else took a step."""


def step(session: Session, of: AnnualAccount, since: set[State], to: State, seen: int, **more: Any) -> None:
    """From one of the states `since` to another, if nobody took a step since `seen`; raises `Meanwhile`.

    In one statement, so that of two at the same moment one is late on every database.
    """
    stands = update(AnnualAccount).where(
        col(AnnualAccount.id) == of.id, col(AnnualAccount.revision) == seen, col(AnnualAccount.state).in_(since)
    )
    taken: Any = session.execute(
        stands.values(state=to, revision=seen + 1, **more).execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        raise Meanwhile
    session.refresh(of)


def offer(session: Session, of: AnnualAccount, seen: int, now: datetime) -> None:
    """Raises `Meanwhile`."""
    step(session, of, {State.DRAFT}, State.OFFERED, seen, offered_at=of.offered_at or now)


def take_back(session: Session, of: AnnualAccount, seen: int) -> None:
    """Until it is signed; what was asked and answered stays with it. Raises `Meanwhile`."""
    step(session, of, {State.OFFERED}, State.DRAFT, seen)


def correct(session: Session, of: AnnualAccount, changed: str, seen: int) -> None:
    """Begin the next version; the sealed one stays as it is. Raises `Meanwhile`."""
    sealed = {State.SIGNED, State.SETTLED}
    step(session, of, sealed, State.DRAFT, seen, number=of.number + 1, changed=changed, offered_at=None)


def give_up_correction(session: Session, of: AnnualAccount, seen: int) -> None:
    """Back to the version sealed before, as it stood; what was said of this one stays, for a later correction.

    Raises `Meanwhile`.
    """
    if of.number == 1:
        raise Meanwhile
    back = of.number - 1
    to = State.SIGNED if _unsettled(session, of.id, back) else State.SETTLED
    step(session, of, {State.DRAFT}, to, seen, number=back)


def settle(session: Session, of: AnnualAccount, decided: Settlement) -> None:
    """Keep a decision; with the last of its grants the account is settled. Raises `Meanwhile`.

    The account is locked, so that two funders who decide at the same moment each see what the other did.
    """
    session.refresh(of, with_for_update=True)
    sealed = session.get_one(SealedAccount, decided.sealed_id)
    if of.is_open or of.number != sealed.number or not add_once(session, decided):
        raise Meanwhile
    if of.state == State.SIGNED and not unsettled(session, of):
        step(session, of, {State.SIGNED}, State.SETTLED, of.revision)


def unsettled(session: Session, of: AnnualAccount) -> set[int]:
    """The grants of the version that was sealed last on which nothing was decided yet, whoever asks."""
    return _unsettled(session, of.id, of.number)


def _unsettled(session: Session, account_id: int, number: int) -> set[int]:
    version = col(SealedAccount.account_id) == account_id, col(SealedAccount.number) == number
    grants = select(SealedGrant.grant_id).join(SealedAccount, col(SealedAccount.id) == col(SealedGrant.sealed_id))
    decided = select(Settlement.grant_id).join(SealedAccount, col(SealedAccount.id) == col(Settlement.sealed_id))
    settled = set(session.exec(decided.where(*version)))
    return {grant_id for grant_id in session.exec(grants.where(*version)) if grant_id not in settled}
