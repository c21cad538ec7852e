"""What is public, for whoever has its address."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.annual.models import SealedAccount, SealedPage
from verhaal.db import rows_of
from verhaal.publishing.models import Assent, Publication


class Shown(NamedTuple):
    """What stands at a public address: the newest version that every side agreed to."""

    sealed: SealedAccount
    since: datetime
    newer: int  # the number of a version that was signed since and is not public; 0 if there is none
    kept: tuple[str, ...]  # references of the stories that were not withdrawn


def shown_at(session: Session, key: str) -> Shown | None:
    newest_first = public_at(key).order_by(col(Publication.id).desc()).add_columns(col(Publication.id))
    row = next(iter(rows_of(session, newest_first.limit(1))), None)
    if row is None:
        return None
    sealed, publication = row
    newest = select(func.max(SealedAccount.number)).where(SealedAccount.account_id == sealed.account_id)
    number = session.exec(newest).one() or 0
    pages = access.sealed_pages(sealed).with_only_columns(col(SealedPage.ref)).order_by(col(SealedPage.ref))
    kept = [ref for (ref,) in rows_of(session, pages)]
    last = select(Assent.agreed_at).where(Assent.publication_id == publication).order_by(col(Assent.agreed_at).desc())
    since = session.exec(last).first() or sealed.sealed_at
    return Shown(sealed, since, number if number > sealed.number else 0, tuple(kept))


def was_public(session: Session, key: str) -> bool:
    """Whether something stood at this address that was taken away since."""
    once = access.once_public_accounts().where(Publication.key == key, col(Publication.withdrawn_at).is_not(None))
    return session.exec(once).first() is not None


def public_at(key: str) -> SelectOfScalar[SealedAccount]:
    """The versions that anyone may read at this address, the newest first; joined to their publication."""
    return access.public_accounts().where(Publication.key == key).order_by(col(SealedAccount.number).desc())
