"""Two coordinators compose the same account in two browsers: nothing is lost, and what meets is shown to both."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlmodel import select

from tests import factories
from tests.browser.conftest import Site
from tests.conftest import START
from verhaal.annual.models import ChosenStory, Explanation
from verhaal.people.models import Person, Role

pytestmark = pytest.mark.browser

LESSONS, OBLIGATION = "Wat doen jullie volgend jaar anders?", "Is eraan voldaan, en hoe?"


@pytest.fixture
def account(site: Site) -> str:
    """The address of an account with three stories, one of which tells of a setback."""
    with site.database.session(writes=True) as session:
        for title in ("Stoelen", "Tafels"):
            factories.shared(session, site.cast, START, title=title)
        factories.shared(session, site.cast, START, title="Regen", is_setback=True)
        made = factories.account(session, site.cast, START)
        session.commit()
        return f"/accounts/{made.id}"


@pytest.fixture
def second(site: Site) -> Person:
    with site.database.session(writes=True) as session:
        made = factories.person(session, "Kees Coördinator", START, Role.COORDINATOR, site.cast.organisation)
        session.commit()
        return made


def desk(site: Site, chromium: Browser, who: Person, width: int = 1280, *, scripts: bool = True) -> BrowserContext:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale="nl-NL", base_url=site.url, java_script_enabled=scripts
    )
    site.sign_in_at_once(context, who)
    return context


def opened(context: BrowserContext, account: str) -> Page:
    page = context.new_page()
    page.goto(account)
    return page


def field(page: Page, ask: str) -> Locator:
    """Where one types on a topic, folded out."""
    fold = page.locator("details.write", has_text=ask).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold.locator("textarea")


def status(page: Page, ask: str) -> Locator:
    return page.locator("details.write", has_text=ask).first.locator("[data-status]")


def kept(site: Site) -> set[str]:
    with site.database.session(writes=False) as session:
        return set(session.exec(select(Explanation.text)))


def test_two_who_write_in_different_sections_at_once_lose_nothing(
    site: Site, chromium: Browser, account: str, second: Person
) -> None:
    coba, kees = (opened(desk(site, chromium, who), account) for who in (site.cast.coordinator, second))
    field(coba, LESSONS).type("Eerder bellen.")
    field(kees, OBLIGATION).type("Ja, de deur stond open.")
    expect(status(coba, LESSONS)).to_contain_text("Bewaard om")
    expect(status(kees, OBLIGATION)).to_contain_text("Bewaard om")
    assert kept(site) == {"Eerder bellen.", "Ja, de deur stond open."}
    for page, theirs in ((coba, "Ja, de deur stond open."), (kees, "Eerder bellen.")):
        page.locator("h1").click()  # who stops typing sees the document as it stands now, a colleague's words too
        expect(page.locator("#document")).to_contain_text(theirs)


def test_two_who_write_in_the_same_section_see_both_texts_and_choose(
    site: Site, chromium: Browser, account: str, second: Person
) -> None:
    coba, kees = (opened(desk(site, chromium, who), account) for who in (site.cast.coordinator, second))
    field(coba, LESSONS).type("Van Coba.")
    expect(status(coba, LESSONS)).to_contain_text("Bewaard om")
    field(kees, LESSONS).type("Van Kees.")
    conflict = kees.locator("[data-conflicting]")
    expect(conflict).to_contain_text("Van Coba.")
    expect(field(kees, LESSONS)).to_have_value("Van Kees.")
    assert kept(site) == {"Van Coba."}
    site.look(kees)
    kees.set_viewport_size({"width": 360, "height": 740})
    site.look(kees)
    field(kees, LESSONS).type(" Nog meer.")
    kees.reload()  # a page that is closed meanwhile costs nothing either
    expect(conflict).to_contain_text("Van Coba.")
    expect(field(kees, LESSONS)).to_have_value("Van Kees. Nog meer.")
    conflict.get_by_role("button", name="Zet ze onder elkaar").click()
    expect(status(kees, LESSONS)).to_contain_text("Bewaard om")
    assert kept(site) == {"Van Coba.\n\nVan Kees. Nog meer."}
    expect(conflict).to_have_count(0)


def test_mine_or_theirs_can_be_kept_and_a_change_be_taken_back(
    site: Site, chromium: Browser, account: str, second: Person
) -> None:
    coba, kees = (opened(desk(site, chromium, who), account) for who in (site.cast.coordinator, second))
    field(coba, LESSONS).type("Van Coba.")
    expect(status(coba, LESSONS)).to_contain_text("Bewaard om")
    field(kees, LESSONS).type("Van Kees.")
    kees.get_by_role("button", name="Houd die van mij").click()
    expect(status(kees, LESSONS)).to_contain_text("Bewaard om")
    assert kept(site) == {"Van Kees."}
    field(coba, LESSONS).type(" En verder.")
    coba.get_by_role("button", name="Houd die van de ander").click()
    expect(field(coba, LESSONS)).to_have_value("Van Kees.")
    kees.locator("h1").click()
    kees.locator("#undo-mine").click()
    expect(kees.locator("[data-said]")).to_contain_text("Ongedaan gemaakt")
    expect(field(kees, LESSONS)).to_have_value("Van Coba.")
    assert kept(site) == {"Van Coba."}


def test_what_is_typed_without_a_line_is_kept_and_saved_when_the_page_opens_again(
    site: Site, chromium: Browser, account: str
) -> None:
    context = desk(site, chromium, site.cast.coordinator, 360)
    page = opened(context, account)
    context.set_offline(True)
    field(page, LESSONS).type("In de tunnel geschreven.")
    expect(status(page, LESSONS)).to_contain_text("Staat op dit toestel")
    page.close()
    assert kept(site) == set()
    context.set_offline(False)
    page = opened(context, account)
    expect(page.locator("#setbacks")).to_contain_text("In de tunnel geschreven.")
    assert kept(site) == {"In de tunnel geschreven."}
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.includes('-annual-')).length") == 0


def test_two_who_choose_at_once_both_choose_and_the_order_goes_by_keyboard(
    site: Site, chromium: Browser, account: str, second: Person
) -> None:
    coba, kees = (opened(desk(site, chromium, who), account) for who in (site.cast.coordinator, second))
    coba.get_by_role("button", name="Kies dit verhaal – Stoelen").click()
    expect(coba.locator("[data-said]")).to_contain_text("Gekozen")
    kees.get_by_role("button", name="Kies dit verhaal – Regen").click()
    expect(kees.locator(".first > li")).to_have_count(2)
    expect(kees.locator("#document")).to_contain_text("2 coördinatoren van de organisatie kozen")
    up = kees.get_by_role("button", name="Zet ‘Regen’ hoger")
    up.focus()
    kees.keyboard.press("Enter")
    expect(kees.locator(".first > li").first).to_contain_text("Regen")
    expect(up).to_be_focused()
    coba.reload()
    coba.locator(".first > li", has_text="Regen").get_by_role("textbox").fill("Omdat dit ons iets leerde.")
    expect(coba.locator(".first > li", has_text="Regen").locator("[data-status]")).to_contain_text("Bewaard om")
    with site.database.session(writes=False) as session:
        rows = session.exec(select(ChosenStory).order_by(ChosenStory.place)).all()  # type: ignore[arg-type]
        assert [row.person_id for row in rows] == [second.id, site.cast.coordinator.id]
        assert rows[0].why == "Omdat dit ons iets leerde."
    for width in (360, 1280):
        coba.set_viewport_size({"width": width, "height": 900})
        site.look(coba)


def test_choosing_from_all_stories_and_confirming_an_outcome_fit_and_are_accessible(
    site: Site, chromium: Browser, account: str
) -> None:
    page = opened(desk(site, chromium, site.cast.coordinator, 360), account)
    page.get_by_role("link", name=re.compile("Kies uit alle verhalen")).click()
    page.get_by_role("button", name="Kies dit verhaal – Tafels").click()
    expect(page.locator(".first")).to_contain_text("Tafels")
    site.look(page)
    page.get_by_role("link", name=re.compile("Wie bevestigde het?")).first.click()
    page.get_by_label("Wie bevestigde het?").fill("de wijkagent")
    page.get_by_label("Wat heeft die ermee te maken?").fill("loopt er elke week")
    page.get_by_label("Wanneer?").fill("2026-11-20")
    site.look(page)
    page.get_by_role("button", name="Bewaar deze bevestiging").click()
    expect(page.locator("main")).to_contain_text("de wijkagent (loopt er elke week), 20 november 2026")


def test_without_scripts_the_same_words_meet_on_a_page(
    site: Site, chromium: Browser, account: str, second: Person
) -> None:
    coba, kees = (
        opened(desk(site, chromium, who, 360, scripts=False), account) for who in (site.cast.coordinator, second)
    )
    for page, words in ((coba, "Van Coba."), (kees, "Van Kees.")):
        field(page, LESSONS).fill(words)
        page.locator("details.write", has_text=LESSONS).get_by_role("button", name="Bewaar").click()
    expect(coba.locator("#document")).to_contain_text("Van Coba.")
    expect(kees.locator("blockquote")).to_contain_text("Van Coba.")
    expect(kees.locator("textarea")).to_have_value("Van Kees.")
    assert kept(site) == {"Van Coba."}


def test_a_name_in_words_that_are_saved_while_typing_is_hinted_at_and_replaced_in_place(
    site: Site, chromium: Browser, account: str
) -> None:
    """It is saved all the same; the hint stays while one deals with it, and comes back where it was not."""
    page = opened(desk(site, chromium, site.cast.coordinator), account)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    field(page, LESSONS).type("Aylin eerder bellen.")
    hint = page.get_by_role("group", name="Dit lijkt een naam: Aylin")
    expect(hint).to_be_visible()
    expect(status(page, LESSONS)).to_contain_text("Bewaard om")
    assert kept(site) == {"Aylin eerder bellen."}
    page.locator("h1").click()
    expect(page.locator("#document")).to_contain_text("Aylin eerder bellen.")
    expect(hint).to_be_visible()
    hint.get_by_role("button", name="een bewoner").focus()
    page.keyboard.press("Enter")
    expect(field(page, LESSONS)).to_have_value("Een bewoner eerder bellen.")
    expect(page.get_by_role("button", name="Maak ongedaan").first).to_be_focused()
    site.look(page)
    page.locator("h1").click()
    expect(page.locator("#document")).to_contain_text("Een bewoner eerder bellen.")
    assert kept(site) == {"Een bewoner eerder bellen."}
    expect(page.locator("#checklist .hints > *")).to_have_count(0)
    page.context.close()


def test_a_name_in_a_confirmation_is_hinted_at_and_kept_all_the_same(site: Site, chromium: Browser) -> None:
    with site.database.session(writes=True) as session:
        told = factories.shared(session, site.cast, START)
        account, outcome = factories.account(session, site.cast, START).id, factories.outcome_of(session, told.id)
        session.commit()
    page = opened(
        desk(site, chromium, site.cast.coordinator, 360), f"/accounts/{account}/outcomes/{outcome}/confirmations"
    )
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.get_by_label("Wie bevestigde het?").fill("Aylin van de school")
    page.get_by_label("In eigen woorden").fill("Mehmet komt weer elke dag.")
    for name in ("Aylin", "Mehmet"):
        expect(page.get_by_role("group", name=f"Dit lijkt een naam: {name}")).to_be_visible()
    site.look(page)
    page.get_by_role("group", name="Dit lijkt een naam: Mehmet").get_by_role("button", name="een bewoner").click()
    expect(page.get_by_label("In eigen woorden")).to_have_value("Een bewoner komt weer elke dag.")
    page.get_by_label("Wat heeft die ermee te maken?").fill("Ziet de kinderen elke dag.")
    page.get_by_label("Wanneer?").fill("2026-03-02")
    page.get_by_role("button", name="Bewaar deze bevestiging").click()
    expect(page.get_by_text("Aylin van de school").first).to_be_visible()
    page.context.close()


def test_what_is_said_is_said_in_a_region_that_stays_where_it_was(site: Site, chromium: Browser, account: str) -> None:
    """A screen reader follows the one it found when the page opened; the list around it is made anew."""
    page = opened(desk(site, chromium, site.cast.coordinator), account)
    page.evaluate(
        "window.region = document.querySelector('[data-said]'); window.list = document.querySelector('#checklist')"
    )
    assert page.evaluate("region.getAttribute('role') === 'status' && !list.contains(region)")
    assert page.evaluate("getComputedStyle(region.parentElement).display") != "none", "what is not there is not heard"
    page.get_by_role("button", name=re.compile("Kies dit verhaal")).first.click()
    expect(page.locator("[data-said]")).to_contain_text("Gekozen")
    assert page.evaluate("[region.isConnected, list.isConnected]") == [True, False]
    assert "Gekozen" in page.evaluate("region.textContent")
    page.context.close()
