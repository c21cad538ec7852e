"""Choosing which mail one wants, and when. Ending it from the mail stands in `ending`."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.people import actions
from verhaal.people.forms import AnswersForm, DueMailForm, ReminderForm, RhythmForm, StoriesForm
from verhaal.people.models import Rhythm, Topic
from verhaal.people.routes import own_page
from verhaal.people.signing_in import people
from verhaal.web import done, now, require, session, viewer


@people.post("/me/reminder")
def choose_reminder() -> ResponseReturnValue:
    require(access.may_tell(viewer()))
    form = ReminderForm().offer()
    if "none" in request.form:
        actions.choose_reminder(session(), viewer().id, None, None, now())
        return done(gettext("You get no reminder."), url_for(".me", _anchor="reminder"))
    if not form.validate():
        return own_page(422, reminder_form=form)
    actions.choose_reminder(session(), viewer().id, form.weekday.data, form.hour.data, now())
    return done(gettext("Saved."), url_for(".me", _anchor="reminder"))


@people.post("/me/new-stories")
def choose_stories() -> ResponseReturnValue:
    require(access.may_read_for_a_funder(viewer()))
    form = StoriesForm().offer()
    if not form.validate():
        return own_page(422, stories_form=form)
    return _chosen(Topic.STORIES, form)


@people.post("/me/answers")
def choose_answers() -> ResponseReturnValue:
    require(access.may_tell(viewer()))
    form = AnswersForm().offer()
    if not form.validate():
        return own_page(422, answers_form=form)
    return _chosen(Topic.ANSWERS, form)


@people.post("/me/due-accounts")
def choose_due() -> ResponseReturnValue:
    require(access.may_coordinate(viewer()))
    rhythm = Rhythm.AT_ONCE if DueMailForm().wanted.data else Rhythm.NEVER
    actions.wish(session(), viewer().id, Topic.ACCOUNTS, rhythm, now())
    return done(gettext("Saved."), url_for(".me", _anchor=Topic.ACCOUNTS.value))


def _chosen(topic: Topic, form: RhythmForm) -> ResponseReturnValue:
    rhythm, weekday = Rhythm(form.rhythm.data), form.weekday.data
    at_once = Rhythm.AT_ONCE if form.questions.data else Rhythm.NEVER
    actions.wish(session(), viewer().id, topic, rhythm, now(), weekday)
    actions.wish(session(), viewer().id, Topic.QUESTIONS, at_once, now())
    return done(gettext("Saved."), url_for(".me", _anchor=topic.value))
