"""Who is reminded, when, and only once; through a real mail server."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError

import pytest
from flask import Flask
from sqlmodel import Session, select

from tests import factories
from tests.apart import Command, apart, at_once
from tests.factories import Cast
from tests.smtp import Inbox, mail_server, mailed, text_of
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.notices.mail import Mail
from verhaal.notices.rounds import Result
from verhaal.people.actions import choose_reminder
from verhaal.people.models import Membership, Person, Role
from verhaal.reminders.actions import letters
from verhaal.reminders.letter import letter
from verhaal.reminders.models import Reminded
from verhaal.week import AMSTERDAM

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 13, tzinfo=UTC)  # 14:00 in Amsterdam


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return settings.model_copy(update={"smtp_url": inbox.url})


@pytest.fixture
def chooses(session: Session) -> Callable[..., None]:
    """Friday at 14:00, unless said otherwise."""

    def choose(person: Person, weekday: int = 5, hour: int = 14, at: datetime = LONG_AGO) -> None:
        session.rollback()
        choose_reminder(session, person.id, weekday, hour, at)
        session.commit()

    return choose


def remind(app: Flask, now: datetime, write: Callable[[Person], Mail] = letter) -> Result:
    """As the command does, but at a moment of the test's own."""
    return mailed(app, lambda session: letters(session, now, write))


def rows(session: Session) -> list[tuple[int, int, int]]:
    session.rollback()
    return [(row.person_id, row.year, row.week_number) for row in session.exec(select(Reminded))]


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [
        ("nl", "Wat gebeurde er deze week dat ertoe doet?", "Je vroeg om een herinnering."),
        ("en", "What happened this week that matters?", "You asked for a reminder."),
    ],
)
def test_a_professional_is_reminded_in_her_own_language(
    app: Flask, cast: Cast, session: Session, inbox: Inbox, chooses: Callable[..., None],
    language: str, subject: str, says: str,
) -> None:  # fmt: skip
    cast.author.language = language
    session.add(cast.author)
    session.commit()
    chooses(cast.author)
    assert remind(app, FRIDAY) == Result(mailed=1)
    (message,) = inbox.received
    assert message["To"] == cast.author.email
    assert message["Subject"] == subject
    assert message.get_content_type() == "text/plain"
    text = text_of(message)
    assert says in text
    assert "http://localhost:8000/stories/week" in text.splitlines()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip("<>\r\n ") in text.splitlines()


def test_run_twice_it_sends_once_a_week(
    app: Flask, cast: Cast, session: Session, inbox: Inbox, chooses: Callable[..., None]
) -> None:
    chooses(cast.author)
    chooses(cast.colleague)
    assert remind(app, FRIDAY).mailed == 2
    assert remind(app, FRIDAY + timedelta(minutes=15)).mailed == 0
    assert {message["To"] for message in inbox.received} == {cast.author.email, cast.colleague.email}
    assert remind(app, FRIDAY + timedelta(weeks=1)).mailed == 2
    assert {row[1:] for row in rows(session)} == {(2026, 48), (2026, 49)}


def _remind_beside_another(settings: Settings, both: Barrier) -> None:
    app = create_app(settings)

    def write(person: Person) -> Mail:
        with suppress(BrokenBarrierError):  # on SQLite the other one still waits to look who is due
            both.wait(1)
        return letter(person)

    remind(app, FRIDAY, write)
    app.extensions["database"].engine.dispose()


@pytest.mark.slow
def test_two_processes_at_once_send_one_mail_to_each(
    settings: Settings, cast: Cast, session: Session, inbox: Inbox, chooses: Callable[..., None]
) -> None:
    chooses(cast.author)
    chooses(cast.colleague)
    assert at_once(_remind_beside_another, settings, apart.Barrier(2)) == [0, 0]
    assert sorted(message["To"] for message in inbox.received) == [cast.author.email, cast.colleague.email]
    assert len(rows(session)) == 2


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 28, 13, tzinfo=UTC),  # the Saturday before summer time begins
        datetime(2026, 3, 29, 12, tzinfo=UTC),  # the Sunday on which it begins
        datetime(2026, 3, 30, 12, tzinfo=UTC),
        datetime(2026, 10, 24, 12, tzinfo=UTC),  # the Saturday before it ends
        datetime(2026, 10, 25, 13, tzinfo=UTC),  # the Sunday on which it ends
        datetime(2026, 10, 26, 13, tzinfo=UTC),
    ],
    ids=str,
)
def test_the_clock_change_does_not_move_it(
    app: Flask, cast: Cast, chooses: Callable[..., None], moment: datetime
) -> None:
    local = moment.astimezone(AMSTERDAM)
    assert local.hour == 14
    chooses(cast.author, weekday=local.isoweekday())
    assert remind(app, moment - timedelta(minutes=1)).mailed == 0
    assert remind(app, moment).mailed == 1


def test_the_hour_that_comes_twice_reminds_once_and_the_hour_that_is_skipped_still_does(
    app: Flask, cast: Cast, chooses: Callable[..., None]
) -> None:
    chooses(cast.author, weekday=7, hour=2)
    assert remind(app, datetime(2026, 3, 29, 0, 59, tzinfo=UTC)).mailed == 0
    assert remind(app, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)).mailed == 1
    assert remind(app, datetime(2026, 10, 25, 0, 0, tzinfo=UTC)).mailed == 1
    assert remind(app, datetime(2026, 10, 25, 1, 0, tzinfo=UTC)).mailed == 0


def test_a_reminder_never_comes_days_late(app: Flask, cast: Cast, chooses: Callable[..., None]) -> None:
    chooses(cast.author)
    for early_or_late in (timedelta(minutes=-1), timedelta(hours=10), timedelta(days=1), timedelta(days=-1)):
        assert remind(app, FRIDAY + early_or_late).mailed == 0
    assert remind(app, FRIDAY + timedelta(hours=9, minutes=59)).mailed == 1


def test_who_chooses_a_moment_that_has_passed_is_reminded_from_the_next_week_on(
    app: Flask, cast: Cast, chooses: Callable[..., None]
) -> None:
    chooses(cast.author, at=FRIDAY + timedelta(minutes=5))
    assert remind(app, FRIDAY + timedelta(minutes=15)).mailed == 0
    assert remind(app, FRIDAY + timedelta(weeks=1)).mailed == 1


def test_who_told_the_week_is_left_alone(
    app: Flask, cast: Cast, session: Session, chooses: Callable[..., None]
) -> None:
    chooses(cast.author)
    chooses(cast.colleague)
    factories.shared(session, cast, FRIDAY - timedelta(hours=1))
    session.commit()
    assert remind(app, FRIDAY).mailed == 1
    assert [person for person, *_ in rows(session)] == [cast.colleague.id]
    assert remind(app, FRIDAY + timedelta(weeks=1)).mailed == 2


@pytest.mark.parametrize("make", [factories.draft, factories.withdrawn])
def test_a_draft_or_a_withdrawn_story_does_not_tell_the_week(
    app: Flask, cast: Cast, session: Session, chooses: Callable[..., None], make: Callable[..., object]
) -> None:
    chooses(cast.author)
    make(session, cast, FRIDAY - timedelta(hours=1))
    session.commit()
    assert remind(app, FRIDAY).mailed == 1


def test_week_53_is_a_week_of_its_own(app: Flask, cast: Cast, session: Session, chooses: Callable[..., None]) -> None:
    new_year = datetime(2027, 1, 1, 13, tzinfo=UTC)
    chooses(cast.author)
    chooses(cast.colleague)
    factories.shared(session, cast, new_year - timedelta(days=2))
    session.commit()
    assert remind(app, new_year).mailed == 1
    assert rows(session) == [(cast.colleague.id, 2026, 53)]
    assert remind(app, new_year + timedelta(weeks=1)).mailed == 2
    assert {row[1:] for row in rows(session)} == {(2026, 53), (2027, 1)}


def test_who_left_or_never_told_for_anyone_is_not_reminded(
    app: Flask, cast: Cast, session: Session, chooses: Callable[..., None]
) -> None:
    for person in (cast.author, cast.coordinator, cast.funder):
        chooses(person)
    membership = session.exec(select(Membership).where(Membership.person_id == cast.author.id)).one()
    membership.end(FRIDAY - timedelta(days=1))
    session.commit()
    assert remind(app, FRIDAY).mailed == 0
    factories.member(session, cast.author, Role.PROFESSIONAL, cast.other_organisation, FRIDAY)
    session.commit()
    assert remind(app, FRIDAY).mailed == 1


def test_who_never_chose_or_said_no_is_not_reminded(app: Flask, cast: Cast, session: Session) -> None:
    choose_reminder(session, cast.author.id, None, None, LONG_AGO)
    session.commit()
    for hours in range(24 * 7):
        assert remind(app, FRIDAY + timedelta(hours=hours)).mailed == 0


def test_an_address_that_is_refused_keeps_no_one_else_waiting(
    app: Flask, cast: Cast, session: Session, inbox: Inbox, chooses: Callable[..., None]
) -> None:
    chooses(cast.author)
    chooses(cast.colleague)
    inbox.refused = {cast.author.email}
    assert remind(app, FRIDAY) == Result(mailed=1, refused=1)
    assert [person for person, *_ in rows(session)] == [cast.colleague.id]
    inbox.refused = set()
    assert remind(app, FRIDAY + timedelta(minutes=15)) == Result(mailed=1)


def command(settings: Settings, smtp_url: str) -> tuple[int | None, str]:
    """`verhaal remind` as a scheduler runs it: its exit code, and what it said."""
    given = {name: str(getattr(settings, name)) for name in ("database_url", "data_folder", "base_url", "secret_key")}
    environment = {f"VERHAAL_{name.upper()}": value for name, value in (given | {"smtp_url": smtp_url}).items()}
    with closing(Command("remind", environment=os.environ | environment)) as running:
        code, said, warned = running.ended()
    return code, said + warned


@pytest.mark.slow
def test_a_mail_server_that_is_down_is_told_and_the_next_run_tries_again(
    settings: Settings, cast: Cast, session: Session, inbox: Inbox, chooses: Callable[..., None]
) -> None:
    chooses(cast.author, weekday=datetime.now(AMSTERDAM).isoweekday(), hour=0)
    code, said = command(settings, "smtp+plain://127.0.0.1:1")
    assert code == 1
    assert "did not serve (ConnectionRefusedError)" in said
    assert cast.author.email not in said
    assert rows(session) == []
    assert command(settings, inbox.url) == (0, "Reminded: 1.\n")
    assert command(settings, inbox.url) == (0, "Reminded: 0.\n")
    assert len(inbox.received) == 1
