"""Signing in without a password: mailed link, code, rate, sign-out."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests.conftest import Clock
from tests.factories import Cast
from verhaal.notices.mail import Outbox
from verhaal.people import actions
from verhaal.people.models import Person, SignIn, SignInRequest
from verhaal.web import safe_next

Client = Callable[[Person | None], FlaskClient]


def mails(app: Flask) -> list[EmailMessage]:
    app.extensions["postman"].wait()
    return Outbox(app.config["SETTINGS"].outbox).messages()


def ask(app: Flask, browser: FlaskClient, email: str, **more: str) -> tuple[str, str]:
    """Ask for a mail; returns its link (as a path) and its code."""
    browser.post("/sign-in", data={"email": email, **more})
    text = mails(app)[0].get_content()
    link, code = re.search(r"http://localhost:8000(/\S+)", text), re.search(r"\b\d{6}\b", text)
    assert link
    assert code
    return link[1], code[0]


def test_a_professional_signs_in_by_link_on_any_device(app: Flask, cast: Cast, client_of: Client) -> None:
    link, _ = ask(app, client_of(None), cast.author.email.upper())
    phone = client_of(None)
    assert phone.get(link).status_code == 200
    assert phone.post(link).status_code == 303
    assert phone.get("/stories/week").status_code == 200


def test_a_professional_signs_in_by_code_where_it_was_asked(app: Flask, cast: Cast, client_of: Client) -> None:
    asked, elsewhere = client_of(None), client_of(None)
    _, code = ask(app, asked, cast.author.email)
    assert elsewhere.post("/sign-in/code", data={"code": code}).headers["Location"] == "/sign-in/code"
    assert asked.post("/sign-in/code", data={"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/"
    assert asked.get("/me").status_code == 200


def test_a_mail_scanner_that_opens_the_link_does_not_burn_it(app: Flask, cast: Cast, client_of: Client) -> None:
    link, _ = ask(app, client_of(None), cast.author.email)
    scanner = client_of(None)
    for _again in range(3):
        scanner.get(link)
        scanner.head(link)
    assert scanner.get("/me").status_code == 302
    assert client_of(None).post(link).status_code == 303


def test_a_link_works_once_and_takes_the_code_with_it(app: Flask, cast: Cast, client_of: Client) -> None:
    asked = client_of(None)
    link, code = ask(app, asked, cast.author.email)
    assert client_of(None).post(link).status_code == 303
    assert client_of(None).post(link).status_code == 410
    asked.post("/sign-in/code", data={"code": code})
    assert asked.get("/me").status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(15 * 60 - 1, 303), (15 * 60, 410)])
def test_a_link_works_for_fifteen_minutes(
    app: Flask, cast: Cast, client_of: Client, clock: Clock, seconds: int, status: int
) -> None:
    link, _ = ask(app, client_of(None), cast.author.email)
    clock.moment += timedelta(seconds=seconds)
    assert client_of(None).post(link).status_code == status


def test_five_wrong_codes_are_enough(app: Flask, cast: Cast, client_of: Client) -> None:
    asked = client_of(None)
    _, code = ask(app, asked, cast.author.email)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _attempt in range(5):
        asked.post("/sign-in/code", data={"code": wrong})
    asked.post("/sign-in/code", data={"code": code})
    assert asked.get("/me").status_code == 302


def test_a_known_and_an_unknown_address_get_the_same_answer(app: Flask, cast: Cast, client_of: Client) -> None:
    answers = []
    for email in (cast.author.email, "niemand@example.org"):
        browser = client_of(None)
        first = browser.post("/sign-in", data={"email": email})
        second = browser.get("/sign-in/code")
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", second.text.replace(email, ""))
        answers.append((first.status_code, first.headers["Location"], first.text, second.status_code, text))
    assert answers[0] == answers[1]
    assert [mail["To"] for mail in mails(app)] == [cast.author.email]


def test_the_sixth_request_in_a_quarter_sends_nothing(app: Flask, cast: Cast, client_of: Client, clock: Clock) -> None:
    for _attempt in range(6):
        answer = client_of(None).post("/sign-in", data={"email": cast.author.email})
        assert answer.status_code == 303
    assert len(mails(app)) == actions.MOST_PER_ADDRESS
    clock.moment += timedelta(minutes=15)
    client_of(None).post("/sign-in", data={"email": cast.author.email})
    assert len(mails(app)) == actions.MOST_PER_ADDRESS + 1


def test_the_database_holds_no_secret_in_readable_form(
    app: Flask, cast: Cast, client_of: Client, session: Session
) -> None:
    link, code = ask(app, client_of(None), cast.author.email)
    row = session.exec(select(SignInRequest)).one()
    kept = " ".join(map(str, row.model_dump().values()))
    assert link.rsplit("/", 1)[1] not in kept
    assert not re.search(rf"\b{code}\b", kept)


def test_of_two_that_use_a_link_at_once_one_gets_in(app: Flask, cast: Cast, client_of: Client, clock: Clock) -> None:
    link, _ = ask(app, client_of(None), cast.author.email)
    token = link.rsplit("/", 1)[1]
    database = app.extensions["database"]
    with database.session(writes=False) as reader:
        stale = reader.exec(select(SignInRequest)).one()
    with database.session(writes=True) as first:
        assert actions.use_link(first, token, clock())
        first.commit()
    with database.session(writes=True) as second:
        assert actions._use(second, stale, clock()) is None


def test_sign_out_ends_a_stolen_cookie_too(cast: Cast, client_of: Client, app: Flask) -> None:
    owner, thief = client_of(cast.author), app.test_client()
    with owner.session_transaction() as mine, thief.session_transaction() as stolen:
        stolen.update(dict(mine))
    assert thief.get("/me").status_code == 200
    owner.post("/sign-out")
    assert thief.get("/me").status_code == 302


def test_a_person_signs_out_a_lost_phone(cast: Cast, client_of: Client, session: Session) -> None:
    phone, desk = client_of(cast.author), client_of(cast.author)
    first = session.exec(select(SignIn).order_by(SignIn.id)).first()  # type: ignore[arg-type]
    assert first
    desk.post(f"/sign-ins/{first.id}/ending")
    assert phone.get("/me").status_code == 302
    assert desk.get("/me").status_code == 200


@pytest.mark.parametrize(("private", "lasts"), [("y", timedelta(days=90)), ("", timedelta(hours=12))])
def test_a_private_device_stays_signed_in(
    app: Flask, cast: Cast, client_of: Client, clock: Clock, private: str, lasts: timedelta
) -> None:
    browser = client_of(None)
    link, _ = ask(app, browser, cast.author.email)
    answer = browser.post(link, data={"is_private": private} if private else {})
    assert ("Expires=" in answer.headers["Set-Cookie"]) == bool(private)
    clock.moment += lasts - timedelta(seconds=1)
    assert browser.get("/me").status_code == 200
    clock.moment += timedelta(seconds=1)
    assert browser.get("/me").status_code == 302


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "x"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(target: str) -> None:
    assert safe_next(target) is None


def test_one_goes_on_to_the_page_that_was_asked_for(app: Flask, cast: Cast, client_of: Client) -> None:
    browser = client_of(None)
    to = browser.get("/grants?x=1").headers["Location"]
    assert to == "/sign-in?next=/grants?x%3D1"
    _, code = ask(app, browser, cast.author.email, next="/grants?x=1")
    assert browser.post("/sign-in/code", data={"code": code}).headers["Location"] == "/grants?x=1"


def test_a_mailed_link_never_takes_its_host_from_the_request(app: Flask, cast: Cast, client_of: Client) -> None:
    forged = client_of(None).post("/sign-in", data={"email": cast.author.email}, headers={"Host": "evil.example"})
    assert forged.status_code == 400
    client_of(None).post("/sign-in", data={"email": cast.author.email}, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in mails(app)[0].get_content()
