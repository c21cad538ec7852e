"""Draws as people make, see and repeat them."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import Clock
from tests.draws import sceptic
from tests.factories import Cast, begun
from verhaal.annual.models import AccountDraw
from verhaal.draws.models import Draw, Drawn, Urn
from verhaal.people.models import Person, Role
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Story
from verhaal.week import Week

Client = Callable[[Person | None], FlaskClient]


def told(session: Session, cast: Cast, clock: Clock, number: int) -> list[Story]:
    """So many stories for the cast's grant, each with a title of its own."""
    stories = [factories.shared(session, cast, clock(), title=f"Verhaal {each:02}.") for each in range(number)]
    session.commit()
    return stories


def press(browser: FlaskClient, address: str = "", **more: str) -> str:
    """Draw, and the address of what was drawn."""
    answer = browser.post(f"/draws?{address}", data={"key": str(uuid.uuid4()), "wanted": "10"} | more)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def titles(page: str) -> list[str]:
    return re.findall(r"Verhaal \d\d\.", re.sub(r"(?s)<p class=\"lines\".*?</p>", "", page))


def drawn(session: Session) -> list[str]:
    session.rollback()
    return list(session.exec(select(Drawn.reference).order_by(col(Drawn.draw_id), col(Drawn.position))))


def stories_of(session: Session, references: list[str]) -> list[Story]:
    by_key = {story.key: story for story in session.exec(select(Story))}
    return [by_key[each] for each in references]


def test_a_sceptic_draws_the_same_ten_outside_verhaal(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 30)
    funder = client_of(cast.funder)
    where = press(funder, "side=funder")
    page, file = funder.get(where).text, funder.get(f"{where}/population")
    seed, fingerprint = re.findall(r'<code class="reference">([0-9a-f]+)</code>', page)
    ten = sceptic.draw(file.data, seed, 10)
    assert sceptic.fingerprint_of(file.data) == fingerprint
    assert re.findall(r"reference\">([0-9a-f-]{36})<", page) == ten == drawn(session)
    assert len(set(ten)) == 10
    assert file.headers["Content-Type"].startswith("text/csv")
    assert "Uit 30 verhalen" in page
    assert "de eerste keer" in page


def test_a_colleague_repeats_to_the_same_ten_whatever_is_told_elsewhere(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 20)
    other = factories.person(session, "Fenna Ook", clock(), Role.FUNDER, cast.funder_party)
    where = press(client_of(cast.funder), "side=funder")
    clock.moment += timedelta(hours=1)
    factories.shared(session, cast, clock(), grants=(cast.other_grant,), title="Verhaal 98.")
    factories.shared(session, cast, clock(), title="Verhaal 99.")  # after the draw, so it does not count
    session.commit()
    colleague = client_of(other)
    page = colleague.get(f"{where}/repetition").text
    assert "Dezelfde 10, in dezelfde volgorde." in page
    assert "Je ziet precies de 20 verhalen" in page
    assert titles(page) == titles(colleague.get(where).text)
    assert len(titles(page)) == 10


def test_what_was_withdrawn_or_corrected_out_since_is_told_and_not_shown(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 15)
    funder = client_of(cast.funder)
    where = press(funder, f"side=funder&grant={cast.grant.id}")
    before, references = titles(funder.get(where).text), drawn(session)
    withdrawn, moved = stories_of(session, references)[:2]
    clock.moment += timedelta(hours=1)
    withdrawn.withdraw("Op verzoek van de bewoner.", clock())
    version = factories.add_version(
        session, moved, cast, clock(), number=2, text="Voor een ander.", grants=(cast.other_grant,)
    )
    version.share(clock())
    moved.shared_number = 2
    session.commit()
    page = funder.get(where).text
    assert titles(page) == before[2:]
    assert withdrawn.key not in page
    assert moved.key not in page
    assert "1 getrokken verhaal is sindsdien ingetrokken." in page
    assert "1 getrokken verhaal wordt niet meer met je gedeeld." in page
    over = funder.get(f"{where}/repetition").text
    assert "Dezelfde 10, in dezelfde volgorde." in over
    assert "1 verhaal is sindsdien ingetrokken." in over
    assert "1 verhaal valt niet meer onder het filter" in over
    left = titles(over)
    assert left[:8] == before[2:]
    assert len(left) == 10
    its_author = client_of(cast.author).get(where).text  # who still reads the withdrawn story, but not as a drawn one
    assert withdrawn.key not in its_author
    assert moved.key in its_author
    assert "1 getrokken verhaal is sindsdien ingetrokken." in its_author


def test_a_draw_that_was_tampered_with_says_so(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    told(session, cast, clock, 12)
    funder = client_of(cast.funder)
    where = press(funder, "side=funder")
    urn = session.exec(select(Urn)).one()
    urn.lines = "".join(urn.lines.splitlines(keepends=True)[1:])
    session.add(urn)
    session.commit()
    page = funder.get(f"{where}/repetition").text
    assert "Dit klopt niet" in page
    assert "Dezelfde" not in page


def test_sent_twice_it_is_one_draw_and_a_second_one_is_numbered(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 12)
    funder, key = client_of(cast.funder), str(uuid.uuid4())
    first = press(funder, "side=funder", key=key)
    assert press(funder, "side=funder", key=key) == first
    second = press(funder, "side=funder")
    press(client_of(cast.coordinator), "side=organisation")
    session.rollback()
    made = session.exec(select(Draw).order_by(col(Draw.id))).all()
    assert [(each.number, each.turn) for each in made] == [(1, 1), (2, 2), (1, 1)]
    assert len({each.seed for each in made}) == 3
    assert len({each.fingerprint for each in made}) == len(session.exec(select(Urn)).all()) == 1
    page = funder.get(second).text
    assert "de 2e keer" in page
    assert f'href="{first}"' in page
    assert "de 2e keer uit deze verhalen" in funder.get("/draws").text


def test_nobody_gets_another_ones_draw_by_sending_its_key(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 3)
    key = str(uuid.uuid4())
    press(client_of(cast.funder), "side=funder", key=key)
    answer = client_of(cast.coordinator).post("/draws?side=organisation", data={"key": key, "wanted": "3"})
    assert answer.status_code == 404


@pytest.mark.parametrize("wanted", ["", "0", "51", "tien", "3.5"])
def test_a_number_that_cannot_be_is_asked_again(
    cast: Cast, client_of: Client, session: Session, clock: Clock, wanted: str
) -> None:
    told(session, cast, clock, 1)
    answer = client_of(cast.funder).post("/draws?side=funder", data={"key": str(uuid.uuid4()), "wanted": wanted})
    assert answer.status_code == 422
    assert "Vul een getal van 1 tot en met 50 in." in answer.text
    assert drawn(session) == []


def test_nothing_is_drawn_from_nothing(cast: Cast, client_of: Client, session: Session) -> None:
    answer = client_of(cast.funder).post("/draws?side=funder", data={"key": str(uuid.uuid4()), "wanted": "3"})
    assert answer.status_code == 422
    assert "geen verhaal om uit te trekken" in answer.text
    assert session.exec(select(Draw)).all() == []


def test_the_filter_makes_the_population_but_what_one_has_read_does_not(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.read_by(session, told(session, cast, clock, 3)[0], cast.funder, cast.funder_party, clock())
    setback = factories.shared(session, cast, clock(), title="Verhaal 50.", is_setback=True)
    factories.draft(session, cast, clock(), title="Verhaal 97.")
    factories.withdrawn(session, cast, clock())
    session.commit()
    funder = client_of(cast.funder)
    assert "Uit 4 verhalen" in funder.get(press(funder, "side=funder&read=no")).text
    page = funder.get(press(funder, f"side=funder&setback=yes&grant={cast.grant.id}&since=2026-W01")).text
    assert titles(page) == [setback_title(session, setback)]
    assert "alleen tegenvallers" in page
    assert cast.grant.title in page
    assert "vanaf Week 1, 2026" in page


def setback_title(session: Session, story: Story) -> str:
    return factories.version_of(session, story, 1).title


def test_a_draw_from_one_grant_is_seen_by_both_its_sides_and_repeated_alike(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 6)
    factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant), title="Verhaal 60.")
    factories.shared(session, cast, clock(), grants=(cast.other_grant,), title="Verhaal 61.")
    session.commit()
    by_funder = press(client_of(cast.funder), f"side=funder&grant={cast.grant.id}")
    by_us = press(client_of(cast.coordinator), f"side=organisation&grant={cast.grant.id}")
    for where in (by_funder, by_us):
        for who in (cast.funder, cast.author):
            page = client_of(who).get(f"{where}/repetition").text
            assert "Je ziet precies de 7 verhalen" in page
            assert "Verhaal 61." not in page
        assert client_of(cast.other_funder).get(where).status_code == 404


@pytest.mark.parametrize("address", ["", "answered=no&", "place=1&"])
def test_what_only_one_side_sees_whole_stays_on_its_side(
    cast: Cast, client_of: Client, session: Session, clock: Clock, address: str
) -> None:
    told(session, cast, clock, 3)
    grant = f"grant={cast.grant.id}&" if address.startswith("answered") else ""
    address = address.replace("place=1", f"place={cast.place.id}")
    where = press(client_of(cast.coordinator), f"side=organisation&{grant}{address}")
    assert client_of(cast.colleague).get(where).status_code == 200
    for who in (cast.funder, cast.other_funder, cast.stranger):
        browser = client_of(who)
        assert {browser.get(where + more).status_code for more in ("", "/population", "/repetition")} == {404}
        assert where not in browser.get("/draws").text


def test_who_has_left_sees_the_draws_no_more(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    told(session, cast, clock, 3)
    colleague = factories.person(session, "Fenna Ook", clock(), Role.FUNDER, cast.funder_party)
    where = press(client_of(colleague), "side=funder")
    member = factories.memberships_of(session, colleague)[0]
    member.until = clock()
    session.add(member)
    session.commit()
    assert client_of(colleague).get(where).status_code == 404
    assert client_of(cast.funder).get(where).status_code == 200


def test_with_two_funders_a_draw_is_for_one_of_them(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 3)
    factories.shared(session, cast, clock(), grants=(cast.other_grant,), title="Verhaal 70.")
    factories.member(session, cast.funder, Role.FUNDER, cast.other_funder_party, clock())
    session.commit()
    both = client_of(cast.funder)
    asked = both.get("/draws/new?side=funder").text
    assert cast.other_funder_party.name in asked
    where = press(both, f"side=funder&party={cast.other_funder_party.id}")
    assert titles(both.get(where).text) == ["Verhaal 70."]
    assert "Je ziet precies de 1 verhalen" in client_of(cast.other_funder).get(f"{where}/repetition").text
    assert both.get("/draws/new?side=funder&party=999999").status_code == 404


@pytest.mark.parametrize("page", ["", "/repetition"])
def test_a_draws_page_asks_as_much_of_the_database_for_ten_as_for_one(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int], page: str
) -> None:
    told(session, cast, clock, 12)
    funder = client_of(cast.funder)
    numbers = []
    for wanted in ("1", "10"):
        where = press(funder, f"side=funder&grant={cast.grant.id}", wanted=wanted)
        count_queries()
        assert funder.get(where + page).status_code == 200
        numbers.append(count_queries())
    assert numbers[0] == numbers[1] <= 8
    for address in ("/draws", f"/draws/new?side=funder&grant={cast.grant.id}"):
        funder.get(address)
        assert count_queries() <= 8


def test_a_coordinator_puts_a_draw_in_the_account_and_takes_it_out(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 12)
    where = press(client_of(cast.funder), f"side=funder&grant={cast.grant.id}")
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    draw = session.exec(select(Draw)).one()
    put = f'action="{account}{where}"'
    assert put in coordinator.get(account).text
    for _twice in range(2):
        assert coordinator.post(f"{account}{where}").status_code == 303
    stories_of(session, drawn(session))[0].withdraw("Op verzoek.", clock())
    session.commit()
    page = coordinator.get(account).text
    assert "Door het lot getrokken: 10 van 12 verhalen" in page
    assert draw.seed in page
    assert f"{cast.funder_party.name}, trekking 1" in page
    assert "1 getrokken verhaal is sindsdien ingetrokken." in page
    listed = re.search(r"Getrokken, in deze volgorde: (.*?)</p>", page)
    assert listed
    assert len(re.findall(r"V-2026-\d+</a>", listed[1])) == 9
    assert put not in page
    assert coordinator.get(f"{account}/pdf").status_code == 200
    assert coordinator.post(f"{account}{where}/removal").status_code == 303
    session.rollback()
    assert session.exec(select(AccountDraw)).all() == []
    assert draw.seed not in coordinator.get(account).text


def test_a_draw_from_another_year_or_grant_does_not_fit_the_account(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, 2)
    cast.grant.ends_on = cast.grant.ends_on.replace(year=2027)
    session.add(cast.grant)
    now, next_year = clock(), clock() + timedelta(weeks=9)
    whole = factories.draw(session, cast.coordinator, cast.organisation, Sieve(), now)
    this = factories.draw(session, cast.coordinator, cast.organisation, Sieve(grant=cast.grant.id), now)
    factories.shared(session, cast, next_year)
    both = factories.draw(session, cast.coordinator, cast.organisation, Sieve(grant=cast.grant.id), next_year)
    later = Sieve(grant=cast.grant.id, since=Week(2027, 1))
    only = factories.draw(session, cast.coordinator, cast.organisation, later, next_year)
    session.commit()
    coordinator = client_of(cast.coordinator)
    account = {year: begun(coordinator, cast, year) for year in (2026, 2027)}
    answers = {
        (name, year): coordinator.post(f"{account[year]}/draws/{draw.id}").status_code
        for name, draw in {"whole": whole, "this": this, "both": both, "only": only}.items()
        for year in (2026, 2027)
    }
    assert {status for (name, _year), status in answers.items() if name == "whole"} == {404}
    session.rollback()
    assert {(row.year, row.draw_id) for row in session.exec(select(AccountDraw))} == {(2026, this.id), (2027, only.id)}
    assert "ook uit verhalen van een ander jaar" in coordinator.get(account[2026]).text
