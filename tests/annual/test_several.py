"""One account over the grants of several funders: it reads well, and each funder meets its own part alone."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from page import validate_pdf_bytes
from sqlalchemy import event
from sqlmodel import Session, col, select

from tests import factories
from tests.annual import samples, seals
from tests.conftest import Clock
from tests.factories import Cast
from tests.paper import pages_of
from verhaal import access
from verhaal.annual import actions, standing
from verhaal.annual.account import compose
from verhaal.annual.draws import add
from verhaal.annual.models import AnnualAccount, Explanation, State, Subject
from verhaal.exports.pdf import render
from verhaal.grants.models import Activity, Due, Grant, Objective, Obligation
from verhaal.people.models import Person, Role
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Count, Outcome, Story, Version

Client = Callable[[Person | None], FlaskClient]
AT = datetime(2026, 12, 31, 12, tzinfo=UTC)
CITY, HOUSING, BOTH = "Alfamerk", "Betamerk", "Samenmerk"  # in every word that is for one funder's eyes, or for both
MARKED = ("in de tekst", "inloop", "doel", "afspraak", "verplicht", "verslag", "wijk", "woord", "vraagt")


@pytest.fixture
def over_all(session: Session, cast: Cast, clock: Clock) -> AnnualAccount:
    """Offered: what was told for the city, for the housing corporation, and for both; marked wherever words can be."""
    now = clock()
    for grant, mark in ((cast.grant, CITY), (cast.other_grant, HOUSING)):
        _agree(session, grant, mark)
    for title, grants in (
        (CITY, (cast.grant,)),
        (HOUSING, (cast.other_grant,)),
        (BOTH, (cast.grant, cast.other_grant)),
    ):
        story = factories.shared(session, cast, now, title=title, text=f"{title} in de tekst.", grants=grants)
        _towards_each(session, story, cast)
        factories.draft(session, cast, now, title=title, text=f"Niet gedeeld {title}.", grants=grants)
        if cast.grant in grants:
            factories.response(session, story, cast.funder, cast.funder_party, now, f"{CITY} vraagt.")
        if cast.other_grant in grants:
            said = factories.response(
                session, story, cast.other_funder, cast.other_funder_party, now, f"{HOUSING} vraagt."
            )
            factories.answer(session, said, cast.author, now, f"{HOUSING}, zei ik.")
    coordinator = access.viewer_of(session, cast.coordinator)
    for grant, reader, party in (
        (cast.grant, cast.funder, cast.funder_party), (cast.other_grant, cast.other_funder, cast.other_funder_party)
    ):  # fmt: skip
        made = factories.draw(session, reader, party, Sieve(grant=grant.id), now)
        add(session, coordinator, grant, 2026, made, now)
    of = actions.begin(session, coordinator, cast.organisation.id, 2026, now)
    of.state = State.OFFERED
    session.add(of)
    session.commit()
    return of


def _agree(session: Session, grant: Grant, mark: str) -> None:
    grant.title = f"{mark} samen leven"
    rows = (
        grant,
        Activity(grant_id=grant.id, position=2, name=f"{mark} inloop", unit=f"{mark} keer", planned=900),
        Objective(grant_id=grant.id, position=2, name=f"{mark} doel", target=f"{mark}.", agreement=f"{mark} afspraak"),
        Obligation(grant_id=grant.id, position=2, text=f"{mark} verplicht"),
        Due(grant_id=grant.id, position=2, what=f"{mark} verslag", due_on=date(2027, 5, 1)),
    )
    for row in rows:
        factories.kept(session, row)
    factories.make_place(session, factories.organisation(session, f"{mark} huis"), f"{mark} wijk", grant)
    for subject in (Subject.LESSONS, Subject.RESIDENTS, Subject.FINANCIAL):
        text = f"{mark} woord."
        session.add(Explanation(grant_id=grant.id, year=2026, subject=subject, subject_id=grant.id, text=text,
                                person_id=1, saved_at=grant.created_at))  # fmt: skip


def _towards_each(session: Session, story: Story, cast: Cast) -> None:
    """An outcome and a count for every grant, also of another funder than the story is told for."""
    version = factories.version_of(session, story, 1)
    for grant in (cast.grant, cast.other_grant):
        objective = session.exec(select(Objective).where(Objective.grant_id == grant.id, Objective.position == 2)).one()
        activity = session.exec(select(Activity).where(Activity.grant_id == grant.id, Activity.position == 2)).one()
        factories.kept(session, Outcome(version_id=version.id, position=grant.id + 1, change="Ze doen het zelf.",
                                        objective_id=objective.id))  # fmt: skip
        factories.kept(session, Count(version_id=version.id, position=grant.id + 1, amount=3, unit="keer",
                                      activity_id=activity.id))  # fmt: skip


def shown_to(client_of: Client, person: Person, of: AnnualAccount) -> list[str]:
    """Everything that an account shows someone: its page, its list, its paper, and what the paper carries."""
    browser = client_of(person)
    paper = browser.get(f"/accounts/{of.id}/pdf").data
    inside = pypdf.PdfReader(io.BytesIO(paper)).attachments
    (attached,) = (content.decode() for contents in inside.values() for content in contents)
    printed = "".join(pages_of(paper))
    return [browser.get(f"/accounts/{of.id}").text, browser.get("/accounts").text, printed, attached]


@pytest.mark.parametrize("is_signed", [False, True], ids=["offered", "signed"])
def test_each_funder_meets_its_own_part_alone_and_the_organisation_the_whole(
    cast: Cast, over_all: AnnualAccount, client_of: Client, session: Session, clock: Clock, is_signed: bool
) -> None:
    if is_signed:
        seals.signed(session, cast.coordinator, over_all, clock())
        session.commit()
    for person, own, other in ((cast.funder, CITY, HOUSING), (cast.other_funder, HOUSING, CITY)):
        page, listed, printed, attached = shown_to(client_of, person, over_all)
        for text in (page, listed, printed, attached):
            assert not re.findall(rf".{{0,40}}{other}.{{0,20}}", text), (person.name, other)
        for text in (page, attached):
            assert [each for each in MARKED if f"{own} {each}" not in text] == []
            assert f"{BOTH} in de tekst" in text
            assert "Niet gedeeld" not in text
    for person in (cast.coordinator, cast.colleague):
        page, _listed, _printed, attached = shown_to(client_of, person, over_all)
        for text in (page, attached):
            assert {CITY, HOUSING, BOTH} <= set(re.findall(f"{CITY}|{HOUSING}|{BOTH}", text))
            assert "Niet gedeeld" not in text


def test_of_what_was_signed_a_withdrawn_story_shows_to_nobody_any_more(
    cast: Cast, over_all: AnnualAccount, client_of: Client, session: Session, clock: Clock
) -> None:
    seals.signed(session, cast.coordinator, over_all, clock())
    versions = select(Version.story_id).where(Version.title == BOTH, col(Version.shared_at).is_not(None))
    story = session.get_one(Story, session.exec(versions).one())
    story.withdraw("Op verzoek.", clock())
    session.add(story)
    session.commit()
    for person in (cast.funder, cast.other_funder, cast.coordinator, cast.colleague):
        page, _listed, printed, attached = shown_to(client_of, person, over_all)
        assert not [text for text in (page, printed, attached) if BOTH in text], person.name
        assert "Een verhaal dat is ingetrokken" in page


def test_who_has_no_grant_in_the_accounts_year_does_not_learn_that_it_is_there(
    cast: Cast, over_all: AnnualAccount, client_of: Client, session: Session, clock: Clock
) -> None:
    former = factories.funder(session, "Fonds Vroeger")
    once = factories.make_grant(session, cast.organisation, former, "FV-1", clock())
    once.starts_on, once.ends_on = date(2024, 1, 1), date(2025, 12, 31)
    reader = factories.person(session, "Fien Vroeger", clock(), Role.FUNDER, former)
    session.add(once)
    session.commit()
    assert client_of(reader).get(f"/accounts/{over_all.id}").status_code == 404
    assert f"/accounts/{over_all.id}" not in client_of(reader).get("/accounts").text
    once.ends_on = date(2026, 3, 31)
    session.add(once)
    session.commit()
    assert client_of(reader).get(f"/accounts/{over_all.id}").status_code == 200


def test_a_funder_whose_grant_came_after_signing_finds_no_part_of_its_own_and_nothing_else(
    cast: Cast, over_all: AnnualAccount, client_of: Client, session: Session, clock: Clock
) -> None:
    seals.signed(session, cast.coordinator, over_all, clock())
    late = factories.funder(session, "Fonds Later")
    factories.make_grant(session, cast.organisation, late, "FL-1", clock())
    reader = factories.person(session, "Fleur Later", clock(), Role.FUNDER, late)
    session.commit()
    for state in (State.SIGNED, State.DRAFT):
        over_all.state, over_all.number = state, 2
        session.add(over_all)
        session.commit()
        assert client_of(reader).get(f"/accounts/{over_all.id}").status_code == 404
    assert client_of(cast.funder).get(f"/accounts/{over_all.id}").status_code == 200


def test_a_correction_in_the_making_is_not_shown_beside_what_was_signed(
    cast: Cast, over_all: AnnualAccount, client_of: Client, session: Session, clock: Clock
) -> None:
    seals.signed(session, cast.coordinator, over_all, clock())
    over_all.state, over_all.number = State.DRAFT, 2
    session.add(over_all)
    factories.shared(session, cast, clock(), title="Nagekomen", text="Nagekomen.")
    session.commit()
    assert "Nagekomen" in client_of(cast.coordinator).get(f"/accounts/{over_all.id}").text
    for person in (cast.funder, cast.colleague):
        page = client_of(person).get(f"/accounts/{over_all.id}").text
        assert CITY in page
        assert "Nagekomen" not in page


def test_each_grant_is_a_chapter_with_sections_of_its_own_and_no_id_stands_twice(
    cast: Cast, over_all: AnnualAccount, client_of: Client, session: Session, clock: Clock
) -> None:
    for _each in range(6):  # enough for pictures
        factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    session.commit()
    for person in (cast.coordinator, cast.colleague):
        page = client_of(person).get(f"/accounts/{over_all.id}").text
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert [each for each in ids if ids.count(each) > 1] == []
        led = re.findall(r'href="#([^"]+)"', page)
        assert set(led) <= set(ids)
        assert page.count("<svg") >= 6
        headings = re.findall(r"<h([23]) [^>]*>(\d[^<]*)<", page)
        assert headings[0] == ("2", "1. De subsidies")
        assert [text for level, text in headings if level == "2"][1:] == [
            f"2. {CITY} samen leven (SB-1)", f"3. {HOUSING} samen leven (LB-2)"
        ]  # fmt: skip
        assert ("3", "2.1. De subsidie") in headings
        assert ("3", "3.12. Wat ontbreekt") in headings
        regions = re.findall(r'role="region" aria-label="([^"]+)"', page)
        assert len(regions) == len(set(regions))


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_paper_over_several_grants_is_valid_and_its_contents_tell_them_apart(app: Flask, profile: str) -> None:
    whole = samples.account("Gewone tekst.", stories=8, grants=3)
    with app.test_request_context():
        paper = render(compose(whole), whole, at=AT)
    found = validate_pdf_bytes(paper, profile=profile).failures
    assert [each.rule_id for each in found if "STREAM-LENGTH" not in each.rule_id] == []
    contents = " ".join(pages_of(paper)[1].split())
    for chapter, grant in ((2, "REF-1"), (3, "REF-2"), (4, "REF-3")):
        assert f"{chapter}. Gewone tekst. ({grant})" in contents
        assert f"{chapter}.3. Doelen: beoogd en bereikt" in contents
    assert "Bijlage: de verhalen" in contents


def test_a_record_over_several_grants_is_as_many_queries_as_its_grants_are_whatever_was_told(
    app: Flask, cast: Cast, over_all: AnnualAccount, session: Session, clock: Clock
) -> None:
    """A fixed number for each grant, which an organisation has few of; none for each story."""
    viewer = access.viewer_of(session, cast.coordinator)
    asked: list[str] = []
    listening = app.extensions["database"].engine, "before_cursor_execute", lambda *args: asked.append(args[2])
    event.listen(*listening)
    try:
        counted = []
        for more in (0, 3):
            for _each in range(more):
                story = factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
                factories.response(session, story, cast.funder, cast.funder_party, clock())
            session.flush()
            asked.clear()
            whole = standing.today_of(session, viewer, over_all, clock().date())
            counted.append(len(asked))
    finally:
        event.remove(*listening)
    assert len(whole.core.stories) == 6
    assert counted[0] == counted[1] <= 4 + 20 * len(whole.core.grants)
