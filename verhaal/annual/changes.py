"""Each change in what is put into an account: by whom, when, from what to what, so that it can be taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from verhaal.access import Viewer
from verhaal.annual.models import AccountChange, ChangeKind, Subject
from verhaal.db import rows_of
from verhaal.grants.models import Grant
from verhaal.people.models import Person

TYPING = timedelta(minutes=10)  # what one person types on and on is one change, until a pause as long as this
TYPED = (ChangeKind.WORDS, ChangeKind.WHY)
MOST = 40  # that are looked at for what can be taken back


class Desk(NamedTuple):
    """Where someone composes: on whose behalf, in which grant's year, and when."""

    session: Session
    viewer: Viewer
    grant: Grant
    year: int
    now: datetime

    def hold(self) -> None:
        """Let nobody else write in the account of this grant until this request is done; on SQLite nobody can."""
        self.session.exec(select(Grant.id).where(Grant.id == self.grant.id).with_for_update(key_share=True)).one()


class Spot(NamedTuple):
    """What was changed; the ids are as in `AccountChange`."""

    kind: ChangeKind
    subject_id: int
    story_id: int | None = None
    subject: Subject | None = None


class Recent(NamedTuple):
    change: AccountChange
    by: str


def note(desk: Desk, spot: Spot, before: str, after: str) -> None:
    """Keep a change; what is typed on goes on from the change that it began with."""
    last = _last(desk, spot) if spot.kind in TYPED else None
    if last and _goes_on(last, desk, before):
        last.after, last.changed_at = after, desk.now
        desk.session.add(last)
        return
    desk.session.add(
        AccountChange(
            grant_id=desk.grant.id, year=desk.year, **spot._asdict(), before=before, after=after,
            person_id=desk.viewer.id, changed_at=desk.now,
        )
    )  # fmt: skip


def recent(session: Session, grants: Sequence[Grant], year: int) -> list[Recent]:
    """The last changes of these grants' year, the newest first; one query."""
    rows = (
        select(AccountChange, Person.name)
        .join(Person, col(Person.id) == col(AccountChange.person_id))
        .where(col(AccountChange.grant_id).in_([grant.id for grant in grants]), AccountChange.year == year)
        .order_by(col(AccountChange.changed_at).desc(), col(AccountChange.id).desc())
        .limit(MOST)
    )
    return [Recent(*row) for row in rows_of(session, rows)]


def change_of(session: Session, grants: Sequence[Grant], year: int, change_id: int) -> AccountChange | None:
    ours = col(AccountChange.grant_id).in_([grant.id for grant in grants])
    return session.exec(
        select(AccountChange).where(ours, AccountChange.year == year, AccountChange.id == change_id)
    ).first()


def _last(desk: Desk, spot: Spot) -> AccountChange | None:
    """The last change of exactly this."""
    same = [getattr(AccountChange, name) == value for name, value in spot._asdict().items()]
    ours = select(AccountChange).where(AccountChange.grant_id == desk.grant.id, AccountChange.year == desk.year, *same)
    return desk.session.exec(ours.order_by(col(AccountChange.id).desc())).first()


def _goes_on(last: AccountChange, desk: Desk, before: str) -> bool:
    is_one_sitting = last.person_id == desk.viewer.id and desk.now - last.changed_at < TYPING
    return is_one_sitting and last.undone_at is None and last.after == before
