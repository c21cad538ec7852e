"""What can still be done with a story that was shared: correct it, withdraw it, read its earlier versions."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.stories import actions, queries
from verhaal.stories.forms import WithdrawalForm
from verhaal.stories.routes import stories
from verhaal.stories.seen import the_standing, the_story
from verhaal.web import done, found, now, page, require, session, viewer


@stories.post("/<id:story_id>/corrections")
def correct(story_id: int) -> ResponseReturnValue:
    story = the_story(story_id)
    require(access.may_correct(viewer(), story))
    if story.draft_number is None:
        shared = found(queries.readable_version(viewer(), story, story.shared_number or 0))
        actions.begin_correction(session(), story, shared, now())
    return done(gettext("Readers keep seeing your shared text until you share the correction."),
                url_for(".edit", story_id=story.id))  # fmt: skip


@stories.get("/<id:story_id>/withdrawal")
def withdrawal(story_id: int) -> ResponseReturnValue:
    story = the_story(story_id)
    require(access.may_withdraw(viewer(), story))
    return page("stories/withdrawal.html", form=WithdrawalForm(), story=story, version=the_standing(story))


@stories.post("/<id:story_id>/withdrawal")
def withdraw(story_id: int) -> ResponseReturnValue:
    story, form = the_story(story_id), WithdrawalForm()
    require(access.may_withdraw(viewer(), story))
    if not form.validate():
        return page("stories/withdrawal.html", 422, form=form, story=story, version=the_standing(story))
    story.withdraw(form.reason.data or "", now())
    session().add(story)
    return done(gettext("Your story is withdrawn. Nobody but you sees it now."),
                url_for("reading.story", story_id=story.id))  # fmt: skip


@stories.get("/<id:story_id>/versions/<id:number>")
def version(story_id: int, number: int) -> ResponseReturnValue:
    story = the_story(story_id)
    shown = found(queries.readable_version(viewer(), story, number))
    telling = queries.telling_of(session(), story, shown)
    return page("stories/version.html", telling=telling, **queries.beside(session(), shown))
