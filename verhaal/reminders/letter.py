"""The mail that reminds: in the person's language, with the one-click unsubscribing of RFC 8058."""

from typing import cast

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from verhaal.notices.mail import Mail
from verhaal.people.models import Person
from verhaal.reminders.tokens import ending_token
from verhaal.web import link_to


def letter(person: Person) -> Mail:
    ending = link_to("reminders.ending", token=ending_token(cast(str, current_app.secret_key), person.id))
    with force_locale(person.language):
        text = render_template(
            "reminders/mail_reminder.txt",
            person=person,
            week=link_to("stories.week"),
            me=link_to("people.me", _anchor="reminder"),
            ending=ending,
        )
        subject = gettext("What happened this week that matters?")
    headers = (("List-Unsubscribe", f"<{ending}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return Mail(person.email, subject, text, headers)
