"""The page as it is asked for: with the same number of queries for one story as for three, whole and in part."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.people.models import Person

Client = Callable[[Person | None], FlaskClient]


@pytest.mark.parametrize("name", ["author", "funder"])
def test_three_stories_cost_as_many_queries_as_one(
    session: Session, cast: Cast, client_of: Client, clock: Clock, count_queries: Callable[[], int], name: str
) -> None:
    browser, counts = client_of(getattr(cast, name)), []
    for _story in range(3):
        story = factories.shared(session, cast, clock())
        asked = factories.response(session, story, cast.funder, cast.funder_party, clock(), "Waren er stoelen genoeg?")
        factories.answer(session, asked, cast.author, clock(), "Stoelen wel.")
        session.commit()
        count_queries()
        page = browser.get("/search?q=stoelen")
        counts.append(count_queries())
        assert page.text.count('<h2 dir="auto">') == _story + 1
    assert counts[0] == counts[1] == counts[2] <= 8


def test_the_part_is_what_stands_in_the_page(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    for number in range(45):
        factories.shared(session, cast, clock(), title=f"Stoelen {number}")
    session.commit()
    browser = client_of(cast.author)
    page, part = (browser.get(f"/search?q=stoelen&page=2{more}").text for more in ("", "&part=1"))
    assert part.strip() in page
    assert "<html" not in part
    assert "45 verhalen gevonden" in part
    assert part.count("<mark>Stoelen</mark>") >= 20
    assert "page=1" in part
    assert "page=3" in part
    assert "part=1" not in part


def test_what_cannot_be_found_is_explained_and_kept(cast: Cast, client_of: Client) -> None:
    browser = client_of(cast.author)
    assert "Wat zoek je?" in browser.get("/search").text
    assert "Niets gevonden" in (page := browser.get("/search?q=onvindbaar&kind=outcomes").text)
    assert 'value="onvindbaar"' in page
    assert "Zoek in alles" in page
    assert "Wat moet er wel in staan?" in browser.get("/search?q=-koffie").text


def test_every_page_has_the_field_and_it_asks_for_no_letter_to_be_typed_twice(cast: Cast, client_of: Client) -> None:
    browser = client_of(cast.funder)
    assert 'action="/search"' in browser.get("/reading/list").text
    assert browser.get("/search").text.count('role="search"') == 1
    assert 'role="search"' not in client_of(None).get("/sign-in").text
