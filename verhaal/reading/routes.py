"""Reading a story, alone or from a list, and answering it."""

import uuid
from collections.abc import Sequence
from contextlib import suppress

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.db import add_once
from verhaal.people.models import Funder, Person
from verhaal.reading import own, queries, queue, stopping, strip, thread_mail
from verhaal.reading.commitment_forms import CommitmentForm, taken_on
from verhaal.reading.forms import AnswerForm, ResponseForm
from verhaal.reading.models import Answer, Reading, Response, ResponseKind
from verhaal.reading.notes import notes_of
from verhaal.reading.shelf import Choice, Show
from verhaal.reading.sitting import Sitting, Spot
from verhaal.reading.year import picture
from verhaal.stories import queries as stories
from verhaal.stories.queries import Telling
from verhaal.web import asked_id, done, found, now, page, require, session, viewer
from verhaal.week import Week, day_of

reading = Blueprint("reading", __name__)


@reading.get("/stories")
def mine() -> ResponseReturnValue:
    require(access.may_tell(viewer()))
    choice, shelf = _choice(), own.shelf(session(), viewer())
    year = choice.year or next(iter(shelf.years), Week.of(now()).year)
    chosen, drawn = shelf.chosen(choice), picture(year, shelf.told)
    weeks = strip.own(drawn, choice.week)
    return page("reading/mine.html", choice=choice, shelf=shelf, year=drawn, found=len(chosen),
                strip=weeks, listed=own.page_of(session(), viewer(), chosen, _number()))  # fmt: skip


@reading.get("/stories/<id:story_id>")
def story(story_id: int) -> ResponseReturnValue:
    return _story_page(_telling(story_id), ResponseForm(formdata=None), {})


@reading.post("/stories/<id:story_id>/reading")
def read(story_id: int) -> ResponseReturnValue:
    """That it was read: by the button, or by the page itself once it stood open for a while."""
    telling = _telling(story_id)
    require(access.may_respond(viewer(), telling.story, telling.funder_ids))
    if request.form.get("quietly"):
        _record_reading(telling)
        stopping.keep_place(session(), viewer(), story_id, now())
        return "", 204
    return redirect(_onwards(telling), 303)


@reading.post("/stories/<id:story_id>/responses")
def respond(story_id: int) -> ResponseReturnValue:
    telling, form = _telling(story_id), ResponseForm()
    require(access.may_respond(viewer(), telling.story, telling.funder_ids))
    deed, me = taken_on(form.kind.data), viewer().person
    if not all([form.validate(), deed is None or deed.is_complete(day_of(now()))]):
        return _story_page(telling, form, {}, 422, deed and deed.propose(me.name, day_of(now())))
    said = Response(
        key=form.keyed(), story_id=story_id, version_id=telling.version.id, person_id=me.id,
        funder_id=min(viewer().reads_for & telling.funder_ids), kind=ResponseKind(form.kind.data),
        text=(form.text.data or "").strip(), created_at=now())  # fmt: skip
    if add_once(session(), said):
        session().add_all([deed.promised(said, me.name)] if deed else [])
        thread_mail.tell(session(), me, telling, said)
    thanks = gettext("Thank you. %(author)s will see your words.", author=telling.author.name)
    return done(thanks, f"{_onwards(telling)}#sent-{story_id}")


@reading.post("/responses/<id:response_id>/answers")
def answer(response_id: int) -> ResponseReturnValue:
    response = found(access.visible_responses(viewer()).where(Response.id == response_id))
    telling, form = _telling(response.story_id), AnswerForm()
    require(access.may_answer(viewer(), telling.story, response))
    if not form.validate():
        return _story_page(telling, ResponseForm(formdata=None), {response.id: form}, 422)
    said = Answer(key=form.keyed(), response_id=response.id, person_id=viewer().id,
                  text=(form.text.data or "").strip(), created_at=now())  # fmt: skip
    if add_once(session(), said):
        thread_mail.tell(session(), viewer().person, telling, response, said)
    return done(gettext("Your answer stands under the words it is about."),
                url_for(".story", story_id=telling.story.id, _anchor=f"response-{response.id}"))  # fmt: skip


def _telling(story_id: int) -> Telling:
    return stories.telling(session(), viewer(), story_id) or abort(404)


def _story_page(
    telling: Telling,
    form: ResponseForm,
    answers: dict[int, AnswerForm],
    status: int = 200,
    deed: CommitmentForm | None = None,
) -> ResponseReturnValue:
    told, version = telling.story, telling.version
    form.key.data = form.key.data or str(uuid.uuid4())
    readings, sitting = queries.readings_of(session(), viewer(), told), _sitting()
    may_respond = access.may_respond(viewer(), told, telling.funder_ids)
    return page(
        "reading/story.html",
        status,
        telling=telling,
        **stories.beside(session(), version),
        threads=queries.threads_of(session(), viewer(), [told.id])[told.id],
        readings=readings,
        form=form,
        deed=deed,
        notes=notes_of(session(), viewer(), told),
        answers=answers,
        new_answer=lambda: AnswerForm(formdata=None, key=str(uuid.uuid4())),
        may_respond=may_respond,
        sitting=sitting,
        neighbours=queue.neighbours(session(), viewer(), sitting, _spot(telling, readings)) if may_respond else None,
        is_read=any(each.version_id == version.id and person.id == viewer().id for each, person, *_ in readings),
    )


def _sitting() -> Sitting:
    return Sitting.parse(request.args, now())


def _spot(telling: Telling, readings: Sequence[tuple[Reading, Person, Funder, int]]) -> Spot:
    """Where the story lies in this sitting."""
    told, at = telling.story, _sitting().at
    mine = [each for each, person, *_ in readings if person.id == viewer().id]
    was_read = any(each.version_id == telling.version.id and each.read_at <= at for each in mine)
    return Spot(not was_read, told.shared_at or told.created_at, told.id)


def _onwards(telling: Telling) -> str:
    """Done with this story: it is read, and one is at the next. Gives its address; the list's where there is none."""
    spot = _spot(telling, queries.readings_of(session(), viewer(), telling.story))
    _record_reading(telling)
    sitting = _sitting()
    following = queue.next_unread(session(), viewer(), sitting.sieve, spot)
    if following is None and not spot.is_unread:  # reading again: on through what was read
        following = queue.neighbours(session(), viewer(), sitting, spot).following
    stopping.keep_place(session(), viewer(), following or telling.story.id, now())
    if following is None:
        return url_for(".table", **sitting.afresh)
    return url_for(".story", story_id=following, **sitting.address)


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
