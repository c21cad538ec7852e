"""The annual account of a grant's year: as a page, as PDF, and the words that the organisation adds."""

import re
import unicodedata

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.annual import actions, draws, queries, words
from verhaal.annual.account import compose
from verhaal.annual.export import document_of
from verhaal.annual.forms import WordsForm
from verhaal.annual.models import Subject
from verhaal.annual.pdf import render
from verhaal.draws.models import Draw
from verhaal.grants.models import Grant
from verhaal.overview.leading import leading
from verhaal.web import done, found, now, page, require, session, viewer

annual = Blueprint("annual", __name__, url_prefix="/grants/<id:grant_id>/accounts/<int(min=1990, max=2200):year>")

WORDS = "/words/<any(activity, objective, obligation, lessons, residents, financial):about>/<int(max=2147483647):topic>"


@annual.get("")
def account(grant_id: int, year: int) -> ResponseReturnValue:
    grant = _grant(grant_id, year)
    of = queries.grant_year(session(), viewer(), grant, year)
    document = compose(of, now(), leading(viewer(), grant, year))
    return page("annual/account.html", grant=grant, year=year, document=document, topics=words.topics(of),
                draws=of.draws, fitting=draws.fitting(session(), viewer(), of))  # fmt: skip


@annual.get("/pdf")
def pdf(grant_id: int, year: int) -> ResponseReturnValue:
    grant = _grant(grant_id, year)
    paper = render(document_of(session(), viewer(), grant, year, now()), at=now())
    name = f"jaarverantwoording-{_slug(grant.reference)}-{year}.pdf"
    return Response(paper, mimetype="application/pdf", headers=_as(name))


@annual.get(WORDS)
def words_about(grant_id: int, year: int, about: str, topic: int) -> ResponseReturnValue:
    grant, asked = _topic(grant_id, year, about, topic)
    form = WordsForm(formdata=None, text=asked.text, seen=actions.mark(asked.text))
    return page("annual/words.html", grant=grant, year=year, topic=asked, form=form)


@annual.post(WORDS)
def save_words(grant_id: int, year: int, about: str, topic: int) -> ResponseReturnValue:
    grant, asked = _topic(grant_id, year, about, topic)
    form = WordsForm()
    if not form.validate():
        return page("annual/words.html", 422, grant=grant, year=year, topic=asked, form=form)
    if form.seen.data != actions.mark(asked.text):
        form.seen.data = actions.mark(asked.text)
        return page("annual/words.html", 409, grant=grant, year=year, topic=asked, form=form, other=asked.text)
    actions.say(session(), viewer(), grant, year, (asked.subject, asked.id), (form.text.data or "").strip(), now())
    return done(gettext("Saved."), url_for(".account", grant_id=grant.id, year=year, _anchor=asked.section))


@annual.post("/draws/<id:draw_id>")
def add_draw(grant_id: int, year: int, draw_id: int) -> ResponseReturnValue:
    grant = _grant(grant_id, year)
    draw = found(access.visible_draws(viewer()).where(Draw.id == draw_id, Draw.grant_id == grant.id))
    told = queries.grant_year(session(), viewer(), grant, year).told
    if draw.fingerprint not in draws.fitting_urns(session(), told, [draw]):
        flash(gettext("This draw is also from stories of another year, so it cannot stand in this account."), "warning")
        return redirect(url_for(".account", grant_id=grant.id, year=year), 303)
    draws.add(session(), viewer(), grant, year, draw, now())
    return done(gettext("The draw stands in the account."),
                url_for(".account", grant_id=grant.id, year=year, _anchor="selection"))  # fmt: skip


@annual.post("/draws/<id:draw_id>/removal")
def remove_draw(grant_id: int, year: int, draw_id: int) -> ResponseReturnValue:
    grant = _grant(grant_id, year)
    draws.remove(session(), grant, year, draw_id)
    return done(gettext("The draw is out of the account. It is still kept under the draws."),
                url_for(".account", grant_id=grant.id, year=year, _anchor="draws"))  # fmt: skip


def _grant(grant_id: int, year: int) -> Grant:
    grant = found(access.visible_grants(viewer()).where(Grant.id == grant_id))
    require(access.may_account(viewer(), grant))
    return grant if year in grant.years else abort(404)


def _topic(grant_id: int, year: int, about: str, topic_id: int) -> tuple[Grant, words.Topic]:
    grant = _grant(grant_id, year)
    of = queries.grant_year(session(), viewer(), grant, year)
    wanted = (Subject(about), topic_id)
    return grant, next((each for each in words.topics(of) if (each.subject, each.id) == wanted), None) or abort(404)


def _as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower() or "verhaal"
