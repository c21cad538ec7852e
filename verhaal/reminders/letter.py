"""The mail that reminds, in the person's language."""

from flask import render_template
from flask_babel import force_locale, gettext

from verhaal.notices.mail import Mail, one_click
from verhaal.people.ending import ending_of
from verhaal.people.models import Person, Topic
from verhaal.web import link_to


def letter(person: Person) -> Mail:
    ending = ending_of(Topic.REMINDERS, person)
    with force_locale(person.language):
        text = render_template(
            "reminders/mail_reminder.txt",
            person=person,
            week=link_to("stories.week"),
            me=link_to("people.me", _anchor="reminder"),
            ending=ending,
        )
        return Mail(person.email, gettext("What happened this week that matters?"), text, one_click(ending))
