"""A grant's year as both its sides see it, on the page and in the account."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, func, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast, begun
from tests.paper import pages_of
from verhaal import access
from verhaal.access import viewer_of
from verhaal.grants.models import Place
from verhaal.people.models import Person
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Contribution, Outcome, Story

SVG = "{http://www.w3.org/2000/svg}"
Client = Callable[[Person | None], FlaskClient]


def told(session: Session, cast: Cast, clock: Clock, weeks: int = 6) -> None:
    """Shared stories, the last of them about a setback and elsewhere, and much that must not be counted."""
    now = clock()
    there = session.exec(select(Place).where(Place.name == "Zuilen & omstreken")).first()
    elsewhere = there or factories.make_place(session, cast.organisation, "Zuilen & omstreken")
    for back in range(weeks):
        story = factories.shared(session, cast, now - timedelta(weeks=back), is_setback=back == 0)
    version = factories.version_of(session, story, 1)
    version.place_id = elsewhere.id
    session.add(
        Outcome(version_id=version.id, position=2, change="Wij regelden een sleutel.", contribution=Contribution.US)
    )
    factories.corrected(session, cast, now)
    factories.draft(session, cast, now)
    factories.withdrawn(session, cast, now)
    factories.shared(session, cast, now, grants=(cast.other_grant,))
    factories.shared(session, cast, datetime(2025, 5, 5, 12, tzinfo=UTC))
    session.commit()


def page_of(browser: FlaskClient, cast: Cast, query: str = "") -> str:
    answer = browser.get(f"/grants/{cast.grant.id}/years/2026{query}")
    assert answer.status_code == 200
    return answer.text.replace("\xa0", " ")


def charts(page: str) -> dict[str, str]:
    return {each.split('"')[0]: each.split("</section>")[0] for each in page.split('<section class="chart" id="')[1:]}


def drawn(chart: str) -> dict[str, int]:
    """By what it is about, each number that the picture holds as text; a mark without one is a week with one story."""
    picture = ET.fromstring("<svg" + chart.split("<svg")[1].split("</svg>", maxsplit=1)[0] + "</svg>")  # noqa: S314  (our own)
    marks = [each for each in picture if each.tag in (f"{SVG}a", f"{SVG}g") and not each.get("aria-hidden")]
    return dict(map(shown, marks))


def shown(mark: ET.Element) -> tuple[str, int]:
    texts = [each.text or "" for each in mark.iter(f"{SVG}text")]
    if week := re.match(r"Week (\d+) ·.*: (\d+) verha", mark.findtext(f"{SVG}title") or ""):
        assert texts == ([week[2]] if week[2] != "1" else [])
        return week[1], int(week[2])
    return " ".join(texts[:-1]), int(texts[-1].split()[0])


def listed(chart: str) -> dict[str, int]:
    """The same from the table beneath."""
    table = re.sub(r"</?a[^>]*>", "", chart.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0])
    if weeks := re.findall(r"week (\d+): (\d+)", table):
        return {week: int(number) for week, number in weeks}
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)</td>', table)
    return {html.unescape(name): int(number) for name, number in rows}


def test_the_pictures_and_the_tables_beneath_hold_the_same_numbers(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock)
    found = charts(page_of(client_of(cast.funder), cast))
    assert {name: drawn(chart) for name, chart in found.items()} == {
        "weeks": {"43": 1, "44": 1, "45": 1, "46": 1, "47": 1, "48": 2},
        "places": {"Overvecht": 6, "Zuilen & omstreken": 1},
        "objectives": {"Buren kennen elkaar": 6},
        "setbacks": {"een tegenvaller": 1, "geen tegenvaller": 6},
        "credits": {"de bewoners zelf": 6, "ons": 1, "anderen": 0},
    }
    for name, chart in found.items():
        assert listed(chart) == drawn(chart), name
    months = re.findall(r"<tr><th scope=\"row\">(\w+)</th>.*?<td class=\"number\">(\d+)</td></tr>", found["weeks"])
    assert months == [("oktober", "2"), ("november", "5")]


def test_every_number_says_what_it_is_counted_out_of(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock)
    page = page_of(client_of(cast.funder), cast)
    for words in (
        "7 verhalen, in 6 van de 53 weken van 2026.", "7 van de 7 verhalen noemen een plek.",
        "6 van de 7 verhalen vertellen een opbrengst bij een doel.", "1 van de 7 verhalen gaan over een tegenvaller.",
        "Bij 7 van de 7 opbrengsten, in 6 verhalen,", "6 van 7", "86 %",
    ):  # fmt: skip
        assert words in page


def test_each_mark_leads_to_as_many_stories_as_it_counts(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    """In the list of one's own side, narrowed by the sieve in the address."""
    told(session, cast, clock)
    for person, path in (
        (cast.funder, "/reading"),
        (cast.author, "/stories/shared"),
        (cast.coordinator, "/stories/shared"),
    ):
        found = charts(page_of(client_of(person), cast).replace("&amp;", "&"))
        outcomes = dict(re.findall(r"contribution=(\w+)\"[^\n]*<td class=\"number\">(\d+)</td></tr>", found["credits"]))
        assert outcomes == {"residents": "6", "us": "1"}  # stories that tell of them, in the last column
        marks = re.findall(r'<a href="([^"]+)">\s*<title>[^<]*: (\d+)', "".join(found.values()))
        assert len(marks) == 6 + 2 + 1 + 2 + 2
        for address, number in marks:
            asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
            assert urlsplit(address).path.startswith(path)
            assert in_list(session, person, asked) == int(outcomes.get(asked.get("contribution", ""), number)), address


def in_list(session: Session, person: Person, asked: dict[str, str]) -> int:
    viewer = viewer_of(session, person)
    ours = access.visible_stories(viewer).where(access.shared_in_our_organisation(viewer))
    narrowed = Sieve.parse(asked).narrowed(ours if viewer.works_for else access.stories_to_read(viewer), viewer)
    return session.exec(select(func.count()).select_from(narrowed.with_only_columns(col(Story.id)).subquery())).one()


def test_both_sides_see_the_same(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    """An author's own drafts and withdrawn stories, which the author does see, are no part of the grant's year."""
    told(session, cast, clock)
    people = (cast.author, cast.colleague, cast.coordinator, cast.funder)
    pages = [charts(page_of(client_of(person), cast)) for person in people]
    numbers = [{name: listed(chart) for name, chart in page.items()} for page in pages]
    assert all(each == numbers[0] for each in numbers)


def test_under_five_stories_nothing_is_drawn_and_no_address_narrows_the_year(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, weeks=3)
    funder = client_of(cast.funder)
    page = page_of(funder, cast)
    assert "<svg" not in page
    assert "<table" not in page
    assert "Er zijn 4 verhalen gedeeld. Onder de vijf verhalen tekenen we niets" in page
    factories.shared(session, cast, clock())
    session.commit()
    page = page_of(funder, cast)
    assert page.count('class="drawn') == 4
    query = f"?place={cast.place.id}&objective=9&setback=yes&since=2026-W48&until=2026-W48&contribution=us"
    assert charts(page_of(funder, cast, query)) == charts(page)


def test_whose_doing_is_not_drawn_of_fewer_than_five_stories_that_say_it(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock)
    for each in session.exec(select(Outcome)).all()[:2]:
        each.contribution = None
        session.add(each)
    session.commit()
    credits = charts(page_of(client_of(cast.funder), cast))["credits"]
    assert "4 verhalen zeggen aan wie een opbrengst vooral te danken is. Onder de vijf" in credits
    assert "<svg" not in credits


def test_nothing_is_shown_per_professional(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    told(session, cast, clock)
    page = page_of(client_of(cast.coordinator), cast).split("<main")[1].split("</main>")[0]
    for person in (cast.author, cast.colleague):
        assert person.name not in page
    assert "author" not in page


def test_the_page_asks_as_few_questions_for_many_stories_as_for_few(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    asked = []
    for _time in range(2):
        told(session, cast, clock)
        browser = client_of(cast.funder)
        count_queries()
        page_of(browser, cast)
        asked.append(count_queries())
    assert asked[0] == asked[1] <= 7


def test_a_year_outside_the_grant_is_not_there_and_without_a_year_one_goes_to_the_running_one(
    cast: Cast, client_of: Client
) -> None:
    browser = client_of(cast.funder)
    address = f"/grants/{cast.grant.id}/years"
    assert browser.get(f"{address}/2025").status_code == 404
    assert browser.get(address).headers["Location"] == f"{address}/2026"
    assert f'{address}/2026"' in browser.get(f"/grants/{cast.grant.id}").text
    assert f'{address}"' in browser.get(f"/reading?grant={cast.grant.id}", follow_redirects=True).text
    assert "Het jaar 2026 in beeld" in page_of(browser, cast)


def test_the_account_prints_the_same_pictures_and_numbers(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    told(session, cast, clock)
    browser = client_of(cast.coordinator)
    page, account = page_of(browser, cast), browser.get(begun(browser, cast)).text
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 5
    for picture in pictures:
        assert picture in account.replace("\xa0", " ")
    tables = [listed(chart) for chart in charts(page).values()]
    in_account = [
        listed(each) for each in account.replace("\xa0", " ").split("<table>")[1:] if "in cijfers</caption>" in each
    ]
    assert sorted(map(str, in_account)) == sorted(map(str, tables))


@pytest.mark.slow
def test_the_account_on_paper_holds_them_as_text(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    told(session, cast, clock)
    paper = client_of(cast.coordinator).get(begun(client_of(cast.coordinator), cast) + "/pdf").data
    text = "".join(pages_of(paper))
    for words in (
        "Zuilen & omstreken\n1 van 7",
        "een tegenvaller\n1 van 7",
        "geen tegenvaller 6 86 %",
        "de bewoners zelf 6",
    ):
        assert words.replace("\n", " ") in text.replace("\n", " ").replace("\xa0", " "), words
