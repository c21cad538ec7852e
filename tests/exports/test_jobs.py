"""A file that takes long is made in the background, for who asked, and says how far it is."""

import os
import subprocess
import sys
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
from verhaal.annual.models import AnnualAccount, State
from verhaal.exports import formats, jobs
from verhaal.exports.jobs import Worker
from verhaal.exports.models import KEPT, SILENCE, PrintJob, Stage

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
