"""What people do most, each as a visit that can be timed."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests.bench.filling import Filled
from tests.factories import signed_in_as
from verhaal.people.models import Person


def visits_of(app: Flask, filled: Filled) -> dict[str, Callable[[], object]]:
    """By name; a funder's person reads, a professional tells."""
    with app.extensions["database"].session(writes=True) as session:
        funder, author = _browser(app, session, filled.funder_person_id), _browser(app, session, filled.author_id)
        session.commit()

    def opened(browser: FlaskClient, path: str) -> Callable[[], object]:
        return lambda: _good(browser.get(path))

    def submit() -> object:
        said = {"key": str(uuid.uuid4()), "text": "De buren zetten zelf de stoelen klaar. Daarna was er soep.",
                "week": filled.week, "grants": str(filled.grant_id), "share": "1"}  # fmt: skip
        return _good(author.post("/stories", data=said))

    def draw() -> object:
        asked = {"key": str(uuid.uuid4()), "grant": str(filled.grant_id), "size": "10"}
        return _good(funder.post("/draws", data=asked))

    return {
        "the week's form": opened(author, "/stories/week?new=1"),
        "submit": submit,
        "list": opened(funder, "/reading/list"),
        "story": opened(funder, f"/stories/{filled.story_id}"),
        **{f"search, {kind}": opened(funder, f"/search?q={word}") for kind, word in filled.words.items()},
        "overview": opened(funder, f"/grants/{filled.grant_id}/years/{filled.year}"),
        "draw": draw,
    }


def _browser(app: Flask, session: Session, person_id: int) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        person = session.get_one(Person, person_id)
        cookie["_user_id"], cookie["_fresh"] = signed_in_as(session, person, datetime.now(UTC)), True
    return browser


def _good(answer: object) -> object:
    status = answer.status_code  # type: ignore[attr-defined]
    assert status in (200, 302, 303), status
    return answer
