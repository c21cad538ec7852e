"""Whom to remind of which account that is nearly due, once at each step; asked on behalf of who is reminded."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual import queries, record
from verhaal.annual.expected import Expected, expected
from verhaal.annual.models import DueReminded
from verhaal.annual.recording import recorded
from verhaal.db import add_once
from verhaal.grants.models import Due
from verhaal.notices.mail import Mail
from verhaal.notices.rounds import Letter
from verhaal.people.models import Membership, Person, Rhythm, Role, Topic, Wish
from verhaal.week import day_of

STEPS = (56, 21, 7)  # days before: eight weeks, three weeks and one
LATE = -1
CATCHING_UP = timedelta(days=7)  # so long after the day it is still said that it was late


class NearlyDue(NamedTuple):
    """`missing` counts what the account lacks as it would be today."""

    expected: Expected
    due: Due
    step: int
    days: int  # that are left
    missing: int


def letters(session: Session, now: datetime, write: Callable[[Person, list[NearlyDue]], Mail]) -> Iterator[Letter]:
    """To each coordinator in one mail what came nearer since the last. Taking one makes a row for each step."""
    for person in _coordinators(session):
        if near := _nearly_due(session, access.viewer_of(session, person), day_of(now)):
            yield _letter(session, write(person, near), [_row(person, each, now) for each in near])


def step_of(due_on: date, today: date) -> int | None:
    """The last step that has come: what was not run in time is told later, and what lies further back is left out."""
    left = due_on - today
    if left.days < 0:
        return LATE if -left <= CATCHING_UP else None
    return min((step for step in STEPS if left.days <= step), default=None)


def _coordinators(session: Session) -> list[Person]:
    """Who did not end this mail."""
    current = select(Membership.person_id).where(Membership.role == Role.COORDINATOR, col(Membership.until).is_(None))
    ended = select(Wish.person_id).where(Wish.topic == Topic.ACCOUNTS, Wish.rhythm == Rhythm.NEVER)
    people = select(Person).where(col(Person.id).in_(current), col(Person.id).not_in(ended))
    return list(session.exec(people.order_by(col(Person.id))))


def _nearly_due(session: Session, viewer: Viewer, today: date) -> list[NearlyDue]:
    told, found = _told(session, viewer), []
    for each in expected(session, viewer, today - CATCHING_UP, today + timedelta(days=STEPS[0])):
        if each.due is None or each.is_signed or not access.may_account(viewer, each.grant):
            continue
        step, left = step_of(each.due.due_on, today), (each.due.due_on - today).days
        if step == LATE and not each.is_late(today):
            continue  # it was offered in time, and waits for others
        if step is not None and (each.grant.id, each.due.due_on, step) not in told:
            found.append(NearlyDue(each, each.due, step, left, _missing(session, viewer, each, today)))
    return found


def _told(session: Session, viewer: Viewer) -> set[tuple[int, date, int]]:
    own = select(DueReminded).where(DueReminded.person_id == viewer.id)
    return {(row.grant_id, row.due_on, row.step) for row in session.exec(own)}


def _missing(session: Session, viewer: Viewer, of: Expected, today: date) -> int:
    year = queries.grant_year(session, viewer, of.grant, of.year)
    whole = recorded([year], of.year, today, organisation=of.organisation.name, funder=of.funder.name,
                     correction=record.Correction())  # fmt: skip
    return len(whole.core.grants[0].missing)


def _row(person: Person, near: NearlyDue, now: datetime) -> DueReminded:
    of, due_on = near.expected.grant, near.due.due_on
    return DueReminded(person_id=person.id, grant_id=of.id, due_on=due_on, step=near.step, written_at=now)


def _letter(session: Session, mail: Mail, rows: list[DueReminded]) -> Letter:
    """Of two rounds at once only the one that makes the rows mails them."""

    def give_back(_is_refused: bool) -> None:
        for row in rows:
            session.delete(row)

    return Letter(mail, lambda: all(add_once(session, row) for row in rows), give_back)
