"""Writing down that someone independent confirmed an outcome (Outcome Harvesting, substantiation)."""

from typing import NamedTuple

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal.annual import confirming
from verhaal.annual.changes import Desk
from verhaal.annual.confirming import Told
from verhaal.annual.forms import ConfirmationForm
from verhaal.annual.models import AnnualAccount
from verhaal.annual.routes import ONE, annual, desks, own
from verhaal.web import done, now, page, session, viewer
from verhaal.week import day_of

CONFIRMING = ONE + "/outcomes/<id:outcome_id>/confirmations"


class Asked(NamedTuple):
    """An outcome that is told in an account that the viewer writes in."""

    account: AnnualAccount
    desk: Desk
    told: Told

    @property
    def url(self) -> str:
        return url_for(".confirmations", account_id=self.account.id, outcome_id=self.told.outcome.id)


@annual.get(CONFIRMING)
def confirmations(account_id: int, outcome_id: int) -> ResponseReturnValue:
    return _page(_asked(account_id, outcome_id), ConfirmationForm.empty())


@annual.post(CONFIRMING)
def confirm(account_id: int, outcome_id: int) -> ResponseReturnValue:
    asked, form = _asked(account_id, outcome_id), ConfirmationForm()
    if not form.is_complete(day_of(now())):
        return _page(asked, form, 422)
    confirming.confirm(asked.desk, form.confirmation(outcome_id, viewer().id, now()))
    return done(gettext("The confirmation stands with the outcome."), asked.url)


@annual.post(ONE + "/confirmations/<id:confirmation_id>/removal")
def remove_confirmation(account_id: int, confirmation_id: int) -> ResponseReturnValue:
    of = own(account_id)
    for desk in desks(of):
        if row := confirming.confirmation_told(desk, confirmation_id):
            confirming.remove(desk, row)
            return done(gettext("The confirmation is out of the account. You can undo that."),
                        url_for(".account", account_id=of.id, _anchor="lately"))  # fmt: skip
    return abort(404)


def _asked(account_id: int, outcome_id: int) -> Asked:
    of = own(account_id)
    for desk in desks(of):
        if told := confirming.outcome_told(desk, outcome_id):
            return Asked(of, desk, told)
    return abort(404)


def _page(asked: Asked, form: ConfirmationForm, status: int = 200) -> ResponseReturnValue:
    told = confirming.confirmed(session(), [asked.told.version.story_id])
    return page("annual/confirmations.html", status, account=asked.account, told=asked.told, form=form,
                confirmed=told.get((asked.told.version.story_id, asked.told.outcome.change), ()))  # fmt: skip
