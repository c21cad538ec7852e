"""Choosing the stories that stand first under an objective: one press each, and one place at a time."""

from typing import NamedTuple

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlmodel import select

from verhaal.annual import choices as choosing
from verhaal.annual.actions import mark
from verhaal.annual.changes import Desk
from verhaal.annual.forms import LONGEST_WHY, ChoiceForm, WhyForm
from verhaal.annual.keeping import keep
from verhaal.annual.models import AnnualAccount, ChosenStory
from verhaal.annual.offers import candidates
from verhaal.annual.routes import ONE, annual, desks, own, read
from verhaal.grants.models import Objective
from verhaal.overview.queries import shared_for
from verhaal.stories.models import Story
from verhaal.web import done, found, page, session

UNDER = ONE + "/choices/<id:objective_id>"
CHOICE = UNDER + "/<id:told_id>"  # a story that is told for the grant's year
WAYS = {"up": -1, "down": 1}


class Place(NamedTuple):
    """An objective of one of an account's grants, and what stands first under it and is still told."""

    account: AnnualAccount
    desk: Desk
    objective: Objective
    shown: list[ChosenStory]

    @property
    def url(self) -> str:
        """Where who chose goes on: on the page with all stories, or at the objective in the account."""
        if "stay" in request.form:
            return url_for(".choices", account_id=self.account.id, objective_id=self.objective.id)
        return url_for(".account", account_id=self.account.id, _anchor=f"objective-{self.objective.id}")


@annual.get(UNDER)
def choices(account_id: int, objective_id: int) -> ResponseReturnValue:
    place = _place(account_id, objective_id)
    on = read(place.account)
    at = next(at for at, each in enumerate(on.grants) if each.id == place.desk.grant.id)
    items = (item for part in on.lists[at].parts for item in part.items)
    return page("annual/choices.html", account=place.account, mark=mark, whole=on.whole,
                item=next(item for item in items if item.objective_id == objective_id),
                rows=candidates(on.years[at], on.whole.pages, objective_id))  # fmt: skip


@annual.post(CHOICE)
def choose(account_id: int, objective_id: int, told_id: int) -> ResponseReturnValue:
    place, form = _place(account_id, objective_id), ChoiceForm()
    told = shared_for(place.desk.viewer, place.desk.grant, place.desk.year).where(Story.id == told_id)
    found(told)
    choosing.choose(place.desk, objective_id, told_id, (form.text.data or "").strip()[:LONGEST_WHY])
    return done(gettext("Chosen. Why it was chosen stands with it; you can change that."), place.url)


@annual.post(CHOICE + "/why")
def explain(account_id: int, objective_id: int, told_id: int) -> ResponseReturnValue:
    place, form = _place(account_id, objective_id), WhyForm()
    row = _chosen(place, told_id)

    def again(status: int, **more: str) -> ResponseReturnValue:
        return page("annual/words.html", status, account=place.account, title=place.objective.name,
                    ask=gettext("Why was this story chosen?"), form=form, **more)  # fmt: skip

    return keep(form, row.why, lambda text: choosing.explain(place.desk, row, text), again, place.url)


@annual.post(CHOICE + "/moves")
def move(account_id: int, objective_id: int, told_id: int) -> ResponseReturnValue:
    place = _place(account_id, objective_id)
    row = _chosen(place, told_id)
    if request.form.get("seen") != choosing.order(place.shown):
        flash(gettext("A colleague changed these choices meanwhile. This is how they stand now; nothing was moved."),
              "warning")  # fmt: skip
        return redirect(place.url, 303)
    choosing.move(place.desk, place.shown, row, WAYS.get(request.form.get("to", ""), 0))
    return redirect(place.url, 303)


@annual.post(CHOICE + "/removal")
def leave_out(account_id: int, objective_id: int, told_id: int) -> ResponseReturnValue:
    place = _place(account_id, objective_id)
    choosing.leave_out(place.desk, _chosen(place, told_id))
    return done(gettext("It stands first no longer; it stays in the annex."), place.url)


def _place(account_id: int, objective_id: int) -> Place:
    of = own(account_id)
    for desk in desks(of):
        asked = select(Objective).where(Objective.id == objective_id, Objective.grant_id == desk.grant.id)
        if objective := session().exec(asked).first():
            return Place(of, desk, objective, _shown(desk, objective_id))
    return abort(404)


def _shown(desk: Desk, objective_id: int) -> list[ChosenStory]:
    """What stands under an objective, without what is told no more."""
    told = {each.id for each in session().exec(shared_for(desk.viewer, desk.grant, desk.year))}
    rows = choosing.chosen(session(), desk.grant, desk.year, objective_id)
    return [each for each in rows if each.story_id in told]


def _chosen(place: Place, told_id: int) -> ChosenStory:
    return next((each for each in place.shown if each.story_id == told_id), None) or abort(404)
