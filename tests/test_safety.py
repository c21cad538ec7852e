"""Hostile text, forged requests and expired pages: harmless, and nothing typed is lost."""

import html
import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.grants.test_grants import decision
from tests.stories.test_telling import week
from verhaal.access import viewer_of
from verhaal.annual.export import pdf_of
from verhaal.people.models import Person
from verhaal.stories.models import Story

Client = Callable[[Person | None], FlaskClient]

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", '#read("/etc/passwd")',
    "\u202eomgekeerd 😀", "a\x00b\x07c", "'; DROP TABLE story; --", "{{ 7*7 }} %(name)s {0}", "\ud83d\ude00",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_in_every_field_is_shown_as_text(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, text: str
) -> None:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    author, coordinator, funder = client_of(cast.author), client_of(cast.coordinator), client_of(cast.funder)
    data = week(cast, share="1", text=text, title=text, **{
        "outcomes-0-whom": text, "outcomes-0-change": text, "outcomes-0-significance": text,
        "counts-0-amount": "3", "counts-0-unit": text})  # fmt: skip
    answer = author.post("/stories", data=data)
    assert answer.status_code == 303
    story = answer.headers["Location"]
    funder.post(f"{story}/responses", data={"key": str(uuid.uuid4()), "kind": "lesson", "text": text})
    coordinator.post(
        "/grants/new",
        data=decision(
            title=text, reference=text[:40], funder_name=text, **{"obligations-0-text": text, "activities-0-name": text}
        ),
    )
    author.post("/me", data={"name": text, "language": "nl"})
    grant = f"/grants/{cast.grant.id}"
    coordinator.post(f"{grant}/accounts/2026/words/lessons/0", data={"text": text, "seen": "e3b0c44298fc1c14"})
    for browser, path in (
        (funder, story), (funder, "/reading"), (author, "/stories"), (coordinator, "/stories/shared"),
        (coordinator, "/grants"), (coordinator, f"{grant}/accounts/2026"), (author, "/me"), (author, "/people"),
    ):  # fmt: skip
        shown = browser.get(path, follow_redirects=True)
        assert shown.status_code == 200, path
        for danger in ("<script>alert", "<img src=x", 'href="javascript'):
            assert danger not in shown.text, path
        assert "\x00" not in shown.text
    kept = "".join(sign for sign in text if ord(sign) >= 32)
    assert html.escape(kept, quote=False)[:12] in html.unescape(funder.get(story).text).replace("&", "&amp;").replace(
        "<", "&lt;"
    ).replace(">", "&gt;")
    with app.app_context():
        session.rollback()
        paper = pdf_of(session, viewer_of(session, cast.coordinator), "SB-1", 2026, clock())
    assert paper.startswith(b"%PDF")


def test_a_hundred_thousand_characters_are_refused_and_kept(cast: Cast, client_of: Client) -> None:
    huge = "x" * 100_000
    for path, browser, data in (
        ("/stories", client_of(cast.author), week(cast, share="1", text=huge)),
        ("/stories", client_of(cast.author), week(cast, share="1", title=huge)),
        ("/grants/new", client_of(cast.coordinator), decision(title=huge)),
        ("/me", client_of(cast.author), {"name": huge, "language": "nl"}),
    ):
        answer = browser.post(path, data=data)
        assert answer.status_code == 422
        assert huge in answer.text


def test_an_address_no_database_can_hold_is_not_found(cast: Cast, client_of: Client) -> None:
    for path in (
        "/stories/99999999999999999999",
        "/stories/0",
        "/stories/-1",
        f"/grants/{cast.grant.id}/accounts/99999",
    ):
        assert client_of(cast.author).get(path).status_code == 404
    assert client_of(cast.author).get("/stories?page=99999999999999999999999").status_code == 200
    assert client_of(cast.funder).get("/reading?grant=99999999999999999999999").status_code == 200


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_forged_request_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, client_of: Client, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    author, data = client_of(cast.author), week(cast, share="1", text="Regel een.\n\nRegel twee.")
    refused = author.post("/stories", data=data | {"csrf_token": "oud"})
    assert refused.status_code == 400
    assert "Regel een." in refused.text
    assert session.exec(select(Story)).all() == []
    typed = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', refused.text, re.S)
    again = [(name, html.unescape(value)) for name, value in typed]
    assert dict(again)["text"] == "Regel een.\n\nRegel twee."
    sent = dict(again) | {"csrf_token": token_in(refused.text)}
    assert author.post("/stories", data=sent).status_code == 303
    session.rollback()
    assert len(session.exec(select(Story)).all()) == 1


def test_what_was_typed_survives_being_signed_out(app: Flask, cast: Cast, client_of: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    nobody = client_of(None)
    token = token_in(nobody.get("/sign-in").text)
    answer = nobody.post("/stories", data=week(cast, text="Niet kwijtraken.") | {"csrf_token": token})
    assert answer.status_code == 401
    assert "Niet kwijtraken." in answer.text
    assert 'target="_blank"' in answer.text


def test_every_page_says_what_it_may_load(cast: Cast, client_of: Client) -> None:
    headers = client_of(cast.author).get("/stories/week").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_static_files_are_kept_by_browsers(client_of: Client) -> None:
    answer = client_of(None).get("/static/app.css")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    answer.close()


def _fail() -> str:
    raise RuntimeError("by the test")


def test_a_failure_while_writing_changes_nothing(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    factories.draft(session, cast, clock())
    session.commit()
    app.view_functions["stories.create"] = _fail
    answer = client_of(cast.author).post("/stories", data=week(cast))
    assert answer.status_code == 500
    assert "onze fout" in answer.text
