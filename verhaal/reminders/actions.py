"""Reminding everyone who is due, at most once a week each."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlmodel import Session

from verhaal.db import add_once
from verhaal.notices.mail import Mail
from verhaal.notices.rounds import Letter
from verhaal.people.models import Person
from verhaal.reminders import queries
from verhaal.reminders.models import Reminded
from verhaal.week import Week


def letters(session: Session, now: datetime, write: Callable[[Person], Mail]) -> Iterator[Letter]:
    """To everyone who is due. Taking one makes a row for the person and week; giving it back deletes that."""
    week = Week.of(now)
    for person in queries.due(session, now):
        row = Reminded(person_id=person.id, written_at=now, year=week.year, week_number=week.number)
        yield _letter(session, write(person), row)


def _letter(session: Session, mail: Mail, row: Reminded) -> Letter:
    return Letter(mail, lambda: add_once(session, row), lambda _is_refused: session.delete(row))
