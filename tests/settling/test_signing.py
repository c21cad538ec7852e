"""What is sealed at signing, for whom, and what a later withdrawal takes out of it."""

import re
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import Session, col, select, text, update

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.sealing.conftest import KEY
from tests.settling.test_settlements import mark
from tests.settling.test_steps import SIGNED, step
from verhaal import access
from verhaal.access import viewer_of
from verhaal.annual import actions as accounting
from verhaal.annual import record
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedGrant, SealedPage, State, scope_of
from verhaal.annual.standing import account_of, opened
from verhaal.db import Database
from verhaal.people.models import Person
from verhaal.settling import actions, signing
from verhaal.stories.models import Story
from verhaal.week import day_of

Client = Callable[[Person | None], FlaskClient]
MARK = "Een uniek merkteken in de tekst."


def over_all(session: Session, cast: Cast, clock: Clock, state: State) -> AnnualAccount:
    """An account over the grants of two funders, with a story for each."""
    for grant in (cast.grant, cast.other_grant):
        factories.shared(session, cast, clock(), grants=(grant,), text=f"Een verhaal voor {grant.reference}.")
    viewer = viewer_of(session, cast.coordinator)
    of = accounting.begin(session, viewer, cast.organisation.id, 2026, clock())
    return factories.brought(session, cast, of, state, clock())


def _state(session: Session, of: AnnualAccount) -> State:
    session.rollback()
    session.refresh(of)
    return of.state


def seals(session: Session, of: AnnualAccount) -> Sequence[SealedAccount]:
    rows = select(SealedAccount).where(SealedAccount.account_id == of.id)
    return session.exec(rows.order_by(col(SealedAccount.funder_id).nulls_first())).all()


def test_what_is_signed_is_the_record_of_that_moment_under_its_fingerprint(
    session: Session, cast: Cast, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), text=MARK)
    of = factories.account(session, cast, clock(), state=State.SIGNED)
    (sealed,) = seals(session, of)
    whole = opened(session, sealed)
    assert whole.seal
    assert sealed.core.encode() == record.canonical(whole.core)
    assert (sealed.sha256, whole.seal.sha256) == (record.digest(whole.core), record.digest(whole.core))
    assert whole.seal.signed_by == "Coba Coördinator, teamleider"
    assert sealed.funder_id == cast.funder_party.id
    (entry,) = whole.core.stories
    page = whole.pages[entry.ref]
    assert page
    assert page.text == MARK
    assert entry.digest == record.digest(page)
    assert page.salt != "0" * 32, "or anyone could guess a page from its fingerprint"
    assert session.exec(select(SealedPage.story_id)).all() == [story.id]
    assert session.exec(select(SealedGrant.grant_id)).all() == [cast.grant.id]


def test_what_was_signed_does_not_follow_the_data_any_more(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    factories.shared(session, cast, clock())
    of = factories.account(session, cast, clock(), state=State.SIGNED)
    factories.shared(session, cast, clock(), text=MARK)
    cast.grant.title = "Een andere titel"
    session.add(cast.grant)
    session.commit()
    for person in (cast.coordinator, cast.author, cast.funder):
        page = client_of(person).get(f"/accounts/{of.id}").text
        head = page.partition('<header class="tight">')[2].partition("</header>")[0]
        document = page[page.index('class="document"') :]
        assert MARK not in page
        assert "Samen leven SB-1" in head
        assert "Een andere titel" not in head + document


def test_an_account_over_all_grants_is_sealed_whole_and_for_each_funder_with_its_own(
    session: Session, cast: Cast, clock: Clock
) -> None:
    of = over_all(session, cast, clock, State.SIGNED)
    whole, ours, theirs = (record.Core.model_validate_json(each.core) for each in seals(session, of))
    assert [each.decision.reference for each in whole.grants] == ["SB-1", "LB-2"]
    assert [each.decision.reference for each in ours.grants] == ["SB-1"]
    assert [each.decision.reference for each in theirs.grants] == ["LB-2"]
    assert (whole.funder, ours.funder, theirs.funder) == (None, "Gemeente Voorbeeld", "Woonstichting Elders")
    assert [len(each.stories) for each in (whole, ours, theirs)] == [2, 1, 1]


def test_each_funder_reads_and_settles_its_own_part_and_the_last_one_settles_the_account(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    of = over_all(session, cast, clock, State.SIGNED)
    session.commit()
    where = f"/accounts/{of.id}"
    funder, other, coordinator = map(client_of, (cast.funder, cast.other_funder, cast.coordinator))
    ours, theirs, whole = (browser.get(where).text for browser in (funder, other, coordinator))
    assert ("voor SB-1" in ours, "voor LB-2" in ours, "LB-2" in ours) == (True, False, False)
    assert ("voor LB-2" in theirs, "SB-1" in theirs) == (True, False)
    assert "voor SB-1" in whole
    assert "voor LB-2" in whole
    here, there = (f"{where}/settlements/{each.id}" for each in (cast.grant, cast.other_grant))
    decided = {"seen": mark(funder, here), "decision": "as_granted", "reasons": factories.REASONS}
    assert funder.post(there, data=decided).status_code == 404
    assert funder.post(here, data=decided).status_code == 303
    assert "wacht op jullie beslissing" in other.get("/accounts").text
    assert "wacht op jullie beslissing" not in funder.get("/accounts").text
    assert factories.REASONS not in other.get(where).text, "another funder's decision is not theirs to read"
    assert _state(session, of) == State.SIGNED
    assert other.post(there, data=decided | {"seen": mark(other, there)}).status_code == 303
    assert _state(session, of) == State.SETTLED


def test_a_grant_that_left_the_account_is_offered_to_nobody_to_settle(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    """Its funder still reads the version that it was in."""
    of = over_all(session, cast, clock, State.SIGNED)
    actions.correct(session, of, "Het gaat nu over één subsidie.", of.revision)
    cast.other_grant.starts_on, cast.other_grant.ends_on = date(2027, 1, 1), date(2027, 12, 31)
    session.add(cast.other_grant)
    factories.brought(session, cast, of, State.SIGNED, clock())
    session.commit()
    page = client_of(cast.other_funder).get(f"/accounts/{of.id}")
    assert page.status_code == 200
    assert f"/accounts/{of.id}/settlements/" not in page.text
    assert f"/settlements/{cast.grant.id}" in client_of(cast.funder).get(f"/accounts/{of.id}").text


def test_what_changed_since_the_page_was_opened_is_looked_at_before_it_is_signed(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    session.commit()
    coordinator, where = client_of(cast.coordinator), f"/accounts/{of.id}/signature"
    typed = {"name": "Coba", "function": "teamleider", "agreed": "y"}
    hidden = dict(re.findall(r'name="(seen|fingerprint)"[^>]*value="([^"]*)"', coordinator.get(where).text))
    factories.shared(session, cast, clock())
    session.commit()
    late = coordinator.post(where, data=hidden | typed)
    assert late.status_code == 409
    assert "De verantwoording is veranderd" in late.text
    assert 'value="teamleider"' in late.text
    assert seals(session, of) == []
    anew = dict(re.findall(r'name="(seen|fingerprint)"[^>]*value="([^"]*)"', late.text))
    assert coordinator.post(where, data=anew | typed).status_code == 303


def test_who_signs_types_name_and_function_and_is_told_of_open_questions(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    factories.question(session, of, cast.funder, cast.funder_party, clock())
    session.commit()
    coordinator, where = client_of(cast.coordinator), f"/accounts/{of.id}/signature"
    assert "Eén vraag van de financier is nog niet beantwoord." in coordinator.get(where).text
    refused = coordinator.post(where, data={"seen": of.revision, "name": "Coba", "function": " "})
    assert refused.status_code == 422
    assert 'value="Coba"' in refused.text
    assert "Vink dit aan om te tekenen." in refused.text
    assert seals(session, of) == []


def in_the_database(database: Database, words: str) -> list[str]:
    """The sealed tables of which a row holds these words."""
    tables = ("sealedaccount", "sealedpage", "sealedgrant")
    with database.engine.connect() as connection:
        rows = {table: connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables}
    return [table for table, found in rows.items() if words in repr(found)]


@pytest.mark.parametrize("by_its_author", [True, False])
def test_a_story_withdrawn_after_signing_is_in_no_row_and_the_seal_holds(
    session: Session,
    cast: Cast,
    client_of: Client,
    clock: Clock,
    app: Flask,
    by_its_author: bool,
) -> None:
    story = factories.shared(session, cast, clock(), text=MARK, title="Een titel met een merk")
    factories.shared(session, cast, clock(), text="Dit verhaal blijft.")
    of = factories.account(session, cast, clock(), state=State.SIGNED)
    session.commit()
    author, funder = client_of(cast.author), client_of(cast.funder)
    (before,) = seals(session, of)
    core, seal = before.core, before.seal
    session.rollback()
    database = app.extensions["database"]
    assert in_the_database(database, MARK) == ["sealedpage"]
    if by_its_author:
        author.post(f"/stories/{story.id}/withdrawal", data={"reason": "Op verzoek."})
    else:  # in a statement that names no rows
        session.exec(update(Story).where(col(Story.id) == story.id).values(withdrawn_at=clock()))
        session.commit()
    assert in_the_database(database, MARK) == []
    assert in_the_database(database, "Een titel met een merk") == []
    assert in_the_database(database, "Dit verhaal blijft.") == ["sealedpage"]
    page = funder.get(f"/accounts/{of.id}").text
    assert MARK not in page
    assert "1 verhaal is na ondertekening ingetrokken" in page
    session.rollback()
    (after,) = seals(session, of)
    session.refresh(after)
    assert (after.core, after.seal) == (core, seal)
    whole = account_of(session, viewer_of(session, cast.funder), of, day_of(clock()))
    assert record.digest(whole.core) == after.sha256
    assert whole.removed == 1


def test_a_story_that_is_withdrawn_while_its_account_is_signed_is_not_sealed(
    session: Session, cast: Cast, clock: Clock
) -> None:
    """As where two people press at the same moment: it is composed with the story, which is gone when it is kept."""
    story = factories.shared(session, cast, clock(), text=MARK)
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    viewer, now = viewer_of(session, cast.coordinator), clock()
    by = signing.Signature("Coba", of.revision, signing.fingerprint(session, viewer, of, day_of(now)))

    def meanwhile(_mapper: object, connection: object, _row: object) -> None:
        connection.execute(update(Story).where(col(Story.id) == story.id).values(withdrawn_at=now))  # type: ignore[attr-defined]

    event.listen(SealedAccount, "after_insert", meanwhile)
    try:
        with pytest.raises(actions.Meanwhile):
            signing.sign(session, viewer, of, by, factories.sealing_key(), now)
    finally:
        event.remove(SealedAccount, "after_insert", meanwhile)


def test_a_funder_who_never_saw_the_account_sees_no_seal_of_it(session: Session, cast: Cast, clock: Clock) -> None:
    of = over_all(session, cast, clock, State.SIGNED)

    def seen(person: Person) -> list[int | None]:
        rows = access.visible_seals(viewer_of(session, person)).where(SealedAccount.account_id == of.id)
        return [each.funder_id for each in session.exec(rows)]

    assert seen(cast.funder) == [cast.funder_party.id]
    assert seen(cast.other_funder) == [cast.other_funder_party.id]
    assert seen(cast.author) == seen(cast.coordinator) == [None]
    assert seen(cast.stranger) == []


@pytest.mark.parametrize("was_signed", [True, False])
def test_a_funder_whose_grant_left_an_offered_account_keeps_what_was_sealed_for_it_or_nothing(
    session: Session, cast: Cast, client_of: Client, clock: Clock, was_signed: bool
) -> None:
    of = over_all(session, cast, clock, State.SIGNED if was_signed else State.OFFERED)
    if was_signed:
        actions.correct(session, of, "Een beschikking liep niet in dit jaar.", of.revision)
        actions.offer(session, of, of.revision, clock())
    cast.other_grant.starts_on = cast.other_grant.ends_on = date(2027, 6, 1)
    session.add(cast.other_grant)
    session.commit()
    answer = client_of(cast.other_funder).get(f"/accounts/{of.id}")
    assert answer.status_code == (200 if was_signed else 404)
    assert ("Een verhaal voor LB-2" in answer.text) == was_signed
    assert "LB-2" not in client_of(cast.funder).get(f"/accounts/{of.id}").text


@pytest.mark.parametrize("scope", ["grant", "funder"])
def test_an_offered_account_that_its_only_grant_left_is_not_shown_empty_to_the_funder(
    session: Session, cast: Cast, client_of: Client, clock: Clock, scope: str
) -> None:
    factories.shared(session, cast, clock())
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    if scope == "funder":
        of.grant_id, of.scope = None, scope_of(None, of.funder_id)
    session.commit()
    assert client_of(cast.funder).get(f"/accounts/{of.id}").status_code == 200
    cast.grant.starts_on = cast.grant.ends_on = date(2027, 6, 1)
    session.add(cast.grant)
    session.commit()
    assert client_of(cast.funder).get(f"/accounts/{of.id}").status_code == 404


def test_an_account_is_signed_with_the_key_that_the_server_began_with(
    app: Flask, session: Session, cast: Cast, client_of: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "key", KEY)
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    session.commit()
    assert step(client_of(cast.coordinator), of, "signature", **SIGNED) == 303
    session.rollback()
    (sealed,) = seals(session, of)
    assert record.Seal.model_validate_json(sealed.seal).key == KEY.public
