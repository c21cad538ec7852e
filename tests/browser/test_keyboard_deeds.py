"""What people come for, done with the keyboard alone; and what a screen reader is told meanwhile."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from tests import factories
from tests.browser.conftest import Site
from tests.browser.keyboard import Keys
from tests.conftest import START
from tests.stories import hostile
from verhaal.dilemmas.models import Dilemma
from verhaal.people.models import Person, Reminder
from verhaal.reading.models import Answer, Response
from verhaal.stories.models import Count, Outcome, Story, Version
from verhaal.team.models import Nudge

pytestmark = pytest.mark.browser

STORY = re.compile(r"/stories/\d+$")
SHARED = "Gemeente Voorbeeld kan je verhaal nu lezen"


@pytest.fixture
def hands(site: Site, chromium: Browser) -> Callable[[Person], Keys]:
    """A keyboard before the first page of a person."""

    def sit_down(person: Person) -> Keys:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, locale="nl-NL", base_url=site.url, reduced_motion="reduce"
        )
        site.sign_in_at_once(context, person)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto("/")
        return Keys(page)

    return sit_down


def shared(site: Site) -> int:
    with site.database.session(writes=True) as session:
        story = factories.shared(session, site.cast, START, title="Stoelen")
        session.commit()
        return story.id


def ready(page: Page) -> None:
    """The week's screen has its script."""
    page.wait_for_function("document.querySelector('[name=sheet]').value !== ''")


def listen(page: Page) -> Callable[[], list[str]]:
    """What live regions have said since."""
    page.evaluate(
        """() => { window.heard = [];
          for (const region of document.querySelectorAll("[role=status]"))
            new MutationObserver(() => heard.push(region.textContent.trim()))
              .observe(region, { childList: true, characterData: true, subtree: true }); }"""
    )
    return lambda: page.evaluate("window.heard")


def test_a_week_with_a_change_and_a_count(site: Site, hands: Callable[[Person], Keys]) -> None:
    keys = hands(site.cast.author)
    page = keys.page
    ready(page)
    heard = listen(page)
    keys.write("Je verhaal", "Drie vaders kookten voor de straat.")
    keys.to(page.get_by_label("Samen leven SB-1"))
    keys.press("Space")
    keys.unfold("Wat veranderde er, en voor wie?")
    assert keys.focused() == "Wat veranderde er?"
    keys.type("Ze regelen het zelf.")
    keys.write("Voor wie?", "de straat")
    keys.push("Nog een opbrengst")
    expect(page.get_by_role("group", name="Opbrengst 2").get_by_label("Wat veranderde er?")).to_be_focused()
    keys.type("Buren kennen elkaar.")
    keys.unfold("Hoeveel?")
    assert keys.focused() == "Hoeveel?"
    keys.type("14")
    keys.to(page.get_by_label("Bij welke activiteit?"))
    keys.press("I")
    keys.push("Nog een telling")
    another = page.get_by_role("group", name="Telling 2")
    expect(another.get_by_label("Hoeveel?")).to_be_focused()
    keys.type("3")
    keys.write("Waarvan? (mag leeg blijven)", "vaders", another)
    expect(page.locator("[data-status]")).to_contain_text("Bewaard om", timeout=10_000)
    assert any(re.fullmatch(r"Bewaard om \d\d:\d\d\.", said) for said in heard())
    keys.push("Deel dit verhaal")
    page.wait_for_url(STORY)
    expect(page.locator("main")).to_contain_text(SHARED)
    with site.database.session(writes=False) as session:
        assert list(session.exec(select(Outcome.change))) == ["Ze regelen het zelf.", "Buren kennen elkaar."]
        counted = session.exec(select(Count.amount, Count.unit).order_by(col(Count.position)))
        assert [tuple(each) for each in counted] == [(14, "bezoeken"), (3, "vaders")]


def test_hints_are_heard_replaced_dismissed_and_looked_at_once_more(
    site: Site, hands: Callable[[Person], Keys]
) -> None:
    keys = hands(site.cast.author)
    page = keys.page
    ready(page)
    heard = listen(page)
    keys.write("Je verhaal", "Aylin en Mehmet kookten. Bel 06-12345678.")
    aylin, mehmet, number = (page.get_by_role("group", name=words) for words in ("Aylin", "Mehmet", "06-12345678"))
    expect(number).to_be_visible()
    assert "3 aanwijzingen onder je tekst" in heard()
    keys.push("een buurvrouw", aylin)
    assert "Aylin is nu: een buurvrouw" in heard()
    assert keys.focused() == "Maak ongedaan"
    keys.push("Laat staan", mehmet)
    assert keys.focused() == "een collega"
    assert "Mehmet blijft staan. Waarom? Je hoeft het niet te zeggen." in heard()
    keys.push("Deel dit verhaal")
    page.wait_for_url("**/sharing")
    keys.to(page.get_by_role("group", name="06-12345678").get_by_label("[telefoonnummer]"))
    keys.press("Space")
    keys.push("Deel het zo")
    page.wait_for_url(STORY)
    assert standing(site) == "Een buurvrouw en Mehmet kookten. Bel [telefoonnummer]."


def test_a_photo_is_added_and_described(site: Site, hands: Callable[[Person], Keys], tmp_path: Path) -> None:
    (tmp_path / "goed.jpg").write_bytes(hostile.jpeg(exif=hostile.exif(6)))
    keys = hands(site.cast.author)
    page = keys.page
    ready(page)
    keys.write("Je verhaal", "De stoelen stonden klaar.")
    keys.unfold("Een foto")
    keys.to(page.get_by_label("Foto’s toevoegen"))
    page.locator("input[type=file]:focus").set_input_files(tmp_path / "goed.jpg")
    page.get_by_role("group", name="Foto 1").wait_for()  # it went to the draft at once
    ready(page)
    keys.write("Wat is er te zien?", "Drie rode stoelen")
    keys.push("Deel dit verhaal")
    page.wait_for_url(STORY)
    expect(page.get_by_role("img", name="Drie rode stoelen")).to_be_visible()


def test_a_story_is_corrected_and_withdrawn(site: Site, hands: Callable[[Person], Keys]) -> None:
    number = shared(site)
    keys = hands(site.cast.author)
    page = keys.page
    page.goto(f"/stories/{number}")
    keys.push("Corrigeren")
    page.wait_for_url("**/draft")
    ready(page)
    keys.write("Je verhaal", "De buurmannen hielpen ook.")
    keys.write("Wat heb je veranderd?", "De buurmannen waren vergeten.")
    keys.push("Deel de correctie")
    page.wait_for_url(STORY)
    assert standing(site) == "De buurmannen hielpen ook."
    keys.follow("Intrekken")
    page.wait_for_url("**/withdrawal")
    keys.write("Waarom trek je het in?", "Op verzoek van een bewoner.")
    keys.push("Trek dit verhaal in")
    page.wait_for_url(STORY)
    with site.database.session(writes=False) as session:
        assert session.exec(select(Story.withdrawn_reason)).one() == "Op verzoek van een bewoner."


def test_a_funder_asks_and_the_author_answers(site: Site, hands: Callable[[Person], Keys]) -> None:
    shared(site)
    funder, author = hands(site.cast.funder), hands(site.cast.author)
    funder.write("Je woorden", "Wie zette de koffie?")
    funder.push("Een vraag")
    expect(funder.page.locator("main")).to_contain_text("Je hebt alles gelezen")
    funder.follow("Stoelen")
    expect(funder.page.locator(".thread")).to_contain_text("Wie zette de koffie?")
    author.follow("Mijn verhalen")
    author.follow("Stoelen")
    author.page.wait_for_url(STORY)
    author.write("Je antwoord", "De buurman van drie hoog.")
    author.push("Verstuur je antwoord")
    expect(author.page.locator(".answers")).to_contain_text("De buurman van drie hoog.")
    with site.database.session(writes=False) as session:
        assert session.exec(select(Response.kind)).one() == "question"
        assert session.exec(select(Answer.text)).one() == "De buurman van drie hoog."


def test_a_coordinator_asks_kindly(site: Site, hands: Callable[[Person], Keys]) -> None:
    keys = hands(site.cast.coordinator)
    keys.follow("Team")
    keys.page.wait_for_url("**/team")
    keys.unfold("Schrijf er zelf een regel bij Anna Auteur")
    keys.write("Een regel van jezelf (mag leeg blijven)", "Hoe was het feest?")
    keys.push("Herinner vriendelijk Anna Auteur")
    expect(keys.page.locator(".notice").first).to_be_visible()
    with site.database.session(writes=False) as session:
        assert len(session.exec(select(Nudge)).all()) == 1


def test_a_reminder_is_chosen_a_dilemma_written_the_language_switched_and_one_leaves(
    site: Site, hands: Callable[[Person], Keys]
) -> None:
    keys = hands(site.cast.author)
    page = keys.page
    page.goto("/me")
    keys.to(page.get_by_label("Dag"))
    keys.press("d")
    keys.push("Herinner mij dan")
    expect(page.locator(".notice").first).to_be_visible()
    page.goto("/dilemmas")
    keys.follow("Schrijf er een op")
    page.wait_for_url("**/new")
    keys.write("Je notitie", "Mag de zaal open?")
    keys.push("Bewaar deze notitie")
    expect(page.locator("main")).to_contain_text("Bewaard. Alleen jij leest dit.")
    keys.push("English")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your dilemma")
    keys.push("Sign out")
    page.wait_for_url(re.compile("/sign-in"))
    with site.database.session(writes=False) as session:
        assert session.exec(select(Reminder.weekday)).one() == 2  # dinsdag
        assert session.exec(select(Dilemma.text)).one() == "Mag de zaal open?"


def test_one_signs_in(site: Site, chromium: Browser) -> None:
    page = chromium.new_context(locale="nl-NL", base_url=site.url).new_page()
    page.goto("/sign-in")
    keys = Keys(page)
    keys.write("E-mailadres", "anna@example.org")
    keys.press("Enter")
    page.wait_for_url("**/code")
    for _wait in range(100):
        if site.inbox.texts:
            break
        page.wait_for_timeout(50)
    keys.write("Code uit de mail", re.findall(r"\b\d{6}\b", site.inbox.texts[-1])[0])
    keys.press("Enter")
    page.wait_for_url("**/stories/week")


def standing(site: Site) -> str:
    """The text of the only story, as its readers have it."""
    this = (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.shared_number))
    with site.database.session(writes=False) as session:
        return session.exec(select(Version.text).join(Story, this)).one()
