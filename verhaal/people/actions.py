"""Inviting, joining and signing in: verbs that span tables. Secrets leave here once and are kept as hashes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult
from sqlmodel import Session, col, select, update

from verhaal.people import queries
from verhaal.people.models import (
    UNLESS_CHOSEN,
    Funder,
    Invitation,
    Membership,
    Person,
    Reminder,
    Rhythm,
    Role,
    SignIn,
    SignInRequest,
    Topic,
    Wish,
)
from verhaal.people.queries import Party
from verhaal.people.tokens import hashed, keyed_hash, new_code, new_token

REQUEST_LASTS = timedelta(minutes=15)
INVITATION_LASTS = timedelta(days=14)
PRIVATE_DEVICE_LASTS = timedelta(days=90)
SHARED_DEVICE_LASTS = timedelta(hours=12)
MOST_PER_ADDRESS, MOST_PER_NETWORK = 5, 30  # in a quarter of an hour


@dataclass(frozen=True)
class Asked:
    """A wish to sign in, with the secrets that it was given. `person` is none for an unknown address."""

    person: Person | None
    handle: str
    token: str
    code: str


class TooMany(Exception):
    """More sign-ins were asked for than one person needs; wait a quarter of an hour."""


def ask_to_sign_in(session: Session, key: str, email: str, asked_from: str, now: datetime) -> Asked:
    """Write down a wish to sign in, for a known and an unknown address alike. Raises `TooMany`."""
    email = email.strip().lower()
    for_address, from_network = queries.asked_lately(session, email, asked_from, now)
    if for_address >= MOST_PER_ADDRESS or from_network >= MOST_PER_NETWORK:
        raise TooMany
    asked = Asked(queries.person_with(session, email), new_token(), new_token(), new_code())
    session.add(
        SignInRequest(
            email=email,
            person_id=asked.person.id if asked.person else None,
            asked_from=asked_from,
            handle_hash=hashed(asked.handle),
            token_hash=hashed(asked.token),
            code_hash=keyed_hash(key, asked.handle + asked.code),
            created_at=now,
            expires_at=now + REQUEST_LASTS,
        )
    )
    return asked


def use_code(session: Session, key: str, handle: str, code: str, now: datetime) -> Person | None:
    """The person whose code this is; a wrong one is counted, and after a few none works any more."""
    request = queries.request_with_handle(session, handle)
    if request is None or not request.is_open(now):
        return None
    if request.code_hash != keyed_hash(key, handle + code):
        request.wrong_codes += 1
        session.add(request)
        return None
    return _use(session, request, now)


def use_link(session: Session, token: str, now: datetime) -> Person | None:
    """The person whose mailed link this is, if it is still good."""
    request = queries.request_with_token(session, token)
    return _use(session, request, now) if request is not None and request.is_open(now) else None


def sign_in(session: Session, person: Person, device: str, is_private: bool, now: datetime) -> str:
    """Sign a device in; returns the token for its cookie."""
    token = new_token()
    session.add(
        SignIn(
            person_id=person.id,
            token_hash=hashed(token),
            device=device[:200],
            is_private=is_private,
            created_at=now,
            expires_at=now + (PRIVATE_DEVICE_LASTS if is_private else SHARED_DEVICE_LASTS),
        )
    )
    session.flush()
    return token


def invite(
    session: Session, by: Person | None, party: Party, role: Role, email: str, name: str, now: datetime
) -> tuple[Invitation, str]:
    """Invite someone to an organisation or funder; an older open invitation gives way. `by` is none from the
    command line. Returns the invitation and the token to mail."""
    email, token = email.strip().lower(), new_token()
    is_funder = isinstance(party, Funder)
    for older in session.exec(
        select(Invitation).where(
            Invitation.email == email, Invitation.role == role, queries.of_party(Invitation, party)
        )
    ):
        if older.is_open(now):
            older.withdrawn_at = now
            session.add(older)
    invitation = Invitation(
        email=email,
        name=name,
        role=role,
        organisation_id=None if is_funder else party.id,
        funder_id=party.id if is_funder else None,
        invited_by_id=by.id if by else None,
        token_hash=hashed(token),
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    session.add(invitation)
    session.flush()
    return invitation, token


def accept(session: Session, invitation: Invitation, name: str, language: str, now: datetime) -> Person:
    """Join: the person is made if the address is new; a membership that is there already stays the only one."""
    person = queries.person_with(session, invitation.email)
    if person is None:
        person = Person(email=invitation.email, name=name, language=language, created_at=now)
        session.add(person)
        session.flush()
    if not queries.is_member(session, person.email, queries.party_of(session, invitation), invitation.role):
        session.add(
            Membership(
                person_id=person.id,
                role=invitation.role,
                organisation_id=invitation.organisation_id,
                funder_id=invitation.funder_id,
                since=now,
            )
        )
    invitation.accepted_at = now
    session.add(invitation)
    return person


def choose_reminder(session: Session, person_id: int, weekday: int | None, hour: int | None, now: datetime) -> None:
    """Be reminded on this day (1 is Monday) from this hour on, by the clock in Amsterdam; none and none: never."""
    session.merge(Reminder(person_id=person_id, weekday=weekday, hour=hour, chosen_at=now))


def wish(session: Session, person_id: int, topic: Topic, rhythm: Rhythm, now: datetime, weekday: int = 0) -> None:
    """Want mail on a topic in this rhythm; a weekday that is not said stays what it was."""
    weekday = (
        weekday
        or session.exec(select(Wish.weekday).where(Wish.person_id == person_id, Wish.topic == topic)).first()
        or UNLESS_CHOSEN[topic][1]
    )
    session.merge(Wish(person_id=person_id, topic=topic, rhythm=rhythm, weekday=weekday, chosen_at=now))


def end_mail(session: Session, person_id: int, topic: Topic, now: datetime) -> None:
    """No more mail on a topic, until it is chosen again."""
    if topic == Topic.REMINDERS:
        choose_reminder(session, person_id, None, None, now)
    else:
        wish(session, person_id, topic, Rhythm.NEVER, now)


def _use(session: Session, request: SignInRequest, now: datetime) -> Person | None:
    """Burn a request. Of two that try at once, one finds it burnt."""
    burnt: CursorResult[tuple[()]] = session.exec(
        update(SignInRequest)
        .where(col(SignInRequest.id) == request.id, col(SignInRequest.used_at).is_(None))
        .values(used_at=now)
    )
    if burnt.rowcount != 1 or request.person_id is None:
        return None
    return session.get(Person, request.person_id)
