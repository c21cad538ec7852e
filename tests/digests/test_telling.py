"""Who is told what, in which words, and only once; through a real mail server."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.apart import apart, at_once
from tests.conftest import START
from tests.factories import Cast
from tests.smtp import Inbox, mail_server, mailed, subject_of, text_of
from verhaal.access import viewer_of
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.digests.actions import letters
from verhaal.digests.letter import letter
from verhaal.digests.moments import Span
from verhaal.digests.news import News
from verhaal.digests.queries import author_news, reader_news
from verhaal.notices.mail import Mail, Smtp
from verhaal.notices.rounds import Result
from verhaal.people.actions import wish
from verhaal.people.models import Membership, Person, Rhythm, Role, Topic
from verhaal.people.queries import wants_questions_at_once
from verhaal.reading.models import Commitment, ResponseKind, Standing, Step
from verhaal.stories.models import Story

TUESDAY = START + timedelta(days=1)  # everyone joined on the Monday before
FRIDAY = datetime(2026, 11, 27, 14, tzinfo=UTC)  # 15:00 in Amsterdam
MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)  # 08:00 in Amsterdam
QUARTER, WEEK = timedelta(minutes=15), timedelta(weeks=1)


@pytest.fixture(scope="module")
def server() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def inbox(server: Inbox) -> Inbox:
    server.received, server.refused = [], set()
    return server


@pytest.fixture
def settings(settings: Settings, server: Inbox) -> Settings:
    return settings.model_copy(update={"smtp_url": server.url})


@pytest.fixture
def notify(app: Flask, session: Session) -> Callable[..., Result]:
    """As the command does, but at a moment of the test's own."""

    def notified(now: datetime) -> Result:
        session.commit()
        return notified_by(app, now)

    return notified


def notified_by(app: Flask, now: datetime, write: Callable[[Person, News], Mail] = letter) -> Result:
    return mailed(app, lambda session: letters(session, now, write))


def to(inbox: Inbox, person: Person) -> list[str]:
    """The texts of what one person got, the oldest first."""
    return [text_of(message) for message in inbox.received if message["To"] == person.email]


Notify = Callable[[datetime], Result]


@pytest.mark.parametrize(
    ("language", "subject", "says", "week"),
    [
        (
            "nl",
            "Leestafel: 2 nieuwe verhalen, 1 antwoord aan jou",
            "Er zijn 2 verhalen met je gedeeld",
            "Week 48, 2026",
        ),
        ("en", "Reading table: 2 new stories, 1 answer to you", "2 stories were shared with you", "Week 48, 2026"),
    ],
)
def test_a_reader_is_told_what_to_read_and_who_answered_in_her_own_language(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify,
    language: str, subject: str, says: str, week: str,
) -> None:  # fmt: skip
    cast.funder.language = language
    session.add(cast.funder)
    first = factories.shared(session, cast, TUESDAY, title="Stoelen en tafels", text="Alles stond klaar voor Aylin.")
    factories.shared(session, cast, TUESDAY, title="Een lange titel " * 9)
    read = factories.shared(session, cast, TUESDAY, title="Al gelezen")
    factories.read_by(session, read, cast.funder, cast.funder_party, TUESDAY)
    asked = factories.response(session, read, cast.funder, cast.funder_party, TUESDAY)
    factories.answer(session, asked, cast.author, TUESDAY, "Aylin bleef tot het eind.")
    factories.answer(session, asked, cast.funder, TUESDAY, "Mooi zo.")
    assert notify(MONDAY).mailed == 2
    (message,) = (each for each in inbox.received if each["To"] == cast.funder.email)
    assert message.get_content_type() == "text/plain"
    assert subject_of(message) == subject
    text = text_of(message)
    assert says in text
    assert f"- Stoelen en tafels\n  {week} · Overvecht · De Brede Stoep\n" in text
    assert f"  http://localhost:8000/stories/{first.id}\n" in text
    assert "http://localhost:8000/reading\n" in text
    assert "Anna Auteur" in text
    assert f"/stories/{read.id}#response-{asked.id}\n" in text
    assert "Aylin" not in text  # nothing beyond a title: neither a story's text nor an answer's
    assert all(len(line) <= 72 or line.strip().startswith("http") for line in text.splitlines())
    assert "\n\n\n" not in text
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip("<>\r\n ") in text.splitlines()


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [
        ("nl", "Je verhalen: 1 vraag, 2 reacties, gelezen door 1 persoon", "Een vraag\n\n- “Hoe ging het verder?”"),
        ("en", "Your stories: 1 question, 2 answers, read by 1 person", "A question\n\n- “Hoe ging het verder?”"),
    ],
)
def test_an_author_is_told_who_read_and_what_was_said_in_her_own_language(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify, language: str, subject: str, says: str
) -> None:
    cast.author.language = language
    session.add(cast.author)
    story = factories.shared(session, cast, TUESDAY, title="Stoelen en tafels")
    factories.read_by(session, story, cast.funder, cast.funder_party, TUESDAY)
    asked = factories.response(session, story, cast.funder, cast.funder_party, TUESDAY)
    factories.response(
        session, story, cast.funder, cast.funder_party, TUESDAY, "Mooi. " * 60, ResponseKind.APPRECIATION
    )
    factories.answer(session, asked, cast.author, TUESDAY, "Dat schreef ik zelf.")
    factories.answer(session, asked, cast.funder, TUESDAY, "Dank voor je antwoord.")
    assert notify(FRIDAY) == Result(mailed=1)
    (message,) = inbox.received
    assert message["To"] == cast.author.email
    assert subject_of(message) == subject
    text = text_of(message)
    assert says in text
    assert "Femke Financier" in text
    assert "Gemeente Voorbeeld" in text
    assert f"http://localhost:8000/stories/{story.id}#response-{asked.id}\n" in text
    assert "Dank voor je antwoord." in text
    assert "Dat schreef ik zelf." not in text
    assert "Mooi. Mooi." in text
    assert text.count("Mooi.") < 20
    assert all(len(line) <= 72 or line.strip().startswith("http") for line in text.splitlines())
    assert message["List-Unsubscribe"].strip("<>\r\n ") in text.splitlines()


def test_run_twice_it_tells_once_and_without_news_there_is_no_mail(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    factories.shared(session, cast, TUESDAY)
    assert notify(MONDAY).mailed == 1
    assert notify(MONDAY + QUARTER).mailed == 0
    assert notify(MONDAY + WEEK).mailed == 0
    factories.shared(session, cast, MONDAY + WEEK)
    assert notify(MONDAY + WEEK + QUARTER).mailed == 0
    assert notify(MONDAY + 2 * WEEK).mailed == 1
    assert len(to(inbox, cast.funder)) == 2


def test_a_round_that_comes_late_tells_all_in_one_mail(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    factories.shared(session, cast, TUESDAY)
    assert notify(MONDAY).mailed == 1
    for weeks in (1, 2, 3):
        factories.shared(session, cast, TUESDAY + weeks * WEEK, title=f"Na {weeks} weken")
    assert notify(MONDAY + 3 * WEEK + timedelta(days=2, hours=5)).mailed == 1
    text = to(inbox, cast.funder)[1]
    assert [f"Na {weeks} weken" in text for weeks in (1, 2, 3)] == [True] * 3
    assert "In totaal wachten er 4 verhalen op je." in text


def test_at_most_ten_are_listed_and_the_rest_is_counted(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    for number in range(12):
        factories.shared(session, cast, TUESDAY + timedelta(minutes=number), title=f"Verhaal {number}.")
    assert notify(MONDAY).mailed == 1
    (text,) = to(inbox, cast.funder)
    assert text.count("- Verhaal ") == 10
    assert "- Verhaal 11." in text
    assert "- Verhaal 1.\n" not in text
    assert "en nog 2." in text


def test_what_one_may_not_see_was_withdrawn_or_is_a_draft_is_in_no_mail(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    factories.withdrawn(session, cast, TUESDAY)
    factories.draft(session, cast, TUESDAY)
    gone = factories.shared(session, cast, TUESDAY)
    asked = factories.response(session, gone, cast.funder, cast.funder_party, TUESDAY)
    factories.answer(session, asked, cast.author, TUESDAY)
    factories.read_by(session, gone, cast.funder, cast.funder_party, TUESDAY)
    gone.withdraw("Op verzoek van de bewoner.", TUESDAY)
    factories.shared(session, cast, TUESDAY, title="Zonder subsidie", grants=())
    factories.shared(session, cast, TUESDAY, title="Voor de ander", grants=(cast.other_grant,))
    assert notify(FRIDAY).mailed == 0
    assert notify(MONDAY).mailed == 1
    assert to(inbox, cast.funder) == []
    (text,) = to(inbox, cast.other_funder)
    assert "Voor de ander" in text
    assert "Zonder subsidie" not in text


def test_a_colleague_of_the_reader_is_told_of_own_answers_only(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    second = factories.person(session, "Sara Tweede", START, Role.FUNDER, cast.funder_party)
    story = factories.shared(session, cast, TUESDAY)
    for reader in (cast.funder, second):
        factories.read_by(session, story, reader, cast.funder_party, TUESDAY)
    asked = factories.response(session, story, second, cast.funder_party, TUESDAY)
    factories.answer(session, asked, cast.author, TUESDAY)
    notify(MONDAY)
    assert (len(to(inbox, second)), len(to(inbox, cast.funder))) == (1, 0)


def test_a_correction_is_new_again_to_who_read_the_text_before(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    story = factories.shared(session, cast, TUESDAY)
    factories.read_by(session, story, cast.funder, cast.funder_party, TUESDAY)
    notify(MONDAY)
    assert to(inbox, cast.funder) == []
    version = factories.add_version(session, story, cast, TUESDAY, number=2, text="Beter.", title="Verbeterd")
    version.share(TUESDAY + WEEK)
    story.shared_number = 2
    assert notify(MONDAY + WEEK).mailed == 1
    assert "- Verbeterd" in to(inbox, cast.funder)[0]


@pytest.mark.parametrize("who", ["funder", "author"])
def test_who_left_is_told_nothing(cast: Cast, session: Session, inbox: Inbox, notify: Notify, who: str) -> None:
    left: Person = getattr(cast, who)
    story = factories.shared(session, cast, TUESDAY)
    factories.response(session, story, cast.funder, cast.funder_party, TUESDAY)
    session.exec(select(Membership).where(Membership.person_id == left.id)).one().end(TUESDAY)
    notify(FRIDAY)
    notify(MONDAY)
    assert to(inbox, left) == []
    assert len(inbox.received) == 1


def test_who_tells_for_another_organisation_now_is_told_nothing_of_the_former(
    cast: Cast, session: Session, notify: Notify
) -> None:
    story = factories.shared(session, cast, TUESDAY)
    factories.read_by(session, story, cast.funder, cast.funder_party, TUESDAY)
    session.exec(select(Membership).where(Membership.person_id == cast.author.id)).one().end(TUESDAY)
    factories.member(session, cast.author, Role.PROFESSIONAL, cast.other_organisation, TUESDAY)
    assert notify(FRIDAY).mailed == 0


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (Rhythm.NEVER, []),
        (Rhythm.DAILY, ["25", "26", "27", "30", "01", "02"]),
        (Rhythm.WEEKLY, ["25", "02"]),
        (Rhythm.MONTHLY, ["01"]),
    ],
)
def test_a_reader_is_told_at_the_rhythm_of_choice(
    cast: Cast, session: Session, notify: Notify, rhythm: Rhythm, days: list[str]
) -> None:
    wish(session, cast.funder.id, Topic.STORIES, rhythm, START, weekday=3)
    found = []
    for day in range(8):
        factories.shared(session, cast, TUESDAY + timedelta(days=day))
        now = datetime(2026, 11, 25, 7, tzinfo=UTC) + timedelta(days=day)
        found += [f"{now.day:02}"] * notify(now).mailed
    assert found == days


def test_who_wants_answers_at_once_gets_them_at_once_and_readings_come_along(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    wish(session, cast.author.id, Topic.ANSWERS, Rhythm.AT_ONCE, START)
    story = factories.shared(session, cast, TUESDAY)
    factories.read_by(session, story, cast.funder, cast.funder_party, TUESDAY)
    assert notify(TUESDAY + QUARTER).mailed == 0
    factories.response(session, story, cast.funder, cast.funder_party, TUESDAY + QUARTER, "Is dat zo?")
    assert notify(TUESDAY + 2 * QUARTER).mailed == 0  # a question goes by a mail of its own
    factories.response(
        session, story, cast.funder, cast.funder_party, TUESDAY + 2 * QUARTER, "Mooi.", ResponseKind.APPRECIATION
    )
    assert notify(TUESDAY + 3 * QUARTER).mailed == 1
    assert notify(TUESDAY + 4 * QUARTER).mailed == 0
    (text,) = to(inbox, cast.author)
    assert "Mooi." in text
    assert "Is dat zo?" not in text
    assert "Je verhalen zijn gelezen" in text


def test_who_wants_no_mail_of_its_own_for_a_question_gets_it_with_the_answers(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    assert wants_questions_at_once(session, cast.author)
    wish(session, cast.author.id, Topic.QUESTIONS, Rhythm.NEVER, START)
    wish(session, cast.author.id, Topic.ANSWERS, Rhythm.AT_ONCE, START)
    assert not wants_questions_at_once(session, cast.author)
    assert wants_questions_at_once(session, cast.colleague)
    story = factories.shared(session, cast, TUESDAY)
    factories.response(session, story, cast.funder, cast.funder_party, TUESDAY, "Is dat zo?")
    assert notify(TUESDAY + QUARTER).mailed == 1
    assert "Is dat zo?" in to(inbox, cast.author)[0]


def taken_on(session: Session, cast: Cast, due_on: date) -> Commitment:
    """By the funder on Tuesday, about a story that the funder read."""
    story = factories.shared(session, cast, TUESDAY)
    factories.read_by(session, story, cast.funder, cast.funder_party, START)
    said = factories.response(
        session, story, cast.funder, cast.funder_party, TUESDAY, "Dat pak ik op.", ResponseKind.COMMITMENT
    )
    made = Commitment(response_id=said.id, what="De lamp laten maken.", who="Beheer", due_on=due_on)
    factories.kept(session, made)
    return made


def test_what_a_reader_took_on_is_news_when_it_is_due_soon_and_when_it_is_late_and_comes_along_with_other_news(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    taken_on(session, cast, date(2026, 12, 4))
    for weeks in range(3):
        notify(MONDAY + weeks * WEEK)
    due, late = to(inbox, cast.funder)
    assert "- De lamp laten maken.\n  voor De Brede Stoep, uiterlijk 4 december 2026 · loopt bijna af\n" in due
    assert "4 december 2026 · te laat" in late
    factories.shared(session, cast, MONDAY + 2 * WEEK)
    notify(MONDAY + 3 * WEEK)
    assert "4 december 2026 · te laat" in to(inbox, cast.funder)[2]


def test_what_was_taken_on_by_who_left_is_told_to_who_stayed(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    stayed = factories.person(session, "Sara Tweede", START, Role.FUNDER, cast.funder_party)
    story_id = taken_on(session, cast, date(2026, 12, 4)).response_id
    assert story_id
    for story in session.exec(select(Story)):
        factories.read_by(session, story, stayed, cast.funder_party, TUESDAY)
    notify(MONDAY)
    assert to(inbox, stayed) == []
    session.exec(select(Membership).where(Membership.person_id == cast.funder.id)).one().end(MONDAY)
    notify(MONDAY + WEEK)
    assert "De lamp laten maken." in to(inbox, stayed)[0]
    assert len(to(inbox, cast.funder)) == 1


def test_an_author_is_told_what_was_promised_that_it_is_late_and_what_became_of_it(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    made = taken_on(session, cast, date(2026, 12, 4))
    for weeks in range(3):
        notify(FRIDAY + weeks * WEEK)
    at = FRIDAY + 2 * WEEK + timedelta(days=1)
    made.keep("Hij brandt.", at)
    factories.kept(session, made)
    done = Step(
        commitment_id=made.id, standing=Standing.KEPT, words="Hij brandt.", due_on=made.due_on,
        person_id=cast.funder.id, at=at,
    )  # fmt: skip
    factories.kept(session, done)
    notify(FRIDAY + 3 * WEEK)
    promised, late, kept = to(inbox, cast.author)
    assert (
        "- De lamp laten maken.\n  Gemeente Voorbeeld, over ‘Stoelen’\n  nieuw · uiterlijk 4 december 2026\n"
        in promised
    )
    assert "Dat pak ik op." not in promised
    assert "te laat · uiterlijk 4 december 2026" in late
    assert "\n  gedaan\n" in kept


def test_one_touch_in_the_mail_ends_it(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify, client_of: Callable[[Person | None], FlaskClient]
) -> None:
    factories.shared(session, cast, TUESDAY)
    assert notify(MONDAY).mailed == 1
    address = inbox.received[0]["List-Unsubscribe"].strip("<>\r\n ").removeprefix("http://localhost:8000")
    assert client_of(None).post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    factories.shared(session, cast, MONDAY)
    assert notify(MONDAY + WEEK).mailed == 0


def test_an_address_that_is_refused_keeps_no_one_waiting_and_is_tried_for_a_day(
    cast: Cast, session: Session, inbox: Inbox, notify: Notify
) -> None:
    factories.shared(session, cast, TUESDAY, grants=(cast.grant, cast.other_grant), title="Gemist")
    inbox.refused = {cast.funder.email}
    assert notify(MONDAY) == Result(mailed=1, refused=1)
    assert notify(MONDAY + QUARTER) == Result(refused=1)
    assert notify(MONDAY + timedelta(hours=25)) == Result(refused=1)
    assert notify(MONDAY + timedelta(hours=26)) == Result()
    inbox.refused = set()
    factories.shared(session, cast, MONDAY + timedelta(days=1), title="Gezien")
    assert notify(MONDAY + WEEK) == Result(mailed=1)
    (text,) = to(inbox, cast.funder)
    assert "- Gezien" in text
    assert "- Gemist" not in text
    inbox.refused = {cast.funder.email}
    factories.shared(session, cast, MONDAY + WEEK)
    assert notify(MONDAY + 2 * WEEK) == Result(refused=1)
    inbox.refused = set()
    assert notify(MONDAY + 2 * WEEK + QUARTER) == Result(mailed=1)


def test_a_mail_server_that_is_down_costs_nobody_a_mail(
    cast: Cast, session: Session, app: Flask, notify: Notify
) -> None:
    factories.shared(session, cast, TUESDAY)
    session.commit()
    postman = app.extensions["postman"]
    transport, postman._transport = postman._transport, Smtp("smtp+plain://127.0.0.1:1")
    assert notify(MONDAY) == Result(stopped="ConnectionRefusedError")
    assert notify(MONDAY + timedelta(days=2)) == Result(stopped="ConnectionRefusedError")
    postman._transport = transport
    assert notify(MONDAY + timedelta(days=3)) == Result(mailed=1)


def test_what_is_new_is_asked_in_as_many_queries_for_one_as_for_three(
    cast: Cast, session: Session, count_queries: Callable[[], int]
) -> None:
    counts, author, reader = [], viewer_of(session, cast.author), viewer_of(session, cast.funder)
    for times in (1, 3):
        for _ in range(times):
            story = factories.shared(session, cast, TUESDAY)
            asked = factories.response(session, story, cast.funder, cast.funder_party, TUESDAY)
            factories.answer(session, asked, cast.author, TUESDAY)
        count_queries()
        assert author_news(session, author, Span(START, FRIDAY))
        assert reader_news(session, reader, Span(START, FRIDAY))
        counts.append(count_queries())
    assert counts == [12, 12]


def _notify_beside_another(settings: Settings, both: Barrier) -> None:
    app = create_app(settings)

    def write(person: Person, news: News) -> Mail:
        with suppress(BrokenBarrierError):  # on SQLite the other one still waits to look who is due
            both.wait(1)
        return letter(person, news)

    notified_by(app, MONDAY, write)
    app.extensions["database"].engine.dispose()


@pytest.mark.slow
def test_two_processes_at_once_send_one_mail_to_each(
    settings: Settings, cast: Cast, session: Session, inbox: Inbox
) -> None:
    factories.shared(session, cast, TUESDAY, grants=(cast.grant, cast.other_grant))
    session.commit()
    assert at_once(_notify_beside_another, settings, apart.Barrier(2)) == [0, 0]
    assert sorted(message["To"] for message in inbox.received) == [cast.funder.email, cast.other_funder.email]
