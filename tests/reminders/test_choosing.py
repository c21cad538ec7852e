"""Choosing a reminder on one's own page; ending it from the mail stands in `tests/people/test_ending.py`."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests.factories import Cast
from verhaal.people.models import Person, Reminder

Client = Callable[[Person | None], FlaskClient]


def chosen(session: Session) -> list[tuple[int, int | None, int | None]]:
    session.rollback()
    return [(row.person_id, row.weekday, row.hour) for row in session.exec(select(Reminder))]


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
