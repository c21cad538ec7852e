"""What is asked when a mail comes in."""

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.people.models import Person
from verhaal.people.queries import person_with
from verhaal.reading.models import Response
from verhaal.reading.reply_address import Ticket
from verhaal.replies.models import ReceivedMail, Verdict
from verhaal.stories.queries import Telling, telling

UNPROVEN = [verdict for verdict in Verdict if not verdict.is_proven]


def person_for(session: Session, ticket: Ticket | None, sender: str) -> Person | None:
    """Whose address it is; where we did not sign it, who it says it is from."""
    return session.get(Person, ticket.person_id) if ticket else person_with(session, sender)


def answerable(session: Session, person: Person, ticket: Ticket) -> tuple[Response, Telling] | None:
    """The response with its story, if the person sees it now and may answer it, as on the page."""
    viewer = access.viewer_of(session, person)
    response = session.exec(access.visible_responses(viewer).where(Response.id == ticket.response_id)).first()
    told = telling(session, viewer, response.story_id) if response else None
    if response is None or told is None or not access.may_answer(viewer, told.story, response):
        return None
    return response, told


def explained_lately(session: Session, person: Person, *, proven: bool, now: datetime) -> int:
    """How many mails were explained to someone in the last hour."""
    rows = select(func.count()).where(
        ReceivedMail.person_id == person.id,
        col(ReceivedMail.received_at) > now - timedelta(hours=1),
        col(ReceivedMail.verdict) != Verdict.TAKEN,
        col(ReceivedMail.verdict).not_in(UNPROVEN) if proven else col(ReceivedMail.verdict).in_(UNPROVEN),
    )
    return session.exec(rows).one()
