"""What funders took on: the list for both sides, and what became of each."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.grants.models import Grant
from verhaal.reading import commitments as queries
from verhaal.reading import keeping
from verhaal.reading.commitment_forms import ClosingForm, ReopeningForm, in_a_month
from verhaal.reading.commitments import Promise, Show
from verhaal.reading.models import Commitment, NotAsItStands
from verhaal.web import asked_id, done, found, now, page, require, session, viewer
from verhaal.week import day_of

commitments = Blueprint("commitments", __name__, url_prefix="/commitments")


@commitments.get("")
def index() -> ResponseReturnValue:
    require(access.may_see_commitments(viewer()))
    show, today = request.args.get("show", Show.OPEN), day_of(now())
    show = Show(show) if show in list(Show) else Show.OPEN
    offered = session().exec(access.visible_grants(viewer()).order_by(Grant.title)).all()
    grant = next((each for each in offered if each.id == asked_id("grant")), None)
    return page("reading/commitments.html", show=show, grant=grant, grants=offered,
                counts=queries.how_many(session(), viewer(), grant, today),
                listed=queries.promises(session(), viewer(), show, grant, _number()))  # fmt: skip


@commitments.get("/<id:commitment_id>")
def show(commitment_id: int) -> ResponseReturnValue:
    return _page(_promise(commitment_id))


@commitments.post("/<id:commitment_id>/closing")
def close(commitment_id: int) -> ResponseReturnValue:
    promise, form = _own(commitment_id), ClosingForm()
    if not form.is_complete():
        return _page(promise, 422, closing=form)
    try:
        keeping.close(session(), viewer(), promise.commitment, form.words, now(), kept=form.is_kept)
    except NotAsItStands:
        return _page(promise, 409, typed=form.words)
    return done(gettext("Thank you. Who told the story sees what became of it."),
                url_for(".show", commitment_id=commitment_id))  # fmt: skip


@commitments.post("/<id:commitment_id>/reopening")
def reopen(commitment_id: int) -> ResponseReturnValue:
    promise, form = _own(commitment_id), ReopeningForm()
    if not form.is_complete(day_of(now())):
        return _page(promise, 422, reopening=form)
    try:
        keeping.reopen(session(), viewer(), promise.commitment, form.due, form.words, now())
    except NotAsItStands:
        return _page(promise, 409, typed=form.words)
    return done(gettext("It is open again."), url_for(".show", commitment_id=commitment_id))


def _promise(commitment_id: int) -> Promise:
    return queries.promise(session(), viewer(), commitment_id) or abort(404)


def _own(commitment_id: int) -> Promise:
    """One that the viewer may close or open again; no one else does so until this request is over."""
    mine = access.visible_commitments(viewer()).where(Commitment.id == commitment_id)
    found(mine.with_for_update(of=Commitment))
    promise = _promise(commitment_id)
    require(access.may_close(viewer(), promise.story, promise.response))
    return promise


def _page(
    promise: Promise,
    status: int = 200,
    closing: ClosingForm | None = None,
    reopening: ReopeningForm | None = None,
    typed: str = "",
) -> ResponseReturnValue:
    """One commitment, how it went, and the form for what can be done with it now; `typed`: words that came too late."""
    proposed = ReopeningForm(formdata=None, due_on=in_a_month(day_of(now())))
    return page("reading/commitment.html", status, promise=promise, typed=typed,
                steps=queries.steps_of(session(), promise.commitment),
                closing=closing or ClosingForm(formdata=None), reopening=reopening or proposed)  # fmt: skip


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)
