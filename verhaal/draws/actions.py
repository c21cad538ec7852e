"""Drawing, and writing down everything by which it can be done over."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import func
from sqlmodel import Session, col, select

from verhaal.access import Viewer
from verhaal.db import add_once
from verhaal.draws import method, queries
from verhaal.draws.models import Draw, Drawn, Party, Urn
from verhaal.people.models import Funder, Organisation
from verhaal.reading.sieve import Sieve


class NothingToDraw(Exception):
    """No story was shared yet that the filter lets through."""


@dataclass(frozen=True)
class Wish:
    """What is asked of a draw. A filter on what one person has read would be nobody else's: it is left out."""

    party: Party
    asked: Sieve
    wanted: int
    key: str


def draw(session: Session, viewer: Viewer, wish: Wish, now: datetime) -> Draw | None:
    """A draw as of now, kept; None where the key is in use, since it was sent twice. Raises `NothingToDraw`.

    The seed is made after the population is known, so that neither can be chosen to fit the other.
    """
    _one_after_another(session, wish.party)
    found = session.exec(queries.population(viewer, wish.party, wish.asked, now)).all()
    if not found:
        raise NothingToDraw
    urn = _urn(session, method.lines(found))
    made = _written(session, viewer, wish, urn, now, len(found))
    if not add_once(session, made):
        return None
    drawn = enumerate(method.drawn(made.seed, found, wish.wanted), 1)
    session.add_all(Drawn(draw_id=made.id, position=place, reference=each) for place, each in drawn)
    session.flush()
    return made


def _written(session: Session, viewer: Viewer, wish: Wish, urn: Urn, now: datetime, among: int) -> Draw:
    number, turn = _next(session, wish.party, urn)
    # Who answered is another matter to each side; any other filter on one grant gives both the same population.
    is_shared = wish.asked.answered is None
    return Draw(
        key=wish.key,
        person_id=viewer.id,
        **wish.party._asdict(),
        grant_id=wish.asked.grant if is_shared else None,
        number=number,
        turn=turn,
        drawn_at=now,
        asked=urlencode(wish.asked.address),
        among=among,
        fingerprint=urn.fingerprint,
        wanted=wish.wanted,
        seed=method.new_seed(),
        method=method.METHOD,
    )


def _one_after_another(session: Session, party: Party) -> None:
    """Two draws of a party at once get their numbers one after the other; SQLite has its lock already."""
    table, row = (Organisation, party.organisation_id) if party.organisation_id else (Funder, party.funder_id)
    session.exec(select(table).where(table.id == row).with_for_update()).one()


def _next(session: Session, party: Party, urn: Urn) -> tuple[int, int]:
    """The numbers that the party's next draw gets: among all of its draws, and among those from this urn."""
    same = func.count().filter(col(Draw.fingerprint) == urn.fingerprint)
    ours = (col(Draw.organisation_id) == party.organisation_id) | (col(Draw.funder_id) == party.funder_id)
    all_of_them, of_this = session.exec(select(func.count(), same).select_from(Draw).where(ours)).one()
    return all_of_them + 1, of_this + 1


def _urn(session: Session, lines: str) -> Urn:
    """The urn with these references, kept once however often is drawn from it."""
    urn = Urn(fingerprint=method.fingerprint(lines), lines=lines)
    add_once(session, urn)
    return urn
