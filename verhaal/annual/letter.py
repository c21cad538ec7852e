"""The mail that says that an account is nearly due, in the person's language."""

from flask import render_template
from flask_babel import force_locale, gettext, ngettext

from verhaal.annual.reminding import NearlyDue
from verhaal.notices.mail import Mail, one_click, wrapped
from verhaal.people.ending import ending_of
from verhaal.people.models import Person, Topic
from verhaal.web import link_to


def letter(person: Person, near: list[NearlyDue]) -> Mail:
    ending = ending_of(Topic.ACCOUNTS, person)
    with force_locale(person.language):
        text = render_template("annual/mail_due.txt", person=person, near=[(each, _link(each)) for each in near],
                               me=link_to("people.me", _anchor=Topic.ACCOUNTS.value), ending=ending)  # fmt: skip
        return Mail(person.email, _subject(near), wrapped(text), one_click(ending))


def _subject(near: list[NearlyDue]) -> str:
    if len(near) > 1:
        return str(gettext("%(num)d annual accounts are due", num=len(near)))
    year, days = str(near[0].expected.year), near[0].days
    if days < 0:
        return str(gettext("The annual account of %(year)s is late", year=year))
    if days == 0:
        return str(gettext("The annual account of %(year)s is due today", year=year))
    return str(ngettext("The annual account of %(year)s is due in %(num)d day",
                        "The annual account of %(year)s is due in %(num)d days", days, year=year))  # fmt: skip


def _link(near: NearlyDue) -> str:
    """To the account, or to the page on which it is begun."""
    of = near.expected
    if of.opens:
        return link_to("annual.account", account_id=of.opens)
    return link_to("annual.of_grant", grant_id=of.grant.id, year=of.year)
