"""Ending one's mail on a topic from the mail itself: one press, without signing in."""

from typing import NamedTuple, cast

from flask import abort, current_app
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, lazy_gettext
from flask_babel.speaklater import LazyString

from verhaal.people import queries
from verhaal.people.actions import end_mail
from verhaal.people.models import Person, Topic
from verhaal.people.signing_in import people
from verhaal.people.tokens import ending_token, person_in
from verhaal.web import found, is_signed_in, link_to, now, page, public, session

RULE = "/<any('reminders', 'new-stories', 'answers', 'questions', 'due-accounts'):topic>/<token>/ending"


class Words(NamedTuple):
    """What the page asks, what one press does, and what it says afterwards."""

    asks: LazyString
    press: LazyString
    ended: LazyString


WORDS = {
    Topic.REMINDERS: Words(
        lazy_gettext("No more reminders?"),
        lazy_gettext("One press, and Verhaal no longer reminds you of the week. You can turn it on again at any time."),
        lazy_gettext("You get no reminders any more"),
    ),
    Topic.STORIES: Words(
        lazy_gettext("No more mail about new stories?"),
        lazy_gettext("One press, and Verhaal no longer mails you what is new on your reading table. It stays there."),
        lazy_gettext("You get no mail about new stories any more"),
    ),
    Topic.ANSWERS: Words(
        lazy_gettext("No more mail about who read and answered?"),
        lazy_gettext("One press, and Verhaal no longer mails you who read your stories. It stays with each story."),
        lazy_gettext("You get no mail about who read and answered any more"),
    ),
    Topic.QUESTIONS: Words(
        lazy_gettext("No more mail at once about a question?"),
        lazy_gettext(
            "One press, and Verhaal no longer mails you a question or its answer at once. It stays with the story."
        ),
        lazy_gettext("You get no mail at once about a question any more"),
    ),
    Topic.ACCOUNTS: Words(
        lazy_gettext("No more mail about accounts that are due?"),
        lazy_gettext(
            "One press, and Verhaal no longer mails you when an annual account is due. It stays on the grant's page."
        ),
        lazy_gettext("You get no mail about accounts that are due any more"),
    ),
}


def ending_of(topic: Topic, person: Person) -> str:
    """The whole address that ends this person's mail on a topic, for the mail itself."""
    token = ending_token(cast(str, current_app.secret_key), topic, person.id)
    return link_to("people.ending", topic=topic.value, token=token)


@people.get(RULE)
@public
def ending(topic: str, token: str) -> ResponseReturnValue:
    """Only a page with a button: mail scanners open links."""
    return _page_for(_person(topic, token), Topic(topic), has_ended=False)


@people.post(RULE)
@public
def end(topic: str, token: str) -> ResponseReturnValue:
    """By that button, or by a mail program (RFC 8058), which carries no CSRF token and follows no redirect."""
    person = _person(topic, token)
    end_mail(session(), person.id, Topic(topic), now())
    return _page_for(person, Topic(topic), has_ended=True)


def _person(topic: str, token: str) -> Person:
    person_id = person_in(cast(str, current_app.secret_key), Topic(topic), token)
    return found(queries.person(person_id)) if person_id is not None else abort(404)


def _page_for(person: Person, topic: Topic, *, has_ended: bool) -> ResponseReturnValue:
    """In the language of the person whose mail it was, unless this browser has chosen one."""
    if "language" in cookie or is_signed_in():
        return page("people/ending.html", words=WORDS[topic], has_ended=has_ended)
    with force_locale(person.language):
        return page("people/ending.html", words=WORDS[topic], has_ended=has_ended)
