"""That one side wants to publish reaches the other: in its list of accounts, and by mail."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.publishing import published
from tests.publishing.test_publishing import agree
from tests.settling.test_questions import mails
from verhaal.annual.models import AnnualAccount
from verhaal.people.models import Person, Role

Client = Callable[[Person | None], FlaskClient]
WAITS = "wacht op jullie ja om openbaar te worden"


def withdraw(browser: FlaskClient, account: int, reason: str = "Er staat een adres in.") -> int:
    return browser.post(f"/accounts/{account}/publication/withdrawal", data={"reason": reason}).status_code


def told(app: Flask) -> set[tuple[str, str]]:
    return {(to, subject) for to, subject, _text in mails(app)}


def test_a_proposal_waits_in_the_list_of_who_may_agree_until_it_is_decided(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    account = published.sealed(session, cast, clock()).account_id
    both = factories.person(session, "Bo Beide", clock(), Role.COORDINATOR, cast.organisation)
    factories.member(session, both, Role.FUNDER, cast.funder_party, clock())
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    for proposes, waits in ((coordinator, funder), (funder, coordinator)):
        assert WAITS not in waits.get("/accounts").text
        assert agree(proposes, account) == 303
        assert WAITS in waits.get("/accounts").text
        others = (proposes, *map(client_of, (both, cast.author, cast.other_funder)))
        assert not [each for each in others if WAITS in each.get("/accounts").text]
        assert withdraw(proposes, account) == 303
    assert WAITS not in coordinator.get("/accounts").text
    assert [agree(funder, account), agree(coordinator, account)] == [303, 303]
    assert WAITS not in coordinator.get("/accounts").text


def test_a_proposal_of_a_version_that_was_corrected_since_waits_no_more(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    first = published.proposed(session, cast, clock())
    session.commit()
    assert WAITS in client_of(cast.funder).get("/accounts").text
    published.sealed(session, cast, clock(), session.get_one(AnnualAccount, first.account_id))
    session.commit()
    assert WAITS not in client_of(cast.funder).get("/accounts").text


def test_a_list_of_many_proposals_takes_no_more_queries(
    session: Session, cast: Cast, client_of: Client, clock: Clock, count_queries: Callable[[], int]
) -> None:
    took: list[int] = []
    funder = client_of(cast.funder)
    for more in (1, 2):
        for number in range(more):
            grant = factories.make_grant(session, cast.organisation, cast.funder_party, f"EX-{more}{number}", clock())
            of = factories.account(session, cast, clock(), grant=grant)
            published.proposed(session, cast, clock(), published.sealed(session, cast, clock(), of))
        session.commit()
        count_queries()
        assert funder.get("/accounts").text.count(WAITS) == (1, 3)[len(took)]
        took.append(count_queries())
    assert took[0] == took[1]


def test_a_proposal_is_mailed_once_to_each_of_the_other_side_who_may_agree(
    session: Session, cast: Cast, client_of: Client, app: Flask, clock: Clock
) -> None:
    """In their own language; not to who belongs to both sides, who left, or who funds another grant."""
    reader = factories.person(session, "Rita Reader", clock(), Role.FUNDER, cast.funder_party)
    reader.language = "en"
    both = factories.person(session, "Bo Beide", clock(), Role.COORDINATOR, cast.organisation)
    factories.member(session, both, Role.FUNDER, cast.funder_party, clock())
    left = factories.person(session, "Leo Left", clock(), Role.FUNDER, cast.funder_party)
    for member in factories.memberships_of(session, left):
        member.end(clock())
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    for _twice in range(2):
        assert agree(client_of(cast.coordinator), account) == 303
    assert len(mails(app)) == 2
    assert told(app) == {
        (cast.funder.email, "De jaarverantwoording 2026 van De Brede Stoep openbaar maken?"),
        (reader.email, "Make the annual account 2026 of De Brede Stoep public?"),
    }
    text = next(text for to, _subject, text in mails(app) if to == cast.funder.email)
    assert f"{cast.coordinator.name} van De Brede Stoep" in text
    assert f"http://localhost:8000/accounts/{account}/publication\n" in text


def test_a_funders_proposal_is_mailed_to_the_coordinators(
    session: Session, cast: Cast, client_of: Client, app: Flask, clock: Clock
) -> None:
    account = published.sealed(session, cast, clock()).account_id
    session.commit()
    assert agree(client_of(cast.funder), account) == 303
    ((to, _subject, text),) = mails(app)
    assert to == cast.coordinator.email
    assert f"{cast.funder.name} van Gemeente Voorbeeld" in text


def test_who_proposed_hears_that_everyone_can_read_it_and_where(
    session: Session, cast: Cast, client_of: Client, app: Flask, clock: Clock
) -> None:
    public = published.proposed(session, cast, clock())
    session.commit()
    assert agree(client_of(cast.funder), public.account_id) == 303
    ((to, subject, text),) = mails(app)
    assert (to, subject) == (cast.coordinator.email, "De jaarverantwoording 2026 van De Brede Stoep is openbaar")
    assert f"http://localhost:8000/public/{public.key}\n" in text


@pytest.mark.parametrize(("make", "said"), [(published.public, "de bestanden zijn weg"),
                                            (published.proposed, "Het voorstel vervalt.")])  # fmt: skip
def test_the_other_side_hears_that_it_was_taken_back_and_why(
    session: Session, cast: Cast, client_of: Client, app: Flask, clock: Clock, make: Callable[..., object], said: str
) -> None:
    made = make(session, cast, clock())
    session.commit()
    account = made.account_id  # type: ignore[attr-defined]
    assert withdraw(client_of(cast.funder), account) == 303
    assert withdraw(client_of(cast.funder), account) == 404
    ((to, subject, text),) = mails(app)
    assert (to, subject) == (cast.coordinator.email, "De jaarverantwoording 2026 van De Brede Stoep is niet openbaar")
    assert said in text.replace("\n", " ")
    assert "Er staat een adres in." in text


def test_what_who_belongs_to_both_sides_takes_back_is_told_to_both(
    session: Session, cast: Cast, client_of: Client, app: Flask, clock: Clock
) -> None:
    both = factories.person(session, "Bo Beide", clock(), Role.COORDINATOR, cast.organisation)
    factories.member(session, both, Role.FUNDER, cast.funder_party, clock())
    public = published.public(session, cast, clock())
    session.commit()
    assert withdraw(client_of(both), public.account_id) == 303
    assert {to for to, _subject in told(app)} == {cast.coordinator.email, cast.funder.email}
