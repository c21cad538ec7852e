"""My stories: what is read, answered and to answer; and the year behind them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.access import viewer_of
from verhaal.people.models import Person
from verhaal.reading import own, queries
from verhaal.reading.models import ResponseKind
from verhaal.stories.models import Story

Client = Callable[[Person | None], FlaskClient]


def titles(page: str) -> list[str]:
    """The stories that a page lists, in their order."""
    return re.findall(r'<h2 dir="auto"><a [^>]*>([^<]*)</a>', page)


def tabs(page: str) -> list[str]:
    """The words and number of each tab."""
    nav = page.split('class="tabs"')[1].split("</nav>", maxsplit=1)[0]
    return [re.sub(r"<[^>]*>", "", tab).strip() for tab in re.findall(r"<a .*?</a>", nav, re.DOTALL)]


def asked(session: Session, cast: Cast, clock: Clock, title: str) -> Story:
    story = factories.shared(session, cast, clock(), title=title)
    factories.response(session, story, cast.funder, cast.funder_party, clock())
    return story


def told_in(session: Session, cast: Cast, moment: datetime, **more: object) -> Story:
    return factories.shared(session, cast, moment, **more)


def five(session: Session, cast: Cast, clock: Clock, number: int = 5) -> list[Story]:
    """A story a week, the last one in the clock's own week."""
    return [told_in(session, cast, clock() - timedelta(weeks=back), title=f"Week min {back}") for back in range(number)]


def test_each_tab_holds_what_its_number_says(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    factories.shared(session, cast, clock(), title="Gewoon")
    asked(session, cast, clock, "Gevraagd")
    answered = asked(session, cast, clock, "Beantwoord")
    [said] = queries.threads_of(session, viewer_of(session, cast.author), [answered.id])[answered.id]
    factories.answer(session, said.response, cast.author, clock())
    factories.draft(session, cast, clock(), title="Klad")
    being_corrected = factories.shared(session, cast, clock(), title="In correctie")
    factories.add_version(session, being_corrected, cast, clock(), number=2, text="Anders.")
    being_corrected.draft_number = 2
    factories.withdrawn(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    page = author.get("/stories").text
    assert tabs(page) == ["Alle 6", "Te beantwoorden 1", "Kladjes 2"]
    assert len(titles(page)) == 6
    assert titles(author.get("/stories?show=answer").text) == ["Gevraagd"]
    drafts = author.get("/stories?show=drafts").text
    assert titles(drafts) == ["In correctie", "Klad"]
    assert "correctie nog niet gedeeld" in drafts


def test_a_question_to_a_withdrawn_story_no_longer_waits(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = asked(session, cast, clock, "Gevraagd")
    story.withdraw("Op verzoek.", clock())
    session.commit()
    page = client_of(cast.author).get("/stories").text
    assert "Te beantwoorden 0" in tabs(page)
    assert "er wacht een vraag op je" not in page


@pytest.mark.parametrize(("show", "words"), [("answer", "Er wacht geen vraag op je"), ("drafts", "ligt half af")])
def test_an_empty_tab_says_what_would_stand_there(
    cast: Cast, client_of: Client, session: Session, clock: Clock, show: str, words: str
) -> None:
    factories.shared(session, cast, clock())
    session.commit()
    assert words in client_of(cast.author).get(f"/stories?show={show}").text


def test_who_told_nothing_is_invited_to_begin(cast: Cast, client_of: Client) -> None:
    page = client_of(cast.author).get("/stories").text
    assert "Je hebt nog niets verteld" in page
    assert "<svg" not in page


def test_the_numbers_on_the_shelf_are_those_of_the_stories_themselves(
    cast: Cast, session: Session, clock: Clock
) -> None:
    """Two ways to count, in the database and from the threads, agree for every kind of response."""
    now = clock()
    for kind in ResponseKind:
        for answerers in ((), (cast.author,), (cast.funder,), (cast.funder, cast.author)):
            story = factories.shared(session, cast, now, grants=(cast.grant, cast.other_grant))
            for who, party in ((cast.funder, cast.funder_party), (cast.other_funder, cast.other_funder_party)):
                factories.read_by(session, story, who, party, now)
                said = factories.response(session, story, who, party, now, kind=kind)
                for person in answerers:
                    factories.answer(session, said, person, now)
    viewer = viewer_of(session, cast.author)
    spines = own.shelf(session, viewer).spines
    threads = queries.threads_of(session, viewer, [spine.story_id for spine in spines])
    assert len(spines) == 16
    assert {spine.open_questions for spine in spines} == {0, 2}
    for spine in spines:
        story = session.get_one(Story, spine.story_id)
        assert spine.responses == len(threads[story.id]) == 2
        assert spine.readers == len(queries.readings_of(session, viewer, story)) == 2
        assert spine.open_questions == sum(queries.is_open(thread, story) for thread in threads[story.id])


def test_a_shelf_holds_nobody_elses_story(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    for story in five(session, cast, clock):
        story.author_id = cast.colleague.id
    factories.shared(session, cast, clock(), title="Mijn eigen")
    session.commit()
    assert titles(client_of(cast.author).get(f"/stories?place={cast.place.id}").text) == ["Mijn eigen"]


def test_under_five_stories_the_picture_waits(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    five(session, cast, clock, 4)
    session.commit()
    author = client_of(cast.author)
    page = author.get("/stories").text
    assert "<svg" not in page
    assert "Vanaf vijf verhalen" in page
    assert "In 2026 vertelde je er 4." in page
    told_in(session, cast, clock())
    session.commit()
    assert 'class="drawn strip"' in author.get("/stories").text


def test_every_mark_and_bar_leads_to_as_many_stories_as_it_says(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    five(session, cast, clock)
    told_in(session, cast, clock(), title="Nog een")
    told_in(session, cast, datetime(2025, 5, 5, 12, tzinfo=UTC), title="Vorig jaar")
    factories.draft(session, cast, clock(), title="Klad")
    factories.withdrawn(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    page = author.get("/stories").text.replace("&amp;", "&")
    marks = re.findall(r'<a href="(/stories\?year=2026&week=\d+)">\s*<title>[^<]*: (\d+) verha', page)
    bars = re.findall(r'<a href="(/stories\?year=2026&(?:place|objective)=\d+)".*?bij (\d+) van je 6', page, re.DOTALL)
    assert [number for _, number in marks] == ["1", "1", "1", "1", "2"]
    assert [number for _, number in bars] == ["6", "6"]
    for address, number in marks + bars:
        listed = author.get(address).text
        assert len(titles(listed)) == int(number), address
        assert f"{number} verha" in listed.split('class="narrow"')[1]
    assert titles(author.get("/stories?year=2025").text) == ["Vorig jaar"]
    assert "/stories?year=2025" in page


def test_the_picture_is_readable_without_seeing_it(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    five(session, cast, clock)
    session.commit()
    page = client_of(cast.author).get("/stories").text
    strip = page.split('class="drawn strip"')[1].split("</svg>")[0]
    name, how = re.search(r'aria-labelledby="(\S+)" aria-describedby="(\S+)"', strip).groups()  # type: ignore[union-attr]
    assert f'<title id="{name}">Weken van 2026' in strip
    assert f'<desc id="{how}">Elke maand is een kolom' in strip
    assert strip.count('class="mark"') == 5
    assert "Week 48 · 23–29 november 2026: 1 verhaal" in strip
    table = page.split("De weken als tabel")[1].split("</table>")[0]
    assert table.count('<th scope="row">') == 5


def test_nothing_in_the_year_measures_a_person(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    """No week left out is counted or drawn, nothing is compared, and setbacks have no tab."""
    five(session, cast, clock)
    factories.shared(session, cast, clock(), is_setback=True)
    session.commit()
    picture = client_of(cast.author).get("/stories").text.split("<aside")[1].split("</aside>")[0]
    assert picture.count('class="mark"') == picture.count('class="touch"') == 5
    for word in ("reeks", "op rij", "gemist", "van de 5", "collega", "gemiddeld", "tegenvaller", "%"):
        assert word not in picture


@pytest.mark.parametrize(
    "query",
    ["year=0", "year=99999999999", "year=2025&week=53", "year=2026&week=0", "week=12", "place=nee", "objective=-1",
     "show=setbacks", "page=99999999", "page=nul", "year=2026&week=12&place=999&objective=999&show=answer&page=3",
     "_external=1&_scheme=x&_anchor=y"],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_error(
    cast: Cast, client_of: Client, session: Session, clock: Clock, query: str
) -> None:
    five(session, cast, clock)
    session.commit()
    assert client_of(cast.author).get(f"/stories?{query}").status_code == 200


def test_pages_keep_the_choice(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    for number in range(queries.PAGE + 2):
        factories.shared(session, cast, clock() + timedelta(minutes=number), title=f"Verhaal {number}")
    session.commit()
    author = client_of(cast.author)
    page = author.get(f"/stories?year=2026&place={cast.place.id}").text.replace("&amp;", "&")
    older = re.search(r'href="(/stories\?[^"]*)">Ouder', page)
    assert older
    assert f"place={cast.place.id}" in older[1]
    assert titles(author.get(older[1]).text) == ["Verhaal 1", "Verhaal 0"]
    assert "Nieuwer" in author.get(older[1]).text


def test_the_page_asks_as_much_for_one_story_as_for_many(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    author, numbers = client_of(cast.author), []
    for more in (1, 12):
        for _each in range(more):
            asked(session, cast, clock, "Gevraagd")
        session.commit()
        count_queries()
        assert author.get("/stories").status_code == 200
        numbers.append(count_queries())
    assert numbers[0] == numbers[1] <= 8


def test_an_authors_page_shows_no_empty_card(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    gone, told = factories.withdrawn(session, cast, clock()), factories.shared(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    page = author.get(f"/stories/{gone.id}").text
    assert "Je verhaal</h2>" not in page
    assert "Nog niemand heeft gereageerd" not in page
    page = author.get(f"/stories/{told.id}").text
    assert page.index("Gelezen door</h2>") < page.index("Verteld voor</h2>") < page.index("Je verhaal</h2>")


def test_a_correction_under_way_is_gone_on_with_and_found_again_after_withdrawing(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    author, path = client_of(cast.author), f"/stories/{story.id}"
    author.post(f"{path}/corrections")
    page = author.get(path).text
    assert "Verder met je correctie" in page
    assert f'action="{path}/corrections"' not in page
    author.post(f"{path}/withdrawal", data={"reason": "Op verzoek."})
    assert f"{path}/versions/2" in author.get(path).text
    assert author.get(f"{path}/versions/2").status_code == 200
