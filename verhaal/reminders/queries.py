"""Who is to be reminded now. Asked on nobody's behalf: it finds whether a week was told, never what was told."""

from datetime import datetime, time

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from verhaal.people.models import Membership, Person, Reminder, Role
from verhaal.reminders.models import Reminded
from verhaal.stories.models import Story, Version
from verhaal.week import AMSTERDAM, Week


def due(session: Session, now: datetime) -> list[Person]:
    """Whose moment passed earlier today by the clock in Amsterdam, and who neither told this week nor was reminded.

    Only on the chosen day: a reminder that comes days late is a reproach. Nor for a moment that had passed already
    when it was chosen.
    """
    local, week = now.astimezone(AMSTERDAM), Week.of(now)
    rows = session.exec(
        select(Person, Reminder)
        .join(Reminder, col(Reminder.person_id) == col(Person.id))
        .where(Reminder.weekday == local.isoweekday(), col(Reminder.hour) <= local.hour)
        .where(_is_a_professional(), ~_told(week), ~_reminded(week))
        .order_by(col(Person.id))
    )
    return [person for person, reminder in rows if reminder.chosen_at <= _moment(local, reminder)]


def _moment(local: datetime, reminder: Reminder) -> datetime:
    return datetime.combine(local.date(), time(reminder.hour or 0), AMSTERDAM)


def _is_a_professional() -> ColumnElement[bool]:
    return exists().where(
        col(Membership.person_id) == col(Person.id),
        col(Membership.role) == Role.PROFESSIONAL,
        col(Membership.until).is_(None),
    )


def _told(week: Week) -> ColumnElement[bool]:
    """That the person shared a story of this week, which stands."""
    return exists().where(
        col(Story.author_id) == col(Person.id),
        col(Story.withdrawn_at).is_(None),
        col(Version.story_id) == col(Story.id),
        col(Version.number) == col(Story.shared_number),
        col(Version.year) == week.year,
        col(Version.week_number) == week.number,
    )


def _reminded(week: Week) -> ColumnElement[bool]:
    return exists().where(
        col(Reminded.person_id) == col(Person.id),
        col(Reminded.year) == week.year,
        col(Reminded.week_number) == week.number,
    )
