"""Telling the week: the form, its drafts, sharing, correcting, withdrawing."""

import uuid

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.forms import chosen
from verhaal.people.queries import reminder_of
from verhaal.stories import actions, hints, offering, queries, sharing, sheets
from verhaal.stories.arriving import Arrival, arrive, hang, say, take_out
from verhaal.stories.entries import entry_of
from verhaal.stories.forms import StoryForm
from verhaal.stories.models import Story, Version
from verhaal.stories.seen import the_draft as _draft
from verhaal.stories.seen import the_story as _story
from verhaal.stories.sheets import Typed
from verhaal.stories.week_form import kept_form, offered, put_aside, says_the_same
from verhaal.uploads import drop, takes_files
from verhaal.web import asked_id, done, found, now, page, require, session, viewer
from verhaal.week import Week

stories = Blueprint("stories", __name__, url_prefix="/stories")
stories.add_url_rule("/hints", "hints", hints.hints, methods=["POST"])


@stories.get("/week")
def week() -> ResponseReturnValue:
    """This week's draft where it was left, or a new story."""
    require(access.may_tell(viewer()))
    begun = offering.unfinished(session(), viewer())
    this = next((each for each in begun if each[1].week == Week.of(now())), None)
    if this and not request.args.keys() & {"new", "shell"}:
        return _draft_page(*this)
    if "shell" in request.args:  # kept on the device, where anyone may open it: nothing of what was told
        form = _new_form()
        form.offer_earlier([])
        return page("stories/week.html", form=form, story=None)
    loose, reminder = offering.sheets_of(session(), viewer()), reminder_of(session(), viewer())
    return page("stories/week.html", form=_new_form(), story=None, begun=begun, sheets=loose, reminder=reminder)


@stories.post("")
@takes_files
def create() -> ResponseReturnValue:
    require(access.may_tell(viewer()))
    form = _form()
    if "more" in request.form or not _is_complete(form):
        return _again(form, None)
    entry, organisation_id, arrival = form.entry(), form.organisation_id, arrive()
    story = actions.begin(session(), viewer(), organisation_id, form.sent_key, entry, now())
    return _saved(story, arrival) if story else _sent_before(form)


@stories.get("/<id:story_id>/draft")
def edit(story_id: int) -> ResponseReturnValue:
    return _draft_page(*_draft(story_id))


@stories.post("/<id:story_id>/draft")
@takes_files
def save(story_id: int) -> ResponseReturnValue:
    if not access.may_edit(viewer(), _own(story_id)):
        return _too_late(_story(story_id))
    form = _form(*_draft(story_id))
    if "more" in request.form or not _is_complete(form):
        return _again(form, _story(story_id))
    entry, arrival = form.entry(), arrive()
    story = _own(story_id)
    draft = session().exec(queries.draft_of(story)).first() if access.may_edit(viewer(), story) else None
    if draft is None:
        return _too_late(story)
    if form.both.data and form.mark.data == draft.mark:
        put_aside(story, draft)
    try:
        actions.save(session(), draft, entry, form.mark.data or "", now())
    except actions.Overtaken:
        return _conflict(form, story, draft)
    sheets.clear(session(), viewer(), form.sheet.data or "", form.before.data or "")
    return _saved(story, arrival)


@stories.get("/<id:story_id>/sharing")
def look(story_id: int) -> ResponseReturnValue:
    return sharing.look_page(*_draft(story_id))


@stories.post("/<id:story_id>/sharing")
def share(story_id: int) -> ResponseReturnValue:
    story, draft = _draft(story_id)
    if not draft.text.strip() or (not story.is_draft and not draft.change_note):
        return done(gettext("Something is still missing."), url_for(".edit", story_id=story.id))
    return sharing.shared(story, draft)


@stories.post("/<id:story_id>/discarding")
def discard(story_id: int) -> ResponseReturnValue:
    story, draft = _draft(story_id)
    url = url_for("reading.mine") if story.is_draft else url_for("reading.story", story_id=story_id)
    drop(*actions.discard(session(), story, draft))
    return done(gettext("The draft is gone."), url)


def _form(story: Story | None = None, draft: Version | None = None) -> StoryForm:
    return offered(StoryForm(request.form), draft, story)


def _draft_page(story: Story, draft: Version) -> ResponseReturnValue:
    """The draft in its form; and beside it what was typed elsewhere and differs."""
    form, entry = StoryForm(formdata=None), entry_of(session(), draft)
    form.show(entry)
    if story.is_draft and not entry.counts:
        form.remember(offering.last_counted(session(), viewer()))
    form.key.data, form.mark.data = story.key, draft.mark
    kept = offering.sheets_of(session(), viewer(), story.key)
    beside = [each for each in kept if not says_the_same(kept_form(each, draft, story), draft)]
    told = hints.hints_in(form)
    return page("stories/week.html", form=offered(form, draft, story), story=story, sheets=beside, found=told)


def _new_form() -> StoryForm:
    """Filled in with the week, and the place, the grants and what was counted last time."""
    form, last = StoryForm(formdata=None), offering.last_told(session(), viewer())
    form.week.data, form.follows.data = str(Week.of(now())), asked_id("follows")
    if last:
        form.organisation.data, form.place.data, form.grants.data = last
        form.remember(offering.last_counted(session(), viewer()))
    return offered(form, None, None)


def _is_complete(form: StoryForm) -> bool:
    return bool(form.validate()) and ("share" not in request.form or form.is_fit_to_share())


def _again(form: StoryForm, story: Story | None) -> ResponseReturnValue:
    """The form once more with everything typed: with another row, or with what is wrong."""
    form.add_row(request.form.get("more", ""))
    return page_of(form, story, 200 if "more" in request.form else 422)


def page_of(form: StoryForm, story: Story | None, status: int, **more: object) -> ResponseReturnValue:
    """The form as it was sent; the page that shows it comes after the one that sent it."""
    form.before.data, form.sheet.data = form.sheet.data or form.before.data, ""
    return page("stories/week.html", status, form=form, story=story, **more)


def _sent_before(form: StoryForm) -> ResponseReturnValue:
    """The key is in use: the same thing sent twice is one story; another text is a conflict to be shown."""
    story = offering.own_by_key(session(), viewer(), form.sent_key) or abort(404)
    there = found(queries.readable_version(viewer(), story, story.draft_number or story.shared_number or 0))
    if not says_the_same(form, there):
        return _conflict(form, story, there) if access.may_edit(viewer(), story) else _too_late(story)
    if "share" in request.form and story.is_draft:
        return sharing.shared(story, there)
    return done(gettext("This was saved already."), url_for("reading.story", story_id=story.id))


def _own(story_id: int) -> Story:
    story = _story(story_id)
    require(access.is_own(viewer(), story))
    return story


def _too_late(story: Story) -> ResponseReturnValue:
    """The story was shared or withdrawn elsewhere while this was typed: it is kept, as nobody expected it here."""
    sheet, key = str(uuid.uuid4()), story.key
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    sheets.put_beside(session(), viewer(), Typed(key, sheet, 1, "", pairs, request.form.get("before", "")), now())
    flash(
        gettext("This story was shared or withdrawn elsewhere meanwhile. What you typed is kept beside it."), "warning"
    )
    return redirect(url_for(".week", new=1), 303)


def _conflict(form: StoryForm, story: Story, there: Version) -> ResponseReturnValue:
    """Both texts on one page; saving again keeps the one that stands in the form, and puts the other beside it."""
    form.mark.data, form.both.data = there.mark, "1"
    return page_of(form, story, 409, other=there)


def _saved(story: Story, arrival: Arrival) -> ResponseReturnValue:
    """A photo that could not be used keeps nothing from being saved; but before sharing the author sees that."""
    draft = found(queries.draft_of(story))
    take_out(draft, chosen(request.form.get("remove")))
    if say(hang(story, draft, arrival)):
        return redirect(url_for(".edit", story_id=story.id, _anchor="photos"), 303)
    if "share" in request.form:
        return sharing.shared(story, draft)
    if "preview" in request.form:
        return redirect(url_for("reading.story", story_id=story.id), 303)
    anchor = "photos" if arrival.photos else None
    return done(gettext("Saved as a draft. Only you can see it."), url_for(".edit", story_id=story.id, _anchor=anchor))
