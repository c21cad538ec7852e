"""Choosing a reminder on one's own page, and ending it from the mail."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlmodel import Session, select

from tests.factories import Cast
from verhaal.people.actions import choose_reminder
from verhaal.people.models import Person, Reminder
from verhaal.reminders.letter import letter
from verhaal.reminders.tokens import ending_token, person_in

Client = Callable[[Person | None], FlaskClient]

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def chosen(session: Session) -> list[tuple[int, int | None, int | None]]:
    session.rollback()
    return [(row.person_id, row.weekday, row.hour) for row in session.exec(select(Reminder))]


def ending_of(app: Flask, person: Person) -> str:
    """The path of the link in a person's mail."""
    with app.test_request_context():
        headers = dict(letter(person).headers)
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://localhost:8000/reminders/")
    return address.removeprefix("http://localhost:8000")


@pytest.fixture
def reminded(cast: Cast, session: Session) -> Person:
    choose_reminder(session, cast.author.id, 5, 14, LONG_AGO)
    session.commit()
    return cast.author


def test_nothing_is_chosen_until_a_professional_chooses(cast: Cast, client_of: Client, session: Session) -> None:
    author = client_of(cast.author)
    page = author.get("/me").text
    assert "Zolang je niets kiest, sturen we niets." in page
    assert '<option selected value="5">vrijdag</option>' in page
    assert '<option selected value="14">14:00</option>' in page
    assert chosen(session) == []
    assert author.post("/me/reminder", data={"weekday": "4", "hour": "16"}).status_code == 303
    assert chosen(session) == [(cast.author.id, 4, 16)]
    page = author.get("/me").text
    assert "Je krijgt op donderdag om 16:00 een mail" in page
    assert '<option selected value="16">16:00</option>' in page
    author.post("/me/reminder", data={"none": "1", "weekday": "4", "hour": "16"})
    assert chosen(session) == [(cast.author.id, None, None)]


@pytest.mark.parametrize("wrong", [{"weekday": "8"}, {"weekday": "x"}, {"hour": "24"}, {"hour": ""}, {"hour": "-1"}])
def test_a_moment_that_is_none_is_refused(
    cast: Cast, client_of: Client, session: Session, wrong: dict[str, str]
) -> None:
    answer = client_of(cast.author).post("/me/reminder", data={"weekday": "5", "hour": "14"} | wrong)
    assert answer.status_code == 422
    assert chosen(session) == []


def test_the_weeks_screen_asks_until_it_is_answered_with_yes_or_no(cast: Cast, client_of: Client) -> None:
    author, colleague = client_of(cast.author), client_of(cast.colleague)
    for browser, answer in ((author, {"none": "1"}), (colleague, {"weekday": "5", "hour": "14"})):
        assert "Een herinnering?" in browser.get("/stories/week").text
        browser.post("/me/reminder", data=answer)
        assert "Een herinnering?" not in browser.get("/stories/week").text


def test_who_does_not_tell_is_not_asked(cast: Cast, client_of: Client) -> None:
    assert "Een herinnering aan de week" not in client_of(cast.funder).get("/me").text


def test_opening_the_link_ends_nothing_and_one_press_ends_it_without_signing_in(
    app: Flask, reminded: Person, client_of: Client, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    nobody, path = client_of(None), ending_of(app, reminded)
    page = nobody.get(path)
    assert page.status_code == 200
    assert reminded.email not in page.text
    assert reminded.name not in page.text
    assert chosen(session) == [(reminded.id, 5, 14)]
    button = re.search(r'<form method="post" action="([^"]+)">.*?Ja, stop de herinneringen', page.text)
    assert button
    assert button[1] == path
    ended = nobody.post(path)
    assert ended.status_code == 200
    assert "Je krijgt geen herinneringen meer" in ended.text
    assert chosen(session) == [(reminded.id, None, None)]
    assert nobody.post(path).status_code == 200


def test_a_mail_program_ends_it_in_one_click(app: Flask, reminded: Person, client_of: Client, session: Session) -> None:
    """RFC 8058: a POST without cookies or CSRF token, and the answer is no redirect."""
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client_of(None).post(ending_of(app, reminded), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert chosen(session) == [(reminded.id, None, None)]


def test_the_link_ends_only_its_own_persons_reminders(
    app: Flask, reminded: Person, cast: Cast, client_of: Client, session: Session
) -> None:
    choose_reminder(session, cast.colleague.id, 4, 9, LONG_AGO)
    session.commit()
    client_of(cast.colleague).post(ending_of(app, reminded))
    assert sorted(chosen(session)) == [(reminded.id, None, None), (cast.colleague.id, 4, 9)]


def test_a_forged_link_is_not_found_and_ends_nothing(
    app: Flask, reminded: Person, client_of: Client, session: Session
) -> None:
    key = app.config["SECRET_KEY"]
    good = ending_token(key, reminded.id)
    payload, signature = good.split(".")
    forged = [
        payload,
        f"{payload}.",
        f"{payload}.{signature[::-1]}",
        ending_token("another key of at least 32 characters", reminded.id),
        str(URLSafeSerializer(key, "another purpose").dumps(reminded.id)),
        str(URLSafeSerializer(key).dumps(reminded.id)),
        ending_token(key, 10**6),
        str(reminded.id),
    ]
    nobody = client_of(None)
    for token in forged:
        assert nobody.get(f"/reminders/{token}/ending").status_code == 404, token
        assert nobody.post(f"/reminders/{token}/ending").status_code == 404, token
    assert chosen(session) == [(reminded.id, 5, 14)]
    assert person_in(key, good) == reminded.id


def test_the_page_speaks_the_language_of_the_mail_unless_the_browser_chose_another(
    app: Flask, reminded: Person, client_of: Client, session: Session
) -> None:
    reminded.language = "en"
    session.add(reminded)
    session.commit()
    nobody, path = client_of(None), ending_of(app, reminded)
    page = nobody.get(path).text
    assert "No more reminders?" in page
    assert '<html lang="en">' in page
    nobody.post("/language", data={"language": "nl"})
    assert "Geen herinneringen meer?" in nobody.get(path).text


def test_only_ending_reminders_needs_no_csrf_token(app: Flask, cast: Cast, client_of: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.extensions["csrf"]._exempt_views == {"verhaal.reminders.routes.end"}
    assert app.extensions["csrf"]._exempt_blueprints == set()
    assert client_of(cast.author).post("/me/reminder", data={"none": "1"}).status_code == 400
