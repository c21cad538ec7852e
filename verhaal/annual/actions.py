"""Beginning an annual account, and saying something in it."""

import hashlib
from datetime import datetime

from sqlmodel import Session, select

from verhaal.access import Viewer
from verhaal.annual.changes import Desk, Spot, note
from verhaal.annual.models import AnnualAccount, ChangeKind, Explanation, Subject, scope_of
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
    """Keep the organisation's words on one topic, and that they changed; empty words take them away."""
    desk = Desk(session, viewer, grant, year, now)
    before = said(desk, about)
    if text == before:
        return
    put(desk, about, text)
    note(desk, Spot(ChangeKind.WORDS, about[1], subject=about[0]), before, text)


def said(desk: Desk, about: tuple[Subject, int]) -> str:
    """What stands on a topic now."""
    standing = _standing(desk, about)
    return standing.text if standing else ""


def put(desk: Desk, about: tuple[Subject, int], text: str) -> None:
    """Let these words stand on a topic."""
    standing = _standing(desk, about)
    if not text:
        if standing:
            desk.session.delete(standing)
        return
    words = standing or Explanation(
        grant_id=desk.grant.id, year=desk.year, subject=about[0], subject_id=about[1], text="",
        person_id=desk.viewer.id, saved_at=desk.now,
    )  # fmt: skip
    words.text, words.person_id, words.saved_at = text, desk.viewer.id, desk.now
    desk.session.add(words)


def mark(text: str) -> str:
    """By which a form remembers what stood there, so that a colleague's words are not overwritten unseen."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _standing(desk: Desk, about: tuple[Subject, int]) -> Explanation | None:
    return desk.session.exec(
        select(Explanation).where(
            Explanation.grant_id == desk.grant.id,
            Explanation.year == desk.year,
            Explanation.subject == about[0],
            Explanation.subject_id == about[1],
        )
    ).first()
