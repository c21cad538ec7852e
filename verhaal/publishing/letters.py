"""The mails on an account's way to the public: to the other side at each step, with a link, never a story's text."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import render_template
from flask_babel import force_locale, gettext
from sqlmodel import Session

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.models import AnnualAccount
from verhaal.notices.mail import Mail, wrapped
from verhaal.people.models import Person
from verhaal.publishing.models import Side
from verhaal.publishing.queries import Standing
from verhaal.settling import queries as members
from verhaal.settling.letters import tell
from verhaal.web import link_to


class Deed(NamedTuple):
    """Who did something with the account, for which side by name, and where publishing stands after."""

    by: Person
    party: str
    of: AnnualAccount
    standing: Standing


def said_yes(session: Session, viewer: Viewer, of: AnnualAccount, standing: Standing) -> None:
    """To who may agree, that the viewer's side wants it public; with the last yes to all others, that it is."""
    deed, others = _deed(viewer, of, standing), _others(session, viewer, of)
    if standing.proposed and standing.proposed.is_public:
        _tell(session, deed, others, "public", address=link_to("public.account", key=standing.key))
    else:
        _tell(session, deed, (each for each in others if _is_wanted(session, each, deed)), "proposed")


def taken_back(session: Session, viewer: Viewer, of: AnnualAccount, was: Standing, reason: str) -> None:
    """`was`: where it stood before."""
    deed = _deed(viewer, of, was)
    _tell(session, deed, _others(session, viewer, of), "withdrawn", reason=reason, was_public=was.public is not None)


def _deed(viewer: Viewer, of: AnnualAccount, standing: Standing) -> Deed:
    ours = sorted(access.sides(viewer, of))
    return Deed(viewer.person, ", ".join(standing.parties[side] for side in ours), of, standing)


def _others(session: Session, viewer: Viewer, of: AnnualAccount) -> Iterable[Person]:
    """Who decides for the other sides; for all of them, where the viewer belongs to several."""
    ours = access.sides(viewer, of)
    sides = sorted(set(Side) - ours if len(ours) == 1 else set(Side))
    return {person.id: person for side in sides for person in _people(session, of, side)}.values()


def _people(session: Session, of: AnnualAccount, side: Side) -> Iterable[Person]:
    if side is Side.ORGANISATION:
        return members.coordinators_of(session, of)
    return members.readers_of(session, [of.funder_id] if of.funder_id else [])


def _is_wanted(session: Session, person: Person, deed: Deed) -> bool:
    return access.side_to_agree(access.viewer_of(session, person), deed.of, deed.standing.proposed) is not None


def _tell(session: Session, deed: Deed, people: Iterable[Person], what: str, **shown: Any) -> None:
    tell(session, deed.by, people, deed.of, lambda person: _letter(person, deed, what, **shown))


def _letter(person: Person, deed: Deed, what: str, **shown: Any) -> Mail:
    about = {"organisation": deed.standing.parties[Side.ORGANISATION], "year": str(deed.of.year)}
    with force_locale(person.language):
        text = render_template(
            f"publishing/mail_{what}.txt", person=person, by=deed.by, party=deed.party, about=about,
            link=link_to("publishing.publication", account_id=deed.of.id), **shown,
        )  # fmt: skip
        return Mail(person.email, SUBJECTS[what](**about), wrapped(text))


SUBJECTS: dict[str, Callable[..., str]] = {
    "proposed": lambda **about: gettext("Make the annual account %(year)s of %(organisation)s public?", **about),
    "public": lambda **about: gettext("The annual account %(year)s of %(organisation)s is public", **about),
    "withdrawn": lambda **about: gettext("The annual account %(year)s of %(organisation)s is not public", **about),
}
