"""When an account may be expected and where it stands, for both sides, without a word of what it holds."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.annual import seals
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.annual.models import AnnualAccount, State
from verhaal.grants.models import Due
from verhaal.people.models import Person

Client = Callable[[Person | None], FlaskClient]
SEEN = ("coordinator", "colleague", "funder")


@pytest.fixture
def stands(cast: Cast, client_of: Client) -> Callable[[str, Person], None]:
    """That both pages say so to someone."""

    def assert_that(words: str, person: Person) -> None:
        for address in (f"/grants/{cast.grant.id}", "/accounts"):
            assert words in client_of(person).get(address).text, (address, person.name)

    return assert_that


def test_everyone_who_sees_the_grant_sees_when_its_account_is_due_and_where_it_stands(
    cast: Cast, session: Session, clock: Clock, stands: Callable[[str, Person], None]
) -> None:
    people = [getattr(cast, name) for name in SEEN]
    for person in people:
        stands("uiterlijk 15 april 2027 · nog niet begonnen", person)
    of = factories.account(session, cast, clock())
    session.commit()
    for person in people:
        stands("uiterlijk 15 april 2027 · in bewerking", person)
    of.state, of.offered_at = State.OFFERED, clock()
    session.add(of)
    session.commit()
    for person in people:
        stands("uiterlijk 15 april 2027 · aangeboden op 23 november 2026", person)
    seals.signed(session, cast.coordinator, of, clock() + timedelta(days=1))
    session.commit()
    for person in people:
        stands("uiterlijk 15 april 2027 · ondertekend op 24 november 2026", person)


def test_past_its_day_it_is_late_until_it_is_offered(
    cast: Cast, session: Session, clock: Clock, client_of: Client
) -> None:
    of = factories.account(session, cast, clock())
    session.commit()
    clock.moment += timedelta(days=144)  # 16 April
    for person in (cast.coordinator, cast.funder):
        assert "<strong>te laat</strong>" in client_of(person).get(f"/grants/{cast.grant.id}").text
    of.state, of.offered_at = State.OFFERED, clock()
    session.add(of)
    session.commit()
    assert "te laat" not in client_of(cast.funder).get(f"/grants/{cast.grant.id}").text


def test_before_it_is_offered_the_funder_is_led_nowhere_and_after_to_it(
    cast: Cast, session: Session, clock: Clock, client_of: Client
) -> None:
    of = factories.account(session, cast, clock())
    session.commit()
    address = f"/accounts/{of.id}"
    for page in (f"/grants/{cast.grant.id}", "/accounts"):
        assert address not in client_of(cast.funder).get(page).text
        assert address not in client_of(cast.colleague).get(page).text
    assert f'href="{address}"' in client_of(cast.coordinator).get(f"/grants/{cast.grant.id}").text
    of.state = State.OFFERED
    session.add(of)
    session.commit()
    for page in (f"/grants/{cast.grant.id}", "/accounts"):
        assert f'href="{address}"' in client_of(cast.funder).get(page).text


@pytest.mark.parametrize("scope", ["funder", "all"])
def test_an_account_over_several_grants_counts_for_each_and_tells_no_other_funder_of_one_funders(
    cast: Cast, session: Session, clock: Clock, client_of: Client, scope: str
) -> None:
    of = factories.account(session, cast, clock())
    of.scope, of.grant_id = scope, None
    of.funder_id = of.funder_id if scope == "funder" else None
    session.add(of)
    session.commit()
    assert "in bewerking" in client_of(cast.funder).get(f"/grants/{cast.grant.id}").text
    other = client_of(cast.other_funder).get(f"/grants/{cast.other_grant.id}").text
    assert ("in bewerking" in other) == (scope == "all")


def test_the_account_that_is_furthest_counts(cast: Cast, session: Session, clock: Clock, client_of: Client) -> None:
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    of.offered_at = clock()
    session.add(AnnualAccount(organisation_id=cast.organisation.id, year=2026, scope="all",
                              person_id=cast.coordinator.id, begun_at=clock()))  # fmt: skip
    session.commit()
    assert "aangeboden op" in client_of(cast.funder).get(f"/grants/{cast.grant.id}").text


def test_strangers_are_told_of_no_account_of_others(cast: Cast, client_of: Client) -> None:
    for person in (cast.other_funder, cast.stranger):
        page = client_of(person).get("/accounts").text
        assert cast.grant.title not in page
        assert "15 april 2027" not in page


@pytest.mark.parametrize(
    ("due_on", "year"),
    [("2027-04-15", 2026), ("2026-04-15", 2025), ("2025-10-01", 2025), ("2028-02-01", 2026), ("2024-12-01", 2025)],
)
def test_an_account_is_due_of_the_last_year_that_is_over_by_then(cast: Cast, due_on: str, year: int) -> None:
    """Or else of the grant's first, and never of a year in which it does not run."""
    cast.grant.starts_on, cast.grant.ends_on = date(2025, 1, 1), date(2026, 12, 31)
    assert cast.grant.year_due(date.fromisoformat(due_on)) == year


def test_a_grant_that_came_after_signing_is_not_begun_and_gets_late(
    cast: Cast, session: Session, clock: Clock, client_of: Client
) -> None:
    of = factories.account(session, cast, clock())
    of.scope, of.grant_id, of.funder_id = "all", None, None
    seals.signed(session, cast.coordinator, of, clock())
    later = factories.make_grant(session, cast.organisation, cast.funder_party, "SB-9", clock())
    factories.kept(session, Due(grant_id=later.id, position=1, what="Verslag", due_on=date(2027, 4, 15)))
    session.commit()
    clock.moment += timedelta(days=144)  # 16 April
    page = client_of(cast.funder).get(f"/grants/{later.id}").text
    assert "nog niet begonnen" in page
    assert "<strong>te laat</strong>" in page
    assert "ondertekend op" not in page
    assert "ondertekend op" in client_of(cast.funder).get(f"/grants/{cast.grant.id}").text
