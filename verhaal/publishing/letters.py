"""The mails on an account's way to the public: to the other side at each step, with a link, never a story's text."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import render_template
from flask_babel import force_locale, gettext
from sqlmodel import Session

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.models import AnnualAccount
from verhaal.draws.models import Party
from verhaal.notices.mail import Mail, wrapped
from verhaal.people.models import Person
from verhaal.publishing import queries
from verhaal.publishing.deciding import known
from verhaal.publishing.queries import Standing
from verhaal.settling import queries as members
from verhaal.settling.letters import tell
from verhaal.web import link_to


class Deed(NamedTuple):
    """Who did something with the account, for which sides, and where publishing stands after."""

    by: Person
    sides: frozenset[Party]
    of: AnnualAccount
    standing: Standing

    @property
    def party(self) -> str:
        return ", ".join(name for each, name in self.standing.parties.items() if each in self.sides)

    def who(self, is_known: bool) -> str:
        """By name for who knows the people of that side, for others by institution."""
        return str(gettext("%(by)s of %(party)s", by=self.by.name, party=self.party)) if is_known else self.party


def said_yes(session: Session, viewer: Viewer, of: AnnualAccount, standing: Standing) -> None:
    """To who may agree, that the viewer's side wants it public; with the last yes to all others, that it is."""
    deed, others = _deed(viewer, of, standing), _others(session, viewer, of, standing)
    if standing.is_public:
        _tell(session, deed, others, "public", address=link_to("public.account", key=standing.key))
    elif len(standing.said) == 1:
        _tell(session, deed, (each for each in others if _is_wanted(session, each, deed)), "proposed")
    else:
        _tell(session, deed, others, "agreed")


def taken_back(session: Session, viewer: Viewer, of: AnnualAccount, was: Standing, reason: str) -> None:
    """`was`: where it stood before."""
    people = _others(session, viewer, of, was)
    _tell(session, _deed(viewer, of, was), people, "withdrawn", reason=reason, was_public=was.public > 0)


def _deed(viewer: Viewer, of: AnnualAccount, standing: Standing) -> Deed:
    return Deed(viewer.person, access.sides(viewer, of, standing.version.funders), of, standing)


def _others(session: Session, viewer: Viewer, of: AnnualAccount, standing: Standing) -> Iterable[Person]:
    """Who decides for the other sides; for all of them, where the viewer belongs to several."""
    ours = access.sides(viewer, of, standing.version.funders)
    others = [each for each in standing.parties if len(ours) > 1 or each not in ours]
    funders = [each.funder_id for each in others if each.funder_id]
    people = [*members.readers_of(session, funders)]
    if Party(of.organisation_id) in others:
        people += members.coordinators_of(session, of)
    return {person.id: person for person in people}.values()


def _is_wanted(session: Session, person: Person, deed: Deed) -> bool:
    seen = access.viewer_of(session, person)
    return queries.wanted(seen, deed.of, deed.standing.version, deed.standing.said) is not None


def _tell(session: Session, deed: Deed, people: Iterable[Person], what: str, **shown: Any) -> None:
    def write(person: Person) -> Mail:
        is_known = bool(deed.sides & known(session, access.viewer_of(session, person)))
        return _letter(person, deed, what, is_known=is_known, **shown)

    tell(session, deed.by, people, deed.of, write)


def _letter(person: Person, deed: Deed, what: str, *, is_known: bool, **shown: Any) -> Mail:
    about = {"organisation": deed.standing.parties[Party(deed.of.organisation_id)], "year": str(deed.of.year)}
    with force_locale(person.language):
        text = render_template(
            f"publishing/mail_{what}.txt",
            person=person, who=deed.who(is_known), about=about, standing=deed.standing,
            link=link_to("publishing.publication", account_id=deed.of.id), **shown,
        )  # fmt: skip
        return Mail(person.email, SUBJECTS[what](**about), wrapped(text))


SUBJECTS: dict[str, Callable[..., str]] = {
    "proposed": lambda **about: gettext("Make the annual account %(year)s of %(organisation)s public?", **about),
    "agreed": lambda **about: gettext(
        "One more yes to make the annual account %(year)s of %(organisation)s public", **about
    ),
    "public": lambda **about: gettext("The annual account %(year)s of %(organisation)s is public", **about),
    "withdrawn": lambda **about: gettext("The annual account %(year)s of %(organisation)s is not public", **about),
}
