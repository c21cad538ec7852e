"""Funders read and answer; authors see it."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.people.models import Person, Role
from verhaal.reading.models import Answer, Reading, Response

Client = Callable[[Person | None], FlaskClient]


def words(**more: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "kind": "question", "text": "Hoe ging het verder?"} | more


def rows(session: Session, table: type[Reading] | type[Response] | type[Answer]) -> int:
    session.rollback()
    return len(session.exec(select(table)).all())


def test_unread_stories_lie_on_top_until_read(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    first = factories.shared(session, cast, clock(), title="Eerste verhaal")
    second = factories.shared(session, cast, clock(), title="Tweede verhaal")
    session.commit()
    funder = client_of(cast.funder)
    page = funder.get("/reading/list").text
    assert "2 verhalen voor je klaar" in page
    assert page.index("Tweede verhaal") < page.index("Eerste verhaal")
    answer = funder.post(f"/stories/{second.id}/reading")
    assert answer.headers["Location"].startswith(f"/stories/{first.id}?at=")
    page = funder.get("/reading/list").text
    assert page.index("Eerste verhaal") < page.index("Tweede verhaal")
    assert "1 verhaal voor je klaar" in page


def test_a_reading_is_recorded_once_a_version_and_the_author_sees_it(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    funder = client_of(cast.funder)
    funder.get(f"/stories/{story.id}")
    assert rows(session, Reading) == 0
    for _again in range(3):
        assert funder.post(f"/stories/{story.id}/reading", data={"quietly": "1"}).status_code == 204
    assert rows(session, Reading) == 1
    author = client_of(cast.author)
    assert cast.funder.name in author.get(f"/stories/{story.id}").text
    assert "gelezen door 1 persoon" in author.get("/stories").text


def test_a_corrected_story_is_unread_again(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    story = factories.corrected(session, cast, clock())
    version = factories.version_of(session, story, 1)
    factories.kept(session, Reading(version_id=version.id, person_id=cast.funder.id, funder_id=cast.funder_party.id,
                                    read_at=clock()))  # fmt: skip
    session.commit()
    assert "1 verhaal voor je klaar" in client_of(cast.funder).get("/reading/list").text


def test_a_question_is_asked_and_answered(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    funder, author = client_of(cast.funder), client_of(cast.author)
    funder.post(f"/stories/{story.id}/responses", data=words())
    assert rows(session, Reading) == 1
    assert "er wacht een vraag op je" in author.get("/stories").text
    said = session.exec(select(Response)).one()
    author.post(f"/responses/{said.id}/answers", data={"key": str(uuid.uuid4()), "text": "Het ging goed verder."})
    assert "Het ging goed verder." in funder.get(f"/stories/{story.id}").text
    assert "er wacht een vraag op je" not in author.get("/stories").text


def test_a_response_sent_twice_is_one(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    funder, data = client_of(cast.funder), words()
    for _again in range(2):
        assert funder.post(f"/stories/{story.id}/responses", data=data).status_code == 303
    assert rows(session, Response) == 1
    said = session.exec(select(Response)).one()
    session.rollback()
    author, data = client_of(cast.author), {"key": str(uuid.uuid4()), "text": "Goed."}
    for _again in range(2):
        assert author.post(f"/responses/{said.id}/answers", data=data).status_code == 303
    assert rows(session, Answer) == 1


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"kind": "star"}, {"text": "  "}, {"text": "x" * 5000}])
def test_a_response_needs_a_kind_and_words_and_keeps_them(
    cast: Cast, client_of: Client, session: Session, clock: Clock, wrong: dict[str, str]
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    answer = client_of(cast.funder).post(f"/stories/{story.id}/responses", data=words(**wrong))
    assert answer.status_code == 422
    assert wrong.get("text", "Hoe ging het verder?").strip() in answer.text
    assert rows(session, Response) == 0


def test_another_funder_does_not_see_what_a_funder_said(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    factories.response(session, story, cast.funder, cast.funder_party, clock(), text="Onder ons gezegd.")
    factories.read_by(session, story, cast.funder, cast.funder_party, clock())
    session.commit()
    page = client_of(cast.other_funder).get(f"/stories/{story.id}").text
    assert "Onder ons gezegd." not in page
    assert cast.funder.name not in page
    assert "Onder ons gezegd." in client_of(cast.coordinator).get(f"/stories/{story.id}").text


def test_who_reads_for_two_funders_sees_both(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    factories.member(session, cast.funder, Role.FUNDER, cast.other_funder_party, clock())
    factories.shared(session, cast, clock(), title="Voor de een")
    factories.shared(session, cast, clock(), title="Voor de ander", grants=(cast.other_grant,))
    session.commit()
    funder = client_of(cast.funder)
    page = funder.get("/reading/list").text
    assert "Voor de een" in page
    assert "Voor de ander" in page
    page = funder.get(f"/reading/list?grant={cast.other_grant.id}").text
    assert "Voor de een" not in page
    assert "Voor de ander" in page


@pytest.mark.parametrize("path", ["/reading/list", "/stories", "/stories/shared", "/grants", "/stories/{id}"])
def test_a_page_asks_the_same_number_of_queries_for_one_and_three(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int], path: str
) -> None:
    def add() -> int:
        story = factories.shared(session, cast, clock())
        said = factories.response(session, story, cast.funder, cast.funder_party, clock())
        factories.answer(session, said, cast.author, clock())
        factories.read_by(session, story, cast.funder, cast.funder_party, clock())
        session.commit()
        return story.id

    first = add()
    browser = client_of(cast.funder if path in ("/reading/list", "/stories/{id}") else cast.author)
    numbers = []
    for _more in range(2):
        count_queries()
        assert browser.get(path.format(id=first)).status_code == 200
        numbers.append(count_queries())
        add()
        add()
        if path == "/stories/{id}":
            story = factories.shared(session, cast, clock())
            session.commit()
            first = story.id
            for _response in range(3):
                factories.response(session, story, cast.funder, cast.funder_party, clock())
            session.commit()
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 8
