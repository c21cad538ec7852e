"""A mail becomes an answer, once; or is refused for a reason that its sender is told."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete

from verhaal.db import add_once
from verhaal.people.models import Person
from verhaal.reading.forms import LONGEST_RESPONSE
from verhaal.reading.models import Answer, Response
from verhaal.reading.reply_address import Ticket
from verhaal.replies import queries
from verhaal.replies.arriving import Arrived
from verhaal.replies.models import ReceivedMail, Verdict
from verhaal.stories.queries import Telling
from verhaal.week import day_of

MOST_EXPLAINED, MOST_EXPLAINED_UNPROVEN = 20, 1  # to one person, in an hour
KEPT = timedelta(days=120)  # longer than any address can be answered, or a mail server keeps trying


class TooMany(Exception):
    """More would be explained to one person than one person reads; the mail server is to offer it again later."""


class Receipt(NamedTuple):
    """What was done with a mail, for whom; with the response, its story and the answer as far as it came to them."""

    verdict: Verdict
    person: Person
    response: Response | None = None
    telling: Telling | None = None
    answer: Answer | None = None


def receive(session: Session, mail: Arrived, ticket: Ticket | None, recipient: str, now: datetime) -> Receipt | None:
    """Take a mail in, or say why not. None where nothing is to be said: a machine wrote it, it came before, or nobody
    here is known to have sent it. Raises `TooMany`."""
    person = queries.person_for(session, ticket, mail.sender)
    if mail.is_automatic or person is None:
        return None
    receipt = _judged(session, mail, ticket, person, now)
    fingerprint = mail.fingerprint(recipient)
    if not _is_within_measure(session, receipt, now) or not _is_new(session, receipt, fingerprint, now):
        return None
    if receipt.response is None or receipt.verdict != Verdict.TAKEN:
        return receipt
    answer = Answer(key=str(uuid.UUID(fingerprint[:32])), response_id=receipt.response.id, person_id=person.id,
                    text=mail.words, created_at=now)  # fmt: skip
    return receipt._replace(answer=answer) if add_once(session, answer) else None


def _judged(session: Session, mail: Arrived, ticket: Ticket | None, person: Person, now: datetime) -> Receipt:
    if ticket is None:
        return Receipt(Verdict.FORGED, person)
    found = queries.answerable(session, person, ticket)
    if mail.sender != person.email:
        return Receipt(Verdict.OTHER_SENDER, person, *(found or ()))
    if ticket.until < day_of(now):
        return Receipt(Verdict.EXPIRED, person, *(found or ()))
    return Receipt(_verdict(mail), person, *found) if found else Receipt(Verdict.GONE, person)


def _verdict(mail: Arrived) -> Verdict:
    """On words that may be answered with."""
    if mail.is_too_large:
        return Verdict.TOO_LARGE
    if not mail.words:
        return Verdict.EMPTY
    return Verdict.TOO_LONG if len(mail.words) > LONGEST_RESPONSE else Verdict.TAKEN


def _is_within_measure(session: Session, receipt: Receipt, now: datetime) -> bool:
    """Whether the person can be told, so that nobody can have us flood them. A forged address is left at that; from
    who holds a real one nothing is lost: `TooMany`, and the mail server keeps it for later."""
    if receipt.verdict == Verdict.TAKEN:
        return True
    proven = receipt.verdict.is_proven
    told = queries.explained_lately(session, receipt.person, proven=proven, now=now)
    if told < (MOST_EXPLAINED if proven else MOST_EXPLAINED_UNPROVEN):
        return True
    if receipt.verdict == Verdict.FORGED:
        return False
    raise TooMany


def _is_new(session: Session, receipt: Receipt, fingerprint: str, now: datetime) -> bool:
    session.exec(delete(ReceivedMail).where(col(ReceivedMail.received_at) < now - KEPT))
    row = ReceivedMail(fingerprint=fingerprint, person_id=receipt.person.id, verdict=receipt.verdict, received_at=now)
    return add_once(session, row)
