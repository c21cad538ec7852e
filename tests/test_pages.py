"""Every page opens for whom it is for: a first net under everything else."""

import struct
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast, begun
from verhaal.people.models import Person

Client = Callable[[Person | None], FlaskClient]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everyone_can_open_their_pages(
    session: Session, cast: Cast, client_of: Client, clock: Clock, language: str
) -> None:
    now: datetime = clock()
    told = factories.corrected(session, cast, now)
    asked = factories.response(session, told, cast.funder, cast.funder_party, now)
    factories.answer(session, asked, cast.author, now)
    draft = factories.draft(session, cast, now)
    for person in (cast.author, cast.coordinator, cast.funder):
        person.language = language
        session.add(person)
    session.commit()
    story, grant = f"/stories/{told.id}", f"/grants/{cast.grant.id}"
    year = begun(client_of(cast.coordinator), cast)
    pages = [
        (cast.author, ["/stories/week", "/stories", "/stories/shared", story, f"/stories/{draft.id}/draft"]),
        (cast.author, [f"{story}/withdrawal", f"{story}/versions/1", "/me", "/people", "/grants"]),
        (
            cast.coordinator,
            ["/grants", grant, "/grants/new", f"{grant}/edit", year, "/accounts", "/stories/shared"],
        ),
        (
            cast.coordinator,
            [f"{year}/words/obligation/{cast.obligation.id}", f"/funders/{cast.funder_party.id}/people"],
        ),
        (cast.coordinator, [f"/organisations/{cast.organisation.id}/people"]),
        (cast.coordinator, ["/team"]),
        (cast.funder, ["/reading/list", story, "/grants", grant, "/people"]),
    ]
    for person, paths in pages:
        browser = client_of(person)
        for path in paths:
            answer = browser.get(path, follow_redirects=True)
            assert answer.status_code == 200, (person.name, path, answer.status_code)
            assert f'lang="{language}"' in answer.text


def test_a_phone_finds_every_icon_that_the_manifest_promises(client_of: Client) -> None:
    browser = client_of(None)
    manifest = browser.get("/manifest.webmanifest").get_json(force=True)
    for icon in manifest["icons"]:
        answer = browser.get(icon["src"], buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, icon["type"]), icon
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", answer.data[16:24])
            assert icon["sizes"] == f"{width}x{height}"
