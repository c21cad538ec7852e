"""Ending one's mail on a topic from the mail itself, without signing in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlmodel import Session, select

from tests.factories import Cast
from verhaal.notices.mail import one_click
from verhaal.people.actions import choose_reminder, wish
from verhaal.people.ending import WORDS, ending_of
from verhaal.people.models import Person, Reminder, Rhythm, Topic, Wish
from verhaal.people.tokens import ending_token, person_in
from verhaal.reminders.letter import letter

Client = Callable[[Person | None], FlaskClient]

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def path_of(app: Flask, topic: Topic, person: Person) -> str:
    """Of the link in a person's mail."""
    with app.test_request_context():
        return ending_of(topic, person).removeprefix("http://localhost:8000")


def wants(session: Session, person: Person) -> set[Topic]:
    """What the person chose and did not end."""
    session.rollback()
    reminded = session.exec(select(Reminder).where(Reminder.person_id == person.id)).one()
    wishes = session.exec(select(Wish).where(Wish.person_id == person.id, Wish.rhythm != Rhythm.NEVER))
    return {wish.topic for wish in wishes} | ({Topic.REMINDERS} if reminded.is_on else set())


@pytest.fixture
def everything(cast: Cast, session: Session) -> Person:
    """The author and a colleague, who want every kind of mail."""
    for person in (cast.author, cast.colleague):
        choose_reminder(session, person.id, 5, 14, LONG_AGO)
        for topic in set(Topic) - {Topic.REMINDERS}:
            wish(session, person.id, topic, Rhythm.DAILY, LONG_AGO)
    session.commit()
    return cast.author


def test_opening_the_link_ends_nothing_and_one_press_ends_that_topic_of_that_person(
    app: Flask, cast: Cast, everything: Person, client_of: Client, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    nobody, left = client_of(None), set(Topic)
    for topic in Topic:
        path = path_of(app, topic, everything)
        page = nobody.get(path)
        assert page.status_code == 200
        assert everything.email not in page.text
        assert everything.name not in page.text
        assert wants(session, everything) == left
        button = re.search(r'<form method="post" action="([^"]+)">.*?Ja, stop deze mail', page.text)
        assert button
        assert button[1] == path
        ended = nobody.post(path)
        assert ended.status_code == 200
        assert "Je krijgt geen" in ended.text
        left = left - {topic}
        assert wants(session, everything) == left
        assert nobody.post(path).status_code == 200
    assert wants(session, cast.colleague) == set(Topic)


@pytest.mark.parametrize("topic", Topic)
def test_a_mail_program_ends_it_in_one_click(
    app: Flask, everything: Person, client_of: Client, session: Session, topic: Topic
) -> None:
    """RFC 8058: a POST without cookies or CSRF token, and the answer is no redirect."""
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client_of(None).post(path_of(app, topic, everything), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert wants(session, everything) == set(Topic) - {topic}


def test_the_reminder_tells_mail_programs_how_to_end_it(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        address = ending_of(Topic.REMINDERS, cast.author)
        assert letter(cast.author).headers == one_click(address)
    assert address.startswith("http://localhost:8000/reminders/")


def test_a_forged_link_is_not_found_and_ends_nothing(
    app: Flask, everything: Person, client_of: Client, session: Session
) -> None:
    key, about = app.config["SECRET_KEY"], Topic.ANSWERS
    good = ending_token(key, about, everything.id)
    payload, signature = good.split(".")
    forged = [
        payload,
        f"{payload}.",
        f"{payload}.{signature[::-1]}",
        ending_token("another key of at least 32 characters", about, everything.id),
        str(URLSafeSerializer(key, "another purpose").dumps(everything.id)),
        str(URLSafeSerializer(key).dumps(everything.id)),
        ending_token(key, Topic.STORIES, everything.id),
        ending_token(key, about, 10**6),
        str(everything.id),
    ]
    nobody = client_of(None)
    for address in [f"/answers/{token}/ending" for token in forged] + [f"/elsewhere/{good}/ending"]:
        assert nobody.post(address).status_code in (404, 401), address
        assert nobody.get(address).status_code in (404, 302), address
    assert wants(session, everything) == set(Topic)
    assert person_in(key, about, good) == everything.id


def test_a_link_in_a_mail_of_before_there_were_topics_still_ends_reminders(
    app: Flask, everything: Person, client_of: Client, session: Session
) -> None:
    old = URLSafeSerializer(app.config["SECRET_KEY"], "verhaal: end the reminders of a person").dumps(everything.id)
    assert client_of(None).post(f"/reminders/{old}/ending").status_code == 200
    assert Topic.REMINDERS not in wants(session, everything)


def test_the_page_speaks_the_language_of_the_mail_unless_the_browser_chose_another(
    app: Flask, everything: Person, client_of: Client, session: Session
) -> None:
    everything.language = "en"
    session.add(everything)
    session.commit()
    nobody, path = client_of(None), path_of(app, Topic.REMINDERS, everything)
    page = nobody.get(path).text
    assert "No more reminders?" in page
    assert '<html lang="en">' in page
    nobody.post("/language", data={"language": "nl"})
    assert "Geen herinneringen meer?" in nobody.get(path).text


def test_only_ending_mail_needs_no_csrf_token(app: Flask, cast: Cast, client_of: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.extensions["csrf"]._exempt_views == {"verhaal.people.ending.end"}
    assert app.extensions["csrf"]._exempt_blueprints == set()
    assert client_of(cast.author).post("/me/reminder", data={"none": "1"}).status_code == 400


def test_every_topic_has_its_words() -> None:
    assert set(WORDS) == set(Topic)
