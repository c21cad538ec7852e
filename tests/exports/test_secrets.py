"""No format of an account holds what is not for its reader: drafts, withdrawn stories, internal notes, dilemmas."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests import factories
from tests.annual.seals import signed
from tests.conftest import Clock
from tests.factories import Cast
from tests.secrecy import contents
from verhaal.annual.models import AnnualAccount, State
from verhaal.exports.formats import FORMATS
from verhaal.stories.models import Story

SHOWN, DRAFT, WITHDRAWN, NOTE, DILEMMA = (
    "zichtbaarwoord",
    "kladwoord",
    "weggehaaldwoord",
    "notitiewoord",
    "twijfelwoord",
)


@pytest.fixture
def of(session: Session, cast: Cast, clock: Clock) -> AnnualAccount:
    """An account beside which everything lies that it must not hold."""
    now = clock()
    story = factories.shared(session, cast, now, text=f"De buren kwamen, {SHOWN}.")
    factories.shared(session, cast, now, text=f"Wat niemand meer leest, {WITHDRAWN}.")
    factories.draft(session, cast, now, text=f"Nog niet af, {DRAFT}.")
    factories.note(session, story, cast.funder, cast.funder_party, now, text=f"Onder ons, {NOTE}.")
    factories.dilemma(session, cast, now, story=story, text=f"Ik twijfel, {DILEMMA}.")
    return factories.account(session, cast, now)


def test_no_format_of_a_draft_holds_what_is_for_other_eyes(
    session: Session, cast: Cast, clock: Clock, client_of: Any, of: AnnualAccount
) -> None:
    _withdraw(session, clock)
    assert _found(client_of(cast.coordinator), of) == everywhere(SHOWN)


def test_nor_does_a_format_of_an_offered_one_for_anyone(
    session: Session, cast: Cast, clock: Clock, client_of: Any, of: AnnualAccount
) -> None:
    of.state = State.OFFERED
    _withdraw(session, clock)
    for viewer in (cast.coordinator, cast.author, cast.funder):
        assert _found(client_of(viewer), of) == everywhere(SHOWN), viewer.name


def test_what_is_withdrawn_after_signing_leaves_every_format(
    session: Session, cast: Cast, clock: Clock, client_of: Any, of: AnnualAccount
) -> None:
    signed(session, cast.coordinator, of, clock())
    session.commit()
    before = _found(client_of(cast.funder), of)
    assert before == everywhere(SHOWN, WITHDRAWN)
    _withdraw(session, clock)
    for viewer in (cast.coordinator, cast.author, cast.funder):
        assert _found(client_of(viewer), of) == everywhere(SHOWN), viewer.name


def everywhere(*words: str) -> dict[str, list[str]]:
    return {name: list(words) for name in FORMATS}


def _withdraw(session: Session, clock: Clock) -> None:
    """The second of the shared stories."""
    shared = select(Story).where(col(Story.shared_number).is_not(None)).order_by(col(Story.id))
    session.exec(shared).all()[1].withdraw("Op verzoek.", clock() + timedelta(minutes=1))
    session.commit()


def _found(browser: Any, of: AnnualAccount) -> dict[str, list[str]]:
    """Which of the words each format holds, as it is downloaded."""
    words = (SHOWN, DRAFT, WITHDRAWN, NOTE, DILEMMA)
    held = {name: " ".join(contents(browser.get(f"/accounts/{of.id}/{name}").data)) for name in FORMATS}
    return {name: [word for word in words if word in text] for name, text in held.items()}
