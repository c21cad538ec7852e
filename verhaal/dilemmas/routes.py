"""Dilemma notes: writing one, keeping it, throwing it away. Nobody but their author gets here."""

import uuid

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.db import add_once
from verhaal.dilemmas import queries
from verhaal.dilemmas.forms import DilemmaForm
from verhaal.dilemmas.models import Dilemma
from verhaal.stories.models import Story
from verhaal.stories.queries import telling
from verhaal.web import asked_id, done, found, now, page, require, session, viewer

dilemmas = Blueprint("dilemmas", __name__, url_prefix="/dilemmas")


@dilemmas.get("")
def index() -> ResponseReturnValue:
    return page("dilemmas/index.html", notes=queries.noted(session(), viewer()))


@dilemmas.get("/new")
def new() -> ResponseReturnValue:
    require(access.may_keep_dilemmas(viewer()))
    asked = asked_id("story")
    about = found(queries.own_story(viewer(), asked)) if asked else None
    return _form_page(DilemmaForm(formdata=None, key=str(uuid.uuid4()), story=about.id if about else ""), about)


@dilemmas.post("")
def create() -> ResponseReturnValue:
    require(access.may_keep_dilemmas(viewer()))
    form = DilemmaForm()
    about = _own_story(form.story_id)
    if not form.validate():
        form.key.data = form.keyed()
        return _form_page(form, about, status=422)
    note = Dilemma(key=form.keyed(), author_id=viewer().id, story_id=about.id if about else None, text=form.typed,
                   created_at=now(), saved_at=now())  # fmt: skip
    return _kept(note) if add_once(session(), note) else _sent_before(form, about)


@dilemmas.get("/<id:dilemma_id>")
def edit(dilemma_id: int) -> ResponseReturnValue:
    note = found(queries.dilemma(viewer(), dilemma_id))
    form = DilemmaForm(formdata=None, text=note.text, revision=note.revision)
    return _form_page(form, _own_story(note.story_id), note)


@dilemmas.post("/<id:dilemma_id>")
def save(dilemma_id: int) -> ResponseReturnValue:
    note, form = found(queries.dilemma(viewer(), dilemma_id)), DilemmaForm()
    if not form.validate():
        return _form_page(form, _own_story(note.story_id), note, 422)
    if form.typed != note.text:
        if form.opened_at != note.revision:
            return _conflict(form, note)
        note.rewrite(form.typed, now())
        session().add(note)
    return _kept(note)


@dilemmas.post("/<id:dilemma_id>/discarding")
def discard(dilemma_id: int) -> ResponseReturnValue:
    session().delete(found(queries.dilemma(viewer(), dilemma_id)))
    return done(gettext("The note is gone."), url_for(".index"))


def _own_story(story_id: int | None) -> Story | None:
    """The story a note is about, if it is still there: a draft thrown away meanwhile must not cost the note."""
    return session().exec(queries.own_story(viewer(), story_id)).first() if story_id else None


def _form_page(
    form: DilemmaForm, about: Story | None, note: Dilemma | None = None, status: int = 200, other: str | None = None
) -> ResponseReturnValue:
    """The note in its form; `other` is the text that was saved elsewhere meanwhile."""
    told = telling(session(), viewer(), about.id) if about else None
    return page("dilemmas/note.html", status, form=form, about=told, note=note, other=other)


def _sent_before(form: DilemmaForm, about: Story | None) -> ResponseReturnValue:
    """The key is in use: the same thing sent twice is one note; another text is a conflict to be shown."""
    note = session().exec(queries.by_key(viewer(), form.keyed())).first()
    if note is None:  # somebody else's: what was typed gets a key of its own
        form.key.data = str(uuid.uuid4())
        return _form_page(form, about, status=409)
    return _kept(note) if note.text == form.typed else _conflict(form, note)


def _conflict(form: DilemmaForm, note: Dilemma) -> ResponseReturnValue:
    """Both texts on one page; saving again keeps the one that stands in the form."""
    form.revision.data = str(note.revision)
    return _form_page(form, _own_story(note.story_id), note, 409, note.text)


def _kept(note: Dilemma) -> ResponseReturnValue:
    return done(gettext("Kept. Only you read this."), url_for(".edit", dilemma_id=note.id))
