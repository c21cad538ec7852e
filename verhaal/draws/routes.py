"""Drawing stories at random, looking at what was drawn, and doing it over."""

import uuid

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.draws import actions, queries
from verhaal.draws.actions import NothingToDraw, Wish
from verhaal.draws.forms import USUAL, DrawForm
from verhaal.draws.models import Draw, Party
from verhaal.draws.queries import PAGE, Lot, Made
from verhaal.reading.sieve import Sieve
from verhaal.web import asked_id, done, found, now, page, require, session, viewer

draws = Blueprint("draws", __name__, url_prefix="/draws")


@draws.get("")
def index() -> ResponseReturnValue:
    listed = queries.latest(session(), viewer(), asked_id("before"))
    return page("draws/index.html", listed=listed[:PAGE], has_more=len(listed) > PAGE,
                parties=queries.parties(session(), viewer()))  # fmt: skip


@draws.get("/new")
def new() -> ResponseReturnValue:
    return _new(_party(), DrawForm(formdata=None, wanted=USUAL))


@draws.post("")
def draw() -> ResponseReturnValue:
    party, form = _party(), DrawForm()
    require(access.may_draw(viewer(), party))
    if not form.validate():
        return _new(party, form, 422)
    wish = Wish(party, _asked(), form.wanted.data or USUAL, form.keyed())
    try:
        made = actions.draw(session(), viewer(), wish, now())
    except NothingToDraw:
        return _new(party, form, 422)
    if made is None:
        return redirect(url_for(".show", draw_id=found(queries.sent_before(viewer(), wish.key)).id), 303)
    return done(gettext("Drawn, and written down below."), url_for(".show", draw_id=made.id))


@draws.get("/<id:draw_id>")
def show(draw_id: int) -> ResponseReturnValue:
    made = _made(draw_id)
    lots, asked = queries.lots_of(session(), [made.draw])[draw_id], Sieve.parse(made.draw.filter)
    return page("draws/show.html", made=made, draw=made.draw, asked=asked,
                names=queries.names(session(), viewer(), asked), shown=queries.shown(session(), viewer(), lots),
                alike=queries.alike(session(), viewer(), made.draw))  # fmt: skip


@draws.get("/<id:draw_id>/population")
def population(draw_id: int) -> ResponseReturnValue:
    """References only, one a line, without a heading: the file's SHA-256 is the fingerprint."""
    draw = found(access.visible_draws(viewer()).where(Draw.id == draw_id))
    name = f"trekking-{draw.id}-populatie.csv"
    lines = queries.urn(session(), draw)
    return Response(lines, headers={"Content-Disposition": f'attachment; filename="{name}"'},
                    content_type="text/csv; charset=utf-8; header=absent")  # fmt: skip


@draws.get("/<id:draw_id>/repetition")
def repetition(draw_id: int) -> ResponseReturnValue:
    made = _made(draw_id)
    over = queries.repetition(session(), viewer(), made.draw)
    left = [Lot(place, reference, False) for place, reference in enumerate(over.left, 1)]
    return page("draws/repetition.html", made=made, draw=made.draw, over=over,
                withdrawn=len(queries.withdrawn_among(session(), over.gone)),
                shown=queries.shown(session(), viewer(), left))  # fmt: skip


def _new(party: Party, form: DrawForm, status: int = 200) -> ResponseReturnValue:
    asked = _asked()
    form.key.data = form.key.data or str(uuid.uuid4())
    among = queries.how_many(session(), queries.population(viewer(), party, asked, now()))
    return page("draws/new.html", status, form=form, party=party, side=_side(), asked=asked, among=among,
                parties=queries.parties(session(), viewer()),
                names=queries.names(session(), viewer(), asked))  # fmt: skip


def _made(draw_id: int) -> Made:
    return queries.one(session(), viewer(), draw_id) or abort(404)


def _asked() -> Sieve:
    return Sieve.parse(request.args).without("read")


def _side() -> str:
    """From which list is drawn: the funder's or the organisation's own."""
    given = request.args.get("side")
    return given if given in ("funder", "organisation") else "funder" if viewer().reads_for else "organisation"


def _party() -> Party:
    """For whom is drawn: the one in the address, or the viewer's first on that side."""
    ids, asked = viewer().reads_for if _side() == "funder" else viewer().works_for, asked_id("party")
    require(bool(ids))
    chosen = min(ids) if asked is None else asked
    if chosen not in ids:
        abort(404)
    return Party(funder_id=chosen) if _side() == "funder" else Party(organisation_id=chosen)
