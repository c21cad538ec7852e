"""Notes among a funder's people: theirs alone."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal import access
from verhaal.access import viewer_of
from verhaal.people.models import Membership, Person, Role
from verhaal.reading.forms import LONGEST_NOTE
from verhaal.reading.models import Note

Client = Callable[[Person | None], FlaskClient]

MARK = "Alleenvooronder"
TEXT = f"{MARK}: met Beheer bespreken voor we antwoorden."


def noted(session: Session) -> list[Note]:
    session.rollback()
    session.expire_all()
    return list(session.exec(select(Note).order_by(Note.id)))  # type: ignore[arg-type]


def test_a_note_is_seen_by_colleagues_and_set_apart(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    colleague = factories.person(session, "Fons Ook", clock(), Role.FUNDER, cast.funder_party)
    session.commit()
    data = {"key": str(uuid.uuid4()), "text": TEXT}
    for _again in range(2):
        answer = client_of(cast.funder).post(f"/stories/{story.id}/notes", data=data)
        assert answer.headers["Location"] == f"/stories/{story.id}#notes"
    assert [(each.text, each.funder_id) for each in noted(session)] == [(TEXT, cast.funder_party.id)]
    page = client_of(colleague).get(f"/stories/{story.id}").text
    among = page[page.index('<section class="among') :]
    assert TEXT in among
    assert "Alleen wie voor jouw financier leest, ziet dit." in among
    assert "Verwijder deze notitie" not in among


def test_who_leaves_the_funder_sees_no_note_and_a_withdrawn_or_moved_story_shows_none(
    cast: Cast, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    factories.note(session, story, cast.funder, cast.funder_party, clock(), TEXT)
    assert len(session.exec(access.visible_notes(viewer_of(session, cast.funder))).all()) == 1
    member = session.exec(select(Membership).where(Membership.person_id == cast.funder.id)).one()
    member.until = clock()
    session.flush()
    assert session.exec(access.visible_notes(viewer_of(session, cast.funder))).all() == []
    member.until = None
    story.withdraw("Op verzoek.", clock())
    session.flush()
    assert session.exec(access.visible_notes(viewer_of(session, cast.funder))).all() == []
    session.rollback()


def test_one_takes_away_ones_own_note_and_nobody_elses(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    colleague = factories.person(session, "Fons Ook", clock(), Role.FUNDER, cast.funder_party)
    note = factories.note(session, story, cast.funder, cast.funder_party, clock(), TEXT)
    session.commit()
    assert client_of(colleague).post(f"/notes/{note.id}/removal").status_code == 403
    assert len(noted(session)) == 1
    assert "Verwijder deze notitie" in client_of(cast.funder).get(f"/stories/{story.id}").text
    assert client_of(cast.funder).post(f"/notes/{note.id}/removal").status_code == 303
    assert noted(session) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST_NOTE + 1)])
def test_nothing_or_too_much_is_refused_and_what_was_typed_stays(
    cast: Cast, client_of: Client, session: Session, clock: Clock, text: str
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    answer = client_of(cast.funder).post(f"/stories/{story.id}/notes", data={"key": str(uuid.uuid4()), "text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.text
    assert noted(session) == []


def test_who_reads_for_two_funders_says_among_whose_people(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    factories.member(session, cast.funder, Role.FUNDER, cast.other_funder_party, clock())
    session.commit()
    funder, data = client_of(cast.funder), {"key": str(uuid.uuid4()), "text": TEXT}
    assert f"/stories/{story.id}/notes" in funder.get(f"/stories/{story.id}").text
    asked = funder.post(f"/stories/{story.id}/notes", data=data)
    assert asked.status_code == 422
    assert cast.other_funder_party.name in asked.text
    assert funder.post(f"/stories/{story.id}/notes", data=data | {"funder": "999"}).status_code == 422
    funder.post(f"/stories/{story.id}/notes", data=data | {"funder": str(cast.other_funder_party.id)})
    assert [each.funder_id for each in noted(session)] == [cast.other_funder_party.id]
    assert MARK in client_of(cast.other_funder).get(f"/stories/{story.id}").text
