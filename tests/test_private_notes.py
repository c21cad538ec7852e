"""Notes for some eyes only, dilemmas and those among a funder's people: nobody else ever meets them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.secrecy import account_without, pages_without
from verhaal.dilemmas.models import Dilemma
from verhaal.people.models import Person, Role
from verhaal.reading.models import Note
from verhaal.stories.models import Story

Client = Callable[[Person | None], FlaskClient]

MINE, OURS = "Alleenvoormij", "Alleenvooronder"
MET = {"author": (OURS,), "funder": (MINE,)}  # by who may read the other one; by anyone else, both


@pytest.fixture
def story(session: Session, cast: Cast, clock: Clock) -> Story:
    return factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))


@pytest.fixture
def dilemma(session: Session, cast: Cast, clock: Clock, story: Story) -> Dilemma:
    """The author's."""
    return factories.dilemma(session, cast, clock(), text=f"{MINE}: mag de zaal open?", story=story)


@pytest.fixture
def note(session: Session, cast: Cast, clock: Clock, story: Story) -> Note:
    """Of the funder's people."""
    return factories.note(session, story, cast.funder, cast.funder_party, clock(), f"{OURS}: met Beheer bespreken.")


@pytest.mark.parametrize("who", ["author", "colleague", "coordinator", "funder", "other_funder", "stranger"])
def test_nobody_else_ever_meets_a_note_or_a_dilemma(
    app: Flask, cast: Cast, client_of: Client, session: Session, story: Story, dilemma: Dilemma, note: Note, who: str
) -> None:
    ids = {"dilemma_id": dilemma.id, "note_id": note.id}
    browser = client_of(getattr(cast, who))
    assert pages_without(MET.get(who, (MINE, OURS)), app, session, browser, cast, story, **ids) >= 8
    if who != "author":
        for path in (f"/dilemmas/new?story={story.id}", f"/dilemmas/{dilemma.id}"):
            assert browser.get(path).status_code in (403, 404)
    if who != "funder":
        assert browser.post(f"/notes/{note.id}/removal").status_code == 404
    # They were there to be found.
    assert OURS in client_of(cast.funder).get(f"/stories/{story.id}").text
    assert MINE in client_of(cast.author).get(f"/dilemmas/{dilemma.id}").text


@pytest.mark.usefixtures("dilemma", "note")
def test_no_account_holds_a_note_or_a_dilemma(
    app: Flask, cast: Cast, session: Session, clock: Clock, story: Story
) -> None:
    """Not the document, nor the paper, nor what is attached to it, even where a coordinator reads for the funder."""
    factories.response(session, story, cast.funder, cast.funder_party, clock(), "Wij lezen mee.")
    factories.member(session, cast.coordinator, Role.FUNDER, cast.funder_party, clock())
    session.commit()
    printed = account_without((MINE, OURS), app, session, cast, clock())
    assert "Wij lezen mee." in printed
    assert "buurvrouwen" in printed
