"""Taking a change in an annual account back, and doing it again."""

from collections.abc import Callable

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal.annual import undoing
from verhaal.annual.changes import Desk, change_of
from verhaal.annual.models import AccountChange
from verhaal.annual.routes import ONE, annual, desks, own
from verhaal.annual.undoing import ChangedSince
from verhaal.web import session

CHANGE = ONE + "/changes/<id:change_id>"


@annual.post(CHANGE + "/undoing")
def undo(account_id: int, change_id: int) -> ResponseReturnValue:
    return _turn(account_id, change_id, undoing.undo, gettext("Undone."))


@annual.post(CHANGE + "/redoing")
def redo(account_id: int, change_id: int) -> ResponseReturnValue:
    return _turn(account_id, change_id, undoing.redo, gettext("Done again."))


def _turn(
    account_id: int, change_id: int, turn: Callable[[Desk, AccountChange], None], said: str
) -> ResponseReturnValue:
    of = own(account_id)
    writing = desks(of)
    change = change_of(session(), [desk.grant for desk in writing], of.year, change_id) or abort(404)
    try:
        turn(next(desk for desk in writing if desk.grant.id == change.grant_id), change)
        flash(said, "success")
    except ChangedSince:
        flash(gettext("Something was changed there since, so nothing was taken back: look first at how it stands now."),
              "warning")  # fmt: skip
    return redirect(url_for(".account", account_id=of.id, _anchor="lately"), 303)
