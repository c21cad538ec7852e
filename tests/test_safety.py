"""Hostile text, forged requests and expired pages: harmless, and nothing typed is lost."""

import html
import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast, begun
from tests.grants.test_grants import decision
from tests.paper import pages_of
from tests.stories.test_telling import week
from verhaal.access import viewer_of
from verhaal.annual.actions import mark
from verhaal.exports.files import own_account
from verhaal.exports.formats import FORMATS
from verhaal.grants.models import Activity, Grant, GrantPlace, Objective, Obligation
from verhaal.people.models import Person
from verhaal.reading.models import Response
from verhaal.stories.models import Story
from verhaal.web import release

Client = Callable[[Person | None], FlaskClient]

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '[x](javascript:alert(1)) #read("/etc/passwd") ] #panic()',
    "'; DROP TABLE story; -- {{ 7*7 }} %(name)s {0}",
    "\u202eomgekeerd\u202c 😀 \ud83d\ude00 a\x00b\x07c",
]  # fmt: skip


FUTURE = "toekomst@example.org"


def everywhere(
    cast: Cast, session: Session, author: FlaskClient, coordinator: FlaskClient, funder: FlaskClient, text: str
) -> tuple[int, int]:
    """Type the text into every field there is, as each person; gives the ids of the grant and the story."""

    def sent(browser: FlaskClient, path: str, **data: object) -> str:
        answer = browser.post(path, data=data)
        assert answer.status_code == 303, path
        return answer.headers["Location"]

    sent(coordinator, "/grants/new", **decision(
        funder=str(cast.funder_party.id), title=text, reference=text[:80],
        **dict.fromkeys((
            "new_places-0-name", "due-0-what", "activities-0-name", "activities-0-unit", "objectives-0-name",
            "objectives-0-target", "obligations-0-text"), text[:60]),
    ))  # fmt: skip
    sent(coordinator, "/grants/new", **decision(funder_name=text))
    session.rollback()
    grant = session.exec(
        select(Grant).where(Grant.title != "Een nieuwe subsidie").order_by(col(Grant.id).desc())
    ).first()
    assert grant
    activity = session.exec(select(Activity).where(Activity.grant_id == grant.id)).one()
    objective = session.exec(select(Objective).where(Objective.grant_id == grant.id)).one()
    obligation = session.exec(select(Obligation).where(Obligation.grant_id == grant.id)).one()
    place = session.exec(select(GrantPlace).where(GrantPlace.grant_id == grant.id)).one().place_id
    told = week(cast, share="1", looked="1", text=text, title=text, place=str(place), grants=[str(grant.id)], **{
        "outcomes-0-whom": text, "outcomes-0-change": text, "outcomes-0-significance": text,
        "outcomes-0-objective": str(objective.id),
        "counts-0-amount": "3", "counts-0-unit": text[:60], "counts-0-activity": str(activity.id)})  # fmt: skip
    story = sent(author, "/stories", **told)
    correction = sent(author, f"{story}/corrections")
    page = author.get(correction).text
    mark_of = re.search(r'name="mark"[^>]* value="([\d.]+)"', page)
    assert mark_of
    sent(author, correction, **told | {"mark": mark_of[1], "change_note": text})
    response = sent(funder, f"{story}/responses", key=str(uuid.uuid4()), kind="question", text=text)
    asked = response.rsplit("#")[0]  # on to what is left to read
    session.rollback()
    question = session.exec(select(Response.id)).first()
    sent(author, f"/responses/{question}/answers", key=str(uuid.uuid4()), text=text)
    taken_back = sent(author, "/stories", **told | {"key": str(uuid.uuid4())})
    sent(author, f"{taken_back}/withdrawal", reason=text)
    account = coordinator.post(f"/grants/{grant.id}/accounts/2026").headers["Location"] + "/words"
    for about in (f"activity/{activity.id}", f"objective/{objective.id}", f"obligation/{obligation.id}",
                  *(f"{about}/{grant.id}" for about in ("lessons", "residents", "financial"))):  # fmt: skip
        sent(coordinator, f"{account}/{about}", text=text, seen=mark(""))
    sent(
        coordinator, f"/organisations/{cast.organisation.id}/invitations", name=text, email=FUTURE, role="professional"
    )
    sent(funder, f"/funders/{cast.funder_party.id}/invitations", name=text, email="andere@example.org")
    for person in (author, coordinator, funder):
        sent(person, "/me", name=text, language="nl")
    assert asked == "/reading/list"
    return grant.id, int(story.rsplit("/", 1)[1])


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_in_every_field_is_shown_as_text(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, text: str
) -> None:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    author, coordinator, funder = client_of(cast.author), client_of(cast.coordinator), client_of(cast.funder)
    grant_id, story_id = everywhere(cast, session, author, coordinator, funder, text)
    grant, story = f"/grants/{grant_id}", f"/stories/{story_id}"
    account = coordinator.get(f"{grant}/accounts/2026").headers["Location"]
    kept = "".join(sign for sign in text if ord(sign) >= 32)
    for browser, path in (
        (funder, story), (author, story), (funder, "/reading/list"), (author, "/stories"),
        (coordinator, "/stories/shared"),
        (author, f"{story}/versions/1"), (author, "/stories/week"), (funder, "/grants"), (coordinator, grant),
        (coordinator, f"{grant}/edit"), (coordinator, account), (author, "/me"),
        (coordinator, f"{account}/words/lessons/{grant_id}"),
        (coordinator, f"/organisations/{cast.organisation.id}/people"),
        (funder, f"/funders/{cast.funder_party.id}/people"),
    ):  # fmt: skip
        shown = browser.get(path)
        assert shown.status_code == 200, path
        assert kept in html.unescape(shown.text), path
        for danger in ("<script>alert", "<img src=x", 'href="javascript', "\x00", "\x07"):
            assert danger not in shown.text, path
    with app.app_context():
        session.rollback()
        whole = own_account(session, viewer_of(session, cast.coordinator), kept[:80], 2026, clock())
        paper = FORMATS["pdf"].made(whole, clock(), app.extensions["key"])
    printed = "".join(pages_of(paper))
    assert "root:" not in printed
    plain = re.sub(r"[^a-z0-9]", "", kept.partition("\u202c")[2] or kept)
    assert plain in re.sub(r"[^a-z0-9]", "", printed)


def test_a_hundred_thousand_characters_are_refused_and_kept(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    response = factories.response(session, story, cast.funder, cast.funder_party, clock())
    draft = factories.draft(session, cast, clock())
    session.commit()
    author, coordinator, funder = client_of(cast.author), client_of(cast.coordinator), client_of(cast.funder)
    told = [
        "text", "title", "outcomes-0-whom", "outcomes-0-change", "outcomes-0-significance",
        "counts-0-unit", "counts-0-amount",
    ]  # fmt: skip
    decided = [
        "title", "reference", "funder_name", "amount", "new_places-0-name", "new_places-0-cbs_code", "due-0-what",
        "due-0-due_on", "activities-0-name", "activities-0-planned", "activities-0-unit", "objectives-0-name",
        "objectives-0-target", "obligations-0-text",
    ]  # fmt: skip
    correction = author.post(f"/stories/{story.id}/corrections").headers["Location"]
    mark_of = re.search(r'name="mark"[^>]* value="([\d.]+)"', author.get(correction).text)
    assert mark_of
    corrected = week(cast, share="1", mark=mark_of[1])
    key, account = str(uuid.uuid4()), begun(coordinator, cast) + "/words"
    invited: dict[str, object] = {"name": "Nieuw", "email": FUTURE, "role": "professional"}
    every: list[tuple[FlaskClient, str, dict[str, object], list[str]]] = [
        (author, "/stories", week(cast, share="1"), told),
        (author, f"/stories/{draft.id}/draft", week(cast, share="1"), ["text"]),
        (author, correction, corrected, [*told, "change_note"]),
        (author, f"/stories/{story.id}/withdrawal", {}, ["reason"]),
        (funder, f"/stories/{story.id}/responses", {"key": key, "kind": "question"}, ["text"]),
        (author, f"/responses/{response.id}/answers", {"key": key}, ["text"]),
        (coordinator, "/grants/new", decision(), decided),
        (coordinator, f"{account}/lessons/{cast.grant.id}", {"seen": mark("")}, ["text"]),
        (coordinator, f"{account}/obligation/{cast.obligation.id}", {"seen": mark("")}, ["text"]),
        (coordinator, f"/organisations/{cast.organisation.id}/invitations", invited, ["name", "email"]),
        (funder, f"/funders/{cast.funder_party.id}/invitations", invited, ["name", "email"]),
        (author, "/me", {"language": "nl"}, ["name"]),
        (client_of(None), "/sign-in", {}, ["email"]),
    ]
    huge = "X" * 100_000  # a capital, since a CBS code is kept in capitals
    for browser, path, data, fields in every:
        for field in fields:
            answer = browser.post(path, data=data | {field: huge})
            assert answer.status_code == 422, (path, field)
            assert huge in answer.text, (path, field)


def test_words_that_found_no_place_are_shown_to_be_taken_along(cast: Cast, client_of: Client) -> None:
    words = "Reden: de lamp brandt weer, en de buren kwamen ervoor naar buiten."
    for path in ("/accounts/404404/questions", f"/accounts/404404/settlements/{cast.grant.id}"):
        refused = client_of(cast.funder).post(path, data={"text": words, "key": str(uuid.uuid4())})
        assert refused.status_code == 404
        assert words in refused.text


def test_an_address_no_database_can_hold_is_not_found(cast: Cast, client_of: Client) -> None:
    for path in (
        "/stories/99999999999999999999",
        "/stories/0",
        "/stories/-1",
        f"/grants/{cast.grant.id}/accounts/99999",
    ):
        assert client_of(cast.author).get(path).status_code == 404
    assert client_of(cast.author).get("/stories?page=99999999999999999999999").status_code == 200
    assert client_of(cast.funder).get("/reading/list?grant=99999999999999999999999").status_code == 200


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
    answer = client_of(None).get(f"/static/{release()}/app.css")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    answer.close()


def _fail() -> str:
    raise RuntimeError("by the test")


def test_a_failure_while_writing_changes_nothing(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    factories.draft(session, cast, clock())
    session.commit()
    monkeypatch.setitem(app.view_functions, "stories.create", _fail)
    answer = client_of(cast.author).post("/stories", data=week(cast))
    assert answer.status_code == 500
    assert "onze fout" in answer.text
