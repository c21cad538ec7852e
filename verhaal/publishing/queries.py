"""Where publishing an account stands, for its two sides; what is public, for whoever has the address."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.actions import mark
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedPage
from verhaal.annual.queries import sealed_last
from verhaal.db import rows_of
from verhaal.people.models import Funder, Organisation, Person
from verhaal.publishing.models import CouncilQuestion, Publication, Side


class Deed(NamedTuple):
    """What someone decided, when and for which side; `reason` where it was taken back."""

    person: str
    at: datetime
    side: str
    reason: str = ""


class Standing(NamedTuple):
    """Where publishing the newest signed version stands, and what is public meanwhile, perhaps of one before."""

    sealed: SealedAccount
    proposed: Publication | None  # the newest version, until it is taken back
    public: SealedAccount | None  # what can be read without signing in
    key: str  # the account's address, once it had one
    parties: dict[Side, str]  # their names
    questions: dict[str, str]  # to the council, by place

    @property
    def mark(self) -> str:
        """By which the form remembers what a yes is to: the words that become public, and what the other side said."""
        proposed = self.proposed.id if self.proposed else 0
        return mark(repr((proposed, sorted(self.questions.items()))))


class Shown(NamedTuple):
    """What stands at a public address: the newest version that both agreed to."""

    sealed: SealedAccount
    since: datetime
    newer: int  # the number of a version that was signed since and is not public; 0 if there is none
    kept: tuple[str, ...]  # references of the stories that were not withdrawn


def standing(session: Session, viewer: Viewer, of: AnnualAccount) -> Standing | None:
    """Of an account that the viewer was found to see; none while nothing was signed, or where it has more funders."""
    sealed = sealed_last(session, viewer, of) if of.funder_id else None
    if sealed is None:
        return None
    rows = history(session, viewer, of)
    standing = [each for each in rows if each.withdrawn_at is None]
    public = session.exec(_public(rows[0].key)).first() if rows else None
    proposed = next((each for each in standing if each.sealed_id == sealed.id), None)
    return Standing(sealed, proposed, public, rows[0].key if rows else "", _parties(session, of),
                    questions(session, of.id, sealed.number))  # fmt: skip


def history(session: Session, viewer: Viewer, of: AnnualAccount) -> list[Publication]:
    """All that was ever proposed of the account, the newest first."""
    seen = access.visible_publications(viewer).where(Publication.account_id == of.id)
    return list(session.exec(seen.order_by(col(Publication.id).desc())))


def proposal(session: Session, viewer: Viewer, of: AnnualAccount, number: int) -> Publication | None:
    """What stands proposed or public of this version of an account."""
    seen = access.visible_publications(viewer).where(Publication.account_id == of.id)
    version = select(SealedAccount.id).where(SealedAccount.account_id == of.id, SealedAccount.number == number)
    stands = seen.where(col(Publication.withdrawn_at).is_(None), col(Publication.sealed_id).in_(version))
    return session.exec(stands).first()


def wanting(session: Session, viewer: Viewer, accounts: Iterable[AnnualAccount]) -> set[int]:
    """Those whose newest version the other side wants to publish, which waits for the viewer's yes; one query."""
    known = {each.id: each for each in accounts}
    later = aliased(SealedAccount)
    newer = exists().where(
        col(later.account_id) == col(SealedAccount.account_id), col(later.number) > col(SealedAccount.number)
    )
    rows = access.visible_publications(viewer).join(SealedAccount, col(SealedAccount.id) == col(Publication.sealed_id))
    last = rows.where(col(Publication.account_id).in_(known), col(Publication.withdrawn_at).is_(None), ~newer)
    proposed = session.exec(last).all()
    return {each.account_id for each in proposed if access.side_to_agree(viewer, known[each.account_id], each)}


def deeds(session: Session, of: Publication, parties: dict[Side, str]) -> list[Deed]:
    """Who decided what about a publication that was found to be seen."""
    rows = [
        (of.organisation_person_id, of.organisation_agreed_at, parties[Side.ORGANISATION], ""),
        (of.funder_person_id, of.funder_agreed_at, parties[Side.FUNDER], ""),
        (of.withdrawn_person_id, of.withdrawn_at, "", of.reason),
    ]
    done = [Deed(session.get_one(Person, who).name, at, side, why) for who, at, side, why in rows if who and at]
    return sorted(done, key=lambda each: each.at)


def shown(session: Session, key: str) -> Shown | None:
    newest_first = _public(key).order_by(col(Publication.id).desc()).add_columns(Publication)
    row = next(iter(rows_of(session, newest_first.limit(1))), None)
    if row is None:
        return None
    sealed, publication = row
    newest = select(func.max(SealedAccount.number)).where(SealedAccount.account_id == sealed.account_id)
    number = session.exec(newest).one() or 0
    pages = access.sealed_pages(sealed).with_only_columns(col(SealedPage.ref)).order_by(col(SealedPage.ref))
    kept = [ref for (ref,) in rows_of(session, pages)]
    since = publication.public_since or sealed.sealed_at
    return Shown(sealed, since, number if number > sealed.number else 0, tuple(kept))


def was_public(session: Session, key: str) -> bool:
    """Whether something stood at this address that was taken away since."""
    agreed = col(Publication.organisation_agreed_at).is_not(None), col(Publication.funder_agreed_at).is_not(None)
    gone = select(Publication.id).where(Publication.key == key, *agreed, col(Publication.withdrawn_at).is_not(None))
    return session.exec(gone).first() is not None


def questions(session: Session, account_id: int, number: int) -> dict[str, str]:
    """What is asked of the council in a version of an account that was found to be seen, by place."""
    asked = select(CouncilQuestion).where(CouncilQuestion.account_id == account_id, CouncilQuestion.number == number)
    return {each.place: each.text for each in session.exec(asked)}


def _public(key: str) -> SelectOfScalar[SealedAccount]:
    return access.public_accounts().where(Publication.key == key).order_by(col(SealedAccount.number).desc())


def _parties(session: Session, of: AnnualAccount) -> dict[Side, str]:
    organisation = session.get_one(Organisation, of.organisation_id).name
    return {Side.ORGANISATION: organisation, Side.FUNDER: session.get_one(Funder, of.funder_id).name}
