"""Saying something in an annual account."""

import hashlib
from datetime import datetime

from sqlmodel import Session, select

from verhaal.access import Viewer
from verhaal.annual.models import Explanation, Subject
from verhaal.grants.models import Grant


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
