"""The name guard between the engine and the person: hints, answers, and the look before sharing."""

import gzip
import html
import json
import re
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
from tests.factories import Cast
from tests.stories.test_telling import only, week
from verhaal.access import viewer_of
from verhaal.paths import STATIC
from verhaal.people.models import Person, Role
from verhaal.privacy.guard import Kind
from verhaal.stories.known import known_to
from verhaal.stories.models import HintAnswer, Outcome, Story, Version

Client = Callable[[Person | None], FlaskClient]
NAMED = "Op dinsdag kwam Aylin langs. Haar moeder lachte. Aylin ook."
LEFT = {"hints-0-words": "Aylin", "hints-0-kind": "name", "hints-0-why": "met toestemming"}


def asked(browser: FlaskClient, *texts: str, answers: list[dict[str, str]] | None = None) -> list[dict[str, Any]]:
    typed = [{"field": f"field-{number}", "text": text} for number, text in enumerate(texts)]
    answer = browser.post("/stories/hints", json={"texts": typed, "answers": answers or []})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json["hints"] if answer.json else []
    return found


def answers_in(session: Session, number: int = 1) -> list[tuple[str, str, str]]:
    session.rollback()
    rows = select(HintAnswer).join(Version).where(Version.number == number)
    return [answer.said for answer in session.exec(rows.order_by(col(HintAnswer.position)))]


def to_look(author: FlaskClient, cast: Cast, **more: object) -> str:
    """Share a story with a name in it; gives the address of the page that asks to look first."""
    answer = author.post("/stories", data=week(cast, share="1", text=NAMED) | more)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/sharing")
    return answer.headers["Location"]


# While typing


def test_what_looks_like_a_resident_is_pointed_out(cast: Cast, client_of: Client) -> None:
    name, number = asked(client_of(cast.author), "Toen belde Aylin met 06-12345678.")
    assert (name["words"], name["kind"], name["tone"]) == ("Aylin", "name", "firm")
    assert name["label"] == "Dit lijkt een naam"
    assert name["suggestions"][:2] == ["een bewoner", "een buurvrouw"]
    assert "een collega" in name["reasons"]
    assert (number["words"], number["suggestions"]) == ("06-12345678", ["[telefoonnummer]"])


def test_who_writes_in_accounts_is_hinted_too_and_not_about_places_and_colleagues(
    cast: Cast, client_of: Client
) -> None:
    text = f"De leerplichtambtenaar van Overvecht vertelde {cast.author.name} over Aylin."
    assert [hint["words"] for hint in asked(client_of(cast.coordinator), text)] == ["Aylin"]
    body = {"texts": [{"field": "text", "text": text}]}
    assert client_of(cast.funder).post("/stories/hints", json=body).status_code == 403


def test_a_soft_hint_says_perhaps(cast: Cast, client_of: Client) -> None:
    (hint,) = asked(client_of(cast.author), "Later hielp Tsewelde met de stoelen.")
    assert (hint["tone"], hint["label"]) == ("soft", "Misschien een naam")


def test_hints_speak_the_viewers_language(cast: Cast, client_of: Client, session: Session) -> None:
    cast.author.language = "en"
    session.add(cast.author)
    session.commit()
    (hint,) = asked(client_of(cast.author), "Gisteren kwam Aylin langs.")
    assert hint["label"] == "This looks like a name"
    assert hint["suggestions"][0] == "a resident"


def test_offsets_count_as_javascript_does(cast: Cast, client_of: Client) -> None:
    text = "Wat een dag 😀👩‍👧! Daar was Aylin."
    (hint,) = asked(client_of(cast.author), text)
    units = text.encode("utf-16-le")
    assert units[2 * hint["start"] : 2 * hint["end"]].decode("utf-16-le") == "Aylin"
    assert hint["start"] > text.index("Aylin")


def test_own_places_people_and_partners_are_not_flagged(cast: Cast, client_of: Client) -> None:
    text = "Met Cor Collega en Coba Coördinator in Overvecht, voor De Brede Stoep en Gemeente Voorbeeld. "
    assert asked(client_of(cast.author), text + "Toen kwam Aylin.")[0]["words"] == "Aylin"
    assert len(asked(client_of(cast.author), text)) == 0


def test_what_is_known_takes_as_many_questions_for_three_as_for_one(
    app: Flask, cast: Cast, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    def asks() -> tuple[int, int]:
        with app.extensions["database"].session(writes=False) as own:
            viewer = viewer_of(own, cast.author)
            count_queries()
            known = known_to(own, viewer)
            return count_queries(), len(known.people) + len(known.places) + len(known.organisations)

    queries, names = asks()
    for number in range(3):
        factories.person(session, f"Nieuw{number} Iemand", clock(), Role.PROFESSIONAL, cast.organisation)
        factories.make_place(session, cast.organisation, f"Wijk {number}")
        party = factories.funder(session, f"Fonds {number}")
        factories.make_grant(session, cast.organisation, party, f"F-{number}", clock())
    session.commit()
    assert asks() == (queries, names + 9)
    assert queries == 1


def test_another_organisations_people_are_not_known(cast: Cast, session: Session) -> None:
    known = known_to(session, viewer_of(session, cast.author))
    assert set(known.people) == {cast.author.name, cast.colleague.name, cast.coordinator.name}
    assert cast.other_organisation.name not in known.organisations
    assert set(known.organisations) == {"De Brede Stoep", "Gemeente Voorbeeld", "Woonstichting Elders"}


def test_dismissed_words_are_not_shown_again(cast: Cast, client_of: Client) -> None:
    left = [{"words": "aylin", "instead": ""}]
    assert [hint["words"] for hint in asked(client_of(cast.author), NAMED + " Mehmet ook.", answers=left)] == ["Mehmet"]


def test_a_pseudonym_is_offered_first_for_the_same_words(cast: Cast, client_of: Client) -> None:
    for used in ("een vader uit de flat", "een moeder"):
        hints = asked(client_of(cast.author), "Aylin en Mehmet.", answers=[{"words": "Aylin", "instead": used}])
        assert hints[0]["suggestions"][0] == used
        assert hints[0]["suggestions"].count(used) == 1
        assert hints[1]["suggestions"][0] == "een bewoner"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"texts": 1}', b'{"texts": [{"field": "x", "text": "\\ud83d"}]}', b'{"texts": [' + b"[" * 500],
)
def test_nonsense_is_refused_without_fuss(cast: Cast, client_of: Client, body: bytes) -> None:
    answer = client_of(cast.author).post("/stories/hints", data=body, content_type="application/json")
    assert answer.status_code == 422


def test_hints_are_kept_nowhere(
    cast: Cast, client_of: Client, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    browser = client_of(cast.author)
    answer = browser.post("/stories/hints", json={"texts": [{"field": "text", "text": "Aylin Geheim"}]})
    assert answer.headers["Cache-Control"] == "no-store"
    browser.post("/stories/hints", data=b'{"texts": [{"field": "Geheim", "text": 3}]}')
    assert "Geheim" not in caplog.text
    session.rollback()
    assert session.exec(select(Version)).all() == []


def test_asking_for_hints_does_not_wait_for_who_writes(app: Flask, cast: Cast, client_of: Client) -> None:
    browser = client_of(cast.author)
    with app.extensions["database"].session(writes=True) as writer:
        writer.connection().exec_driver_sql("UPDATE person SET name = name")
        assert asked(browser, NAMED)
        writer.rollback()


# The answers


def test_an_answer_is_kept_with_the_draft_by_whom_and_when(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    author, begun = client_of(cast.author), clock()
    path = author.post("/stories", data=week(cast, keep="1", text=NAMED, **LEFT)).headers["Location"]
    assert answers_in(session) == [("Aylin", "", "met toestemming")]
    page = author.get(path).text
    assert 'name="hints-0-words" type="hidden" value="Aylin"' in page
    clock.moment += timedelta(hours=1)
    more = {"hints-3-words": "Mehmet", "hints-3-kind": "name", "hints-3-instead": "een vader"}
    author.post(path, data=week(cast, keep="1", mark="1.1", text=NAMED, **LEFT, **more))
    session.rollback()
    first, second = session.exec(select(HintAnswer).order_by(col(HintAnswer.position))).all()
    assert (first.person_id, first.answered_at) == (cast.author.id, begun)
    assert (second.instead, second.kind, second.answered_at) == ("een vader", Kind.NAME, clock())


def test_answers_go_along_into_a_correction(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    author, begun = client_of(cast.author), clock()
    story = author.post("/stories", data=week(cast, share="1", text=NAMED, **LEFT)).headers["Location"]
    clock.moment += timedelta(hours=3)
    path = author.post(f"{story}/corrections").headers["Location"]
    assert answers_in(session, 1) == answers_in(session, 2) == [("Aylin", "", "met toestemming")]
    assert {answer.answered_at for answer in session.exec(select(HintAnswer))} == {begun}
    data = week(cast, share="1", mark="2.1", text=NAMED + " Ja.", change_note="Een woord erbij.", **LEFT)
    assert author.post(path, data=data).headers["Location"] == story


def test_answers_that_do_not_fit_never_stand_in_the_way(cast: Cast, client_of: Client, session: Session) -> None:
    odd = {"hints-0-words": "Aylin " * 100, "hints-0-kind": "onzin", "hints-0-instead": "x" * 500, "hints-7-words": " "}
    twice = {"hints-8-words": "aylin", "hints-8-why": "y" * 500, "hints-9-words": "AYLIN", "hints-9-kind": "name"}
    path = client_of(cast.author).post("/stories", data=week(cast, keep="1") | odd | twice).headers["Location"]
    assert client_of(cast.author).get(path).status_code == 200
    assert [len(words) for words, _instead, _why in answers_in(session)] == [200, 5]


def test_a_discarded_draft_takes_its_answers_along(cast: Cast, client_of: Client, session: Session) -> None:
    author = client_of(cast.author)
    path = author.post("/stories", data=week(cast, keep="1", text=NAMED, **LEFT)).headers["Location"]
    author.post(path.replace("/draft", "/discarding"))
    assert answers_in(session) == []


def test_another_row_keeps_the_answers_typed_so_far(cast: Cast, client_of: Client) -> None:
    page = client_of(cast.author).post("/stories", data=week(cast, more="outcome", text=NAMED, **LEFT)).text
    assert 'value="met toestemming"' in page


def test_no_reader_learns_whom_a_pseudonym_stands_for(cast: Cast, client_of: Client, session: Session) -> None:
    told = {"hints-0-words": "Aylin", "hints-0-kind": "name", "hints-0-instead": "een buurvrouw"}
    data = week(cast, share="1", text="Een buurvrouw kwam langs.", **told)
    story = client_of(cast.author).post("/stories", data=data).headers["Location"]
    assert answers_in(session)
    for reader in (cast.funder, cast.colleague, cast.coordinator):
        shown = client_of(reader).get(story)
        assert shown.status_code == 200
        assert "Aylin" not in shown.text
    client_of(cast.author).post(f"{story}/corrections")
    for reader in (cast.funder, cast.colleague, cast.coordinator):
        assert "Aylin" not in client_of(reader).get(f"{story}/versions/1").text


def test_one_authors_answer_does_not_quiet_anothers_story(cast: Cast, client_of: Client) -> None:
    assert "/sharing" not in client_of(cast.author).post(
        "/stories", data=week(cast, share="1", text=NAMED, **LEFT)
    ).headers["Location"]  # fmt: skip
    to_look(client_of(cast.colleague), cast)
    to_look(client_of(cast.author), cast)


# Looking once more


def test_a_story_without_hints_is_shared_at_once(cast: Cast, client_of: Client, session: Session) -> None:
    answer = client_of(cast.author).post("/stories", data=week(cast, share="1"))
    assert "/sharing" not in answer.headers["Location"]
    assert only(session).is_shared


def test_what_is_still_flagged_is_shown_once_more_with_what_it_means(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author = client_of(cast.author)
    outcome = {"outcomes-0-whom": "de moeder van Mehmet", "outcomes-0-change": "Tsewelde komt elke week."}
    page = author.get(to_look(author, cast, title="Over Aylin", **outcome)).text
    assert not only(session).is_shared
    for shown in ("Op dinsdag kwam <mark>Aylin</mark> langs.", "<mark>Aylin</mark> ook.", "Over <mark>Aylin</mark>",
                  "de moeder van <mark>Mehmet</mark>", "<mark>Tsewelde</mark> komt elke week."):  # fmt: skip
        assert shown in page
    assert page.count("Dit lijkt een naam") == 2
    assert page.count("Misschien een naam") == 1
    assert "AVG" in page
    assert "Een financier hoeft niet te weten over wie het gaat" in page


def test_words_are_replaced_everywhere_and_sharing_goes_on(cast: Cast, client_of: Client, session: Session) -> None:
    author = client_of(cast.author)
    outcome = {"outcomes-0-whom": "Aylin", "outcomes-0-change": "Buren groeten Mehmet. Aylin zwaait terug."}
    path = to_look(author, cast, title="Over Aylin", **outcome)
    answer = author.post(path, data={
        "looked": "1", "seen": "1",
        "words-0-words": "Aylin", "words-0-kind": "name", "words-0-choice": "replace een buurvrouw",
        "words-1-words": "Mehmet", "words-1-kind": "name", "words-1-choice": "own",
        "words-1-own": "een vader uit de flat"})  # fmt: skip
    assert answer.headers["Location"] == path.removesuffix("/sharing")
    version = factories.version_of(session, only(session), 1)
    assert version.shared_at
    assert version.text == "Op dinsdag kwam een buurvrouw langs. Haar moeder lachte. Een buurvrouw ook."
    assert version.title == "Over een buurvrouw"
    told = session.exec(select(Outcome)).one()
    assert (told.whom, told.change) == (
        "Een buurvrouw",
        "Buren groeten een vader uit de flat. Een buurvrouw zwaait terug.",
    )
    assert answers_in(session) == [("Aylin", "een buurvrouw", ""), ("Mehmet", "een vader uit de flat", "")]


def test_untouched_words_stand_without_a_reason_and_are_asked_once(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author = client_of(cast.author)
    path = to_look(author, cast)
    data = {"looked": "1", "seen": "1", "words-0-words": "Aylin", "words-0-kind": "name"}
    assert not author.post(path, data=data).headers["Location"].endswith("/sharing")
    assert answers_in(session) == [("Aylin", "", "")]
    correction = author.post(path.replace("sharing", "corrections")).headers["Location"]
    again = week(cast, share="1", mark="2.1", text=NAMED, change_note="Niets.", **{"hints-0-words": "Aylin"})
    assert not author.post(correction, data=again).headers["Location"].endswith("/sharing")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"words-0-choice": "keep een collega"}, "een collega"),
        ({"words-0-choice": "keep een collega", "words-0-why": "onze stagiair"}, "onze stagiair"),
        ({"words-0-choice": "keep"}, ""),
        ({"words-0-why": "met toestemming"}, "met toestemming"),
        ({"words-0-choice": "onzin"}, ""),
    ],
)
def test_words_may_stand_for_a_reason(
    cast: Cast, client_of: Client, session: Session, given: dict[str, str], why: str
) -> None:
    author = client_of(cast.author)
    data = {"looked": "1", "seen": "1", "words-0-words": "Aylin", "words-0-kind": "name"} | given
    author.post(to_look(author, cast), data=data)
    assert only(session).is_shared
    assert factories.version_of(session, only(session), 1).text == NAMED
    assert answers_in(session) == [("Aylin", "", why)]


def test_choosing_other_words_without_any_is_asked_again(cast: Cast, client_of: Client, session: Session) -> None:
    author = client_of(cast.author)
    data = {"looked": "1", "seen": "1", "words-0-words": "Aylin", "words-0-kind": "name", "words-0-choice": "own"}
    answer = author.post(to_look(author, cast), data=data)
    assert answer.status_code == 422
    assert "Typ de woorden" in answer.text
    assert "<mark>Aylin</mark>" in answer.text
    assert not only(session).is_shared


def test_who_says_to_have_looked_is_not_asked(cast: Cast, client_of: Client, session: Session) -> None:
    answer = client_of(cast.author).post("/stories", data=week(cast, share="1", looked="1", text=NAMED))
    assert not answer.headers["Location"].endswith("/sharing")
    assert only(session).is_shared
    assert answers_in(session) == [("Aylin", "", "")]


def test_a_draft_that_was_changed_elsewhere_is_looked_at_again(cast: Cast, client_of: Client, session: Session) -> None:
    author = client_of(cast.author)
    path = to_look(author, cast)
    author.post(path.replace("sharing", "draft"), data=week(cast, keep="1", mark="1.1", text="Nu met Mehmet."))
    data = {"looked": "1", "seen": "1", "words-0-words": "Aylin", "words-0-kind": "name"}
    assert author.post(path, data=data).headers["Location"] == path
    assert not only(session).is_shared
    assert "Nu met <mark>Mehmet</mark>." in author.get(path).text


def test_a_correction_is_looked_at_too_and_what_readers_see_waits(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), text="De eerste tekst.")
    session.commit()
    author = client_of(cast.author)
    path = author.post(f"/stories/{story.id}/corrections").headers["Location"]
    data = week(cast, share="1", mark="2.1", text="De tweede tekst.", change_note="Aylin was vergeten.")
    look = author.post(path, data=data).headers["Location"]
    assert "<mark>Aylin</mark> was vergeten." in author.get(look).text
    assert "De eerste tekst." in client_of(cast.funder).get(f"/stories/{story.id}").text
    choice = {"words-0-words": "Aylin", "words-0-kind": "name", "words-0-choice": "replace een bewoner"}
    author.post(look, data={"looked": "1", "seen": "2"} | choice)
    page = client_of(cast.funder).get(f"/stories/{story.id}").text
    assert "De tweede tekst." in page
    assert "Een bewoner was vergeten." in page


def test_a_replacement_that_does_not_fit_loses_nothing(cast: Cast, client_of: Client, session: Session) -> None:
    author = client_of(cast.author)
    path = to_look(author, cast, title="Aylin " + "z" * 150)
    choice = {"words-0-words": "Aylin", "words-0-kind": "name", "words-0-choice": "own", "words-0-own": "w" * 60}
    answer = author.post(path, data={"looked": "1", "seen": "1"} | choice, follow_redirects=True)
    assert "te lang" in answer.text
    assert factories.version_of(session, only(session), 1).text == NAMED
    assert not only(session).is_shared


def test_a_draft_shared_from_its_own_page_is_looked_at_first(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.draft(session, cast, clock(), text=NAMED)
    session.commit()
    path = f"/stories/{story.id}/sharing"
    assert client_of(cast.author).post(path).headers["Location"] == path
    for other in (cast.colleague, cast.coordinator, cast.funder, cast.stranger):
        assert client_of(other).get(path).status_code == 404


def test_a_story_sent_twice_leads_to_the_same_look(cast: Cast, client_of: Client, session: Session) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    assert to_look(author, cast, key=key) == to_look(author, cast, key=key)
    assert len(session.exec(select(Story)).all()) == 1


def test_the_script_of_the_hints_stays_small() -> None:
    assert len(gzip.compress((STATIC / "privacy/hints.js").read_bytes())) <= 4096


def test_a_draft_is_opened_with_its_hints_in_place(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    text = "Toen kwam Aylin. Met Aylin kwam Habtom Ghebreyohannes."
    draft = factories.draft(session, cast, clock(), text=text, title="Bel 06-12345678")
    session.commit()
    page = client_of(cast.author).get(f"/stories/{draft.id}/draft").text
    found = re.search(r'data-found="([^"]+)"', page)
    assert found
    told = json.loads(html.unescape(found[1]))
    assert [(hint["field"], hint["words"]) for hint in told["hints"]] == [
        ("text", "Aylin"), ("text", "Aylin"), ("text", "Habtom Ghebreyohannes"), ("title", "06-12345678")]  # fmt: skip
    assert told["said"] == "3 aanwijzingen onder je tekst"
    lines = page.partition('data-under="text" inert')[2].partition('class="fold')[0]
    assert re.findall(r'data-words="([^"]+)"', lines) == ["Aylin", "Habtom Ghebreyohannes"]
