"""Draws and what they are made from, as a viewer may see them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal, union_all
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.draws.models import Draw, Drawn, Party, Urn
from verhaal.draws.repetition import Repetition, repeat
from verhaal.grants.models import Activity, Grant, Objective, Place
from verhaal.people.models import Funder, Organisation, Person
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Story, Version
from verhaal.stories.queries import standing

PAGE = 25
PART = 10_000


class Made(NamedTuple):
    """A draw, who made it, the name of the party for which, and the grant whose stories it is from, if it is of one."""

    draw: Draw
    person: Person
    party: str
    grant: Grant | None


class Lot(NamedTuple):
    """A drawn reference, at its place, and whether its story is withdrawn since."""

    position: int
    reference: str
    is_withdrawn: bool


class Ticket(NamedTuple):
    """A drawn story as it stands now."""

    lot: Lot
    story: Story
    version: Version
    author: Person
    organisation: Organisation
    place: Place | None


class Shown(NamedTuple):
    """The drawn stories that the viewer sees, in their order; and how many not, and why."""

    tickets: list[Ticket]
    withdrawn: int
    unseen: int  # they are told for others now


def parties(session: Session, viewer: Viewer) -> list[tuple[Party, str]]:
    """The organisations and funders that the viewer draws for, with their names; one query."""
    ours = select(Organisation.id, literal(0), Organisation.name).where(col(Organisation.id).in_(viewer.works_for))
    funders = select(literal(0), Funder.id, Funder.name).where(col(Funder.id).in_(viewer.reads_for))
    both = union_all(ours, funders).order_by("name")
    return [(Party(first or None, second or None), name) for first, second, name in rows_of(session, both)]


def population(viewer: Viewer, party: Party, asked: Sieve, until: datetime) -> SelectOfScalar[str]:
    """The references of the stories that a party's draw is made from, in no order."""
    ours = viewer.within(party)
    return _references(asked.narrowed(access.stories_to_draw_from(ours, party, asked.grant), ours), until)


def how_many(session: Session, references: SelectOfScalar[str]) -> int:
    return session.exec(select(func.count()).select_from(references.subquery())).one()


def made(viewer: Viewer) -> Any:
    """The rows (as in `Made`) of the draws that the viewer sees; add order and limits."""
    party = func.coalesce(Organisation.name, Funder.name)
    return (
        access.visible_draws(viewer)
        .with_only_columns(Draw, Person, party, Grant)
        .join(Person, col(Person.id) == col(Draw.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Draw.organisation_id))
        .outerjoin(Funder, col(Funder.id) == col(Draw.funder_id))
        .outerjoin(Grant, col(Grant.id) == col(Draw.grant_id))
    )


def one(session: Session, viewer: Viewer, draw_id: int) -> Made | None:
    return next((Made(*row) for row in rows_of(session, made(viewer).where(Draw.id == draw_id))), None)


def latest(session: Session, viewer: Viewer, before: int | None) -> list[Made]:
    """The newest draws first, one more than a page holds; from before a draw's id where the page goes on."""
    rows = made(viewer) if before is None else made(viewer).where(col(Draw.id) < before)
    return [Made(*row) for row in rows_of(session, rows.order_by(col(Draw.id).desc()).limit(PAGE + 1))]


def sent_before(viewer: Viewer, key: str) -> SelectOfScalar[Draw]:
    return access.visible_draws(viewer).where(Draw.key == key, Draw.person_id == viewer.id)


def alike(session: Session, viewer: Viewer, draw: Draw) -> Sequence[Draw]:
    """The party's other draws that come close: from the same references, or with the same filter."""
    same = (col(Draw.fingerprint) == draw.fingerprint) | (col(Draw.asked) == draw.asked)
    party = (col(Draw.organisation_id) == draw.organisation_id) | (col(Draw.funder_id) == draw.funder_id)
    return session.exec(
        access.visible_draws(viewer).where(same, party, Draw.id != draw.id).order_by(col(Draw.id)).limit(PAGE)
    ).all()


def lots_of(session: Session, draws: Iterable[Draw]) -> dict[int, list[Lot]]:
    """By draw what was drawn, the first first."""
    lots: dict[int, list[Lot]] = {draw.id: [] for draw in draws}
    rows = (
        select(Drawn, col(Story.withdrawn_at).is_not(None))
        .outerjoin(Story, col(Story.key) == col(Drawn.reference))
        .where(col(Drawn.draw_id).in_(lots))
        .order_by(col(Drawn.draw_id), col(Drawn.position))
    )
    for row, is_withdrawn in session.exec(rows):
        lots[row.draw_id].append(Lot(row.position, row.reference, is_withdrawn))
    return lots


def shown(session: Session, viewer: Viewer, lots: Sequence[Lot]) -> Shown:
    """The drawn stories that stand, as the viewer may see them. Of the others no more than a number."""
    standing_lots = {lot.reference: lot for lot in lots if not lot.is_withdrawn}
    seen = access.visible_stories(viewer).where(col(Story.key).in_(standing_lots))
    rows = rows_of(session, standing(seen))
    tickets = sorted(Ticket(standing_lots[row[0].key], *row) for row in rows)
    return Shown(tickets, len(lots) - len(standing_lots), len(standing_lots) - len(tickets))


def urn(session: Session, draw: Draw) -> str:
    """The lines of what a draw, which the viewer was found to see, was made from."""
    return session.exec(select(Urn.lines).where(Urn.fingerprint == draw.fingerprint)).one()


def repetition(session: Session, viewer: Viewer, draw: Draw) -> Repetition:
    """The draw done over with what the viewer sees now."""
    ours = viewer.within(draw.party) if viewer.belongs_to(draw.party) else viewer
    found = Sieve.parse(draw.filter).narrowed(access.stories_to_repeat_with(viewer, draw), ours)
    seen_now = session.exec(_references(found, draw.drawn_at)).all()
    drawn = [lot.reference for lot in lots_of(session, [draw])[draw.id]]
    return repeat(draw, urn(session, draw), drawn, seen_now)


def withdrawn_among(session: Session, references: Collection[str]) -> set[str]:
    """Those whose story was withdrawn; asked in parts, since a database takes so many at once."""
    asked = sorted(references)
    gone = select(Story.key).where(col(Story.withdrawn_at).is_not(None))
    parts = [asked[at : at + PART] for at in range(0, len(asked), PART)]
    return {key for part in parts for key in session.exec(gone.where(col(Story.key).in_(part)))}


def names(session: Session, viewer: Viewer, asked: Sieve) -> dict[str, str]:
    """What a filter names, by what it asks, as far as the viewer sees it; one query."""
    grants = access.visible_grants(viewer).with_only_columns(col(Grant.id))
    organisations = access.visible_organisations(viewer).with_only_columns(col(Organisation.id))
    tables: tuple[tuple[str, Any, Any], ...] = (
        ("grant", Grant.title, col(Grant.id).in_(grants)),
        ("objective", Objective.name, col(Objective.grant_id).in_(grants)),
        ("activity", Activity.name, col(Activity.grant_id).in_(grants)),
        ("place", Place.name, col(Place.organisation_id).in_(organisations)),
        ("organisation", Organisation.name, col(Organisation.id).in_(organisations)),
    )
    rows = [
        select(literal(what), name).where(name.class_.id == asked.asked[what], seen)
        for what, name, seen in tables
        if what in asked.asked
    ]
    return dict(rows_of(session, union_all(*rows))) if rows else {}


def _references(stories: SelectOfScalar[Story], until: datetime) -> SelectOfScalar[str]:
    keys: Any = stories.where(col(Story.shared_at) <= until).with_only_columns(col(Story.key))
    references: SelectOfScalar[str] = keys
    return references
