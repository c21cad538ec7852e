"""The mails that tell what is new, in the person's language: titles and first words, never a story's text."""

from textwrap import shorten
from typing import Any

from flask import render_template
from flask_babel import force_locale, gettext, ngettext

from verhaal.digests.news import MOST, AuthorNews, News, ReaderNews
from verhaal.notices.mail import Mail, one_click, wrapped
from verhaal.people.ending import ending_of
from verhaal.people.models import Person, Topic
from verhaal.web import link_to


def letter(person: Person, news: News) -> Mail:
    topic = Topic.STORIES if isinstance(news, ReaderNews) else Topic.ANSWERS
    with force_locale(person.language):
        subject = _to_a_reader(news) if isinstance(news, ReaderNews) else _to_an_author(news)
        return _mail(person, topic, subject, news=news)


def _to_a_reader(news: ReaderNews) -> str:
    what = [
        news.new and ngettext("%(num)d new story", "%(num)d new stories", news.new),
        news.answers and ngettext("%(num)d answer to you", "%(num)d answers to you", len(news.answers)),
        news.taken_on and ngettext("%(num)d commitment due", "%(num)d commitments due", len(news.taken_on)),
    ]
    return str(gettext("Reading table: %(what)s", what=_listed(what)))


def _to_an_author(news: AuthorNews) -> str:
    questions, readers = news.questions, news.readers
    others = len(news.said) - questions
    what = [
        questions and ngettext("%(num)d question", "%(num)d questions", questions),
        others and ngettext("%(num)d answer", "%(num)d answers", others),
        news.promised and gettext("what was promised"),
        readers and ngettext("read by %(num)d person", "read by %(num)d people", readers),
    ]
    return str(gettext("Your stories: %(what)s", what=_listed(what)))


def _listed(what: list[Any]) -> str:
    return ", ".join(str(each) for each in what if each)


def _mail(person: Person, topic: Topic, subject: str, **shown: Any) -> Mail:
    ending = ending_of(topic, person)
    text = render_template(
        f"digests/mail_{topic.name.lower()}.txt",
        person=person,
        most=MOST,
        link_to=link_to,
        first_words=lambda words: shorten(words, 100, placeholder=" …"),
        me=link_to("people.me", _anchor=topic.value),
        ending=ending,
        **shown,
    )
    return Mail(person.email, subject, wrapped(text), one_click(ending))
