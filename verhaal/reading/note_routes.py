"""Noting something about a story among a funder's own people, and taking one's own note away."""

import uuid

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.db import add_once
from verhaal.reading.forms import NoteForm
from verhaal.reading.models import Note
from verhaal.reading.notes import funders_of, notes_of
from verhaal.stories.queries import Telling, telling
from verhaal.web import done, found, now, page, require, session, viewer

notes = Blueprint("notes", __name__)


@notes.get("/stories/<id:story_id>/notes")
def index(story_id: int) -> ResponseReturnValue:
    about = _about(story_id)
    return _page(about, NoteForm(formdata=None, key=str(uuid.uuid4())))


@notes.post("/stories/<id:story_id>/notes")
def add(story_id: int) -> ResponseReturnValue:
    about = _about(story_id)
    form = NoteForm().offer(funders_of(session(), viewer(), about))
    if not form.validate():
        return _page(about, form, 422)
    add_once(session(), Note(key=form.keyed(), story_id=story_id, funder_id=form.funder.data, person_id=viewer().id,
                             text=(form.text.data or "").strip(), created_at=now()))  # fmt: skip
    return done(gettext("Noted. Only your colleagues at the funder see it."), _address(story_id))


@notes.post("/notes/<id:note_id>/removal")
def remove(note_id: int) -> ResponseReturnValue:
    note = found(access.visible_notes(viewer()).where(Note.id == note_id))
    require(access.may_remove_note(viewer(), note))
    session().delete(note)
    return done(gettext("The note is gone."), _address(note.story_id))


def _about(story_id: int) -> Telling:
    about = telling(session(), viewer(), story_id) or abort(404)
    require(access.may_respond(viewer(), about.story, about.funder_ids))
    return about


def _page(about: Telling, form: NoteForm, status: int = 200) -> ResponseReturnValue:
    form.key.data = form.keyed()
    form.offer(funders_of(session(), viewer(), about))
    noted = notes_of(session(), viewer(), about.story)
    return page("reading/notes.html", status, telling=about, form=form, notes=noted)


def _address(story_id: int) -> str:
    return url_for("reading.story", story_id=story_id, _anchor="notes")
