"""A question that was asked on the page, and the door at which replies to its mail come in."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import START
from tests.factories import Cast
from verhaal.config import Settings
from verhaal.notices.mail import Outbox
from verhaal.people.models import Membership, Person
from verhaal.reading.models import Answer, Response
from verhaal.replies.door import Delivery, Door
from verhaal.stories.models import Story

TEXT = "De buurvrouwen zetten zelf de stoelen klaar."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"reply_address": "antwoord@verhaal.example"})


@pytest.fixture
def story(session: Session, cast: Cast, app: Flask) -> Story:
    story = factories.shared(session, cast, app.config["CLOCK"](), text=TEXT)
    session.commit()
    return story


@pytest.fixture
def posted(app: Flask) -> Callable[[], list[EmailMessage]]:
    """The mails that were sent since it was last asked, the first first."""

    def mails() -> list[EmailMessage]:
        app.extensions["postman"].wait()
        outbox = app.config["SETTINGS"].outbox
        sent = Outbox(outbox).messages()[::-1]
        for file in outbox.glob("*.eml"):
            file.unlink()
        return sent

    return mails


@pytest.fixture
def ask(client_of: Callable[[Person | None], FlaskClient], cast: Cast, story: Story) -> Callable[..., None]:
    def asked(kind: str = "question", text: str = "Hoe ging het verder?", **more: str) -> None:
        form = {"kind": kind, "text": text, **more}
        assert client_of(cast.funder).post(f"/stories/{story.id}/responses", data=form).status_code == 303

    return asked


@pytest.fixture
def question(ask: Callable[..., None], posted: Callable[[], list[EmailMessage]]) -> EmailMessage:
    """The mail that the author got."""
    ask()
    (mail,) = posted()
    return mail


@pytest.fixture
def door(app: Flask) -> Door:
    return Door(app, Session.commit)


@pytest.fixture
def reply(door: Door) -> Callable[..., Delivery]:
    """Reply to a mail, as its receiver; `raw` and `address` in place of what a mail program would make."""

    def replied(
        to: EmailMessage, text: str = "Het ging goed.", *, address: str = "", raw: bytes = b"", **headers: str
    ) -> Delivery:
        mail = raw or written(to, text, **headers)
        (delivery,) = door.take(mail, "iemand@example.org", [address or str(to["Reply-To"])])
        return delivery

    return replied


def written(to: EmailMessage, text: str, **headers: str) -> bytes:
    mail = EmailMessage()
    given = {
        "From": str(to["To"]),
        "Message-ID": f"<{abs(hash(text))}@post.example>",
        "Subject": f"Re: {to['Subject']}",
    }
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


def answers(session: Session) -> list[tuple[int, str]]:
    """Who answered what, in order."""
    session.rollback()
    return [
        (each.person_id, each.text)
        for each in session.exec(select(Answer).order_by(col(Answer.created_at), col(Answer.id)))
    ]


def response(session: Session) -> Response:
    session.rollback()
    return session.exec(select(Response)).one()


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content())


def leave(session: Session, person: Person) -> None:
    """End what someone belongs to."""
    session.rollback()
    membership = session.exec(select(Membership).where(Membership.person_id == person.id)).one()
    membership.end(START)
    session.add(membership)
    session.commit()
