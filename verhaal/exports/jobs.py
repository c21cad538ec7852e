"""Making a file in the background: what is asked for, and the work on it in a process of its own.

The worker says every few seconds that it lives, so that one that died is noticed wherever it ran: then the page says
so, and the file can be asked for again.
"""

import logging
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual import record, standing
from verhaal.annual.models import AnnualAccount
from verhaal.config import Settings
from verhaal.db import Database
from verhaal.exports import queries
from verhaal.exports.files import file_name
from verhaal.exports.formats import FORMATS
from verhaal.exports.models import PrintJob, Stage
from verhaal.files import Files, StoreFailed
from verhaal.people.models import Person
from verhaal.sealing.key import key_of
from verhaal.week import day_of

log = logging.getLogger(__name__)
BEAT, TURN = 5.0, 1.0  # seconds between signs of life, and between looks at whose turn it is


def ask(session: Session, viewer: Viewer, of: AnnualAccount, format: str, now: datetime) -> tuple[PrintJob, bool]:
    """A job for this file, and whether it is a new one: asked for twice, it is made once."""
    there = queries.going_on(session, viewer, of, format, now)
    if there:
        return there, False
    job = PrintJob(account_id=of.id, person_id=viewer.id, format=format, made_of=queries.made_of(session, viewer, of),
                   asked_at=now, alive_at=now)  # fmt: skip
    session.add(job)
    session.flush()
    return job, True


def start(settings: Settings, job_id: int) -> None:
    """Let a process of its own do the work; it goes on when the server's worker that started it ends."""
    worker = subprocess.Popen(  # noqa: S603  (our own command)
        [sys.executable, "-m", "verhaal", "print-job", str(job_id)],
        env=os.environ | settings.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=worker.wait, daemon=True).start()  # so that it leaves no zombie


def forget_outlived(session: Session, files: Files, now: datetime) -> int:
    """Remove what was kept for a day and what is not given any more, the files first; how many."""
    gone = queries.outlived(session, now)
    for job in gone:
        if job.kept_as:
            files.delete(job.kept_as)
        session.delete(job)
    return len(gone)


@dataclass
class Worker:
    """Works on one job. `commit` ends each step, so that whoever looks sees how far it is."""

    database: Database
    files: Files
    settings: Settings
    commit: Callable[[Session], None]
    clock: Callable[[], datetime]

    def work(self, job_id: int) -> None:
        with self._alive(job_id):
            try:
                self._tidy()
                self._wait(job_id)
                self._make(job_id)
            except Exception as error:  # whatever it is, who waits is told
                log.exception("The file of job %d was not made", job_id)
                self._tell(job_id, stage=Stage.FAILED, error=f"{type(error).__name__}: {error}"[:500])

    def _make(self, job_id: int) -> None:
        job = self._tell(job_id, stage=Stage.GATHERING)
        (made_of, whole), wanted = self._whole(job), FORMATS[job.format]
        self._tell(job_id, stage=Stage.LAYING_OUT, made_of=made_of)
        content = wanted.made(whole, job.asked_at, key_of(self.settings))
        name = f"print-{secrets.token_hex(32)}.{wanted.suffix}"
        self._tell(job_id, stage=Stage.KEEPING, kept_as=name, file_name=file_name(whole, wanted.suffix))
        self.files.put(name, content, wanted.mimetype)
        self._tell(job_id, stage=Stage.READY, finished_at=self.clock())

    def _whole(self, job: PrintJob) -> tuple[str, record.Account]:
        """What who asked sees of the account now, under its fingerprint, which is taken first: what changes meanwhile
        makes the file outdated. Raises `LookupError` where that is nothing any more."""
        with self.database.session(writes=False) as session:
            viewer = access.viewer_of(session, session.get_one(Person, job.person_id))
            seen = access.visible_accounts(viewer).where(col(AnnualAccount.id) == job.account_id)
            of = session.exec(seen).first()
            if of is None:
                raise LookupError("who asked does not see the account any more")
            return queries.made_of(session, viewer, of), standing.account_of(session, viewer, of, day_of(job.asked_at))

    def _wait(self, job_id: int) -> None:
        """Until those who asked before have theirs: two at once could take more memory than there is."""
        while self._before(job_id):
            threading.Event().wait(TURN)

    def _before(self, job_id: int) -> int:
        with self.database.session(writes=False) as session:
            return queries.before(session, session.get_one(PrintJob, job_id), self.clock())

    def _tidy(self) -> None:
        with self.database.session(writes=True) as session:
            try:
                forget_outlived(session, self.files, self.clock())
                self.commit(session)
            except StoreFailed as error:  # the next one tries again
                log.warning("Files that had their day were not removed: %s", error)

    def _tell(self, job_id: int, **values: Any) -> PrintJob:
        with self.database.session(writes=True) as session:
            job = session.get_one(PrintJob, job_id)
            for name, value in {"alive_at": self.clock(), **values}.items():
                setattr(job, name, value)
            session.add(job)
            self.commit(session)
            return job

    @contextmanager
    def _alive(self, job_id: int) -> Iterator[None]:
        """Signs of life meanwhile."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(BEAT):
                self._tell(job_id)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        yield
        done.set()
        thread.join()
