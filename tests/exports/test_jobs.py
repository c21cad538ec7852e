"""A file that takes long is made in the background, for who asked, and says how far it is."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.secrecy import contents
from verhaal.access import viewer_of
from verhaal.annual import actions
from verhaal.annual.models import AnnualAccount, State
from verhaal.exports import formats, jobs
from verhaal.exports.jobs import Worker
from verhaal.exports.models import KEPT, SILENCE, PrintJob, Stage
from verhaal.people.models import Membership, Role
from verhaal.settling import actions as settling

Client = Callable[..., FlaskClient]
TEXT = "De soep was op voor twaalf uur."


@pytest.fixture(autouse=True)
def lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    """One story is long already."""
    monkeypatch.setattr(formats, "LONG", 0)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs that a process would have been started for."""
    found: list[int] = []
    monkeypatch.setattr(jobs, "start", lambda _settings, job_id: found.append(job_id))
    return found


@pytest.fixture
def of(session: Session, cast: Cast, clock: Clock) -> AnnualAccount:
    factories.shared(session, cast, clock(), text=TEXT)
    made = factories.account(session, cast, clock(), state=State.OFFERED)
    session.commit()
    return made


def worker(app: Flask, clock: Clock) -> Worker:
    return Worker(app.extensions["database"], app.extensions["files"], app.config["SETTINGS"], Session.commit, clock)


def asked(browser: FlaskClient, of: AnnualAccount, name: str = "pdf") -> str:
    answer = browser.post(f"/accounts/{of.id}/jobs", data={"format": name})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_long_account_is_asked_for_followed_and_fetched(
    app: Flask, clock: Clock, client_of: Client, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    browser = client_of(cast.funder)
    assert "duurt even" in browser.get(f"/accounts/{of.id}").text
    begin = browser.get(f"/accounts/{of.id}/pdf")
    assert (begin.mimetype, "Maak het bestand" in begin.text) == ("text/html", True)
    job = asked(browser, of)
    waiting = browser.get(job).text
    assert "Stap 1 van 4" in waiting
    assert 'http-equiv="refresh"' in waiting
    with app.app_context():
        worker(app, clock).work(started[0])
    ready = browser.get(job).text
    assert f'href="{job}/file"' in ready
    assert 'http-equiv="refresh"' not in ready
    file = browser.get(f"{job}/file")
    assert file.mimetype == "application/pdf"
    assert TEXT in contents(file.data)[0].replace("\n", " ")


def test_figures_do_not_wait(client_of: Client, cast: Cast, of: AnnualAccount) -> None:
    browser = client_of(cast.funder)
    assert browser.get(f"/accounts/{of.id}/xlsx").mimetype != "text/html"
    assert browser.post(f"/accounts/{of.id}/jobs", data={"format": "xlsx"}).status_code == 422


def test_pressing_twice_makes_it_once(client_of: Client, cast: Cast, of: AnnualAccount, started: list[int]) -> None:
    browser = client_of(cast.funder)
    assert asked(browser, of) == asked(browser, of)
    assert len(started) == 1


def test_a_colleague_does_not_get_what_another_asked_for(
    app: Flask, clock: Clock, client_of: Client, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    job = asked(client_of(cast.author), of)
    with app.app_context():
        worker(app, clock).work(started[0])
    for other in (cast.colleague, cast.coordinator, cast.funder):
        assert client_of(other).get(job).status_code == 404
        assert client_of(other).get(f"{job}/file").status_code == 404


def test_it_says_how_far_it_is(
    app: Flask, clock: Clock, client_of: Client, cast: Cast, of: AnnualAccount, started: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    browser = client_of(cast.funder)
    job, seen = asked(browser, of), list[str]()
    tell = Worker._tell

    def telling(self: Worker, job_id: int, **values: Any) -> PrintJob:
        told = tell(self, job_id, **values)
        seen.append(browser.get(job).text.partition("Stap ")[2][:6])
        return told

    monkeypatch.setattr(Worker, "_tell", telling)
    with app.app_context():
        worker(app, clock).work(started[0])
    assert seen == ["2 van ", "3 van ", "4 van ", ""]


def test_a_job_that_died_is_said_and_can_be_begun_again(
    client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    browser = client_of(cast.funder)
    job = asked(browser, of)
    clock.moment += SILENCE + timedelta(seconds=1)
    shown = browser.get(job).text
    assert "Het is niet gelukt" in shown
    assert "Maak het bestand opnieuw" in shown
    assert asked(browser, of) != job
    assert len(started) == 2


def test_what_goes_wrong_is_said(
    app: Flask, session: Session, client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    browser = client_of(cast.funder)
    job = asked(browser, of)
    of.state = State.DRAFT  # so that the funder does not see it any more
    session.add(of)
    session.commit()
    with app.app_context():
        worker(app, clock).work(started[0])
    session.expire_all()
    [row] = session.exec(select(PrintJob)).all()
    assert (row.stage, row.kept_as) == (Stage.FAILED, "")
    assert "does not see" in row.error
    assert browser.get(job).status_code == 404


def test_a_file_that_tells_what_was_withdrawn_since_is_not_given(
    app: Flask, session: Session, client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    story = factories.shared(session, cast, clock(), text="Wat later wordt ingetrokken.")
    session.commit()
    browser = client_of(cast.funder)
    job = asked(browser, of)
    with app.app_context():
        worker(app, clock).work(started[0])
    clock.moment += timedelta(minutes=5)
    story.withdraw("Op verzoek.", clock())
    session.commit()
    assert "is een verhaal ingetrokken" in browser.get(job).text
    assert browser.get(f"{job}/file").status_code == 302


def steps(session: Session, of: AnnualAccount, *taken: Callable[[], object]) -> None:
    """One after another, committed each."""
    for each in taken:
        session.rollback()
        session.refresh(of)
        each()
        session.commit()


def test_a_file_of_a_version_that_was_taken_back_is_not_given(
    app: Flask, session: Session, client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    steps(session, of, lambda: factories.brought(session, cast, of, State.SIGNED, clock()),
          lambda: settling.correct(session, of, "Een getal klopte niet.", of.revision),
          lambda: settling.offer(session, of, of.revision, clock()))  # fmt: skip
    browser = client_of(cast.funder)
    job = asked(browser, of)
    with app.app_context():
        worker(app, clock).work(started[0])
    assert browser.get(f"{job}/file").status_code == 200
    steps(session, of, lambda: settling.take_back(session, of, of.revision))
    assert browser.get(f"/accounts/{of.id}").status_code == 200, "version 1 is theirs to read"
    assert "kwam de verantwoording anders te staan" in browser.get(job).text
    assert browser.get(f"{job}/file").status_code == 302


def test_who_leaves_the_organisation_and_reads_for_a_funder_does_not_get_the_whole_any_more(
    app: Flask, session: Session, client_of: Client, clock: Clock, cast: Cast, started: list[int]
) -> None:
    factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    of = actions.begin(session, viewer_of(session, cast.coordinator), cast.organisation.id, 2026, clock())
    factories.brought(session, cast, of, State.SIGNED, clock())
    factories.member(session, cast.author, Role.FUNDER, cast.funder_party, clock())
    session.commit()
    browser = client_of(cast.author)
    job = asked(browser, of)
    with app.app_context():
        worker(app, clock).work(started[0])
    assert "LB-2" in contents(browser.get(f"{job}/file").data)[0]
    for each in session.exec(select(Membership).where(Membership.person_id == cast.author.id)):
        if each.organisation_id:
            each.end(clock())
    session.commit()
    assert browser.get(f"{job}/file").status_code == 302


def test_what_is_asked_for_after_signing_is_not_the_job_of_before(
    session: Session, client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    browser = client_of(cast.funder)
    job = asked(browser, of)
    steps(session, of, lambda: factories.brought(session, cast, of, State.SIGNED, clock()))
    assert asked(browser, of) != job
    assert len(started) == 2


def test_a_file_says_of_itself_what_it_was_made_of_and_not_what_was_asked(
    app: Flask, session: Session, client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    """Signed while it waited for its turn: then it holds what was signed."""
    browser = client_of(cast.funder)
    job = asked(browser, of)
    steps(session, of, lambda: factories.brought(session, cast, of, State.SIGNED, clock()))
    with app.app_context():
        worker(app, clock).work(started[0])
    assert browser.get(f"{job}/file").data.startswith(b"%PDF")


def test_the_bytes_of_what_is_not_given_any_more_do_not_wait_for_the_end_of_the_day(
    app: Flask, session: Session, client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount
) -> None:
    files = app.extensions["files"]
    given = [factories.print_job(session, of, each, clock(), files) for each in (cast.funder, cast.author)]
    working = factories.print_job(session, of, cast.colleague, clock())
    story = factories.shared(session, cast, clock())
    session.commit()
    assert jobs.forget_outlived(session, files, clock()) == 0
    for each in session.exec(select(Membership).where(Membership.person_id == cast.author.id)):
        each.end(clock())
    session.commit()
    assert jobs.forget_outlived(session, files, clock()) == 1, "who asked does not see the account any more"
    clock.moment += timedelta(seconds=5)
    story.withdraw("Op verzoek.", clock())
    session.commit()
    assert jobs.forget_outlived(session, files, clock()) == 1, "it may tell what was withdrawn"
    session.commit()
    assert [files.get(each.kept_as) for each in given] == [None, None]
    assert session.exec(select(PrintJob.id)).all() == [working.id], "its worker still tells how far it is"
    assert client_of(cast.funder).get(f"/accounts/{of.id}").status_code == 200


def test_a_file_is_gone_after_a_day(
    app: Flask, session: Session, client_of: Client, clock: Clock, cast: Cast, of: AnnualAccount, started: list[int]
) -> None:
    browser = client_of(cast.funder)
    job = asked(browser, of)
    with app.app_context():
        worker(app, clock).work(started[0])
    [row] = session.exec(select(PrintJob)).all()
    assert app.extensions["files"].get(row.kept_as)
    clock.moment += KEPT + timedelta(minutes=1)
    browser = client_of(cast.funder)
    assert "is een dag bewaard" in browser.get(job).text
    assert browser.get(f"{job}/file").status_code == 302
    assert jobs.forget_outlived(session, app.extensions["files"], clock()) == 1
    session.commit()
    assert app.extensions["files"].get(row.kept_as) is None
    assert browser.get(job).status_code == 404


def test_they_are_made_one_after_another(
    app: Flask, session: Session, clock: Clock, cast: Cast, of: AnnualAccount
) -> None:
    first = factories.print_job(session, of, cast.funder, clock())
    second = factories.print_job(session, of, cast.author, clock())
    session.commit()
    waiting = worker(app, clock)
    assert (waiting._before(first.id), waiting._before(second.id)) == (0, 1)
    clock.moment += SILENCE + timedelta(seconds=1)  # the first one died: nobody waits for it
    assert waiting._before(second.id) == 0


@pytest.mark.slow
def test_a_process_of_its_own_makes_it(
    app: Flask, session: Session, clock: Clock, client_of: Client, cast: Cast, of: AnnualAccount
) -> None:
    """As the server starts it, with the settings of this installation and no others."""
    clock.moment = datetime.now(UTC)
    settings = app.config["SETTINGS"]
    browser = client_of(cast.funder)
    job = factories.print_job(session, of, cast.funder, clock())
    session.commit()
    done = subprocess.run([sys.executable, "-m", "verhaal", "print-job", str(job.id)], check=False, timeout=120,
                          env=os.environ | settings.environment(), capture_output=True, text=True)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    file = browser.get(f"/accounts/{of.id}/jobs/{job.id}/file")
    assert file.data.startswith(b"%PDF")


@pytest.mark.slow
def test_pressing_the_button_starts_the_process_that_makes_it(
    clock: Clock, client_of: Client, cast: Cast, of: AnnualAccount
) -> None:
    """Nothing stands in for `jobs.start` here."""
    clock.moment = datetime.now(UTC)
    browser = client_of(cast.funder)
    job, until = asked(browser, of), time.monotonic() + 30
    while "Stap " in (shown := browser.get(job).text) and time.monotonic() < until:
        time.sleep(0.2)
    assert f'href="{job}/file"' in shown
    assert browser.get(f"{job}/file").data.startswith(b"%PDF")
