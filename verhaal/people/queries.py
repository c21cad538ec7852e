"""Persons, memberships, invitations and sign-ins, as a viewer may see them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import firsts_of, rows_of
from verhaal.people.models import (
    UNLESS_CHOSEN,
    Funder,
    Invitation,
    Membership,
    Organisation,
    Person,
    Reminder,
    Rhythm,
    Role,
    SignIn,
    SignInRequest,
    Topic,
    Wish,
)
from verhaal.people.tokens import hashed
from verhaal.prepared import prepared

Party = Organisation | Funder


class Member(NamedTuple):
    membership: Membership
    person: Person


def person_with(session: Session, email: str) -> Person | None:
    """The person with an address, whoever asks: only for signing in and inviting, never for a page."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def signed_in(session: Session, token: str, now: datetime) -> Viewer | None:
    """Whose device carries this token, unless it was signed out or has expired; one query, since every request asks."""
    rows = rows_of(session, _signed_in(hashed(token), now))
    return Viewer(rows[0][0], tuple(each for _, each in rows if each is not None)) if rows else None


@prepared
def _signed_in(token_hash: str, now: datetime) -> Any:
    current = (col(Membership.person_id) == col(Person.id)) & col(Membership.until).is_(None)
    return (
        select(Person, Membership)
        .join(SignIn, col(SignIn.person_id) == col(Person.id))
        .outerjoin(Membership, current)
        .where(SignIn.token_hash == token_hash, col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > now)
        .order_by(col(Membership.id))
    )


def sign_in_with(token: str) -> SelectOfScalar[SignIn]:
    return select(SignIn).where(SignIn.token_hash == hashed(token))


def sign_ins_of(session: Session, viewer: Viewer, now: datetime) -> Sequence[SignIn]:
    """The viewer's devices that are signed in, the newest first."""
    own = access.own_sign_ins(viewer).where(col(SignIn.expires_at) > now)
    return session.exec(own.order_by(col(SignIn.created_at).desc())).all()


def reminder_of(session: Session, viewer: Viewer) -> Reminder | None:
    """What the viewer chose; none for who did not choose yet."""
    return next(iter(firsts_of(session, _reminder(viewer))), None)


@prepared
def _reminder(viewer: Viewer) -> Any:
    return access.own_reminder(viewer)


def wishes_of(session: Session, viewer: Viewer) -> dict[Topic, Wish]:
    """How often the viewer wants mail, chosen or not, on each topic that has a rhythm."""
    chosen = {wish.topic: wish for wish in session.exec(access.own_wishes(viewer))}
    joined = viewer.person.created_at
    return {topic: chosen.get(topic) or Wish.unless_chosen(viewer.id, topic, joined) for topic in UNLESS_CHOSEN}


def wants_questions_at_once(session: Session, person: Person) -> bool:
    """Whether a question, and an answer to one, is mailed as soon as it is there; yes, until one says no."""
    said = select(Wish.rhythm).where(Wish.person_id == person.id, Wish.topic == Topic.QUESTIONS)
    return session.exec(said).first() != Rhythm.NEVER


def person(person_id: int) -> SelectOfScalar[Person]:
    """The person whom a link in a mail is for; its signature was checked before."""
    return select(Person).where(Person.id == person_id)


def asked_lately(session: Session, email: str, asked_from: str, now: datetime) -> tuple[int, int]:
    """How many sign-ins were asked for in the last quarter of an hour: for the address, and from the network."""
    since = col(SignInRequest.created_at) > now - timedelta(minutes=15)
    count = select(func.count()).select_from(SignInRequest).where(since)
    return (
        session.exec(count.where(SignInRequest.email == email)).one(),
        session.exec(count.where(SignInRequest.asked_from == asked_from)).one(),
    )


def request_with_handle(session: Session, handle: str) -> SignInRequest | None:
    return session.exec(select(SignInRequest).where(SignInRequest.handle_hash == hashed(handle))).first()


def request_with_token(session: Session, token: str) -> SignInRequest | None:
    return session.exec(select(SignInRequest).where(SignInRequest.token_hash == hashed(token))).first()


def invitation_with(session: Session, token: str) -> Invitation | None:
    return session.exec(select(Invitation).where(Invitation.token_hash == hashed(token))).first()


def party_of(session: Session, belonging: Invitation | Membership) -> Party:
    """The organisation or funder that an invitation or a membership is of."""
    found: Party | None = (
        session.get(Organisation, belonging.organisation_id)
        if belonging.organisation_id is not None
        else session.get(Funder, belonging.funder_id)
    )
    if found is None:
        raise LookupError("a membership without its party")
    return found


def parties(session: Session, viewer: Viewer) -> tuple[Sequence[Organisation], Sequence[Funder]]:
    organisations = access.visible_organisations(viewer).order_by(col(Organisation.name))
    funders = access.visible_funders(viewer).order_by(col(Funder.name))
    return session.exec(organisations).all(), session.exec(funders).all()


def members(session: Session, viewer: Viewer, party: Party) -> list[Member]:
    """The people of an organisation or funder that the viewer sees, by name."""
    rows: Any = (
        access.visible_members(viewer)
        .with_only_columns(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(of_party(Membership, party))
        .order_by(col(Person.name))
    )
    return [Member(*row) for row in rows_of(session, rows)]


def open_invitations(session: Session, viewer: Viewer, party: Party, now: datetime) -> Sequence[Invitation]:
    seen = access.visible_invitations(viewer).where(
        of_party(Invitation, party),
        col(Invitation.accepted_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
        col(Invitation.expires_at) > now,
    )
    return session.exec(seen.order_by(col(Invitation.created_at))).all()


def is_last_coordinator(session: Session, membership: Membership) -> bool:
    """An organisation without a coordinator could never again invite anyone."""
    others = select(Membership.id).where(
        Membership.organisation_id == membership.organisation_id,
        Membership.role == Role.COORDINATOR,
        col(Membership.until).is_(None),
        Membership.id != membership.id,
    )
    return membership.role == Role.COORDINATOR and session.exec(others).first() is None


def is_member(session: Session, email: str, party: Party, role: Role) -> bool:
    rows = select(Membership.id).join(Person, col(Person.id) == col(Membership.person_id))
    return (
        session.exec(
            rows.where(
                Person.email == email,
                Membership.role == role,
                col(Membership.until).is_(None),
                of_party(Membership, party),
            )
        ).first()
        is not None
    )


def of_party(table: type[Membership] | type[Invitation], party: Party) -> Any:
    if isinstance(party, Organisation):
        return col(table.organisation_id) == party.id
    return col(table.funder_id) == party.id
