"""Keeping what is typed as it is typed, and showing what was kept beside a draft."""

import uuid

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from verhaal import access
from verhaal.forms import chosen
from verhaal.stories import actions, offering, queries, sharing, sheets
from verhaal.stories.forms import StoryForm
from verhaal.stories.models import Sheet, Story, Version
from verhaal.stories.routes import page_of, stories
from verhaal.stories.seen import the_standing
from verhaal.stories.sheets import Typed
from verhaal.stories.week_form import kept_form, offered, put_aside, says_the_same
from verhaal.web import done, found, now, require, session, viewer

ROOM_TO_TYPE = 400_000  # characters of one page, whatever is wrong with them


@stories.get("/token")
def token() -> ResponseReturnValue:
    """For a page that outlived its sign-in: a fresh token, and whose device this is now."""
    return {"csrf": generate_csrf(), "person": viewer().id}


@stories.post("/sheets")
def keep() -> ResponseReturnValue:
    """What a page sends by itself: into the draft where it fits, beside it where not; wrong as it may be.

    Answers `kept` (nothing, draft, beside or shared), the draft's `mark` and the `url` where the text now stands.
    """
    require(access.may_tell(viewer()))
    typed = _typed()
    story = offering.own_by_key(session(), viewer(), typed.key)
    draft = session().exec(queries.draft_of(story)).first() if story and access.may_edit(viewer(), story) else None
    form = offered(StoryForm(request.form), draft, story)
    if story is None and not form.holds_anything:
        return {"kept": "nothing"}
    if story is None and form.validate():
        story = actions.begin(session(), viewer(), form.organisation_id, typed.key, form.entry(), now())
        draft = found(queries.draft_of(story)) if story else None
        fits = draft is not None
    else:
        fits = draft is not None and typed.fits(draft) and bool(form.validate())
    if story is None or draft is None or not fits:
        return _beside(typed, form, story)
    sheets.put_in(session(), viewer(), draft, form.entry(), typed, now())
    if "share" in request.form and form.is_fit_to_share() and not sharing.wants_a_look(draft):
        sharing.share_now(story, draft)
        return {"kept": "shared", "url": url_for("reading.story", story_id=story.id)}
    return {"kept": "draft", "mark": draft.mark, "url": url_for(".edit", story_id=story.id)}


@stories.post("/sheets/<id:sheet_id>/taking")
def take(sheet_id: int) -> ResponseReturnValue:
    """The kept text takes the draft's place, and the draft's text takes its: the two change places, nothing is lost."""
    sheet = _sheet(sheet_id)
    story = offering.own_by_key(session(), viewer(), sheet.key)
    draft = _draft_for(story) if story else None
    form = kept_form(sheet, draft, story)
    if not form.validate():
        form.mark.data = draft.mark if draft else ""
        form.before.data = sheet.sheet
        return page_of(form, story, 422)
    if story is None or draft is None:
        require(access.may_tell(viewer()))
        key = sheet.key if story is None else str(uuid.uuid4())  # a withdrawn story rests; its words may begin another
        story = actions.begin(session(), viewer(), form.organisation_id, key, form.entry(), now()) or abort(409)
    else:
        if draft.revision > 1 or story.is_draft:  # else it is a correction that began just now
            put_aside(story, draft)
        actions.save(session(), draft, form.entry(), draft.mark, now())
    sheets.clear(session(), viewer(), sheet.sheet)
    return done(gettext("This text now stands in your draft."), url_for(".edit", story_id=story.id))


@stories.post("/sheets/<id:sheet_id>/discarding")
def discard_sheet(sheet_id: int) -> ResponseReturnValue:
    sheet = _sheet(sheet_id)
    story = offering.own_by_key(session(), viewer(), sheet.key)
    sheets.clear(session(), viewer(), sheet.sheet)
    return done(gettext("The text is gone."), _where(story))


def _typed() -> Typed:
    """What the page sent; only its ids are needed, everything else may be as wrong as it likes."""
    try:
        key, sheet = (str(uuid.UUID(request.form.get(name, ""))) for name in ("key", "sheet"))
    except ValueError:
        abort(400)
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] not in ("csrf_token", "share", "count")]
    if sum(len(name) + len(value) for name, value in pairs) > ROOM_TO_TYPE:
        abort(413)
    count = chosen(request.form.get("count")) or 0
    return Typed(key, sheet, count, request.form.get("mark", ""), pairs, request.form.get("before", ""))


def _beside(typed: Typed, form: StoryForm, story: Story | None) -> ResponseReturnValue:
    """A story that was shared just like this is shared; anything else is kept beside it."""
    is_shared = story is not None and story.is_shared and story.draft_number is None
    if story and is_shared and says_the_same(form, the_standing(story)):
        sheets.clear(session(), viewer(), typed.sheet, typed.before)
        return {"kept": "shared", "url": url_for("reading.story", story_id=story.id)}
    sheets.put_beside(session(), viewer(), typed, now())
    return {"kept": "beside", "why": "unready" if form.errors else "overtaken", "url": _where(story)}


def _where(story: Story | None) -> str:
    """The page that shows what was kept beside a story."""
    if story and access.may_edit(viewer(), story):
        return url_for("stories.edit", story_id=story.id)
    return url_for("stories.week", new=1)


def _sheet(sheet_id: int) -> Sheet:
    return found(access.own_sheets(viewer()).where(Sheet.id == sheet_id))


def _draft_for(story: Story) -> Version | None:
    """The draft that a kept text may go into: a correction is begun where a story is shared already."""
    if access.may_edit(viewer(), story):
        return found(queries.draft_of(story))
    if not access.may_correct(viewer(), story):
        return None
    shared = found(queries.readable_version(viewer(), story, story.shared_number or 0))
    return actions.begin_correction(session(), story, shared, now())
