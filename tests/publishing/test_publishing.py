"""Making a signed account public takes the yes of both sides; either takes it back."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.publishing import published
from verhaal.annual.models import AnnualAccount, State
from verhaal.draws.models import Party
from verhaal.people.models import Person, Role
from verhaal.publishing import actions
from verhaal.publishing.models import Assent, CouncilQuestion, Publication

Client = Callable[[Person | None], FlaskClient]


def agree(browser: FlaskClient, account: int, version: int = 1, seen: str | None = None) -> int:
    """By the button on the page as it stands, or as it stood when one saw that mark on it."""
    path = f"/accounts/{account}/publication"
    seen = mark_in(browser.get(path).text) if seen is None else seen
    return browser.post(path, data={"version": version, "seen": seen}).status_code


def the_key(session: Session) -> str:
    session.rollback()
    return session.exec(select(Publication.key)).first() or ""


def test_with_one_yes_nobody_else_reads_it_and_with_both_everyone_does(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    factories.shared(session, cast, clock(), title="Stoelen in de zon")
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    coordinator, funder, anyone = client_of(cast.coordinator), client_of(cast.funder), client_of(None)
    assert agree(coordinator, account) == 303
    address = f"/public/{the_key(session)}"
    assert len(address) > 28
    assert anyone.get(address).status_code == 404
    assert "Gemeente Voorbeeld instemt" in coordinator.get(f"/accounts/{account}").text
    assert "Instemmen en openbaar maken" in funder.get(f"/accounts/{account}").text
    assert agree(funder, account) == 303
    page = anyone.get(address)
    assert page.status_code == 200
    assert "Stoelen in de zon" in page.text
    assert f"http://localhost:8000{address}" in coordinator.get(f"/accounts/{account}").text


def test_the_funder_can_propose_as_well(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    assert agree(client_of(cast.funder), account) == 303
    assert "De Brede Stoep instemt" in client_of(cast.funder).get(f"/accounts/{account}").text
    assert agree(client_of(cast.coordinator), account) == 303
    assert client_of(None).get(f"/public/{the_key(session)}").status_code == 200


def test_one_side_alone_never_makes_it_public(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    """Not by a second press, not by a colleague, and not by someone who belongs to both sides."""
    account = published.sealed(session, cast, clock()).account_id
    second = factories.person(session, "Carla Tweede", clock(), Role.COORDINATOR, cast.organisation)
    both = factories.person(session, "Bo Beide", clock(), Role.COORDINATOR, cast.organisation)
    factories.member(session, both, Role.FUNDER, cast.funder_party, clock())
    session.commit()
    for who in (both, cast.coordinator, cast.coordinator, second, both):
        assert agree(client_of(who), account) == 303
    assert client_of(None).get(f"/public/{the_key(session)}").status_code == 404
    assert agree(client_of(cast.funder), account) == 303
    assert client_of(None).get(f"/public/{the_key(session)}").status_code == 200


def test_either_side_takes_it_back_and_it_is_gone_at_once(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    for who in (cast.coordinator, cast.funder):
        public = published.public(session, cast, clock())
        session.commit()
        anyone, address = client_of(None), f"/public/{public.key}"
        mark = anyone.get(address).headers["ETag"]
        path = f"/accounts/{public.account_id}/publication/withdrawal"
        assert client_of(who).post(path, data={"reason": " "}).status_code == 422
        assert client_of(who).post(path, data={"reason": "Er staat een adres in."}).status_code == 303
        gone = anyone.get(address, headers={"If-None-Match": mark})
        assert gone.status_code == 410
        assert "niet meer openbaar" in gone.text
        assert "Er staat een adres in." not in gone.text
        both = [client_of(side).get(f"/accounts/{public.account_id}/publication").text
                for side in (cast.coordinator, cast.funder)]  # fmt: skip
        assert all("Er staat een adres in." in page for page in both)
        for rest in ("/account.json", "/account.pdf", "/share.png", "/places/1", "/places/1/pdf"):
            assert anyone.get(address + rest).status_code == 410


def test_what_was_proposed_and_taken_back_never_was_public(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    proposed = published.proposed(session, cast, clock())
    session.commit()
    path = f"/accounts/{proposed.account_id}/publication/withdrawal"
    assert client_of(cast.funder).post(path, data={"reason": "Liever niet."}).status_code == 303
    assert client_of(None).get(f"/public/{proposed.key}").status_code == 404
    assert client_of(cast.funder).get(path).status_code == 404  # nothing is left to take back


def test_published_once_more_it_has_the_same_address(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    gone = published.withdrawn(session, cast, clock())
    session.commit()
    assert agree(client_of(cast.coordinator), gone.account_id) == 303
    assert client_of(None).get(f"/public/{gone.key}").status_code == 410
    assert agree(client_of(cast.funder), gone.account_id) == 303
    assert client_of(None).get(f"/public/{gone.key}").status_code == 200


def test_a_correction_takes_the_address_over_once_both_agree_to_it(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    first = published.public(session, cast, clock())
    account = session.get_one(AnnualAccount, first.account_id)
    account.changed = "Een telling was dubbel."
    clock.moment += timedelta(days=30)
    published.sealed(session, cast, clock(), account)
    session.commit()
    anyone, address = client_of(None), f"/public/{first.key}"
    meanwhile = anyone.get(address)
    assert "Een telling was dubbel." not in meanwhile.text
    assert "een gecorrigeerde versie van deze verantwoording ondertekend, nummer 2" in meanwhile.text
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    assert "versie 1 lezen" in coordinator.get(f"/accounts/{account.id}").text
    assert agree(coordinator, account.id, version=1) == 409  # which is not what they see
    assert agree(coordinator, account.id, version=2) == 303
    assert "Een telling was dubbel." not in anyone.get(address).text
    assert agree(funder, account.id, version=2) == 303
    after = anyone.get(address)
    assert "Een telling was dubbel." in after.text
    assert "nummer 2. Die is nog niet" not in after.text
    data = {"reason": "Klaar."}
    assert funder.post(f"/accounts/{account.id}/publication/withdrawal", data=data).status_code == 303
    assert anyone.get(address).status_code == 410  # the first version does not come back


def test_a_correction_that_is_being_written_shows_nowhere(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    public = published.public(session, cast, clock())
    session.commit()
    before = client_of(None).get(f"/public/{public.key}").text
    account = session.get_one(AnnualAccount, public.account_id)
    account.state, account.number, account.changed = State.DRAFT, 2, "Nog geheim."
    factories.shared(session, cast, clock(), title="Nog niet ondertekend")
    session.commit()
    assert client_of(None).get(f"/public/{public.key}").text == before


def test_the_question_to_the_council_is_kept_and_fixed_once_the_version_is_proposed(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    coordinator, path = client_of(cast.coordinator), f"/accounts/{account}/places/1"
    seen = mark_in(coordinator.get(path).text)
    assert coordinator.post(f"{path}/question", data={"text": "Komt u eens kijken?", "seen": seen}).status_code == 303
    assert coordinator.post(f"{path}/question", data={"text": "Iets anders?", "seen": seen}).status_code == 409
    assert "Komt u eens kijken?" in client_of(cast.funder).get(path).text
    assert agree(client_of(cast.funder), account) == 303
    seen = mark_in(coordinator.get(path).text) or seen
    assert coordinator.post(f"{path}/question", data={"text": "Stiekem?", "seen": seen}).status_code == 403
    assert agree(coordinator, account) == 303
    assert "Komt u eens kijken?" in client_of(None).get(f"/public/{the_key(session)}/places/1").text


def test_an_empty_question_takes_it_away(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    account = factories.account(session, cast, clock()).id
    session.commit()
    coordinator, path = client_of(cast.coordinator), f"/accounts/{account}/places/1"
    for text in ("Waar bent u?", "Waar bent u nu?", ""):
        seen = mark_in(coordinator.get(path).text)
        assert coordinator.post(f"{path}/question", data={"text": text, "seen": seen}).status_code == 303
    session.rollback()
    assert session.exec(select(CouncilQuestion)).all() == []


def mark_in(page: str) -> str:
    """What the form remembers of what stood there."""
    return page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]


def ask(browser: FlaskClient, account: int, text: str, number: int = 1, seen: str | None = None) -> TestResponse:
    """On the page of a place as it stands, or as it stood when one saw that mark on it."""
    path = f"/accounts/{account}/places/{number}"
    seen = mark_in(browser.get(path).text) if seen is None else seen
    return browser.post(f"{path}/question", data={"text": text, "seen": seen})


def test_a_yes_is_to_the_words_that_stood_there_when_the_page_was_opened(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    assert ask(coordinator, account, "Vraag A?").status_code == 303
    seen = mark_in(funder.get(f"/accounts/{account}").text)
    assert ask(coordinator, account, "Vraag B?").status_code == 303
    late = funder.post(f"/accounts/{account}/publication", data={"version": 1, "seen": seen})
    assert late.status_code == 409
    assert "veranderde een vraag aan de raad" in late.text
    assert the_key(session) == ""
    assert agree(funder, account, seen=mark_in(late.text)) == 303


def test_a_proposal_that_meets_that_of_the_other_side_does_not_make_it_public(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    seen = mark_in(funder.get(f"/accounts/{account}/publication").text)
    assert agree(coordinator, account) == 303
    assert agree(funder, account, seen=seen) == 409
    assert client_of(None).get(f"/public/{the_key(session)}").status_code == 404


def test_a_question_is_not_saved_under_the_place_that_moved_into_its_address(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    account = factories.account(session, cast, clock()).id
    session.commit()
    coordinator = client_of(cast.coordinator)
    seen = mark_in(coordinator.get(f"/accounts/{account}/places/1").text)
    factories.make_place(session, cast.organisation, "Aan de Vecht", cast.grant)
    session.commit()
    shifted = ask(coordinator, account, "Komt u eens kijken?", seen=seen)
    assert shifted.status_code == 409
    assert "Komt u eens kijken?" in shifted.text
    assert "Deze pagina gaat over Aan de Vecht" in shifted.text
    session.rollback()
    assert session.exec(select(CouncilQuestion)).all() == []


def test_a_question_on_a_place_that_is_gone_is_given_back(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    account = factories.account(session, cast, clock()).id
    session.commit()
    coordinator = client_of(cast.coordinator)
    gone = ask(coordinator, account, "Komt u eens kijken?", number=2, seen="van toen die er was")
    assert gone.status_code == 409
    assert "Komt u eens kijken?" in gone.text
    assert coordinator.get(f"/accounts/{account}/places/2").status_code == 404


class Held:
    """Stops the first who comes to an action after all was read, until the other is done or waits for the first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.has_read, self.other_is_done = threading.Event(), threading.Event()
        act = getattr(actions, name)

        def slowly(*given: Any) -> Any:
            if not self.has_read.is_set():
                self.has_read.set()
                self.other_is_done.wait(1)
            return act(*given)

        monkeypatch.setattr(actions, name, slowly)

    def meets(self, first: Callable[[], int], other: Callable[[], int]) -> tuple[int, int]:
        """What both are answered."""
        answers: list[int] = []
        thread = threading.Thread(target=lambda: answers.append(first()))
        thread.start()
        assert self.has_read.wait(20)
        answered = other()
        self.other_is_done.set()
        thread.join()
        return answers[0], answered


def test_of_two_sides_that_propose_together_one_is_late(
    session: Session, cast: Cast, client_of: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    seen = mark_in(funder.get(f"/accounts/{account}/publication").text)
    both = Held(monkeypatch, "agree").meets(
        lambda: agree(funder, account, seen=seen), lambda: agree(coordinator, account, seen=seen)
    )
    assert both == (303, 409)
    session.rollback()
    assert [each.party for each in session.exec(select(Assent))] == [Party(funder_id=cast.funder_party.id)]


def test_a_question_that_is_asked_while_the_other_side_agrees_is_seen_first(
    session: Session, cast: Cast, client_of: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    seen = mark_in(funder.get(f"/accounts/{account}/publication").text)
    place = mark_in(coordinator.get(f"/accounts/{account}/places/1").text)
    both = Held(monkeypatch, "ask").meets(
        lambda: ask(coordinator, account, "Komt u?", seen=place).status_code, lambda: agree(funder, account, seen=seen)
    )
    assert both == (303, 409)


def test_of_two_who_take_it_back_together_one_finds_nothing_left(
    session: Session, cast: Cast, client_of: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/accounts/{published.public(session, cast, clock()).account_id}/publication/withdrawal"
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    both = Held(monkeypatch, "withdraw").meets(
        lambda: coordinator.post(path, data={"reason": "De een."}).status_code,
        lambda: funder.post(path, data={"reason": "De ander."}).status_code,
    )
    assert both == (303, 404)


def test_where_two_proposals_stand_from_before_the_one_that_both_agreed_to_is_read(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    public = published.public(session, cast, clock())
    beside = Publication(account_id=public.account_id, sealed_id=public.sealed_id, turn=2, key=public.key)
    factories.kept(session, beside)
    published.assent(session, beside, cast.funder, Party(funder_id=cast.funder_party.id), clock())
    session.commit()
    assert client_of(None).get(f"/public/{public.key}").status_code == 200
