"""Reading a story, alone or from a list, and answering it."""

import uuid
from contextlib import suppress

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.db import add_once
from verhaal.grants.models import Grant
from verhaal.reading import own, queries
from verhaal.reading.forms import AnswerForm, ResponseForm
from verhaal.reading.models import Answer, Reading, Response, ResponseKind
from verhaal.reading.shelf import Choice, Show
from verhaal.reading.year import picture
from verhaal.stories import queries as stories
from verhaal.stories.queries import Telling
from verhaal.storylines import queries as storylines
from verhaal.web import asked_id, done, found, now, page, require, session, viewer
from verhaal.week import Week

reading = Blueprint("reading", __name__)


@reading.get("/reading")
def table() -> ResponseReturnValue:
    require(access.may_read_for_a_funder(viewer()))
    grant_id = asked_id("grant")
    seen = access.visible_grants(viewer()).where(access.given_by_our_funder(viewer()))
    return page("reading/table.html", listed=queries.to_read(session(), viewer(), grant_id, _number()),
                unread=queries.unread_count(session(), viewer()), grant_id=grant_id,
                grants=session().exec(seen.order_by(Grant.title)).all())  # fmt: skip


@reading.get("/stories")
def mine() -> ResponseReturnValue:
    require(access.may_tell(viewer()))
    choice, shelf = _choice(), own.shelf(session(), viewer())
    year = choice.year or next(iter(shelf.years), Week.of(now()).year)
    chosen = shelf.chosen(choice)
    return page("reading/mine.html", choice=choice, shelf=shelf, year=picture(year, shelf.told), found=len(chosen),
                listed=own.page_of(session(), viewer(), chosen, _number()))  # fmt: skip


@reading.get("/stories/shared")
def ours() -> ResponseReturnValue:
    require(bool(viewer().works_for))
    return page("reading/ours.html", listed=queries.ours(session(), viewer(), _number()))


@reading.get("/stories/<id:story_id>")
def story(story_id: int) -> ResponseReturnValue:
    return _story_page(_telling(story_id), ResponseForm(formdata=None), {})


@reading.post("/stories/<id:story_id>/reading")
def read(story_id: int) -> ResponseReturnValue:
    """That it was read: by the button, or by the page itself once it stood open for a while."""
    telling = _telling(story_id)
    require(access.may_respond(viewer(), telling.story, telling.funder_ids))
    _record_reading(telling)
    if request.form.get("quietly"):
        return "", 204
    following = queries.next_unread(session(), viewer(), telling.story)
    return redirect(url_for(".story", story_id=following) if following else url_for(".table"), 303)


@reading.post("/stories/<id:story_id>/responses")
def respond(story_id: int) -> ResponseReturnValue:
    telling, form = _telling(story_id), ResponseForm()
    require(access.may_respond(viewer(), telling.story, telling.funder_ids))
    if not form.validate():
        return _story_page(telling, form, {}, 422)
    _record_reading(telling)
    add_once(session(), Response(
        key=form.keyed(), story_id=story_id, version_id=telling.version.id, person_id=viewer().id,
        funder_id=min(viewer().reads_for & telling.funder_ids), kind=ResponseKind(form.kind.data),
        text=(form.text.data or "").strip(), created_at=now()))  # fmt: skip
    return done(gettext("Thank you. %(author)s will see your words.", author=telling.author.name),
                url_for(".story", story_id=story_id, _anchor="responses"))  # fmt: skip


@reading.post("/responses/<id:response_id>/answers")
def answer(response_id: int) -> ResponseReturnValue:
    response = found(access.visible_responses(viewer()).where(Response.id == response_id))
    telling, form = _telling(response.story_id), AnswerForm()
    require(access.may_answer(viewer(), telling.story, response))
    if not form.validate():
        return _story_page(telling, ResponseForm(formdata=None), {response.id: form}, 422)
    add_once(session(), Answer(key=form.keyed(), response_id=response.id, person_id=viewer().id,
                               text=(form.text.data or "").strip(), created_at=now()))  # fmt: skip
    return done(gettext("Your answer stands under the words it is about."),
                url_for(".story", story_id=telling.story.id, _anchor=f"response-{response.id}"))  # fmt: skip


def _telling(story_id: int) -> Telling:
    return stories.telling(session(), viewer(), story_id) or abort(404)


def _story_page(
    telling: Telling, form: ResponseForm, answers: dict[int, AnswerForm], status: int = 200
) -> ResponseReturnValue:
    told, version = telling.story, telling.version
    form.key.data = form.key.data or str(uuid.uuid4())
    readings = queries.readings_of(session(), viewer(), told)
    return page(
        "reading/story.html",
        status,
        telling=telling,
        **stories.beside(session(), version),
        threads=queries.threads_of(session(), viewer(), [told.id])[told.id],
        readings=readings,
        line=storylines.around(session(), viewer(), told, version),
        form=form,
        answers=answers,
        new_answer=lambda: AnswerForm(formdata=None, key=str(uuid.uuid4())),
        is_read=any(each.version_id == version.id and person.id == viewer().id for each, person, *_ in readings),
    )


def _record_reading(telling: Telling) -> None:
    """Once per version, person and funder, however often it is opened."""
    for funder_id in sorted(viewer().reads_for & telling.funder_ids):
        add_once(session(), Reading(
            version_id=telling.version.id, person_id=viewer().id, funder_id=funder_id, read_at=now()))  # fmt: skip


def _choice() -> Choice:
    """What the address asks for; nonsense in it is as good as nothing."""
    show, year, week = request.args.get("show", ""), asked_id("year"), None
    if year not in range(1990, 2201):
        year = None
    with suppress(ValueError):
        week = Week.parse(f"{year}-W{asked_id('week')}")
    return Choice(Show(show) if show in list(Show) else Show.ALL, year, week, asked_id("place"), asked_id("objective"))


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)
