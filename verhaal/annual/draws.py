"""Random draws in an annual account: which stand in it, which could, adding and removing."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session, col, delete, select

from verhaal.access import Viewer
from verhaal.annual.models import AccountDraw
from verhaal.db import add_once, rows_of
from verhaal.draws import method
from verhaal.draws.models import Draw, Urn
from verhaal.draws.queries import Lot, Made, lots_of, made, withdrawn_among
from verhaal.grants.models import Grant
from verhaal.stories.queries import Telling

if TYPE_CHECKING:
    from verhaal.annual.queries import GrantYear

MOST_OFFERED = 10


class InAccount(NamedTuple):
    """A draw that stands in an account, with what it drew, and the lines of what it drew from."""

    made: Made
    lots: list[Lot]
    urn: str


def in_account(session: Session, viewer: Viewer, grant: Grant, year: int) -> list[InAccount]:
    """The draws of the grant's year, the first made first; three queries, however many."""
    rows = made(viewer).join(AccountDraw, col(AccountDraw.draw_id) == col(Draw.id))
    ours = rows.where(col(AccountDraw.grant_id) == grant.id, col(AccountDraw.year) == year)
    found = [Made(*row) for row in rows_of(session, ours.order_by(col(Draw.id)))]
    lots = lots_of(session, [each.draw for each in found])
    marks = {each.draw.fingerprint for each in found}
    urns = dict(session.exec(select(Urn.fingerprint, Urn.lines).where(col(Urn.fingerprint).in_(marks))).all())
    return [InAccount(each, lots[each.draw.id], urns[each.draw.fingerprint]) for each in found]


def fitting(session: Session, viewer: Viewer, of: "GrantYear") -> list[Made]:
    """The newest draws that could be added: from this grant's stories of this year alone."""
    there = {each.made.draw.id for each in of.draws}
    rows = made(viewer).where(col(Draw.grant_id) == of.decision.grant.id, col(Draw.id).not_in(there))
    found = [Made(*row) for row in rows_of(session, rows.order_by(col(Draw.id).desc()).limit(MOST_OFFERED))]
    fit = fitting_urns(session, of.told, [each.draw for each in found])
    return [each for each in found if each.draw.fingerprint in fit]


def fitting_urns(session: Session, told: Iterable[Telling], draws: Iterable[Draw]) -> set[str]:
    """The fingerprints of those whose every reference is told for the account's grant and year, or withdrawn since."""
    urns = select(Urn.fingerprint, Urn.lines).where(col(Urn.fingerprint).in_({draw.fingerprint for draw in draws}))
    keys = {each.story.key for each in told}
    others = {mark: set(method.references(lines)) - keys for mark, lines in session.exec(urns)}
    withdrawn = withdrawn_among(session, set[str]().union(*others.values()))
    return {mark for mark, rest in others.items() if rest <= withdrawn}


def add(session: Session, viewer: Viewer, grant: Grant, year: int, draw: Draw, now: datetime) -> None:
    """Once, however often it is pressed."""
    row = AccountDraw(grant_id=grant.id, year=year, draw_id=draw.id, person_id=viewer.id, added_at=now)
    add_once(session, row)


def remove(session: Session, grant: Grant, year: int, draw_id: int) -> None:
    session.exec(
        delete(AccountDraw).where(
            col(AccountDraw.grant_id) == grant.id, col(AccountDraw.year) == year, col(AccountDraw.draw_id) == draw_id
        )
    )
