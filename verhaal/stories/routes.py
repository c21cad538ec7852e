"""Telling the week: the form, its drafts, sharing, correcting, withdrawing."""

from contextlib import suppress

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.forms import chosen
from verhaal.people.queries import reminder_of
from verhaal.stories import actions, queries
from verhaal.stories.forms import StoryForm, WithdrawalForm
from verhaal.stories.models import Story, Version
from verhaal.web import done, found, now, page, require, session, viewer
from verhaal.week import Week

stories = Blueprint("stories", __name__, url_prefix="/stories")


@stories.get("/week")
def week() -> ResponseReturnValue:
    require(access.may_tell(viewer()))
    return page("stories/week.html", form=_new_form(), story=None, reminder=reminder_of(session(), viewer()))


@stories.post("")
def create() -> ResponseReturnValue:
    require(access.may_tell(viewer()))
    form = _form()
    if "more" in request.form or not _is_complete(form):
        return _again(form, None)
    story = actions.begin(session(), viewer(), form.organisation_id, form.sent_key, form.entry(), now())
    return _saved(story) if story else _sent_before(form)


@stories.get("/<id:story_id>/draft")
def edit(story_id: int) -> ResponseReturnValue:
    story, draft = _draft(story_id)
    form = StoryForm(formdata=None)
    form.show(actions.entry_of(session(), draft))
    form.opened_at(draft.revision)
    return page("stories/week.html", form=_offered(form, draft.week, story), story=story)


@stories.post("/<id:story_id>/draft")
def save(story_id: int) -> ResponseReturnValue:
    story, draft = _draft(story_id)
    form = _form(draft.week, story)
    if "more" in request.form or not _is_complete(form):
        return _again(form, story)
    try:
        actions.save(session(), draft, form.entry(), chosen(form.revision.data) or 0, now())
    except actions.Overtaken:
        return _conflict(form, story, draft)
    return _saved(story)


@stories.post("/<id:story_id>/sharing")
def share(story_id: int) -> ResponseReturnValue:
    story, draft = _draft(story_id)
    if not draft.text.strip() or (not story.is_draft and not draft.change_note):
        return done(gettext("Something is still missing."), url_for(".edit", story_id=story.id))
    return _shared(story, draft)


@stories.post("/<id:story_id>/corrections")
def correct(story_id: int) -> ResponseReturnValue:
    story = _story(story_id)
    require(access.may_correct(viewer(), story))
    if story.draft_number is None:
        shared = found(queries.readable_version(viewer(), story, story.shared_number or 0))
        actions.begin_correction(session(), story, shared, now())
    return done(gettext("Readers keep seeing your shared text until you share the correction."),
                url_for(".edit", story_id=story.id))  # fmt: skip


@stories.post("/<id:story_id>/discarding")
def discard(story_id: int) -> ResponseReturnValue:
    story, draft = _draft(story_id)
    url = url_for("reading.mine") if story.is_draft else url_for("reading.story", story_id=story_id)
    actions.discard(session(), story, draft)
    return done(gettext("The draft is gone."), url)


@stories.get("/<id:story_id>/withdrawal")
def withdrawal(story_id: int) -> ResponseReturnValue:
    story = _story(story_id)
    require(access.may_withdraw(viewer(), story))
    return page("stories/withdrawal.html", form=WithdrawalForm(), story=story, version=_standing(story))


@stories.post("/<id:story_id>/withdrawal")
def withdraw(story_id: int) -> ResponseReturnValue:
    story, form = _story(story_id), WithdrawalForm()
    require(access.may_withdraw(viewer(), story))
    if not form.validate():
        return page("stories/withdrawal.html", 422, form=form, story=story, version=_standing(story))
    story.withdraw(form.reason.data or "", now())
    session().add(story)
    return done(gettext("Your story is withdrawn. Nobody but you sees it now."),
                url_for("reading.story", story_id=story.id))  # fmt: skip


@stories.get("/<id:story_id>/versions/<id:number>")
def version(story_id: int, number: int) -> ResponseReturnValue:
    story = _story(story_id)
    shown = found(queries.readable_version(viewer(), story, number))
    telling = queries.telling_of(session(), story, shown)
    return page("stories/version.html", telling=telling,
                outcomes=queries.outcomes_of(session(), [shown.id])[shown.id],
                counts=queries.counts_of(session(), [shown.id])[shown.id])  # fmt: skip


def _story(story_id: int) -> Story:
    return found(access.visible_stories(viewer()).where(Story.id == story_id))


def _standing(story: Story) -> Version:
    return found(queries.readable_version(viewer(), story, story.shared_number or 0))


def _draft(story_id: int) -> tuple[Story, Version]:
    story = _story(story_id)
    require(access.may_edit(viewer(), story))
    return story, found(queries.draft_of(story))


def _form(shown: Week | None = None, story: Story | None = None) -> StoryForm:
    return _offered(StoryForm(), shown, story)


def _offered(form: StoryForm, shown: Week | None, story: Story | None) -> StoryForm:
    """The form with its choices: the last weeks (and the draft's own), the viewer's grants and places."""
    weeks = [Week.of(now()).back(number) for number in range(13)]
    posted = _posted_week() or shown
    if posted and posted not in weeks:
        weeks.append(posted)
    return form.offer(queries.offer(session(), viewer()), weeks, is_correction=story is not None and not story.is_draft)


def _posted_week() -> Week | None:
    """A page that stood open for weeks still offers the week it was opened with."""
    with suppress(ValueError):
        given = Week.parse(request.form.get("week", ""))
        return given if given <= Week.of(now()) else None
    return None


def _new_form() -> StoryForm:
    """Filled in with the week, and the place and grants of last time."""
    form, last = StoryForm(formdata=None), queries.last_told(session(), viewer())
    form.week.data = str(Week.of(now()))
    if last:
        form.organisation.data, form.place.data = last.organisation.id, last.place.id if last.place else None
        form.grants.data = [grant.id for grant in last.grants]
    return _offered(form, None, None)


def _is_complete(form: StoryForm) -> bool:
    return bool(form.validate()) and ("share" not in request.form or form.is_fit_to_share())


def _again(form: StoryForm, story: Story | None) -> ResponseReturnValue:
    """The form once more with everything typed: with another row, or with what is wrong."""
    form.add_row(request.form.get("more", ""))
    return page("stories/week.html", 200 if "more" in request.form else 422, form=form, story=story)


def _sent_before(form: StoryForm) -> ResponseReturnValue:
    """The key is in use: the same thing sent twice is one story; another text is a conflict to be shown."""
    story = queries.own_by_key(session(), viewer(), form.sent_key) or abort(404)
    there = found(queries.readable_version(viewer(), story, story.draft_number or story.shared_number or 0))
    if there.text.strip() != (form.text.data or "").strip():
        return _conflict(form, story, there)
    if "share" in request.form and story.is_draft:
        return _shared(story, there)
    return done(gettext("This was saved already."), url_for("reading.story", story_id=story.id))


def _conflict(form: StoryForm, story: Story, there: Version) -> ResponseReturnValue:
    """Both texts on one page; saving again keeps the one that stands in the form."""
    form.opened_at(there.revision)
    return page("stories/week.html", 409, form=form, story=story, other=there)


def _saved(story: Story) -> ResponseReturnValue:
    draft = found(queries.draft_of(story))
    if "share" in request.form:
        return _shared(story, draft)
    return done(gettext("Saved as a draft. Only you can see it."), url_for(".edit", story_id=story.id))


def _shared(story: Story, draft: Version) -> ResponseReturnValue:
    actions.share(session(), story, draft, now())
    grants = queries.grants_of(session(), [draft.id])[draft.id]
    readers = ", ".join(funder.name for funder in queries.funders_reached(session(), grants))
    thanks = gettext("Thank you. %(readers)s can read your story now.", readers=readers)
    alone = gettext("Thank you. Your colleagues can read your story now.")
    return done(thanks if readers else alone, url_for("reading.story", story_id=story.id))
