"""Choosing on one's own page how often mail comes."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests.factories import Cast
from verhaal.people.models import Person, Rhythm, Topic, Wish

Client = Callable[[Person | None], FlaskClient]


def chosen(session: Session) -> dict[Topic, tuple[Rhythm, int]]:
    session.rollback()
    return {wish.topic: (wish.rhythm, wish.weekday) for wish in session.exec(select(Wish))}


def marked(page: str, form: str) -> list[str]:
    """The values that are chosen in a form of the page."""
    part = page.split(f'action="{form}"')[1].split("</form>", maxsplit=1)[0]
    return [piece.split('value="')[1].split('"')[0] for piece in part.split("<") if "checked" in piece or
            piece.startswith("option selected")]  # fmt: skip


def test_a_reader_hears_every_monday_until_she_chooses_otherwise(
    cast: Cast, client_of: Client, session: Session
) -> None:
    reader = client_of(cast.funder)
    page = reader.get("/me").text
    assert marked(page, "/me/new-stories") == ["weekly", "1", "y"]
    assert "in één mail om 08:00" in page
    assert "/me/answers" not in page
    answer = reader.post("/me/new-stories", data={"stories-rhythm": "weekly", "stories-weekday": "3"})
    assert answer.headers["Location"] == "/me#new-stories"
    assert chosen(session) == {Topic.STORIES: (Rhythm.WEEKLY, 3), Topic.QUESTIONS: (Rhythm.NEVER, 1)}
    reader.post("/me/new-stories", data={"stories-rhythm": "never", "stories-weekday": "3"})
    assert chosen(session)[Topic.STORIES] == (Rhythm.NEVER, 3)
    assert marked(reader.get("/me").text, "/me/new-stories") == ["never", "3"]


def test_an_author_hears_every_friday_and_of_a_question_at_once_until_she_chooses_otherwise(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author = client_of(cast.author)
    page = author.get("/me").text
    assert marked(page, "/me/answers") == ["weekly", "5", "y"]
    assert "/me/new-stories" not in page
    author.post("/me/answers", data={"answers-rhythm": "at_once", "answers-weekday": "5"})
    assert chosen(session) == {Topic.ANSWERS: (Rhythm.AT_ONCE, 5), Topic.QUESTIONS: (Rhythm.NEVER, 1)}
    assert marked(author.get("/me").text, "/me/answers") == ["at_once", "5"]
    author.post("/me/answers", data={"answers-rhythm": "daily", "answers-weekday": "5", "answers-questions": "y"})
    assert chosen(session) == {Topic.ANSWERS: (Rhythm.DAILY, 5), Topic.QUESTIONS: (Rhythm.AT_ONCE, 1)}


@pytest.mark.parametrize("wrong", [{"rhythm": "hourly"}, {"rhythm": "monthly"}, {"rhythm": ""}, {"weekday": "8"}])
def test_a_rhythm_that_is_none_is_refused_and_what_was_chosen_stays_on_the_page(
    cast: Cast, client_of: Client, session: Session, wrong: dict[str, str]
) -> None:
    given = {"rhythm": "daily", "weekday": "2"} | wrong
    answer = client_of(cast.author).post("/me/answers", data={f"answers-{name}": each for name, each in given.items()})
    assert answer.status_code == 422
    assert 'id="errors"' in answer.text
    assert ("2" in marked(answer.text, "/me/answers")) == (given["weekday"] == "2")
    assert chosen(session) == {}
