"""Who is reminded of an account that is due, when, and only once; through a real mail server."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.annual import seals
from tests.factories import Cast
from tests.smtp import Inbox, mail_server, mailed, subject_of, text_of
from verhaal.annual.letter import letter
from verhaal.annual.models import DueReminded, State, scope_of
from verhaal.annual.reminding import letters
from verhaal.config import Settings
from verhaal.grants.models import Due
from verhaal.notices.rounds import Result
from verhaal.people.models import Membership, Person, Role

Client = Callable[[Person | None], FlaskClient]
DUE = datetime(2027, 4, 15, 9, tzinfo=UTC)  # of the cast's grant


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return settings.model_copy(update={"smtp_url": inbox.url})


def remind(app: Flask, days_before: int) -> Result:
    """As the command does, so many days before the account is due; below zero: after."""
    return mailed(app, lambda session: letters(session, DUE - timedelta(days=days_before), letter))


def test_a_coordinator_hears_eight_three_and_one_week_before_and_once_when_it_is_late(
    app: Flask, cast: Cast, inbox: Inbox
) -> None:
    mailed_on = [days for days in range(70, -20, -1) if remind(app, days).mailed]
    assert mailed_on == [56, 21, 7, -1]
    assert {message["To"] for message in inbox.received} == {cast.coordinator.email}
    assert [subject_of(message) for message in inbox.received] == [
        "De jaarverantwoording over 2026 wordt over 56 dagen verwacht",
        "De jaarverantwoording over 2026 wordt over 21 dagen verwacht",
        "De jaarverantwoording over 2026 wordt over 7 dagen verwacht",
        "De jaarverantwoording over 2026 is te laat",
    ]


@pytest.mark.usefixtures("cast")
def test_what_was_not_run_in_time_is_told_later_and_only_the_last_of_it(app: Flask, inbox: Inbox) -> None:
    assert remind(app, 5).mailed == 1
    assert remind(app, 4).mailed == 0
    assert remind(app, -3).mailed == 1
    assert "is te laat" in subject_of(inbox.received[-1])
    assert remind(app, -8).mailed == 0


@pytest.mark.usefixtures("cast")
def test_nobody_is_told_of_a_day_that_was_long_past_when_the_grant_came(app: Flask) -> None:
    assert remind(app, -8) == Result()


@pytest.mark.parametrize(
    ("language", "says", "stands", "missing"),
    [
        ("nl", ": uiterlijk 15 april 2027, over 7 dagen.", "nog niet begonnen.", "Er ontbreken"),
        ("en", "Jaarverantwoording is due on April 15, 2027, in 7 days.", "not begun yet.", "things are still missing"),
    ],
)  # fmt: skip
def test_the_mail_says_what_is_due_how_far_the_account_is_and_leads_to_it(
    app: Flask, cast: Cast, session: Session, inbox: Inbox, language: str, says: str, stands: str, missing: str
) -> None:
    cast.coordinator.language = language
    session.add(cast.coordinator)
    session.commit()
    remind(app, 7)
    (message,) = inbox.received
    text = text_of(message)
    assert says in text
    assert stands in " ".join(text.split())
    assert missing in " ".join(text.split())
    assert f"http://localhost:8000/grants/{cast.grant.id}/accounts/2026" in text.splitlines()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip("<>\r\n ") in text.splitlines()


def test_an_account_that_was_begun_is_what_the_mail_leads_to(
    app: Flask, cast: Cast, session: Session, inbox: Inbox
) -> None:
    of = factories.account(session, cast, DUE - timedelta(days=90))
    session.commit()
    remind(app, 7)
    text = text_of(inbox.received[0])
    assert f"http://localhost:8000/accounts/{of.id}" in text.splitlines()
    assert "in bewerking." in text


def test_two_accounts_that_are_due_come_in_one_mail(app: Flask, cast: Cast, session: Session, inbox: Inbox) -> None:
    due = Due(grant_id=cast.other_grant.id, position=1, what="Verslag", due_on=date(2027, 4, 15))
    factories.kept(session, due)
    session.commit()
    assert remind(app, 7).mailed == 1
    assert subject_of(inbox.received[0]) == "2 jaarverantwoordingen worden verwacht"
    assert "SB-1" in text_of(inbox.received[0])
    assert "LB-2" in text_of(inbox.received[0])


@pytest.mark.parametrize("is_over_all", [False, True], ids=["its own", "over all"])
def test_once_the_account_is_signed_nobody_is_reminded_also_while_it_is_corrected(
    app: Flask, cast: Cast, session: Session, is_over_all: bool
) -> None:
    of = factories.account(session, cast, DUE - timedelta(days=90))
    if is_over_all:
        of.grant_id, of.funder_id, of.scope = None, None, "all"
    seals.signed(session, cast.coordinator, of, DUE - timedelta(days=60))
    session.commit()
    assert remind(app, 7) == Result()
    of.state, of.number = State.DRAFT, 2
    session.add(of)
    session.commit()
    assert remind(app, 7) == Result()
    of.state, of.number = State.OFFERED, 1
    session.add(of)
    session.commit()
    assert remind(app, 7).mailed == 1


@pytest.mark.parametrize("is_over_all", [False, True], ids=["a funder's", "over all"])
def test_of_a_grant_that_came_after_the_account_was_signed_its_coordinator_is_reminded(
    app: Flask, cast: Cast, session: Session, inbox: Inbox, is_over_all: bool
) -> None:
    of = factories.account(session, cast, DUE - timedelta(days=90))
    of.grant_id, of.funder_id = None, None if is_over_all else of.funder_id
    of.scope = scope_of(None, of.funder_id)
    seals.signed(session, cast.coordinator, of, DUE - timedelta(days=60))
    later = factories.make_grant(session, cast.organisation, cast.funder_party, "SB-9", DUE - timedelta(days=30))
    factories.kept(session, Due(grant_id=later.id, position=1, what="Verslag", due_on=DUE.date()))
    session.commit()
    for days, state, number in ((21, State.SIGNED, 1), (7, State.SETTLED, 1), (-1, State.DRAFT, 2)):
        of.state, of.number = state, number
        session.add(of)
        session.commit()
        assert remind(app, days).mailed == 1
        said = text_of(inbox.received[-1])
        assert ("SB-9" in said, "SB-1" in said, "nog niet begonnen." in said) == (True, False, True)


@pytest.mark.usefixtures("cast")
def test_of_a_talk_nobody_is_reminded(app: Flask, session: Session) -> None:
    for due in session.exec(select(Due)):
        due.is_account = False
        session.add(due)
    session.commit()
    assert remind(app, 7) == Result()


@pytest.mark.usefixtures("cast")
def test_for_another_day_it_begins_anew(app: Flask, session: Session) -> None:
    assert remind(app, 7).mailed == 1
    due = session.exec(select(Due)).one()
    due.due_on += timedelta(days=14)
    session.add(due)
    session.commit()
    assert remind(app, 7).mailed == 1
    assert remind(app, 6).mailed == 0


def test_only_those_who_coordinate_the_organisation_now_are_reminded(
    app: Flask, cast: Cast, session: Session, inbox: Inbox
) -> None:
    factories.member(session, cast.colleague, Role.COORDINATOR, cast.organisation, DUE)
    membership = session.exec(select(Membership).where(Membership.person_id == cast.coordinator.id)).one()
    membership.end(DUE - timedelta(days=90))
    session.add(membership)
    session.commit()
    assert remind(app, 7).mailed == 1
    assert inbox.received[0]["To"] == cast.colleague.email


def test_one_press_in_the_mail_ends_it_and_ones_own_page_brings_it_back(
    app: Flask, cast: Cast, inbox: Inbox, client_of: Client
) -> None:
    remind(app, 21)
    ending = inbox.received[0]["List-Unsubscribe"].strip("<>\r\n ").removeprefix("http://localhost:8000")
    assert client_of(None).post(ending).status_code == 200
    assert remind(app, 7) == Result()
    browser = client_of(cast.coordinator)
    assert "checked" not in browser.get("/me").text.split('action="/me/due-accounts"')[1].split("</form>")[0]
    browser.post("/me/due-accounts", data={"wanted": "y"})
    assert remind(app, 7).mailed == 1


def test_a_mail_that_was_refused_is_tried_again(app: Flask, cast: Cast, session: Session, inbox: Inbox) -> None:
    inbox.refused = {cast.coordinator.email}
    assert remind(app, 7) == Result(refused=1)
    session.rollback()
    assert session.exec(select(DueReminded)).all() == []
    inbox.refused = set()
    assert remind(app, 7).mailed == 1
