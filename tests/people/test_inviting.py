"""Inviting, joining, leaving."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.people.test_signing_in import mails
from verhaal.people.models import Membership, Person, Role

Client = Callable[[Person | None], FlaskClient]


def invite(browser: FlaskClient, app: Flask, url: str, **data: str) -> str:
    """Invite someone; returns the path of the mailed link."""
    assert browser.post(url, data={"name": "Nina Nieuw", "email": "nina@example.org", **data}).status_code == 303
    link = re.search(r"http://localhost:8000(/\S+)", mails(app)[0].get_content())
    assert link
    return link[1]


def test_a_coordinator_invites_a_professional_who_joins_and_signs_in(app: Flask, cast: Cast, client_of: Client) -> None:
    url = f"/organisations/{cast.organisation.id}/invitations"
    link = invite(client_of(cast.coordinator), app, url, role="professional")
    nina = client_of(None)
    assert "De Brede Stoep" in nina.get(link).text
    assert nina.post(link, data={"name": "Nina Nieuw"}).headers["Location"] == "/sign-in/code"
    code = re.search(r"\b\d{6}\b", mails(app)[0].get_content())
    assert code
    nina.post("/sign-in/code", data={"code": code[0]})
    assert nina.get("/stories/week").status_code == 200
    assert client_of(None).get(link).status_code == 410


def test_a_funders_person_is_invited_by_a_colleague(
    app: Flask, cast: Cast, client_of: Client, session: Session
) -> None:
    link = invite(client_of(cast.funder), app, f"/funders/{cast.funder_party.id}/invitations")
    client_of(None).post(link, data={"name": "Nina"})
    nina = session.exec(select(Person).where(Person.email == "nina@example.org")).one()
    member = session.exec(select(Membership).where(Membership.person_id == nina.id)).one()
    assert (member.role, member.funder_id) == (Role.FUNDER, cast.funder_party.id)


def test_an_invitation_lasts_fourteen_days(app: Flask, cast: Cast, client_of: Client, clock: Clock) -> None:
    url = f"/organisations/{cast.organisation.id}/invitations"
    link = invite(client_of(cast.coordinator), app, url, role="professional")
    clock.moment += timedelta(days=14)
    assert client_of(None).post(link, data={"name": "Nina"}).status_code == 410


def test_inviting_again_withdraws_the_older_invitation(app: Flask, cast: Cast, client_of: Client) -> None:
    url = f"/organisations/{cast.organisation.id}/invitations"
    browser = client_of(cast.coordinator)
    older = invite(browser, app, url, role="professional")
    newer = invite(browser, app, url, role="professional")
    assert client_of(None).get(older).status_code == 410
    assert client_of(None).get(newer).status_code == 200


def test_who_is_a_member_already_is_not_invited_again(app: Flask, cast: Cast, client_of: Client) -> None:
    url = f"/organisations/{cast.organisation.id}/invitations"
    data = {"name": "Anna", "email": cast.author.email, "role": "professional"}
    client_of(cast.coordinator).post(url, data=data)
    assert mails(app) == []


def test_a_person_can_belong_to_two_organisations(app: Flask, cast: Cast, client_of: Client) -> None:
    url = f"/organisations/{cast.other_organisation.id}/invitations"
    link = invite(client_of(cast.stranger), app, url, role="professional", email=cast.author.email)
    author = client_of(cast.author)
    assert author.post(link, data={"name": "Anna"}).headers["Location"] == "/"
    text = author.get("/people").text
    assert "De Brede Stoep" in text
    assert "Het Andere Huis" in text


def test_who_leaves_sees_no_new_stories(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    told = factories.shared(session, cast, clock(), author=cast.colleague)
    session.commit()
    author = client_of(cast.author)
    assert author.get(f"/stories/{told.id}").status_code == 200
    member = session.exec(select(Membership).where(Membership.person_id == cast.author.id)).one()
    session.rollback()
    author.post(f"/memberships/{member.id}/ending")
    assert author.get(f"/stories/{told.id}").status_code == 404


def test_the_last_coordinator_cannot_leave(cast: Cast, client_of: Client, session: Session) -> None:
    member = session.exec(select(Membership).where(Membership.person_id == cast.coordinator.id)).one()
    session.rollback()
    client_of(cast.coordinator).post(f"/memberships/{member.id}/ending")
    session.refresh(member)
    assert member.until is None


def test_addresses_are_seen_among_ones_own_people_only(cast: Cast, client_of: Client) -> None:
    page = client_of(cast.coordinator).get(f"/funders/{cast.funder_party.id}/people").text
    assert cast.funder.name in page
    assert cast.funder.email not in page
    assert cast.author.email in client_of(cast.coordinator).get(f"/organisations/{cast.organisation.id}/people").text
