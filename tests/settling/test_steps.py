"""An account's steps: who takes them, what each side sees after, and that nobody takes one twice."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.settling.test_settlements import mark
from verhaal import access
from verhaal.annual import actions as accounting
from verhaal.annual.models import AnnualAccount, SealedAccount, State
from verhaal.people.models import Person

Client = Callable[[Person | None], FlaskClient]


@pytest.fixture
def draft(session: Session, cast: Cast, clock: Clock) -> AnnualAccount:
    """A draft account of one shared story."""
    factories.shared(session, cast, clock())
    made = factories.account(session, cast, clock())
    session.commit()
    return made


def step(browser: FlaskClient, of: AnnualAccount, which: str, **typed: str) -> int:
    """Press the button as it stands on the page that is open now; the answer's status."""
    return browser.post(f"/accounts/{of.id}/{which}", data=hidden(browser, of, which) | typed).status_code


def hidden(browser: FlaskClient, of: AnnualAccount, which: str) -> dict[str, str]:
    """What the form of a step says of the account as it was shown."""
    where = f"/accounts/{of.id}"
    page = browser.get(where if which.startswith("offering") else f"{where}/{which}").text
    form = re.search(rf'<form[^>]*action="{where}/{which}".*?</form>', page, re.S)
    return dict(re.findall(r'name="(seen|fingerprint)"[^>]*value="([^"]*)"', form[0] if form else page))


def squeezed(browser: FlaskClient, where: str) -> str:
    """A page without the line that a textarea begins with."""
    return re.sub(r">\s+", ">", browser.get(where).text)


SIGNED = {"name": "C. Coördinator", "function": "teamleider", "agreed": "y"}


def state(session: Session, of: AnnualAccount) -> State:
    session.rollback()
    session.refresh(of)
    return of.state


def test_an_account_goes_from_draft_to_settled(
    session: Session, cast: Cast, client_of: Client, draft: AnnualAccount
) -> None:
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    where = f"/accounts/{draft.id}"
    assert funder.get(where).status_code == 404
    assert step(coordinator, draft, "offering") == 303
    assert "aangeboden" in funder.get(where).text
    assert step(coordinator, draft, "signature", **SIGNED) == 303
    assert state(session, draft) == State.SIGNED
    assert "C. Coördinator, teamleider" in funder.get(where).text
    there = f"{where}/settlements/{cast.grant.id}"
    decided = {"seen": mark(funder, there), "decision": "lower", "amount": "100.000", "reasons": factories.REASONS}
    assert funder.post(there, data=decided).status_code == 303
    assert state(session, draft) == State.SETTLED
    for person in (cast.author, cast.coordinator, cast.funder):
        page = client_of(person).get(where).text
        assert factories.REASONS in page
        assert "Lager dan verleend: €\u00a0100.000" in page
        assert "Femke Financier, Gemeente Voorbeeld" in page


def test_what_is_missing_is_said_before_offering_and_blocks_nothing(
    cast: Cast, client_of: Client, draft: AnnualAccount
) -> None:
    coordinator = client_of(cast.coordinator)
    assert re.search(r"Er ontbreken nog \d+ dingen\.", coordinator.get(f"/accounts/{draft.id}").text)
    assert step(coordinator, draft, "offering") == 303


def test_what_was_offered_can_be_taken_back_and_the_funder_no_longer_sees_it(
    session: Session, cast: Cast, client_of: Client, draft: AnnualAccount
) -> None:
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    step(coordinator, draft, "offering")
    assert step(coordinator, draft, "offering/withdrawal") == 303
    assert state(session, draft) == State.DRAFT
    assert funder.get(f"/accounts/{draft.id}").status_code == 404


@pytest.mark.parametrize("which", ["offering", "offering/withdrawal", "signature", "correction"])
def test_a_step_that_a_colleague_took_already_is_not_taken_twice(
    session: Session, cast: Cast, client_of: Client, clock: Clock, draft: AnnualAccount, which: str
) -> None:
    """Both had the page open; the second is told how it stands now, and what was typed is still there."""
    before = {"offering": State.DRAFT, "correction": State.SIGNED}.get(which, State.OFFERED)
    factories.brought(session, cast, draft, before, clock())
    seen, typed = draft.revision, SIGNED | {"changed": "De telling van mei ontbrak."}
    session.commit()
    coordinator = client_of(cast.coordinator)
    where = f"/accounts/{draft.id}"
    shown = hidden(coordinator, draft, which)
    assert shown["seen"] == str(seen)
    assert coordinator.post(f"{where}/{which}", data=shown | typed).status_code == 303
    again = coordinator.post(f"{where}/{which}", data=shown | typed)
    assert again.status_code == 409
    assert "Iemand was je voor" in again.text
    for kept in ("De telling van mei ontbrak.", "C. Coördinator", "teamleider"):
        assert kept in again.text
    session.rollback()
    session.refresh(draft)
    assert draft.revision == seen + 1


def test_a_step_that_the_state_does_not_know_is_refused(
    session: Session, cast: Cast, client_of: Client, draft: AnnualAccount
) -> None:
    where, seen = f"/accounts/{draft.id}", str(draft.revision)
    coordinator = client_of(cast.coordinator)
    assert coordinator.post(f"{where}/offering/withdrawal", data={"seen": seen}).status_code == 409
    assert coordinator.post(f"{where}/correction", data={"seen": seen, "changed": "Iets."}).status_code == 409
    assert state(session, draft) == State.DRAFT
    assert session.exec(select(SealedAccount)).all() == []


def test_a_correction_says_what_changed_and_leaves_the_signed_version_in_view(
    session: Session, cast: Cast, client_of: Client, clock: Clock, draft: AnnualAccount
) -> None:
    factories.brought(session, cast, draft, State.SETTLED, clock())
    session.commit()
    coordinator, funder, where = client_of(cast.coordinator), client_of(cast.funder), f"/accounts/{draft.id}"
    assert coordinator.post(f"{where}/correction", data={"seen": str(draft.revision)}).status_code == 422
    assert step(coordinator, draft, "correction", changed="De telling van mei ontbrak.") == 303
    factories.shared(session, cast, clock(), title="Een nieuw verhaal in de correctie")
    session.commit()
    assert (state(session, draft), draft.number, draft.offered_at) == (State.DRAFT, 2, None)
    assert "Een nieuw verhaal" in coordinator.get(where).text
    seen = funder.get(where).text
    assert "Een nieuw verhaal" not in seen
    assert "Hieronder staat versie 1" in seen
    step(coordinator, draft, "offering")
    step(coordinator, draft, "signature", **SIGNED)
    now, before = funder.get(where).text, funder.get(f"{where}/versions/1").text
    assert "De telling van mei ontbrak." in now
    assert "Een nieuw verhaal" in now
    assert "Een nieuw verhaal" not in before
    assert factories.REASONS in before, "a decision stays with the version that it is about"
    assert "Een eerdere beslissing" in now
    assert state(session, draft) == State.SIGNED, "the funder decides anew on the new version"


@pytest.mark.parametrize("before", [State.SIGNED, State.SETTLED])
def test_a_correction_that_was_begun_by_mistake_is_given_up(
    session: Session, cast: Cast, client_of: Client, clock: Clock, draft: AnnualAccount, before: State
) -> None:
    factories.brought(session, cast, draft, before, clock())
    session.commit()
    coordinator, where = client_of(cast.coordinator), f"/accounts/{draft.id}"
    step(coordinator, draft, "correction", changed="De telling van mei ontbrak.")
    assert state(session, draft) == State.DRAFT
    seen = {"seen": str(draft.revision)}
    assert coordinator.post(f"{where}/correction/withdrawal", data=seen).status_code == 303
    assert (state(session, draft), draft.number) == (before, 1)
    for person in (cast.coordinator, cast.author, cast.funder):
        assert "De telling van mei" not in client_of(person).get(where).text
    assert ">De telling van mei ontbrak.</textarea>" in squeezed(coordinator, f"{where}/correction")


def test_a_next_correction_begins_without_the_words_of_the_one_that_was_signed(
    cast: Cast, client_of: Client, draft: AnnualAccount
) -> None:
    coordinator = client_of(cast.coordinator)
    for which, typed in (("offering", {}), ("signature", SIGNED), ("correction", {"changed": "Mei ontbrak."}),
                         ("offering", {}), ("signature", SIGNED)):  # fmt: skip
        assert step(coordinator, draft, which, **typed) == 303
    assert "Mei ontbrak." not in coordinator.get(f"/accounts/{draft.id}/correction").text


def test_who_corrects_an_account_over_all_funders_hears_that_all_of_them_read_it(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    viewer = access.viewer_of(session, cast.coordinator)
    over_all = accounting.begin(session, viewer, cast.organisation.id, 2026, clock())
    accounts = factories.account(session, cast, clock(), state=State.SIGNED), over_all
    factories.brought(session, cast, over_all, State.SIGNED, clock())
    session.commit()
    pages = [client_of(cast.coordinator).get(f"/accounts/{each.id}/correction").text for each in accounts]
    assert ["Alle financiers in deze verantwoording lezen deze woorden." in each for each in pages] == [False, True]


def test_a_first_draft_is_no_correction_to_give_up(
    session: Session, cast: Cast, client_of: Client, draft: AnnualAccount
) -> None:
    where, seen = f"/accounts/{draft.id}", {"seen": str(draft.revision)}
    assert client_of(cast.coordinator).post(f"{where}/correction/withdrawal", data=seen).status_code == 409
    assert state(session, draft) == State.DRAFT


def test_no_professional_takes_a_step(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    session.commit()
    page = client_of(cast.author).get(f"/accounts/{of.id}").text
    assert f"/accounts/{of.id}/signature" not in page
    assert f"/accounts/{of.id}/offering" not in page
