"""Beginning an annual account, and saying something in it."""

import hashlib
from datetime import datetime

from sqlmodel import Session, select

from verhaal.access import Viewer
from verhaal.annual.models import AnnualAccount, Explanation, Subject, scope_of
from verhaal.db import add_once
from verhaal.grants.models import Grant


def begin(
    session: Session,
    viewer: Viewer,
    organisation_id: int,
    year: int,
    now: datetime,
    *,
    grant: Grant | None = None,
    funder_id: int | None = None,
) -> AnnualAccount:
    """The account of a grant, of a funder's grants or of all; the one that is there already, if it was begun before."""
    funder_id = grant.funder_id if grant else funder_id
    scope = scope_of(grant, funder_id)
    add_once(session, AnnualAccount(
        organisation_id=organisation_id, year=year, scope=scope, grant_id=grant.id if grant else None,
        funder_id=funder_id, person_id=viewer.id, begun_at=now,
    ))  # fmt: skip
    return session.exec(
        select(AnnualAccount).where(
            AnnualAccount.organisation_id == organisation_id, AnnualAccount.year == year, AnnualAccount.scope == scope
        )
    ).one()


def say(
    session: Session, viewer: Viewer, grant: Grant, year: int, about: tuple[Subject, int], text: str, now: datetime
) -> None:
    """Keep the organisation's words on one topic; empty words take them away."""
    subject, subject_id = about
    standing = session.exec(
        select(Explanation).where(
            Explanation.grant_id == grant.id,
            Explanation.year == year,
            Explanation.subject == subject,
            Explanation.subject_id == subject_id,
        )
    ).first()
    if not text:
        if standing:
            session.delete(standing)
        return
    said = standing or Explanation(
        grant_id=grant.id, year=year, subject=subject, subject_id=subject_id, text="", person_id=viewer.id, saved_at=now
    )
    said.text, said.person_id, said.saved_at = text, viewer.id, now
    session.add(said)


def mark(text: str) -> str:
    """By which a form remembers what stood there, so that a colleague's words are not overwritten unseen."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
