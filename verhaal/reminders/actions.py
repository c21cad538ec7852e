"""Reminding everyone who is due, at most once a week each."""

from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import NamedTuple

from sqlmodel import Session

from verhaal.db import add_once
from verhaal.notices.mail import Mail
from verhaal.people.models import Person
from verhaal.reminders import queries
from verhaal.reminders.models import Reminded
from verhaal.week import Week


class Result(NamedTuple):
    """How many were reminded, how many mails were refused, and why the run stopped early, if it did."""

    reminded: int = 0
    refused: int = 0
    stopped: str = ""


def remind(
    session: Session,
    now: datetime,
    write: Callable[[Person], Mail],
    deliver: Callable[[Mail], None],
    commit: Callable[[], None],
) -> Result:
    """Remind everyone who is due. `deliver` raises OSError where it fails; `commit` is the command's.

    A row per person and week is committed before the mail is handed over, and of two runs at once only the one whose
    row it is sends. A crash between row and mail therefore costs one person one reminder; the other way round it would
    cost a second mail, and after a failing disk one every quarter of an hour. A reminder can be missed, trust cannot.
    What the mail server does not take is told: its row is taken back, so that the next run tries again that day.
    """
    result = Result()
    for person in queries.due(session, now):
        mail = write(person)
        row = Reminded(person_id=person.id, written_at=now, year=Week.of(now).year, week_number=Week.of(now).number)
        if not add_once(session, row):
            continue
        commit()
        try:
            deliver(mail)
        except OSError as error:
            session.delete(row)
            commit()
            if not isinstance(error, SMTPRecipientsRefused | SMTPDataError):
                return result._replace(stopped=type(error).__name__)  # never its text, which may hold an address
            result = result._replace(refused=result.refused + 1)
        else:
            result = result._replace(reminded=result.reminded + 1)
    return result
