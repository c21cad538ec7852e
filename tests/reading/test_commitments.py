"""What a funder takes on stays in view of both sides until it is done, or explained in full sentences."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.access import viewer_of
from verhaal.annual.record import canonical
from verhaal.exports.files import document_of, whole_of
from verhaal.people.models import Person, Role
from verhaal.reading.commitment_forms import in_a_month
from verhaal.reading.commitments import Promises, commitments_since
from verhaal.reading.models import Commitment, NotAsItStands, Response, Standing, Step

Client = Callable[[Person | None], FlaskClient]

WHY = "Beheer heeft dit jaar geen geld meer; in januari vraag ik het opnieuw."


def words(**more: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "kind": "commitment", "text": "Ik laat de lamp maken."} | more


def made(session: Session) -> list[Commitment]:
    session.rollback()
    session.expire_all()
    return list(session.exec(select(Commitment).order_by(Commitment.id)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "proposed"),
    [(date(2026, 11, 23), date(2026, 12, 23)), (date(2026, 12, 31), date(2027, 1, 31)),
     (date(2027, 1, 31), date(2027, 2, 28)), (date(2028, 1, 30), date(2028, 2, 29)),
     (date(2026, 8, 31), date(2026, 9, 30))],
)  # fmt: skip
def test_a_month_from_now_is_the_same_day_or_the_last(today: date, proposed: date) -> None:
    assert in_a_month(today) == proposed


def test_it_may_be_done_on_its_day_and_is_late_the_day_after(clock: Clock) -> None:
    taken = Commitment(response_id=1, what="De lamp", who="Beheer", due_on=date(2026, 11, 23))
    assert taken.standing(date(2026, 11, 23)) == Standing.OPEN
    assert taken.standing(date(2026, 11, 24)) == Standing.LATE
    taken.keep("Hij brandt.", clock())
    assert taken.standing(date(2026, 11, 24)) == Standing.KEPT
    with pytest.raises(NotAsItStands):
        taken.explain(WHY, clock())
    taken.reopen(date(2026, 12, 1))
    assert (taken.standing(date(2026, 11, 24)), taken.explanation) == (Standing.OPEN, "")
    with pytest.raises(NotAsItStands):
        taken.reopen(date(2026, 12, 2))


def test_taking_on_asks_for_a_day_before_it_is_promised(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    funder, data = client_of(cast.funder), words()
    asked = funder.post(f"/stories/{story.id}/responses", data=data)
    assert asked.status_code == 422
    assert "Ik laat de lamp maken." in asked.text
    assert 'value="2026-12-23"' in asked.text
    assert f'value="{cast.funder.name}"' in asked.text
    assert "Kies een dag" not in asked.text
    assert made(session) == []
    assert funder.post(f"/stories/{story.id}/responses", data=data | {"due_on": "2026-12-23"}).status_code == 303
    [only] = made(session)
    assert (only.what, only.who, only.due_on) == ("Ik laat de lamp maken.", cast.funder.name, date(2026, 12, 23))


def test_what_who_and_when_can_be_said_and_sent_twice_it_is_one(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    data = words(what="De lamp bij de ingang.", who="afdeling Beheer", due_on="2026-11-23")
    for _again in range(2):
        assert client_of(cast.funder).post(f"/stories/{story.id}/responses", data=data).status_code == 303
    [only] = made(session)
    assert (only.what, only.who, only.due_on) == ("De lamp bij de ingang.", "afdeling Beheer", date(2026, 11, 23))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"due_on": "2026-11-22"}, "Die dag is voorbij"), ({"due_on": "2206-12-01"}, "Klopt het jaar?"),
     ({"due_on": "morgen"}, "datum"), ({"due_on": ""}, "Kies een dag"), ({"text": " ", "due_on": "2026-12-01"}, "Vul"),
     ({"what": "w" * 601, "due_on": "2026-12-01"}, "te lang")],
)  # fmt: skip
def test_a_wrong_day_or_too_much_is_told_and_nothing_typed_is_lost(
    cast: Cast, client_of: Client, session: Session, clock: Clock, wrong: dict[str, str], said: str
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    data = words(who="de opzichter") | wrong
    answer = client_of(cast.funder).post(f"/stories/{story.id}/responses", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    for typed in data.values():
        assert typed.strip() in answer.text
    assert made(session) == []
    assert session.exec(select(Response)).all() == []


def test_the_other_kinds_ask_for_no_day(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    data = words(kind="lesson", due_on="onzin", what="x")
    assert client_of(cast.funder).post(f"/stories/{story.id}/responses", data=data).status_code == 303
    assert made(session) == []


def test_late_ones_show_at_both_sides(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    late = factories.promised(session, cast, clock(), days=-1)
    factories.promised(session, cast, clock(), days=9, what="De bank terugzetten.")
    session.commit()
    for person, pages in ((cast.funder, ("/reading/list",)), (cast.author, ("/stories", "/stories/shared")),
                          (cast.coordinator, ("/stories/shared",))):  # fmt: skip
        browser = client_of(person)
        for path in pages:
            page = browser.get(path).text
            assert "Toezeggingen</a>: 1 open" in page, (person.name, path)
            assert "1 te laat" in page, (person.name, path)
        listed = browser.get("/commitments").text
        assert "1 toezegging is te laat" in listed
        assert listed.index(late.what) < listed.index("De bank terugzetten.")
    mine = client_of(cast.author).get("/stories").text
    assert "een toezegging is te laat" in mine
    assert "toegezegd, uiterlijk 2 december 2026" in mine


def test_it_is_done_with_how_and_everyone_concerned_sees_it(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    taken = factories.promised(session, cast, clock())
    story_id = session.get_one(Response, taken.response_id).story_id
    session.commit()
    funder, path = client_of(cast.funder), f"/commitments/{taken.id}"
    assert f'href="{path}"' in funder.get(f"/stories/{story_id}").text
    answer = funder.post(f"{path}/closing", data={"became": "kept", "text": "Hij brandt."}, follow_redirects=True)
    assert "Hij brandt." in answer.text
    author = client_of(cast.author)
    for seen in (f"/stories/{story_id}", path, "/commitments?show=kept"):
        assert "Hij brandt." in author.get(seen).text
    assert "toegezegd en gedaan" in author.get("/stories").text
    assert taken.what not in author.get("/commitments").text
    [only] = made(session)
    assert (only.done_at, only.explained_at) == (clock(), None)


@pytest.mark.parametrize(
    "wrong", [{"text": "Kan niet."}, {"text": "  "}, {"text": WHY, "became": ""}, {"text": WHY, "became": "late"}]
)
def test_why_not_takes_full_sentences_and_a_choice(
    cast: Cast, client_of: Client, session: Session, clock: Clock, wrong: dict[str, str]
) -> None:
    taken = factories.promised(session, cast, clock())
    session.commit()
    data = {"became": "explained"} | wrong
    answer = client_of(cast.funder).post(f"/commitments/{taken.id}/closing", data=data)
    assert answer.status_code == 422
    assert data["text"].strip() in answer.text
    assert made(session)[0].closed_at is None


def test_an_explained_one_is_opened_again_and_what_was_said_stays(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    taken = factories.promised(session, cast, clock(), days=-1)
    session.commit()
    funder, path = client_of(cast.funder), f"/commitments/{taken.id}"
    funder.post(f"{path}/closing", data={"became": "explained", "text": WHY})
    assert WHY in client_of(cast.author).get("/commitments?show=explained").text
    wrong = funder.post(f"{path}/reopening", data={"due_on": "2026-11-01", "text": "Toch wel."})
    assert wrong.status_code == 422
    assert "Toch wel." in wrong.text
    assert funder.post(f"{path}/reopening", data={"due_on": "2027-02-01", "text": "Er is geld."}).status_code == 303
    [only] = made(session)
    assert (only.closed_at, only.due_on, only.explanation) == (None, date(2027, 2, 1), "")
    went = client_of(cast.author).get(path).text
    for said in (WHY, "Er is geld.", "weer open, uiterlijk 1 februari 2027"):
        assert said in went
    assert [step.standing for step in session.exec(select(Step).order_by(Step.id))] == ["explained", "open"]  # type: ignore[arg-type]


def test_a_colleague_who_was_first_is_not_overwritten(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    taken = factories.promised(session, cast, clock())
    factories.person(session, "Fons Ook", clock(), Role.FUNDER, cast.funder_party)
    session.commit()
    funder, path = client_of(cast.funder), f"/commitments/{taken.id}"
    funder.post(f"{path}/closing", data={"became": "kept", "text": "Hij brandt."})
    answer = funder.post(f"{path}/closing", data={"became": "explained", "text": WHY})
    assert answer.status_code == 409
    assert WHY in answer.text
    assert "Hij brandt." in answer.text
    assert made(session)[0].explanation == "Hij brandt."
    funder.post(f"{path}/reopening", data={"due_on": "2027-02-01"})
    assert funder.post(f"{path}/reopening", data={"due_on": "2027-03-01"}).status_code == 409
    assert made(session)[0].due_on == date(2027, 2, 1)


def test_with_a_grant_only_what_its_funder_took_on_about_its_stories(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    both = factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    factories.promised(session, cast, clock(), both, what="Door de gemeente.")
    said = factories.response(session, both, cast.other_funder, cast.other_funder_party, clock())
    factories.commitment(session, said, clock(), what="Door de woonstichting.")
    session.commit()
    coordinator = client_of(cast.coordinator)
    everything = coordinator.get("/commitments").text
    assert "Door de gemeente." in everything
    assert "Door de woonstichting." in everything
    ours = coordinator.get(f"/commitments?grant={cast.grant.id}").text
    assert "Door de gemeente." in ours
    assert "Door de woonstichting." not in ours
    assert "Door de woonstichting." not in client_of(cast.funder).get("/commitments").text


def test_an_author_is_told_what_changed_since_the_last_time(cast: Cast, session: Session, clock: Clock) -> None:
    now, author = clock(), viewer_of(session, cast.author)
    taken = factories.promised(session, cast, now)
    gone = factories.withdrawn(session, cast, now)
    factories.promised(session, cast, now, gone)
    factories.promised(session, cast, now, factories.shared(session, cast, now, author=cast.colleague))
    step = Step(commitment_id=taken.id, standing=Standing.KEPT, words="Hij brandt.", due_on=taken.due_on,
                person_id=cast.funder.id, at=now + timedelta(days=3))  # fmt: skip
    factories.kept(session, step)
    changes = commitments_since(session, author, now - timedelta(days=1))
    assert [(each.is_new, each.standing, each.commitment.id) for each in changes] == [
        (True, Standing.OPEN, taken.id),
        (False, Standing.KEPT, taken.id),
    ]
    assert changes[0].funder.id == cast.funder_party.id
    assert [each.is_new for each in commitments_since(session, author, now)] == [False]
    assert commitments_since(session, author, now + timedelta(days=3)) == []
    assert commitments_since(session, viewer_of(session, cast.funder), now - timedelta(days=1)) == []


def test_the_account_says_what_became_of_what_was_promised(
    app: Flask, cast: Cast, session: Session, clock: Clock
) -> None:
    kept, explained = factories.promised(session, cast, clock()), factories.promised(session, cast, clock())
    kept.keep("Hij brandt.", clock())
    explained.explain(WHY, clock())
    factories.promised(session, cast, clock(), days=-1)
    factories.promised(session, cast, clock(), days=1)
    factories.shared(session, cast, clock())
    session.commit()
    with app.app_context():
        document = document_of(whole_of(session, viewer_of(session, cast.coordinator), cast.grant, 2026, clock()))
    section = next(each for each in document.sections if each.id == "responses")
    assert "4: 1 gedaan, 1 open, 1 te laat, 1 toegelicht" in repr(section)
    assert f"toegelicht waarom niet, 23 november 2026. {WHY}" in repr(section)
    assert f"{cast.funder_party.name}, 24 november 2026" in repr(section)


def test_an_account_names_nobody_who_promised_or_answered(cast: Cast, session: Session, clock: Clock) -> None:
    commitment = factories.promised(session, cast, clock())
    commitment.who = cast.funder.name  # as the form offers it
    session.add(commitment)
    session.commit()
    written = canonical(whole_of(session, viewer_of(session, cast.coordinator), cast.grant, 2026, clock())).decode()
    assert commitment.what in written
    assert not [person.name for person in (cast.funder, cast.author) if person.name in written]


def test_promises_add_up_to_all_that_were_made() -> None:
    promises = Promises.of([Standing.KEPT, Standing.LATE, Standing.OPEN, Standing.OPEN])
    assert promises == Promises(kept=1, open=2, late=1)
    assert (promises.made, promises.unclosed) == (4, 3)


@pytest.mark.parametrize("path", ["/commitments", "/commitments/{id}", "/stories", "/stories/shared", "/reading/list"])
def test_pages_with_commitments_ask_the_same_number_of_queries_for_one_and_three(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int], path: str
) -> None:
    first = factories.promised(session, cast, clock())
    session.commit()
    browser = client_of(cast.author if path in ("/stories", "/stories/shared") else cast.funder)
    numbers = []
    for _more in range(2):
        count_queries()
        assert browser.get(path.format(id=first.id)).status_code == 200
        numbers.append(count_queries())
        for days in (-1, 5):
            factories.promised(session, cast, clock(), days=days)
        session.commit()
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 8
