"""Keeping what is typed as it is typed: into the draft where it fits, beside it where not, and never lost."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast, begun
from tests.stories.test_telling import week
from verhaal.people.models import Membership, Person
from verhaal.stories.models import Sheet, Story, Version

Client = Callable[[Person | None], FlaskClient]
JSON = {"Accept": "application/json"}


def keep(browser: FlaskClient, cast: Cast, **more: object) -> Any:
    sent = {"sheet": str(uuid.uuid4()), "count": "1", "mark": ""} | week(cast, **more)
    answer = browser.post("/stories/sheets", data=sent, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json


def texts(session: Session) -> tuple[list[str], list[str]]:
    """Of all versions, and of all that lies beside."""
    session.rollback()
    versions = session.exec(select(Version.text).order_by(col(Version.id))).all()
    return list(versions), [sheet.text for sheet in session.exec(select(Sheet).order_by(col(Sheet.id)))]


def test_a_page_saves_its_draft_as_it_grows(cast: Cast, client_of: Client, session: Session) -> None:
    author, ids = client_of(cast.author), {"key": str(uuid.uuid4()), "sheet": str(uuid.uuid4())}
    first = keep(author, cast, text="Een", **ids)
    assert first["kept"] == "draft"
    second = keep(author, cast, text="Een twee", mark=first["mark"], count="2", **ids)
    assert second["mark"] > first["mark"]
    assert texts(session) == (["Een twee"], [])


def test_an_answer_that_was_lost_is_no_conflict_and_an_old_sending_changes_nothing(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author, ids = client_of(cast.author), {"key": str(uuid.uuid4()), "sheet": str(uuid.uuid4())}
    keep(author, cast, text="Een", **ids)
    keep(author, cast, text="Een twee", mark="1.1", count="2", **ids)
    assert keep(author, cast, text="Een twee drie", mark="1.1", count="3", **ids)["kept"] == "draft"
    assert keep(author, cast, text="Een twee", mark="1.1", count="2", **ids)["kept"] == "draft"
    assert texts(session) == (["Een twee drie"], [])


def test_what_another_page_overtook_is_kept_beside_and_either_can_be_taken(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    begun = keep(author, cast, text="Begin.", key=key)
    url, mark = begun["url"], begun["mark"]
    keep(author, cast, text="Begin. Van de een.", key=key, mark=mark)
    beside = keep(author, cast, text="Begin. Van de ander.", key=key, mark=mark)
    assert (beside["kept"], beside["why"], beside["url"]) == ("beside", "overtaken", url)
    assert texts(session) == (["Begin. Van de een."], ["Begin. Van de ander."])
    assert "Begin. Van de ander." in author.get(url).text
    sheet = session.exec(select(Sheet)).one()
    assert author.post(f"/stories/sheets/{sheet.id}/taking").headers["Location"] == url
    assert texts(session) == (["Begin. Van de ander."], ["Begin. Van de een."])
    other = session.exec(select(Sheet)).one()
    author.post(f"/stories/sheets/{other.id}/discarding")
    assert texts(session) == (["Begin. Van de ander."], [])


def test_what_is_not_in_order_is_kept_all_the_same(cast: Cast, client_of: Client, session: Session) -> None:
    author, long = client_of(cast.author), "x" * 20_001
    answer = keep(author, cast, text=long)
    assert (answer["kept"], answer["why"]) == ("beside", "unready")
    assert texts(session) == ([], [long])
    sheet = session.exec(select(Sheet)).one()
    taken = author.post(f"/stories/sheets/{sheet.id}/taking")
    assert taken.status_code == 422
    assert long in taken.text


def test_an_empty_page_is_nothing(cast: Cast, client_of: Client, session: Session) -> None:
    assert keep(client_of(cast.author), cast, text="  ")["kept"] == "nothing"
    assert texts(session) == ([], [])


def test_sharing_twice_is_once_and_says_where(cast: Cast, client_of: Client, session: Session) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    answers = [keep(author, cast, text="Gedeeld.", key=key, share="1") for _again in range(2)]
    assert [answer["kept"] for answer in answers] == ["shared", "shared"]
    assert answers[0]["url"] == answers[1]["url"]
    session.rollback()
    assert len(session.exec(select(Story)).all()) == 1


def test_an_outcome_beside_an_equal_text_is_not_lost(cast: Cast, client_of: Client) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    keep(author, cast, text="Gedeeld.", key=key, share="1")
    changed = {"outcomes-0-change": "Buren groeten elkaar.", "outcomes-0-whom": "buren"}
    answer = keep(author, cast, text="Gedeeld.", key=key, share="1", **changed)
    assert answer["kept"] == "beside"
    assert "Nog een tekst van jou" in author.get(answer["url"]).text


def test_what_comes_too_late_for_a_story_is_kept_beside_it(cast: Cast, client_of: Client, session: Session) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    url = keep(author, cast, text="Gedeeld.", key=key, share="1")["url"]
    late = author.post(f"{url}/draft", data=week(cast, text="Nog een zin.", mark="1.1"))
    assert late.status_code == 303
    assert texts(session) == (["Gedeeld."], ["Nog een zin."])
    sheet = session.exec(select(Sheet)).one()
    author.post(f"/stories/sheets/{sheet.id}/taking")
    assert texts(session) == (["Gedeeld.", "Nog een zin."], [])  # as a correction


def test_saving_over_another_text_puts_that_one_aside(cast: Cast, client_of: Client, session: Session) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    begun = keep(author, cast, text="Van de een.", key=key)
    conflict = author.post(begun["url"], data=week(cast, keep="1", text="Van de ander.", mark="1.0"))
    assert conflict.status_code == 409
    again = week(cast, keep="1", text="Van de ander.", mark=begun["mark"], both="1")
    assert author.post(begun["url"], data=again).status_code == 303
    assert texts(session) == (["Van de ander."], ["Van de een."])


def test_two_devices_at_once_come_after_each_other(app: Flask, cast: Cast, client_of: Client, session: Session) -> None:
    key, browsers = str(uuid.uuid4()), [client_of(cast.author) for _ in range(2)]
    mark = keep(browsers[0], cast, text="Begin.", key=key)["mark"]
    both = threading.Barrier(2)
    kept: list[str] = []

    def send(number: int) -> None:
        both.wait()
        kept.append(keep(browsers[number], cast, text=f"Van {number}.", key=key, mark=mark)["kept"])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert app.testing
    assert sorted(kept) == ["beside", "draft"]
    versions, beside = texts(session)
    assert sorted(versions + beside) == ["Van 0.", "Van 1."]


@pytest.mark.parametrize("path", ["/stories/week?shell=1"])
def test_the_screen_that_a_device_keeps_holds_nothing_that_was_told(
    cast: Cast, client_of: Client, session: Session, clock: Clock, path: str
) -> None:
    factories.draft(session, cast, clock(), text="Een klad met een geheim.", title="Geheim")
    factories.sheet(session, cast.author, clock(), text="Los geheim.")
    session.commit()
    page = client_of(cast.author).get(path).text.lower()
    assert "geheim" not in page
    assert 'name="text"' in page


def test_who_tells_for_nobody_any_more_keeps_what_was_typed(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.draft(session, cast, clock())
    for member in session.exec(select(Membership).where(Membership.person_id == cast.author.id)):
        member.end(clock())
        session.add(member)
    session.commit()
    answer = client_of(cast.author).post(f"/stories/{story.id}/draft", data=week(cast, text="Nog dit.", mark="1.1"))
    assert answer.status_code == 422
    assert "Nog dit." in answer.text


def test_a_script_is_told_that_nobody_is_signed_in(client_of: Client) -> None:
    nobody = client_of(None)
    assert nobody.post("/stories/sheets", headers=JSON).status_code == 401
    assert nobody.get("/stories/token", headers=JSON).status_code == 401


def test_minutes_are_kept_per_version_and_told_to_their_author_alone(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    url = keep(author, cast, text="Kort.", key=key, share="1", seconds="170")["url"]
    assert "Het kostte je 3 minuten" in author.get(url).text
    assert "3 minuten" in author.get(url).text
    for other in (cast.colleague, cast.coordinator, cast.funder):
        assert "minuten" not in client_of(other).get(url).text
    session.rollback()
    assert session.exec(select(Version.writing_seconds)).all() == [170]
    author.post(f"{url}/corrections")
    session.rollback()
    assert session.exec(select(Version.writing_seconds).order_by(col(Version.number))).all() == [170, 0]


@pytest.mark.parametrize(("authors", "shown"), [(4, False), (5, True)])
def test_others_see_minutes_only_as_a_sum_over_five_authors(
    cast: Cast, client_of: Client, session: Session, clock: Clock, authors: int, shown: bool
) -> None:
    for number in range(authors):
        who = factories.person(session, f"teller{number} Naam", clock())
        story = factories.shared(session, cast, clock() - timedelta(days=1), author=who)
        version = factories.version_of(session, story, 1)
        version.writing_seconds = 120
        session.add(version)
    session.commit()
    page = client_of(cast.coordinator).get(begun(client_of(cast.coordinator), cast)).text
    assert ("Minuten die vertellen kostte" in page) is shown
    assert ("<dd>10</dd>" in page) is shown
