"""A reply becomes an answer as on the page, once; or a mail says why it does not, and gives the words back."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests.conftest import START, Clock
from tests.factories import Cast
from tests.replies.conftest import TEXT, answers, leave, response, text_of, written
from tests.replies.test_mails import DUTCH, MACHINES, mail
from verhaal.people.models import Person
from verhaal.reading.forms import LONGEST_RESPONSE
from verhaal.replies.door import Delivery, Door
from verhaal.stories.models import Story

Posted = Callable[[], list[EmailMessage]]
Reply = Callable[..., Delivery]
FORGED = f"antwoord+{'a' * 32}@verhaal.example"


def test_the_thread_goes_on_by_mail_at_both_sides_and_stands_on_the_page(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session, cast: Cast, story: Story,
    client_of: Callable[[Person], FlaskClient],
) -> None:  # fmt: skip
    assert reply(question, raw=mail("gmail-nl")) == Delivery.DONE
    (told,) = posted()
    assert told["To"] == cast.funder.email
    assert DUTCH in text_of(told)
    assert reply(told, "Fijn!\n\nEn de week erna?") == Delivery.DONE
    (asked_again,) = posted()
    assert asked_again["To"] == cast.author.email
    assert asked_again["References"] == question["Message-ID"]
    assert reply(asked_again, "Ook.") == Delivery.DONE
    said = [(cast.author.id, DUTCH), (cast.funder.id, "Fijn!\n\nEn de week erna?"), (cast.author.id, "Ook.")]
    assert answers(session) == said
    page = client_of(cast.funder).get(f"/stories/{story.id}").get_data(as_text=True)
    assert all(text in page for _, text in said)


def test_the_same_mail_twice_is_one_answer_and_two_mails_are_two(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session
) -> None:
    for text in ("Goed.", "Goed.", "En nog iets."):
        assert reply(question, text) == Delivery.DONE
    assert [text for _, text in answers(session)] == ["Goed.", "En nog iets."]
    assert len(posted()) == 2


def test_attachments_are_told_not_to_be_kept(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session, cast: Cast
) -> None:
    reply(question, raw=mail("attachments-nl"))
    assert answers(session) == [(cast.author.id, DUTCH)]
    note = next(each for each in posted() if each["To"] == cast.author.email)
    assert note["Subject"] == "Je antwoord staat er, de bijlagen niet"
    assert "Deze zijn weggegooid:\n- IMG_1.jpg\n- verslag café.pdf" in text_of(note)
    assert note["In-Reply-To"] == "<X4@post.example>"


class Refusal(NamedTuple):
    says: str
    gives_back: bool = True
    text: str = "Mijn eigen woorden."
    sender: str = "anna@example.org"
    address: str = ""
    days: int = 0
    subject: str = "Re: Een vraag"


REFUSALS = {
    "forged": Refusal("niet van ons", gives_back=False, address=FORGED),
    "without a token": Refusal("niet van ons", gives_back=False, address="antwoord@verhaal.example"),
    "expired": Refusal("negentig dagen", days=91),
    "another sender": Refusal("De mail kwam van: kees@example.org", sender="kees@example.org"),
    "empty": Refusal("geen woorden van jou", text="\n> Hoe ging het verder?\n"),
    "too long": Refusal("plaats voor 4000 tekens", text="ja " * (LONGEST_RESPONSE // 2)),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_become_an_answer_is_explained_and_given_back(
    name: str, question: EmailMessage, reply: Reply, posted: Posted, session: Session, cast: Cast, clock: Clock
) -> None:
    case = REFUSALS[name]
    clock.moment += timedelta(days=case.days)
    assert reply(question, case.text, address=case.address, From=case.sender) == Delivery.DONE
    (told,) = posted()
    assert told["To"] == cast.author.email
    assert told["Subject"] == "Je antwoord is niet geplaatst"
    assert told["Auto-Submitted"] == "auto-replied"
    assert case.says in text_of(told)
    assert ("----------" in text_of(told)) == case.gives_back
    assert (case.text.strip()[:18] in text_of(told)) == case.gives_back
    assert TEXT not in text_of(told)
    assert answers(session) == []


@pytest.mark.slow
def test_a_mail_of_25_megabytes_is_explained_with_the_words_that_it_began_with(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session
) -> None:
    large = mail("attachments-nl").replace(b"ZWVuIGZvdG8=", b"ZWVuIGZvdG8=\n" * 2_000_000)
    assert len(large) > 25_000_000
    assert reply(question, raw=large) == Delivery.DONE
    (told,) = posted()
    assert "De mail is te groot: er past 10 MB in." in text_of(told)
    assert "----------\n\nHet ging goed: de zaal zat vol." in text_of(told)
    assert len(told.as_bytes()) < 10_000
    assert answers(session) == []


def test_ninety_days_later_an_address_still_works(
    question: EmailMessage, reply: Reply, clock: Clock, session: Session
) -> None:
    clock.moment += timedelta(days=90)
    reply(question, "Laat maar goed.")
    assert len(answers(session)) == 1


def test_a_withdrawn_story_takes_no_answer_from_either_side(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session, story: Story, cast: Cast
) -> None:
    reply(question, "Goed.")
    (told,) = posted()
    story.withdraw("Op verzoek.", START)
    session.add(story)
    session.commit()
    for to, person in ((question, cast.author), (told, cast.funder)):
        assert reply(to, f"Nog iets van {person.name}.") == Delivery.DONE
        (refused,) = posted()
        assert refused["To"] == person.email
        assert "Je kunt hier niet meer antwoorden" in text_of(refused)
        assert f"----------\n\nNog iets van {person.name}.\n\n----------" in text_of(refused)
    assert len(answers(session)) == 1


def test_who_no_longer_reads_for_the_funder_answers_no_more(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session, cast: Cast
) -> None:
    reply(question, "Goed.")
    (told,) = posted()
    leave(session, cast.funder)
    reply(told, "Dank je.")
    (refused,) = posted()
    assert refused["To"] == cast.funder.email
    assert "Stoelen" not in refused.as_string()
    assert len(answers(session)) == 1


def test_someone_elses_address_is_of_no_use_and_its_owner_hears(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session, cast: Cast
) -> None:
    for sender in (cast.colleague.email, cast.funder.email, "anna@example.org.evil.example"):
        reply(question, "Ik ben Anna.", From=sender, Message_ID=f"<{sender}>")
    assert {each["To"] for each in posted()} == {cast.author.email}
    assert answers(session) == []


def test_a_machine_is_never_answered(question: EmailMessage, reply: Reply, posted: Posted, session: Session) -> None:
    for name in MACHINES:
        for address in ("", FORGED):
            assert reply(question, raw=mail(name), address=address) == Delivery.DONE
    assert posted() == []
    assert answers(session) == []


def test_our_own_mails_come_to_nothing_when_they_are_sent_back(
    question: EmailMessage, reply: Reply, posted: Posted, session: Session
) -> None:
    reply(question, "")
    (refusal,) = posted()
    for ours in (question, refusal):
        assert reply(question, raw=ours.as_bytes()) == Delivery.DONE
    assert posted() == []
    assert answers(session) == []


def test_a_stranger_with_a_forged_address_hears_nothing(question: EmailMessage, reply: Reply, posted: Posted) -> None:
    assert reply(question, "Dag", address=FORGED, From="niemand@elders.example") == Delivery.DONE
    assert posted() == []


@pytest.mark.slow
def test_nobody_can_have_us_flood_someone(
    question: EmailMessage, reply: Reply, posted: Posted, clock: Clock, session: Session
) -> None:
    for text in ("een", "twee", "drie"):
        assert reply(question, text, address=FORGED) == Delivery.DONE
    assert len(posted()) == 1
    assert reply(question, "vier", From="kees@example.org") == Delivery.LATER
    for number in range(25):
        delivery = reply(question, "", Message_ID=f"<{number}@post.example>")
        assert delivery == (Delivery.DONE if number < 20 else Delivery.LATER)
    assert len(posted()) == 20
    reply(question, "Een goed antwoord.")
    assert len(answers(session)) == 1
    posted()
    clock.moment += timedelta(minutes=61)
    assert reply(question, "vier", From="kees@example.org") == Delivery.DONE
    assert len(posted()) == 1


def test_a_database_that_is_away_is_no_reason_to_lose_a_mail(
    question: EmailMessage, door: Door, monkeypatch: pytest.MonkeyPatch, session: Session,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    raw, to = written(question, "Een geheim woord."), str(question["Reply-To"])
    with monkeypatch.context() as patch:
        patch.setitem(door._app.extensions, "database", _Away())
        assert door.take(raw, "a@b.nl", [to]) == [Delivery.LATER]
    assert "geheim" not in caplog.text
    assert door.take(raw, "a@b.nl", [to]) == [Delivery.DONE]
    assert len(answers(session)) == 1


class _Away:
    def session(self, *, writes: bool) -> Session:
        from verhaal.db import Database

        assert writes
        return Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing").session(writes=True)


def test_each_recipient_is_told_apart(question: EmailMessage, door: Door, session: Session) -> None:
    to = str(question["Reply-To"])
    raw = written(question, "Goed.")
    assert door.take(raw, None, ["iemand@verhaal.example", to, to]) == [
        Delivery.NOBODY, Delivery.DONE, Delivery.DONE,
    ]  # fmt: skip
    assert len(answers(session)) == 1
    assert response(session).text == "Hoe ging het verder?"
