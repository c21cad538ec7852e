"""A question comes by mail, and so does the answer: to whom it concerns, with what they need and no more."""

import uuid
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage

from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import START
from tests.factories import Cast
from tests.replies.conftest import TEXT, leave, response, text_of
from verhaal.people.models import Person, Role
from verhaal.reading.reply_address import Ticket, ticket_in
from verhaal.stories.models import Story, Version

Posted = Callable[[], list[EmailMessage]]
Client = Callable[[Person | None], FlaskClient]
KEY = "not a secret, only for tests " * 2


def test_the_author_is_mailed_the_question_and_where_to_answer(
    question: EmailMessage, cast: Cast, story: Story, session: Session
) -> None:
    asked, text = response(session), text_of(question)
    assert question["To"] == cast.author.email
    assert question["From"] == "Femke Financier via Verhaal <verhaal@localhost>"
    assert question["Subject"] == "Een vraag over ‘Stoelen’"
    assert "Femke Financier heeft een vraag over je verhaal ‘Stoelen’:\n\nHoe ging het verder?" in text
    assert f"http://localhost:8000/stories/{story.id}#response-{asked.id}" in text
    assert ticket_in(KEY, str(question["Reply-To"])) == Ticket(asked.id, cast.author.id, date(2027, 2, 21))
    assert TEXT not in str(question)


def test_it_comes_in_the_authors_language(
    cast: Cast, session: Session, ask: Callable[..., None], posted: Posted
) -> None:
    cast.author.language = "en"
    session.add(cast.author)
    session.commit()
    ask()
    (mail,) = posted()
    assert mail["Subject"] == "A question about “Stoelen”"
    assert "Femke Financier has a question about your story" in text_of(mail)


def test_a_title_made_of_the_first_words_stays_out_of_the_mail(
    session: Session, story: Story, ask: Callable[..., None], posted: Posted
) -> None:
    version: Version = factories.version_of(session, story, 1)
    version.title = TEXT.rstrip(".")
    session.add(version)
    session.commit()
    ask()
    (mail,) = posted()
    assert mail["Subject"] == "Een vraag over het verhaal van week 48"
    assert "over je verhaal van week 48:" in text_of(mail)
    assert "buurvrouwen" not in mail.as_string()


def test_only_a_question_is_mailed_and_only_once(ask: Callable[..., None], posted: Posted) -> None:
    ask(kind="appreciation")
    assert posted() == []
    key = str(uuid.uuid4())
    ask(key=key)
    ask(key=key)
    assert len(posted()) == 1


def test_an_answer_on_the_page_is_mailed_to_who_asked_in_the_same_thread(
    question: EmailMessage, client_of: Client, cast: Cast, session: Session, posted: Posted
) -> None:
    asked = response(session)
    client_of(cast.author).post(f"/responses/{asked.id}/answers", data={"text": "Het ging goed."})
    (mail,) = posted()
    assert mail["To"] == cast.funder.email
    assert mail["Subject"] == "Re: Een vraag over ‘Stoelen’"
    assert mail["In-Reply-To"] == mail["References"] == f"<verhaal.{asked.id}.{cast.funder.id}@localhost>"
    assert question["Message-ID"] == f"<verhaal.{asked.id}.{cast.author.id}@localhost>"
    assert "Het ging goed.\n\nDe vraag was:\n\nHoe ging het verder?" in text_of(mail)
    assert ticket_in(KEY, str(mail["Reply-To"])) is not None


def test_everyone_in_the_thread_hears_and_who_left_does_not(
    question: EmailMessage, client_of: Client, cast: Cast, session: Session, posted: Posted
) -> None:
    assert question
    asked = response(session)
    reader = factories.person(session, "Rik Lezer", START, Role.FUNDER, cast.funder_party)
    session.commit()
    client_of(reader).post(f"/responses/{asked.id}/answers", data={"text": "Dat wil ik ook weten."})
    assert {mail["To"] for mail in posted()} == {cast.author.email, cast.funder.email}
    client_of(cast.author).post(f"/responses/{asked.id}/answers", data={"text": "Goed."})
    assert {mail["To"] for mail in posted()} == {cast.funder.email, reader.email}
    leave(session, cast.funder)
    client_of(cast.author).post(f"/responses/{asked.id}/answers", data={"text": "Nog iets."})
    assert {mail["To"] for mail in posted()} == {reader.email}
