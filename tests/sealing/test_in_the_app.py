"""From rows to a file that an auditor checks: the record of a real year makes sense, and its PDF is sealed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal import access
from verhaal.annual import record, standing
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedPage, State
from verhaal.people.models import Person
from verhaal.sealing.paper import is_sealed
from verhaal.sealing.seal import put_on
from verhaal.sealing.verifying import Report, verify
from verhaal.stories.models import Story
from verhaal.week import day_of


@pytest.fixture
def told(session: Session, cast: Cast, clock: Clock) -> list[Story]:
    """Three stories, one of them corrected, with a promise that was kept late and a draw."""
    stories = [factories.shared(session, cast, clock()), factories.corrected(session, cast, clock())]
    stories.append(factories.shared(session, cast, clock(), is_setback=True))
    factories.promised(session, cast, clock(), stories[0])
    session.commit()
    return stories


@pytest.fixture
def signed(app: Flask, session: Session, cast: Cast, clock: Clock, told: list[Story]) -> AnnualAccount:
    """As signing leaves it: the core and the pages as they were, under the installation's seal."""
    of = factories.account(session, cast, clock())
    viewer = access.viewer_of(session, cast.coordinator)
    whole = standing.today_of(session, viewer, of, day_of(clock()))
    seal = put_on(whole.core, app.extensions["key"], clock(), "Coba, teamleider")
    kept = SealedAccount(
        account_id=of.id, number=1, funder_id=of.funder_id, core=record.canonical(whole.core).decode(),
        seal=record.canonical(seal).decode(), sha256=seal.sha256, person_id=cast.coordinator.id, sealed_at=clock(),
    )  # fmt: skip
    factories.kept(session, kept)
    ids = {story.key: story.id for story in told}
    for ref, page in whole.pages.items():
        assert page
        text = record.canonical(page).decode()
        factories.kept(session, SealedPage(sealed_id=kept.id, ref=ref, story_id=ids[page.key], page=text))
    of.state = State.SIGNED
    session.commit()
    return of


@pytest.fixture
def checked(
    app: Flask, client_of: Callable[[Person | None], FlaskClient], signed: AnnualAccount
) -> Callable[[Person], Report]:
    """What an auditor finds of the PDF that this person downloads."""

    def check(who: Person) -> Report:
        answer = client_of(who).get(f"/accounts/{signed.id}/pdf")
        assert answer.status_code == 200
        return verify(answer.data, [app.extensions["key"].public])

    return check


def test_what_the_organisation_and_the_funder_download_holds(checked: Callable[[Person], Report], cast: Cast) -> None:
    for who in (cast.coordinator, cast.funder):
        report = checked(who)
        assert [check for check in report.checks if check.wrong] == []
        assert report.removed == ()
        assert "done over for 1 of 1 grants" in " ".join(check.what for check in report.checks)


def test_a_story_that_is_withdrawn_after_signing_is_gone_and_what_was_signed_still_holds(
    checked: Callable[[Person], Report], session: Session, cast: Cast, clock: Clock, told: list[Story]
) -> None:
    told[1].withdraw("De bewoner wil het niet meer.", clock() + timedelta(days=1))
    session.add(told[1])
    session.commit()
    report = checked(cast.funder)
    assert report.holds
    assert len(report.removed) == 1


def test_a_draft_is_downloaded_without_a_seal(
    client_of: Callable[[Person | None], FlaskClient], session: Session, cast: Cast, clock: Clock, app: Flask
) -> None:
    of = factories.account(session, cast, clock())
    session.commit()
    draft = client_of(cast.coordinator).get(f"/accounts/{of.id}/pdf").data
    assert app
    assert not is_sealed(draft)
    assert not verify(draft).holds
