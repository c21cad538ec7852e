"""Ending one's reminders from the mail: one press, without signing in."""

from typing import cast

from flask import Blueprint, abort, current_app
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from verhaal.people.actions import choose_reminder
from verhaal.people.models import Person
from verhaal.reminders import queries
from verhaal.reminders.tokens import person_in
from verhaal.web import found, is_signed_in, now, page, public, session

reminders = Blueprint("reminders", __name__, url_prefix="/reminders")


@reminders.get("/<token>/ending")
@public
def ending(token: str) -> ResponseReturnValue:
    """Only a page with a button: mail scanners open links."""
    return _page_for(_person(token), has_ended=False)


@reminders.post("/<token>/ending")
@public
def end(token: str) -> ResponseReturnValue:
    """By that button, or by a mail program (RFC 8058), which carries no CSRF token and follows no redirect."""
    person = _person(token)
    choose_reminder(session(), person.id, None, None, now())
    return _page_for(person, has_ended=True)


def _person(token: str) -> Person:
    person_id = person_in(cast(str, current_app.secret_key), token)
    return found(queries.person(person_id)) if person_id is not None else abort(404)


def _page_for(person: Person, *, has_ended: bool) -> ResponseReturnValue:
    """In the language of the person whose mail it was, unless this browser has chosen one."""
    if "language" in cookie or is_signed_in():
        return page("reminders/ending.html", has_ended=has_ended)
    with force_locale(person.language):
        return page("reminders/ending.html", has_ended=has_ended)
