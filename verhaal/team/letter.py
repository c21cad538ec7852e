"""The mail of a nudge: a colleague's words, in the language of who gets it."""

from flask import render_template
from flask_babel import force_locale, gettext

from verhaal.notices.mail import Mail
from verhaal.people.models import Organisation, Person
from verhaal.team.models import Nudge
from verhaal.web import link_to


def letter(nudge: Nudge, to: Person, by: Person, organisation: Organisation) -> Mail:
    with force_locale(to.language):
        text = render_template(
            "team/mail_nudge.txt",
            nudge=nudge,
            person=to,
            by=by,
            organisation=organisation,
            link=link_to("stories.week"),
        )
        return Mail(to.email, gettext("%(by)s is curious about your week", by=by.name), text)
