"""What people do most, each as a visit that can be timed."""

import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from tests.bench.filling import Filled
from tests.bench.telling import NOW
from tests.bench.words import COMMON, PHRASE, RARE
from tests.factories import signed_in_as
from verhaal.people.models import Person
from verhaal.stories.models import Version, VersionGrant
from verhaal.week import Week

Visit = Callable[[], object]
WORDS = {"common word": COMMON, "rare word": RARE, "phrase": f'"{PHRASE}"'}
TEXT = "De buren zetten zelf de stoelen klaar. Daarna was er soep, en bleef iedereen nog even staan."
YEAR = 2026
SAID = {
    "text": TEXT, "week": str(Week.of(NOW)), "place": "1", "share": "1",
    "outcomes-0-whom": "de buren", "outcomes-0-change": "Ze zetten zelf de stoelen klaar.",
    "outcomes-0-contribution": "residents", "outcomes-0-objective": "",
    "counts-0-amount": "14", "counts-0-unit": "bezoeken", "counts-0-activity": "",
}  # fmt: skip


def visits_of(app: Flask, filled: Filled) -> dict[str, Visit]:
    """By name; a funder's reader reads, searches and draws, a professional tells."""
    with app.extensions["database"].session(writes=True) as session:
        reader, author = (_browser(app, session, each) for each in (filled.reader, filled.professional))
        story_id = _newest_told_for(session, filled.grant)
        session.commit()

    signed_in = author.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert signed_in

    def submit() -> object:
        author.set_cookie(signed_in.key, signed_in.value)  # else it carries the thanks for every story told before
        said = {**SAID, "key": str(uuid.uuid4()), "grants": str(filled.grant)}
        return _good(author.post("/stories", data=said), 303)

    def draw() -> object:
        asked = urlencode({"side": "funder", "grant": filled.grant, "since": "2026-W36", "until": "2026-W48"})
        return _good(reader.post(f"/draws?{asked}", data={"key": str(uuid.uuid4()), "wanted": "10"}), 303)

    return {
        "the week's form": _opened(author, "/stories/week?new=1"),
        "submit": submit,
        "list": _opened(reader, "/reading/list"),
        "story page": _opened(reader, f"/stories/{story_id}"),
        **{f"search: {kind}": _opened(reader, f"/search?{urlencode({'q': word})}") for kind, word in WORDS.items()},
        "overview": _opened(reader, f"/grants/{filled.grant}/years/{YEAR}"),
        "draw": draw,
    }


def _newest_told_for(session: Session, grant_id: int) -> int:
    told = select(Version).join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
    shared = told.where(VersionGrant.grant_id == grant_id, col(Version.shared_at).is_not(None))
    version = session.exec(shared.order_by(col(Version.id).desc())).first()
    assert version
    return version.story_id


def _browser(app: Flask, session: Session, person_id: int) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = signed_in_as(session, session.get_one(Person, person_id), NOW)
        cookie["_fresh"] = True
    return browser


def _opened(browser: FlaskClient, path: str) -> Visit:
    return lambda: _good(browser.get(path), 200)


def _good(answer: TestResponse, status: int) -> object:
    assert answer.status_code == status, (answer.status_code, answer.text[:2000])
    return answer
