"""Beginning an account: of which year, over which grants, with one press."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.annual.models import AnnualAccount
from verhaal.people.models import Person, Role

Client = Callable[[Person | None], FlaskClient]


def offered(page: str) -> list[str]:
    return re.findall(r'type="radio" name="about" value="([^"]+)"', page)


def scopes(session: Session) -> list[tuple[int, str]]:
    session.rollback()
    return [(of.year, of.scope) for of in session.exec(select(AnnualAccount).order_by(AnnualAccount.id))]  # type: ignore[arg-type]


def test_a_coordinator_chooses_among_each_grant_and_all_together(cast: Cast, client_of: Client) -> None:
    page = client_of(cast.coordinator).get("/accounts/new").text
    home = cast.organisation.id
    assert offered(page) == [f"{home}:grant-{cast.grant.id}", f"{home}:grant-{cast.other_grant.id}", f"{home}:all"]
    assert "Alle subsidies van alle financiers · 2 subsidies samen" in page


def test_all_of_a_funder_is_offered_where_it_gave_more_than_one(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.make_grant(session, cast.organisation, cast.funder_party, "SB-9", clock())
    session.commit()
    browser = client_of(cast.coordinator)
    key = f"{cast.organisation.id}:funder-{cast.funder_party.id}"
    assert key in offered(browser.get("/accounts/new").text)
    answer = browser.post("/accounts", data={"year": "2026", "about": key})
    assert answer.status_code == 303
    assert scopes(session) == [(2026, f"funder-{cast.funder_party.id}")]
    page = browser.get(answer.headers["Location"]).text
    assert "SB-1" in page
    assert "SB-9" in page
    assert "LB-2" not in page


def test_pressed_twice_there_is_one_account(cast: Cast, client_of: Client, session: Session) -> None:
    browser, data = client_of(cast.coordinator), {"year": "2026", "about": f"{cast.organisation.id}:all"}
    first, second = (browser.post("/accounts", data=data).headers["Location"] for _twice in range(2))
    assert first == second
    assert scopes(session) == [(2026, "all")]


def test_only_years_in_which_a_grant_runs_are_offered_and_the_future_is_not(
    cast: Cast, client_of: Client, session: Session
) -> None:
    cast.grant.starts_on, cast.grant.ends_on = date(2024, 1, 1), date(2028, 12, 31)
    session.add(cast.grant)
    session.commit()
    page = client_of(cast.coordinator).get("/accounts/new").text
    assert "<strong>2026</strong>" in page
    assert re.findall(r"/accounts/new\?year=(\d{4})", page) == ["2025", "2024"]
    earlier = client_of(cast.coordinator).get("/accounts/new?year=2024").text
    assert offered(earlier) == [f"{cast.organisation.id}:grant-{cast.grant.id}"]


def test_from_a_grant_its_own_account_is_chosen_already(cast: Cast, client_of: Client) -> None:
    browser = client_of(cast.coordinator)
    address = f"/accounts/new?grant={cast.other_grant.id}"
    assert address in browser.get(f"/grants/{cast.other_grant.id}").text
    assert f'value="{cast.organisation.id}:grant-{cast.other_grant.id}" checked' in browser.get(address).text


@pytest.mark.parametrize("about", ["", "1:all:1", "all", "1:grant-9999", "2:all", "1:funder-2"])
def test_what_is_not_offered_is_not_begun(cast: Cast, client_of: Client, session: Session, about: str) -> None:
    answer = client_of(cast.coordinator).post("/accounts", data={"year": "2026", "about": about})
    assert answer.status_code == 422
    assert 'id="errors"' in answer.text
    assert scopes(session) == []


def test_who_coordinates_two_organisations_sees_whose_grant_it_is(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.member(session, cast.coordinator, Role.COORDINATOR, cast.other_organisation, clock())
    session.commit()
    page = client_of(cast.coordinator).get("/accounts/new").text
    assert f"{cast.other_organisation.id}:grant-{cast.foreign_grant.id}" in offered(page)
    assert "(LB-3) · Het Andere Huis" in page
