"""An account over the grants of several funders is public by the yes of the organisation and of each of them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.publishing import published
from tests.publishing.test_publishing import agree, ask, the_key
from tests.publishing.test_telling import WAITS, withdraw
from tests.settling.test_questions import mails
from verhaal.access import public_accounts, viewer_of
from verhaal.annual.actions import begin
from verhaal.annual.models import AnnualAccount
from verhaal.draws.models import Party
from verhaal.grants.models import Grant
from verhaal.people.models import Person, Role

Client = Callable[[Person | None], FlaskClient]
OURS, OTHERS = "Een verhaal voor SB-1", "Een verhaal voor LB-2"


@pytest.fixture
def account(session: Session, cast: Cast, clock: Clock) -> int:
    """Signed, over the grants of both funders."""
    number = published.over_all(session, cast, clock()).account_id
    session.commit()
    return number


def moved(grant: Grant) -> None:
    """It runs in another year after all."""
    grant.starts_on, grant.ends_on = grant.starts_on.replace(year=2027), grant.ends_on.replace(year=2027)


def status(client_of: Client, session: Session) -> int:
    return client_of(None).get(f"/public/{the_key(session)}").status_code


def test_it_is_public_once_the_organisation_and_every_funder_said_yes_in_any_order(
    session: Session, cast: Cast, client_of: Client, account: int
) -> None:
    coordinator, funder, other = map(client_of, (cast.coordinator, cast.funder, cast.other_funder))
    for first, second, last in (
        (coordinator, funder, other),
        (other, coordinator, funder),
        (funder, other, coordinator),
    ):
        for each in (first, second):
            assert agree(each, account) == 303
            assert status(client_of, session) in (404, 410)
        assert agree(last, account) == 303
        assert status(client_of, session) == 200
        assert withdraw(last, account) == 303
        assert status(client_of, session) == 410


def test_what_becomes_public_is_the_whole_and_before_each_funder_reads_its_own_alone(
    session: Session, cast: Cast, client_of: Client, account: int
) -> None:
    coordinator, funder, other = map(client_of, (cast.coordinator, cast.funder, cast.other_funder))
    for each in (coordinator, funder, other):
        agree(each, account)
    page = client_of(None).get(f"/public/{the_key(session)}").text
    assert (OURS in page, OTHERS in page) == (True, True)
    assert "al deze financiers samen" in page
    for browser, seen in ((funder, (True, False)), (other, (False, True)), (coordinator, (True, True))):
        text = browser.get(f"/accounts/{account}").text + browser.get(f"/accounts/{account}/publication").text
        assert (OURS in text, OTHERS in text) == seen


def test_each_side_sees_by_institution_who_said_yes_and_who_did_not_yet(
    cast: Cast, client_of: Client, account: int
) -> None:
    assert agree(client_of(cast.funder), account) == 303
    assert agree(client_of(cast.coordinator), account) == 303
    for who in (cast.author, cast.coordinator, cast.funder, cast.other_funder):
        page = client_of(who).get(f"/accounts/{account}/publication").text
        said = {name: page.partition(f"<bdi>{name}</bdi>")[2].partition("</li>")[0] for name in
                (cast.organisation.name, cast.funder_party.name, cast.other_funder_party.name)}  # fmt: skip
        assert ["zei ja" in each for each in said.values()] == [True, True, False]
        assert "nog niet" in said[cast.other_funder_party.name]
        by = cast.funder_party.name
        assert (f"{cast.funder.name} stemde in namens {by}" in page) is (who is not cast.other_funder)
        assert (f"{by} stemde in" in page) is (who is cast.other_funder)
        assert (cast.funder.name in page) is (who is not cast.other_funder), "another funder's people one does not know"


def test_who_belongs_to_two_of_its_sides_says_yes_for_neither(
    session: Session, cast: Cast, client_of: Client, clock: Clock, account: int
) -> None:
    """The organisation and a funder, or two funders, or one who tells stories; but who decides takes it back."""
    both = factories.person(session, "Bo Beide", clock(), Role.COORDINATOR, cast.organisation)
    factories.member(session, both, Role.FUNDER, cast.other_funder_party, clock())
    two = factories.person(session, "Twee Fondsen", clock(), Role.FUNDER, cast.funder_party)
    factories.member(session, two, Role.FUNDER, cast.other_funder_party, clock())
    teller = factories.person(session, "Tineke Teller", clock(), Role.PROFESSIONAL, cast.organisation)
    factories.member(session, teller, Role.FUNDER, cast.funder_party, clock())
    session.commit()
    for who in (both, two, teller):
        assert "Openbaar maken voorstellen" not in client_of(who).get(f"/accounts/{account}").text
        assert agree(client_of(who), account) == 303
    assert the_key(session) == ""
    for who in (cast.coordinator, teller, cast.funder, both, two):
        assert agree(client_of(who), account) == 303
    assert status(client_of, session) == 404
    assert withdraw(client_of(two), account) == 303


def test_the_database_keeps_one_yes_of_a_side_and_of_a_person(session: Session, cast: Cast, clock: Clock) -> None:
    made = published.agreed_by_one(session, cast, clock())
    again = ((cast.other_funder, cast.funder_party), (cast.funder, cast.other_funder_party))
    for person, party in again:
        with pytest.raises(IntegrityError), session.begin_nested():
            published.assent(session, made, person, Party(funder_id=party.id), clock())
    assert session.exec(public_accounts()).all() == []


def test_an_account_without_any_grant_has_no_funder_and_is_never_public(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    moved(cast.grant)
    moved(cast.other_grant)
    of = begin(session, viewer_of(session, cast.coordinator), cast.organisation.id, 2026, clock())
    made = published.proposed(session, cast, clock(), published.sealed(session, cast, clock(), of))
    session.commit()
    assert client_of(None).get(f"/public/{made.key}").status_code == 404
    assert client_of(cast.coordinator).get(f"/accounts/{of.id}/publication").status_code == 404


def test_any_side_takes_it_back_and_all_others_hear_why(
    session: Session, cast: Cast, client_of: Client, app: Flask, clock: Clock
) -> None:
    sides = (cast.coordinator, cast.funder, cast.other_funder)
    for who in sides:
        public = published.public_over_all(session, cast, clock())
        session.commit()
        before = len(mails(app))
        assert withdraw(client_of(who), public.account_id) == 303
        assert client_of(None).get(f"/public/{public.key}").status_code == 410
        new = mails(app)[: len(mails(app)) - before]
        assert {to for to, _subject, _text in new} == {each.email for each in sides if each is not who}
        for reader in sides:
            page = client_of(reader).get(f"/accounts/{public.account_id}/publication").text
            is_known = who is reader or cast.coordinator in (who, reader)
            assert (f"{who.name} trok het in namens" in page) is is_known


def test_a_proposal_reaches_every_funder_and_each_further_yes_all_others(
    session: Session, cast: Cast, client_of: Client, app: Flask, account: int
) -> None:
    coordinator, funder, other = map(client_of, (cast.coordinator, cast.funder, cast.other_funder))
    assert agree(coordinator, account) == 303
    assert {to for to, *_rest in mails(app)} == {cast.funder.email, cast.other_funder.email}
    assert "elke financier met een subsidie erin" in mails(app)[0][2].replace("\n", " ")
    assert WAITS in funder.get("/accounts").text
    assert agree(funder, account) == 303
    assert WAITS not in funder.get("/accounts").text
    assert WAITS in other.get("/accounts").text
    second = mails(app)[:2]
    assert {to for to, *_rest in second} == {cast.coordinator.email, cast.other_funder.email}
    assert all(f"- {cast.other_funder_party.name}\n" in text for _to, _subject, text in second)
    named = {to: cast.funder.name in text for to, _subject, text in second}
    assert named == {cast.coordinator.email: True, cast.other_funder.email: False}
    assert all(cast.funder_party.name in text for _to, _subject, text in second)
    assert agree(other, account) == 303
    assert {to for to, *_rest in mails(app)[:2]} == {cast.coordinator.email, cast.funder.email}
    assert f"/public/{the_key(session)}" in mails(app)[0][2]


def test_a_yes_that_would_be_the_last_without_ones_knowing_is_asked_for_again(
    session: Session, cast: Cast, client_of: Client, account: int
) -> None:
    coordinator, funder, other = map(client_of, (cast.coordinator, cast.funder, cast.other_funder))
    assert agree(coordinator, account) == 303
    seen = other.get(f"/accounts/{account}/publication").text
    assert "Instemmen met openbaar maken" in seen
    shown = seen.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    assert agree(funder, account) == 303
    assert agree(other, account, seen=shown) == 409
    assert status(client_of, session) == 404
    assert "Instemmen en openbaar maken" in other.get(f"/accounts/{account}/publication").text


def test_the_pages_of_places_are_of_the_whole_in_public_and_of_ones_own_before(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    factories.make_place(session, cast.organisation, "Zuilen", cast.other_grant)
    account = published.over_all(session, cast, clock()).account_id
    session.commit()
    coordinator, funder, other = map(client_of, (cast.coordinator, cast.funder, cast.other_funder))
    assert ask(coordinator, account, "Komt u naar Zuilen?", number=2).status_code == 303
    for each in (coordinator, funder, other):
        assert agree(each, account) == 303
    public = f"/public/{the_key(session)}/places"
    shown = [client_of(None).get(f"{public}/{number}") for number in (1, 2)]
    assert [each.status_code for each in shown] == [200, 200]
    assert "Komt u naar Zuilen?" in shown[1].text
    assert "Zuilen" not in funder.get(f"/accounts/{account}/places/1").text
    assert funder.get(f"/accounts/{account}/places/2").status_code == 404
    assert ask(coordinator, account, "Iets anders?", number=2).status_code == 403


def test_a_funder_whose_grants_left_decides_on_the_version_that_held_them_alone(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    first = published.public_over_all(session, cast, clock())
    moved(cast.other_grant)
    of = session.get_one(AnnualAccount, first.account_id)
    of.changed = "De ene subsidie loopt in een ander jaar."
    published.sealed(session, cast, clock(), of)
    session.commit()
    coordinator, funder, other = map(client_of, (cast.coordinator, cast.funder, cast.other_funder))
    assert agree(coordinator, of.id, version=2) == 303
    assert WAITS not in other.get("/accounts").text
    assert agree(other, of.id, version=2) == 409
    page = other.get(f"/accounts/{of.id}/publication").text
    assert page.count("stemde in namens De Brede Stoep") == 1, "to the first version, and not to the second"
    assert cast.other_funder_party.name not in client_of(cast.funder).get("/accounts").text
    assert agree(funder, of.id, version=2) == 303
    address = f"/public/{first.key}"
    assert "De ene subsidie loopt" in client_of(None).get(address).text
    assert withdraw(other, of.id) == 303  # the version before, which does not come back
    assert client_of(None).get(address).status_code == 200
    assert withdraw(funder, of.id) == 303
    assert client_of(None).get(address).status_code == 410


def test_over_all_grants_of_one_funder_it_takes_that_one(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    """An account over all, of an organisation that has one funder in that year."""
    moved(cast.other_grant)
    of = begin(session, viewer_of(session, cast.coordinator), cast.organisation.id, 2026, clock())
    published.sealed(session, cast, clock(), of)
    session.commit()
    assert [agree(client_of(each), of.id) for each in (cast.coordinator, cast.funder)] == [303, 303]
    assert status(client_of, session) == 200
    assert client_of(cast.other_funder).get(f"/accounts/{of.id}/publication").status_code == 404
