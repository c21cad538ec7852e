"""The mails on an account's way: to the other side at each step, with a link, and never a story's text."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import render_template
from flask_babel import force_locale, gettext
from sqlmodel import Session

from verhaal import access
from verhaal.annual.models import AnnualAccount
from verhaal.grants.models import Grant
from verhaal.notices.mail import Mail, wrapped
from verhaal.people.models import Funder, Organisation, Person
from verhaal.settling import queries
from verhaal.settling.models import AccountAnswer, Settlement
from verhaal.settling.queries import Thread
from verhaal.web import link_to, post


def offered(session: Session, by: Person, of: AnnualAccount, grants: Iterable[Grant]) -> None:
    _tell(session, by, _readers(session, grants), of, "offered")


def taken_back(session: Session, by: Person, of: AnnualAccount, grants: Iterable[Grant]) -> None:
    """They were told that it is there, so they hear that it is not any more."""
    organisation = session.get_one(Organisation, of.organisation_id)
    for person in _readers(session, grants):
        post(_letter(person, by, of, organisation, "taken_back"))


def signed(session: Session, by: Person, of: AnnualAccount, grants: Iterable[Grant]) -> None:
    _tell(session, by, _readers(session, grants), of, "signed")


def asked(session: Session, by: Person, of: AnnualAccount, thread: Thread) -> None:
    _tell(session, by, queries.coordinators_of(session, of), of, "question", thread=thread)


def answered(session: Session, by: Person, of: AnnualAccount, thread: Thread, answer: AccountAnswer) -> None:
    """To the other side: the coordinators, or who of the funder asked and wrote under it."""
    writers = {thread.person.id: thread.person} | {
        person.id: person for each, person in thread.answers if each.by_funder
    }
    to = queries.coordinators_of(session, of) if answer.by_funder else writers.values()
    _tell(session, by, to, of, "answer", thread=thread, answer=answer)


def settled(session: Session, by: Person, of: AnnualAccount, grant: Grant, decided: Settlement) -> None:
    funder = session.get_one(Funder, grant.funder_id)
    _tell(session, by, queries.coordinators_of(session, of), of, "settled", grant=grant, settlement=decided,
          funder=funder)  # fmt: skip


def _readers(session: Session, grants: Iterable[Grant]) -> Iterable[Person]:
    return queries.readers_of(session, {grant.funder_id for grant in grants})


def _tell(session: Session, by: Person, people: Iterable[Person], of: AnnualAccount, what: str, **shown: Any) -> None:
    organisation = session.get_one(Organisation, of.organisation_id)
    tell(session, by, people, of, lambda person: _letter(person, by, of, organisation, what, **shown))


def tell(
    session: Session, by: Person, people: Iterable[Person], of: AnnualAccount, write: Callable[[Person], Mail]
) -> None:
    """One mail to each of them who may see the account; but for who did this."""
    for person in people:
        seen = access.visible_accounts(access.viewer_of(session, person)).where(AnnualAccount.id == of.id)
        if person.id != by.id and session.exec(seen).first():
            post(write(person))


def _letter(person: Person, by: Person, of: AnnualAccount, organisation: Organisation, what: str, **shown: Any) -> Mail:
    with force_locale(person.language):
        text = render_template(
            f"settling/mail_{what}.txt",
            person=person, by=by, account=of, organisation=organisation,
            link=link_to("annual.account", account_id=of.id, _anchor="questions" if "thread" in shown else None),
            accounts=link_to("annual.index"), **shown,
        )  # fmt: skip
        return Mail(person.email, _subject(what, of, organisation), wrapped(text))


def _subject(what: str, of: AnnualAccount, organisation: Organisation) -> str:
    about = {"organisation": organisation.name, "year": str(of.year)}
    return str(
        {
            "offered": lambda: gettext("The annual account %(year)s of %(organisation)s is there for you", **about),
            "taken_back": lambda: gettext("The annual account %(year)s of %(organisation)s was taken back", **about),
            "signed": lambda: gettext("The annual account %(year)s of %(organisation)s is signed", **about),
            "question": lambda: gettext("A question about your annual account %(year)s", **about),
            "answer": lambda: gettext("An answer about the annual account %(year)s of %(organisation)s", **about),
            "settled": lambda: gettext("Your annual account %(year)s: a decision on the grant", **about),
        }[what]()
    )
