"""A dilemma note is its author's alone, and is never lost."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal import access
from verhaal.access import viewer_of
from verhaal.dilemmas.forms import LONGEST_NOTE
from verhaal.dilemmas.models import Dilemma
from verhaal.people.models import Membership, Person, Role

Client = Callable[[Person | None], FlaskClient]

MARK = "Alleenvoormij"
TEXT = f"{MARK}: mag de zaal open voor wie de anderen niet vertrouwen?"


def note(**more: object) -> dict[str, object]:
    return {"key": str(uuid.uuid4()), "text": TEXT} | more


def kept(session: Session) -> list[Dilemma]:
    session.rollback()
    session.expire_all()
    return list(session.exec(select(Dilemma).order_by(Dilemma.id)))  # type: ignore[arg-type]


def test_a_note_is_written_beside_a_story_and_found_again(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), title="De zaal")
    session.commit()
    author = client_of(cast.author)
    assert f"/dilemmas/new?story={story.id}" in author.get(f"/stories/{story.id}").text
    opened = author.get(f"/dilemmas/new?story={story.id}").text
    assert "De zaal" in opened
    assert "Alleen jij leest dit" in opened
    assert "wie de database beheert" in opened
    answer = author.post("/dilemmas", data=note(story=story.id), follow_redirects=True)
    assert TEXT in answer.text
    [only] = kept(session)
    assert (only.author_id, only.story_id, only.text) == (cast.author.id, story.id, TEXT)
    listed = author.get("/dilemmas").text
    assert only.title in listed
    assert "De zaal" in listed
    assert "/dilemmas" in author.get("/stories").text


def test_whoever_ends_a_membership_gets_no_note_and_the_author_keeps_it(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    dilemma = factories.dilemma(session, cast, clock(), text=TEXT)
    session.commit()
    member = session.exec(select(Membership).where(Membership.person_id == cast.author.id)).one()
    client_of(cast.coordinator).post(f"/memberships/{member.id}/ending")
    author = client_of(cast.author)
    assert TEXT in author.get(f"/dilemmas/{dilemma.id}").text
    assert author.get("/dilemmas/new").status_code == 403
    for person in (cast.coordinator, cast.colleague):
        assert client_of(person).get(f"/dilemmas/{dilemma.id}").status_code == 404


def test_there_is_one_way_to_a_note_and_it_asks_who(cast: Cast, session: Session, clock: Clock) -> None:
    mine = factories.dilemma(session, cast, clock(), text=TEXT)
    theirs = factories.dilemma(session, cast, clock(), text="Van een ander.", author=cast.colleague)
    both = factories.person(session, "Bo Beide", clock(), Role.COORDINATOR, cast.organisation)
    factories.member(session, both, Role.FUNDER, cast.funder_party, clock())
    for person, own in ((cast.author, [mine.id]), (cast.colleague, [theirs.id]), (both, [])):
        assert [row.id for row in session.exec(access.own_dilemmas(viewer_of(session, person)))] == own


def test_a_note_sent_twice_is_one(cast: Cast, client_of: Client, session: Session) -> None:
    author, data = client_of(cast.author), note()
    for _again in range(2):
        assert author.post("/dilemmas", data=data).status_code == 303
    assert len(kept(session)) == 1


def test_another_text_under_the_same_key_shows_both(cast: Cast, client_of: Client, session: Session) -> None:
    author, data = client_of(cast.author), note()
    author.post("/dilemmas", data=data)
    answer = author.post("/dilemmas", data=data | {"text": "Iets heel anders."})
    assert answer.status_code == 409
    assert "Iets heel anders." in answer.text
    assert MARK in answer.text
    assert [each.text for each in kept(session)] == [TEXT]


def test_a_key_of_someone_else_costs_no_word_and_shows_none(cast: Cast, client_of: Client) -> None:
    data = note()
    client_of(cast.colleague).post("/dilemmas", data=data)
    answer = client_of(cast.author).post("/dilemmas", data=data | {"text": "Mijn eigen woorden."})
    assert answer.status_code == 409
    assert "Mijn eigen woorden." in answer.text
    assert MARK not in answer.text
    assert str(data["key"]) not in answer.text


def test_two_tabs_cannot_overwrite_each_other_unseen(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    dilemma = factories.dilemma(session, cast, clock())
    session.commit()
    author, path = client_of(cast.author), f"/dilemmas/{dilemma.id}"
    assert author.post(path, data={"text": "Tab een.", "revision": "1"}).status_code == 303
    answer = author.post(path, data={"text": "Tab twee.", "revision": "1"})
    assert answer.status_code == 409
    assert "Tab een." in answer.text
    assert "Tab twee." in answer.text
    assert [each.text for each in kept(session)] == ["Tab een."]
    assert author.post(path, data={"text": "Tab twee.", "revision": "2"}).status_code == 303
    assert [(each.text, each.revision) for each in kept(session)] == [("Tab twee.", 3)]


def test_saving_the_same_text_again_is_no_conflict(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    dilemma = factories.dilemma(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    for _again in range(2):
        answer = author.post(f"/dilemmas/{dilemma.id}", data={"text": "Nieuw.", "revision": "1"})
        assert answer.status_code == 303
    assert kept(session)[0].revision == 2


@pytest.mark.parametrize("text", ["x" * (LONGEST_NOTE + 1), "   ", ""])
def test_too_much_or_nothing_is_refused_and_what_was_typed_stays(
    cast: Cast, client_of: Client, session: Session, clock: Clock, text: str
) -> None:
    dilemma = factories.dilemma(session, cast, clock(), text="Stond er al.")
    session.commit()
    author = client_of(cast.author)
    for path in ("/dilemmas", f"/dilemmas/{dilemma.id}"):
        answer = author.post(path, data=note(text=text, revision="1"))
        assert answer.status_code == 422
        assert text.strip() in answer.text
    assert [each.text for each in kept(session)] == ["Stond er al."]


def test_throwing_away_is_asked_once_more_and_takes_only_that_note(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    gone = factories.dilemma(session, cast, clock(), text="Weg ermee.")
    factories.dilemma(session, cast, clock(), text="Blijft.")
    session.commit()
    author = client_of(cast.author)
    page = author.get(f"/dilemmas/{gone.id}").text
    assert page.index("<summary>Gooi het weg") < page.index("komt niet terug") < page.index("Gooi deze notitie weg")
    assert author.get(f"/dilemmas/{gone.id}/discarding").status_code == 405
    assert author.post(f"/dilemmas/{gone.id}/discarding").status_code == 303
    assert [each.text for each in kept(session)] == ["Blijft."]


def test_a_note_outlives_the_draft_it_was_written_with(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.draft(session, cast, clock())
    factories.dilemma(session, cast, clock(), text=TEXT, story=story)
    session.commit()
    author, draft_id = client_of(cast.author), story.id
    assert author.post(f"/stories/{draft_id}/discarding").status_code == 303
    assert [(each.text, each.story_id) for each in kept(session)] == [(TEXT, None)]
    assert MARK in author.get("/dilemmas").text
    answer = author.post("/dilemmas", data=note(story=draft_id, text="Terwijl het weg was."))
    assert answer.status_code == 303
    assert kept(session)[-1].story_id is None


def test_a_note_cannot_be_tied_to_a_colleagues_story(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), author=cast.colleague)
    session.commit()
    author = client_of(cast.author)
    assert author.get(f"/dilemmas/new?story={story.id}").status_code == 404
    assert "/dilemmas/new" not in author.get(f"/stories/{story.id}").text
    author.post("/dilemmas", data=note(story=story.id))
    assert kept(session)[0].story_id is None


def test_hostile_text_stays_text(cast: Cast, client_of: Client, session: Session) -> None:
    text = "<script>alert(1)</script> [x](javascript:1) {{ 7*7 }} \u202eom\u202c </textarea>"
    author = client_of(cast.author)
    author.post("/dilemmas", data=note(text=text))
    [only] = kept(session)
    assert only.text == text
    for path in ("/dilemmas", f"/dilemmas/{only.id}"):
        page = author.get(path).text
        assert "<script>alert" not in page
        assert "49" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_open_in_both_languages(
    cast: Cast, client_of: Client, session: Session, clock: Clock, language: str
) -> None:
    cast.author.language = language
    session.add(cast.author)
    dilemma = factories.dilemma(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    for path in ("/dilemmas", "/dilemmas/new", f"/dilemmas/{dilemma.id}"):
        answer = author.get(path)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.text


def test_the_list_asks_as_much_for_one_note_as_for_three(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    author, numbers = client_of(cast.author), []
    for more in (1, 2):
        for _each in range(more):
            factories.dilemma(session, cast, clock(), story=factories.shared(session, cast, clock()))
        session.commit()
        count_queries()
        author.get("/dilemmas")
        numbers.append(count_queries())
    assert numbers[0] == numbers[1] <= 4
