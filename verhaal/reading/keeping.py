"""Closing a commitment and opening it again: what it is now, and a step that remembers it."""

from datetime import date, datetime

from sqlmodel import Session

from verhaal.access import Viewer
from verhaal.reading.models import Commitment, Step


def close(session: Session, viewer: Viewer, commitment: Commitment, words: str, now: datetime, *, kept: bool) -> None:
    """Done, with how; or explained, with why not. Raises `NotAsItStands` where it is closed."""
    if kept:
        commitment.keep(words, now)
    else:
        commitment.explain(words, now)
    _step(session, viewer, commitment, words, now)


def reopen(session: Session, viewer: Viewer, commitment: Commitment, due_on: date, words: str, now: datetime) -> None:
    """To be done after all, by a new day. Raises `NotAsItStands` where it is open."""
    commitment.reopen(due_on)
    _step(session, viewer, commitment, words, now)


def _step(session: Session, viewer: Viewer, commitment: Commitment, words: str, now: datetime) -> None:
    became = commitment.standing(commitment.due_on)  # on its own day nothing is late
    session.add(commitment)
    session.add(
        Step(commitment_id=commitment.id, standing=became, words=words, due_on=commitment.due_on,
             person_id=viewer.id, at=now)
    )  # fmt: skip
