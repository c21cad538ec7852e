"""The funder's decision: on what, with which reasons, and that it is never changed in silence."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import Clock
from tests.factories import REASONS, Cast
from tests.settling.test_questions import mails
from verhaal.annual.models import AnnualAccount, SealedAccount, State
from verhaal.people.models import Person, Role
from verhaal.settling import actions as correcting
from verhaal.settling.forms import in_full_sentences
from verhaal.settling.models import Decision, Settlement

Client = Callable[[Person | None], FlaskClient]
LONG = "Omdat twee van de drie activiteiten niet plaatsvonden stellen wij de subsidie op nihil vast."


@pytest.fixture
def signed(session: Session, cast: Cast, clock: Clock) -> AnnualAccount:
    factories.shared(session, cast, clock())
    made = factories.account(session, cast, clock(), state=State.SIGNED)
    session.commit()
    return made


@pytest.fixture
def address(cast: Cast, signed: AnnualAccount) -> str:
    return f"/accounts/{signed.id}/settlements/{cast.grant.id}"


def mark(browser: FlaskClient, address: str) -> str:
    """What the page that is open now says of what it shows: the signed version and the decision on it."""
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', browser.get(address).text)
    assert found
    return found[1]


@pytest.mark.parametrize("reasons", ["", " ", "Te weinig.", "Ok. Ok. Ok.", "Niet goed", LONG.rstrip("."), "." * 100])
def test_without_reasons_in_full_sentences_nothing_is_settled(
    session: Session, cast: Cast, client_of: Client, address: str, reasons: str
) -> None:
    """A nil settlement without reasons was annulled by the court (ECLI:NL:RBAMS:2021:4087)."""
    funder = client_of(cast.funder)
    typed = {"seen": mark(funder, address), "decision": "nil", "amount": "", "reasons": reasons}
    page = funder.post(address, data=typed)
    assert page.status_code == 422
    assert 'value="nil" checked' in page.text
    if reasons.strip():
        assert "Schrijf je redenen in hele zinnen" in page.text
        assert reasons in page.text
    assert session.exec(select(Settlement)).all() == []


@pytest.mark.parametrize(
    "reasons", [REASONS, LONG, f"{LONG[:-1]}!", "Er was geen inloop. Dat is niet uitgelegd (ook later niet)."]
)
def test_two_sentences_or_a_long_one_are_reasons(reasons: str) -> None:
    assert in_full_sentences(reasons)


@pytest.mark.parametrize(
    ("decision", "amount", "cents"),
    [("as_granted", "", 12_500_000), ("lower", "100.000,50", 10_000_050), ("nil", "", 0), ("nil", "100.000", 0)],
)
def test_a_grant_is_settled_on_an_amount(
    session: Session, cast: Cast, client_of: Client, address: str, decision: str, amount: str, cents: int
) -> None:
    funder = client_of(cast.funder)
    typed = {"seen": mark(funder, address), "decision": decision, "amount": amount, "reasons": REASONS}
    assert funder.post(address, data=typed).status_code == 303
    made = session.exec(select(Settlement)).one()
    assert (made.decision, made.amount_cents, made.person_id) == (Decision(decision), cents, cast.funder.id)


@pytest.mark.parametrize("amount", ["", "0", "-5", "125.000", "999.999", "veel", "100.000,505"])
def test_a_lower_settlement_lies_below_what_was_granted(
    session: Session, cast: Cast, client_of: Client, address: str, amount: str
) -> None:
    funder = client_of(cast.funder)
    typed = {"seen": mark(funder, address), "decision": "lower", "amount": amount, "reasons": REASONS}
    page = funder.post(address, data=typed)
    assert page.status_code == 422
    assert REASONS in page.text
    assert session.exec(select(Settlement)).all() == []


def test_what_was_granted_is_what_was_sealed(session: Session, cast: Cast, client_of: Client, address: str) -> None:
    """The organisation may change a grant's amount in Verhaal; what is settled is what both sides signed for."""
    cast.grant.amount_cents = 1
    session.add(cast.grant)
    session.commit()
    funder = client_of(cast.funder)
    funder.post(address, data={"seen": mark(funder, address), "decision": "as_granted", "reasons": REASONS})
    assert session.exec(select(Settlement.amount_cents)).one() == 12_500_000


def test_the_organisation_gets_the_decision_and_its_reasons_by_mail(
    cast: Cast, client_of: Client, app: Flask, signed: AnnualAccount, address: str
) -> None:
    funder = client_of(cast.funder)
    funder.post(address, data={"seen": mark(funder, address), "decision": "nil", "reasons": REASONS})
    ((to, subject, text),) = mails(app)
    assert (to, subject) == (cast.coordinator.email, "Jullie jaarverantwoording 2026: een beslissing over de subsidie")
    words = " ".join(text.split())
    assert REASONS in words
    assert "Op nihil, € 0" in words.replace("\u00a0", " ")
    assert f"http://localhost:8000/accounts/{signed.id}" in words


def test_a_new_decision_stands_beside_the_earlier_one_and_says_what_changed(
    session: Session, cast: Cast, client_of: Client, signed: AnnualAccount, address: str
) -> None:
    funder, coordinator = client_of(cast.funder), client_of(cast.coordinator)
    funder.post(address, data={"seen": mark(funder, address), "decision": "nil", "reasons": REASONS})
    anew = {"seen": mark(funder, address), "decision": "as_granted", "reasons": LONG}
    refused = funder.post(address, data=anew)
    assert refused.status_code == 422
    assert "Zeg wat er sindsdien veranderd is." in refused.text
    assert funder.post(address, data=anew | {"changed": "De cijfers van mei zijn er nu."}).status_code == 303
    made = session.exec(select(Settlement).order_by(col(Settlement.number))).all()
    assert [(each.number, each.decision) for each in made] == [(1, Decision.NIL), (2, Decision.AS_GRANTED)]
    page = coordinator.get(f"/accounts/{signed.id}").text
    assert "De cijfers van mei zijn er nu." in page
    assert page.index("Zoals verleend") < page.index("Een eerdere beslissing") < page.index("Op nihil")


def test_two_people_who_decide_at_once_do_not_overwrite_each_other(
    session: Session, cast: Cast, client_of: Client, clock: Clock, address: str
) -> None:
    colleague = factories.person(session, "Fatma Financier", clock(), Role.FUNDER, cast.funder_party)
    session.commit()
    first, second = client_of(cast.funder), client_of(colleague)
    seen = mark(second, address)
    first.post(address, data={"seen": seen, "decision": "as_granted", "reasons": REASONS})
    late = second.post(address, data={"seen": seen, "decision": "nil", "reasons": LONG})
    assert late.status_code == 409
    assert REASONS in late.text
    assert LONG in late.text
    assert f'name="seen" type="hidden" value="{mark(second, address)}"' in late.text
    assert "Een collega heeft intussen beslist." in late.text
    assert session.exec(select(Settlement.decision)).all() == [Decision.AS_GRANTED]


def test_a_decision_lands_on_no_version_that_the_funder_has_not_seen(
    session: Session, cast: Cast, client_of: Client, clock: Clock, signed: AnnualAccount, address: str
) -> None:
    """The organisation corrects, offers and signs again while the funder has version 1 open."""
    funder = client_of(cast.funder)
    typed = {
        "seen": mark(funder, address),
        "decision": "lower",
        "amount": "100.000",
        "reasons": LONG,
        "changed": "Mei.",
    }
    correcting.correct(session, signed, "De telling van mei ontbrak.", signed.revision)
    factories.brought(session, cast, signed, State.SIGNED, clock())
    session.commit()
    late = funder.post(address, data=typed)
    assert late.status_code == 409
    assert "Er is intussen een nieuwe versie ondertekend." in late.text
    for kept in (LONG, "100.000", 'value="lower" checked', "Mei."):
        assert kept in late.text
    session.rollback()
    assert session.exec(select(Settlement)).all() == []
    assert funder.post(address, data=typed | {"seen": mark(funder, address)}).status_code == 303
    session.rollback()
    made = session.exec(select(Settlement)).one()
    assert session.get_one(SealedAccount, made.sealed_id).number == 2
    assert made.changed == "Mei."


def test_what_a_decision_that_comes_too_late_says_is_kept(
    cast: Cast, client_of: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the organisation begins a correction at the same moment."""
    funder = client_of(cast.funder)
    typed = {"seen": mark(funder, address), "decision": "lower", "amount": "100.000", "reasons": LONG}

    def late(*_of: object) -> None:
        raise correcting.Meanwhile

    monkeypatch.setattr(correcting, "settle", late)
    page = funder.post(address, data=typed)
    assert page.status_code == 409
    for kept in ("Lager dan verleend", "100.000", LONG):
        assert kept in page.text


def test_who_also_coordinates_the_organisation_does_not_settle_its_account(
    session: Session, cast: Cast, client_of: Client, clock: Clock, signed: AnnualAccount, address: str
) -> None:
    """It takes two; who only tells stories there still decides for the funder."""
    factories.member(session, cast.coordinator, Role.FUNDER, cast.funder_party, clock())
    factories.member(session, cast.author, Role.FUNDER, cast.funder_party, clock())
    session.commit()
    both, author = client_of(cast.coordinator), client_of(cast.author)
    assert address not in both.get(f"/accounts/{signed.id}").text
    assert "wacht op jullie beslissing" not in both.get("/accounts").text
    assert [both.get(address).status_code, both.post(address, data={}).status_code] == [403, 403]
    assert author.get(address).status_code == 200


def test_the_list_says_for_whom_an_account_waits(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    of = factories.account(session, cast, clock())
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    waits = {
        State.DRAFT: ("wacht op jullie", "Nog geen jaarverantwoordingen"),
        State.OFFERED: ("wacht op jullie handtekening", "wacht op de handtekening van De Brede Stoep"),
        State.SIGNED: ("wacht op de beslissing van Gemeente Voorbeeld", "wacht op jullie beslissing"),
        State.SETTLED: ("vastgesteld", "vastgesteld"),
    }
    for state, (ours, theirs) in waits.items():
        factories.brought(session, cast, of, state, clock())
        session.commit()
        assert ours in coordinator.get("/accounts").text
        assert theirs in funder.get("/accounts").text


def test_three_accounts_cost_as_many_queries_as_one(
    session: Session, cast: Cast, client_of: Client, clock: Clock, count_queries: Callable[[], int]
) -> None:
    browsers, counts = [client_of(cast.coordinator), client_of(cast.funder)], []
    for number in range(3):
        grant = factories.make_grant(session, cast.organisation, cast.funder_party, f"EXTRA-{number}", clock())
        of = factories.account(session, cast, clock(), grant, state=State.SIGNED)
        for _question in range(number + 1):
            factories.question(session, of, cast.funder, cast.funder_party, clock())
        session.commit()
        count_queries()
        for browser in browsers:
            assert browser.get("/accounts").text.count("/accounts/") >= number + 1
        counts.append(count_queries())
    assert counts[0] == counts[1] == counts[2]
