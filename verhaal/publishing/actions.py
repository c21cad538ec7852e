"""Making a signed account public, which takes every side, and taking it back, which takes one; asking the council."""

from datetime import datetime

from sqlmodel import Session, func, select

from verhaal.access import Viewer
from verhaal.annual.models import AnnualAccount
from verhaal.db import add_once
from verhaal.publishing import queries
from verhaal.publishing.models import Assent, CouncilQuestion, Publication, new_key
from verhaal.publishing.queries import Standing


def hold(session: Session, of: AnnualAccount) -> None:
    """Lock the account, so that of two who decide at the same moment the later sees what the other did."""
    session.refresh(of, with_for_update=True)


def agree(session: Session, viewer: Viewer, of: AnnualAccount, standing: Standing, now: datetime) -> Publication | None:
    """Say yes for the viewer's side; with the first yes it is proposed, with the last public.

    None where no yes of theirs is wanted any more, as when a button is pressed twice.
    """
    side = queries.wanted(viewer, of, standing.version, standing.said)
    if side is None:
        return None
    made = standing.proposed.row if standing.proposed else _proposed(session, of, standing)
    if standing.proposed is None and not add_once(session, made):
        return None
    said = Assent(publication_id=made.id, organisation_id=side.organisation_id, funder_id=side.funder_id,
                  person_id=viewer.id, agreed_at=now)  # fmt: skip
    return made if add_once(session, said) else None


def withdraw(session: Session, viewer: Viewer, of: AnnualAccount, reason: str, now: datetime) -> bool:
    """Take back what is public or proposed of the account, in every version; whether there was anything."""
    standing = [each for each in queries.history(session, viewer, of) if each.withdrawn_at is None]
    for each in standing:
        each.withdraw(viewer.id, reason, now)
        session.add(each)
    return bool(standing)


def ask(session: Session, viewer: Viewer, of: AnnualAccount, number: int, place: str, text: str, now: datetime) -> None:
    """Put a question to the council on the page of a place; an empty one takes it away."""
    asked = session.exec(
        select(CouncilQuestion).where(
            CouncilQuestion.account_id == of.id, CouncilQuestion.number == number, CouncilQuestion.place == place
        )
    ).first()
    if not text:
        if asked:
            session.delete(asked)
        return
    said = asked or CouncilQuestion(
        account_id=of.id, number=number, place=place, text="", person_id=viewer.id, saved_at=now
    )
    said.text, said.person_id, said.saved_at = text, viewer.id, now
    session.add(said)


def _proposed(session: Session, of: AnnualAccount, standing: Standing) -> Publication:
    sealed = standing.version.sealed_id
    before = select(func.count()).select_from(Publication).where(Publication.sealed_id == sealed)
    turn = session.exec(before).one() + 1
    return Publication(account_id=of.id, sealed_id=sealed, turn=turn, key=standing.key or new_key())
