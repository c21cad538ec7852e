"""Questions about an account: who asks and answers, that sent twice is once, and to whom it is mailed."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal import access
from verhaal.annual import actions as accounting
from verhaal.annual.models import AnnualAccount, State
from verhaal.people.models import Person, Role
from verhaal.settling.models import AccountAnswer, AccountQuestion

Client = Callable[[Person | None], FlaskClient]
WHY = "Waarom bleef de inloop achter?"


@pytest.fixture
def offered(session: Session, cast: Cast, clock: Clock) -> AnnualAccount:
    factories.shared(session, cast, clock())
    made = factories.account(session, cast, clock(), state=State.OFFERED)
    session.commit()
    return made


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """To whom, about what, and the text; the newest first."""
    app.extensions["postman"].wait()
    box = app.extensions["postman"]._transport.messages()
    return [(each["To"], each["Subject"], each.get_content()) for each in box]


def ask(browser: FlaskClient, of: AnnualAccount, text: str = WHY, **more: str) -> int:
    typed = {"section": "", "text": text, "key": str(uuid.uuid4())} | more
    return browser.post(f"/accounts/{of.id}/questions", data=typed).status_code


def test_a_question_is_answered_and_both_stand_on_the_account(
    session: Session, cast: Cast, client_of: Client, app: Flask, offered: AnnualAccount
) -> None:
    funder, coordinator, author = map(client_of, (cast.funder, cast.coordinator, cast.author))
    where = f"/accounts/{offered.id}"
    assert ask(funder, offered, section="activities") == 303
    page = coordinator.get(where).text
    assert WHY in page
    assert "Activiteiten: aard en omvang" in page
    assert "Eén vraag wacht op jullie antwoord." in page
    ((to, subject, text),) = mails(app)
    assert (to, subject) == (cast.coordinator.email, "Een vraag over jullie jaarverantwoording 2026")
    assert WHY in text
    assert f"http://localhost:8000{where}#questions" in text
    asked = session.exec(select(AccountQuestion)).one()
    told = {"text": "De zaal was twee maanden dicht.", "key": str(uuid.uuid4())}
    assert coordinator.post(f"{where}/questions/{asked.id}/answers", data=told).status_code == 303
    for browser in (funder, coordinator, author):
        page = browser.get(where).text
        assert "De zaal was twee maanden dicht." in page
        assert "wacht op jullie antwoord" not in page
    to, subject, text = mails(app)[0]
    assert to == cast.funder.email
    assert "De zaal was twee maanden dicht." in text
    assert len(mails(app)) == 2


def test_what_was_sent_twice_is_one_question_and_one_mail(
    session: Session, cast: Cast, client_of: Client, app: Flask, offered: AnnualAccount
) -> None:
    funder, coordinator, key = client_of(cast.funder), client_of(cast.coordinator), str(uuid.uuid4())
    assert [ask(funder, offered, key=key), ask(funder, offered, key=key)] == [303, 303]
    asked = session.exec(select(AccountQuestion)).one()
    told = {"text": "Zo.", "key": str(uuid.uuid4())}
    for _twice in range(2):
        answer = coordinator.post(f"/accounts/{offered.id}/questions/{asked.id}/answers", data=told)
        assert answer.status_code == 303
    session.rollback()
    assert len(session.exec(select(AccountAnswer)).all()) == 1
    assert len(mails(app)) == 2


def test_a_question_is_open_again_when_the_funder_says_more(
    session: Session, cast: Cast, client_of: Client, offered: AnnualAccount, clock: Clock
) -> None:
    asked = factories.question(session, offered, cast.funder, cast.funder_party, clock())
    session.commit()
    address = f"/accounts/{offered.id}/questions/{asked.id}/answers"
    for browser, is_open in ((client_of(cast.coordinator), False), (client_of(cast.funder), True)):
        browser.post(address, data={"text": "Hier is meer over te zeggen.", "key": str(uuid.uuid4())})
        assert ("1 open vraag" in browser.get("/accounts").text) is is_open


def test_an_empty_question_and_answer_are_asked_for_again_with_what_was_chosen(
    session: Session, cast: Cast, client_of: Client, offered: AnnualAccount, clock: Clock
) -> None:
    asked = factories.question(session, offered, cast.funder, cast.funder_party, clock())
    session.commit()
    where = f"/accounts/{offered.id}/questions"
    page = client_of(cast.funder).post(where, data={"section": "objectives", "text": " "})
    assert page.status_code == 422
    assert '<option selected value="objectives">' in page.text
    page = client_of(cast.coordinator).post(f"{where}/{asked.id}/answers", data={"text": "w" * 4_001})
    assert page.status_code == 422
    assert "w" * 4_001 in page.text


def test_from_what_is_wrong_with_an_answer_one_gets_to_its_own_field(
    session: Session, cast: Cast, client_of: Client, offered: AnnualAccount, clock: Clock
) -> None:
    asked = [factories.question(session, offered, cast.funder, cast.funder_party, clock()).id for _twice in range(2)]
    session.commit()
    where = f"/accounts/{offered.id}/questions"
    page = client_of(cast.coordinator).post(f"{where}/{asked[1]}/answers", data={"text": " "}).text
    assert f'<li><a href="#answer-{asked[1]}">' in page
    for number in asked:
        assert page.count(f' id="answer-{number}"') == 1
        assert page.count(f'for="answer-{number}"') == 1
    assert f'aria-describedby="answer-{asked[1]}-note"' in page


def test_a_section_that_the_account_does_not_have_is_refused(
    cast: Cast, client_of: Client, offered: AnnualAccount
) -> None:
    assert ask(client_of(cast.funder), offered, section="geheim") == 422


def test_another_funder_of_the_same_account_sees_no_question(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    """Over all grants of an organisation: each funder asks about its own, and reads its own."""
    for grant in (cast.grant, cast.other_grant):
        factories.shared(session, cast, clock(), grants=(grant,))
    whose = access.viewer_of(session, cast.coordinator)
    of = accounting.begin(session, whose, cast.organisation.id, 2026, clock())
    factories.brought(session, cast, of, State.OFFERED, clock())
    session.commit()
    other, funder, coordinator = map(client_of, (cast.other_funder, cast.funder, cast.coordinator))
    assert ask(funder, of) == 303
    assert ask(other, of, "Wie kozen deze verhalen?", section="objectives") == 303
    where = f"/accounts/{of.id}"
    theirs, ours, both = (browser.get(where).text for browser in (other, funder, coordinator))
    assert (WHY in theirs, "Wie kozen" in theirs) == (False, True)
    assert (WHY in ours, "Wie kozen" in ours) == (True, False)
    assert WHY in both
    about = "Doelen: beoogd en bereikt · Samen leven LB-2 (LB-2)"
    assert about in both, "who sees more grants is told of which one"
    asked = session.exec(select(AccountQuestion).where(AccountQuestion.text == WHY)).one()
    answer = other.post(f"{where}/questions/{asked.id}/answers", data={"text": "Nee."})
    assert answer.status_code == 404


def test_who_is_on_both_sides_asks_about_the_grants_of_its_own_funder_alone(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    """Within the organisation one reads the sections of all; what was typed is kept."""
    whose = access.viewer_of(session, cast.coordinator)
    of = accounting.begin(session, whose, cast.organisation.id, 2026, clock())
    factories.brought(session, cast, of, State.OFFERED, clock())
    factories.member(session, cast.author, Role.FUNDER, cast.funder_party, clock())
    session.commit()
    both, where = client_of(cast.author), f"/accounts/{of.id}/questions"
    page = both.get(where).text
    offered = [f'value="grant-{number}-objectives"' in page for number in (1, 2)]
    assert offered == [True, False]
    refused = both.post(where, data={"section": "grant-2-objectives", "text": WHY})
    assert refused.status_code == 422
    assert WHY in refused.text
    assert [ask(both, of, section=name) for name in ("grant-1-objectives", "")] == [303, 303]
    assert {each.funder_id for each in session.exec(select(AccountQuestion))} == {cast.funder_party.id}


def test_only_who_may_see_the_account_is_mailed(
    session: Session, cast: Cast, client_of: Client, app: Flask, clock: Clock
) -> None:
    """At offering all of the funder's people, in their own language; nobody of another funder, nobody who left."""
    reader = factories.person(session, "Rita Reader", clock(), Role.FUNDER, cast.funder_party)
    reader.language = "en"
    left = factories.person(session, "Leo Left", clock(), Role.FUNDER, cast.funder_party)
    for member in factories.memberships_of(session, left):
        member.end(clock())
    of = factories.account(session, cast, clock())
    session.commit()
    client_of(cast.coordinator).post(f"/accounts/{of.id}/offering", data={"seen": of.revision})
    assert {to for to, _subject, _text in mails(app)} == {cast.funder.email, reader.email}
    english = next(subject for to, subject, _text in mails(app) if to == reader.email)
    assert english == "The annual account 2026 of De Brede Stoep is there for you"
