"""A coordinator keeps the grants; the funder's people see them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.grants.models import Activity, Due, Grant, GrantPlace, Objective, Obligation, Place
from verhaal.people.models import Funder, Person

Client = Callable[[Person | None], FlaskClient]


def decision(**more: object) -> dict[str, object]:
    """The form of a grant as a browser sends it."""
    return {
        "funder": "", "funder_name": "Fonds Nieuw", "funder_kind": "foundation", "title": "Een nieuwe subsidie",
        "reference": "N-1", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "amount": "€ 12.500,50",
        "new_places-0-name": "Zuilen", "new_places-0-cbs_code": "wk034402",
        "due-0-what": "Verslag", "due-0-due_on": "2027-04-01",
        "activities-0-name": "Inloop", "activities-0-planned": "40", "activities-0-unit": "bezoeken",
        "objectives-0-name": "Buren kennen elkaar", "objectives-0-target": "Twee groepen.",
        "obligations-0-text": "Vrij toegankelijk.", "obligations-1-text": "",
    } | more  # fmt: skip


def test_a_coordinator_adds_a_grant_whole(cast: Cast, client_of: Client, session: Session) -> None:
    assert client_of(cast.coordinator).post("/grants/new", data=decision()).status_code == 303
    grant = session.exec(select(Grant).where(Grant.reference == "N-1")).one()
    assert grant.amount_cents == 1_250_050
    assert session.get_one(Funder, grant.funder_id).name == "Fonds Nieuw"
    place = session.exec(select(Place).where(Place.name == "Zuilen")).one()
    assert place.cbs_code == "WK034402"
    assert session.exec(select(GrantPlace).where(GrantPlace.grant_id == grant.id)).one().place_id == place.id
    for table in (Due, Activity, Objective, Obligation):
        assert len(session.exec(select(table).where(table.grant_id == grant.id)).all()) == 1


def test_a_new_name_makes_a_new_funder_even_if_one_has_it(cast: Cast, client_of: Client, session: Session) -> None:
    """Otherwise an organisation could invite itself into a funder and read what others shared with it."""
    name = cast.funder_party.name
    client_of(cast.stranger).post("/grants/new", data=decision(funder_name=name))
    grant = session.exec(select(Grant).where(Grant.reference == "N-1")).one()
    assert grant.funder_id != cast.funder_party.id


def test_a_funder_that_never_gave_cannot_be_chosen(cast: Cast, client_of: Client, session: Session) -> None:
    client_of(cast.stranger).post("/grants/new", data=decision(funder=str(cast.funder_party.id)))
    grants = session.exec(select(Grant).where(Grant.funder_id == cast.funder_party.id)).all()
    assert [grant.organisation_id for grant in grants] == [cast.organisation.id]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount": "veel"}, "Typ een bedrag"),
        ({"amount": "-5"}, "Typ een bedrag"),
        ({"amount": "1.2"}, "Typ een bedrag"),
        ({"ends_on": "2025-12-31"}, "ligt voor het begin"),
        ({"starts_on": ""}, "Vul een datum in"),
        ({"funder_name": ""}, "Noem de nieuwe financier"),
        ({"title": "x" * 161}, "1 tekens te lang"),
        ({"new_places-0-cbs_code": "Utrecht"}, "CBS-code ziet eruit als"),
        ({"due-0-due_on": ""}, "wat er moet zijn en wanneer"),
        ({"activities-0-name": ""}, "Geef de activiteit een naam"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    cast: Cast, client_of: Client, session: Session, wrong: dict[str, str], says: str
) -> None:
    answer = client_of(cast.coordinator).post("/grants/new", data=decision(**wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert "Vrij toegankelijk." in answer.text
    assert not session.exec(select(Grant).where(Grant.reference == "N-1")).all()


def test_another_row_keeps_what_was_typed(cast: Cast, client_of: Client) -> None:
    page = client_of(cast.coordinator).post("/grants/new", data=decision(more="obligations")).text
    assert "obligations-2-text" in page
    assert "Vrij toegankelijk." in page


def edited(cast: Cast, **more: object) -> dict[str, object]:
    return decision(
        reference="SB-1", revision="0", amount="125000", **{
            "activities-0-row": str(cast.activity.id), "activities-0-name": "Inloop anders",
            "objectives-0-row": str(cast.objective.id), "obligations-0-row": str(cast.obligation.id),
        }
    ) | more  # fmt: skip


def test_a_row_keeps_its_identity_when_it_is_renamed(cast: Cast, client_of: Client, session: Session) -> None:
    answer = client_of(cast.coordinator).post(f"/grants/{cast.grant.id}/edit", data=edited(cast))
    assert answer.status_code == 303
    session.refresh(cast.activity)
    assert cast.activity.name == "Inloop anders"


def test_an_activity_that_stories_count_cannot_be_removed(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock())
    session.commit()
    data = edited(cast) | {f"activities-0-{key}": "" for key in ("name", "planned", "unit")}
    answer = client_of(cast.coordinator).post(f"/grants/{cast.grant.id}/edit", data=data)
    assert answer.status_code == 422
    assert "waar verhalen naar verwijzen" in answer.text
    session.rollback()
    assert session.get(Activity, cast.activity.id)


def test_two_coordinators_do_not_undo_each_other(cast: Cast, client_of: Client, session: Session) -> None:
    browser, url = client_of(cast.coordinator), f"/grants/{cast.grant.id}/edit"
    browser.post(url, data=edited(cast, title="Van de eerste"))
    answer = browser.post(url, data=edited(cast, title="Van de tweede"))
    assert answer.status_code == 409
    assert "Van de eerste" in answer.text
    assert "Van de tweede" in answer.text
    session.refresh(cast.grant)
    assert cast.grant.title == "Van de eerste"


def test_one_reference_is_one_decision(cast: Cast, client_of: Client) -> None:
    data = decision(funder=str(cast.funder_party.id), reference="SB-1")
    answer = client_of(cast.coordinator).post("/grants/new", data=data)
    assert answer.status_code == 422
    assert "staat er al in" in answer.text


def test_the_funders_people_see_the_whole_decision(cast: Cast, client_of: Client) -> None:
    page = client_of(cast.funder).get(f"/grants/{cast.grant.id}").text
    for part in ("SB-1", "€\u00a0125.000", "Inloop", "Buren kennen elkaar", "Vrij toegankelijk.", "15 april 2027"):
        assert part in page
    assert "/edit" not in page


def test_an_objective_names_the_performance_agreement_that_it_serves_to_both_sides(
    cast: Cast, client_of: Client
) -> None:
    agreement = "Prestatieafspraken 2024-2028, afspraak 12"
    data = edited(cast, **{"objectives-0-agreement": agreement})
    assert client_of(cast.coordinator).post(f"/grants/{cast.grant.id}/edit", data=data).status_code == 303
    for person in (cast.coordinator, cast.funder):
        assert agreement in client_of(person).get(f"/grants/{cast.grant.id}").text
    form = client_of(cast.coordinator).get(f"/grants/{cast.grant.id}/edit").text
    assert f'name="objectives-0-agreement" type="text" value="{agreement}"' in form


def test_an_agreement_without_an_objective_is_not_dropped_in_silence(cast: Cast, client_of: Client) -> None:
    data = decision(**{"objectives-0-name": "", "objectives-0-target": "", "objectives-0-agreement": "Afspraak 3"})
    answer = client_of(cast.coordinator).post("/grants/new", data=data)
    assert answer.status_code == 422
    assert "Afspraak 3" in answer.text


@pytest.mark.parametrize(("ticked", "is_account"), [({"due-0-is_account": "y"}, True), ({}, False)])
def test_what_is_due_is_the_account_or_something_else_such_as_a_talk(
    cast: Cast, client_of: Client, session: Session, ticked: dict[str, str], is_account: bool
) -> None:
    client_of(cast.coordinator).post("/grants/new", data=decision(**ticked))
    grant = session.exec(select(Grant).where(Grant.reference == "N-1")).one()
    assert session.exec(select(Due).where(Due.grant_id == grant.id)).one().is_account == is_account


def test_a_row_in_which_only_the_tick_stands_that_is_always_there_is_left_out(
    cast: Cast, client_of: Client, session: Session
) -> None:
    data = decision(**{"due-0-what": "", "due-0-due_on": "", "due-0-is_account": "y"})
    assert client_of(cast.coordinator).post("/grants/new", data=data).status_code == 303
    grant = session.exec(select(Grant).where(Grant.reference == "N-1")).one()
    assert not session.exec(select(Due).where(Due.grant_id == grant.id)).all()
    assert 'checked id="due-0-is_account"' in client_of(cast.coordinator).get("/grants/new").text
