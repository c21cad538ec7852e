"""The main job, from a week's story to the account on paper, as its people do it."""

import io
import re
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests import factories
from tests.browser.conftest import Site
from tests.conftest import START

pytestmark = pytest.mark.browser

STORY = "De lift stond weer stil. Twee buurmannen van de vierde droegen samen de boodschappen van de oudste bewoonster."


def complain(message: ConsoleMessage) -> None:
    """Nothing goes wrong in silence; a page that is not found is asked for on purpose."""
    if message.type == "error" and "404" not in message.text:
        pytest.fail(message.text)


def opened(chromium: Browser, width: int, height: int = 844) -> Page:
    page = chromium.new_context(viewport={"width": width, "height": height}, locale="nl-NL").new_page()
    page.on("console", complain)
    return page


def test_from_a_weeks_story_to_the_account(site: Site, chromium: Browser, tmp_path: Path) -> None:
    phone = opened(chromium, 390)
    site.sign_in(phone, site.cast.author.email)
    tell(site, phone)

    desk = opened(chromium, 1280, 900)
    site.sign_in(desk, site.cast.funder.email)
    ask(site, desk)
    desk.context.close()

    phone.reload()
    assert "Wat vroeg dat van de buurmannen?" in phone.content()
    phone.get_by_label("Je antwoord").fill("Een half uur, en ze willen het vaker doen.")
    phone.get_by_role("button", name="Verstuur je antwoord").click()
    site.look(phone)

    office = opened(chromium, 1280, 900)
    site.sign_in(office, site.cast.coordinator.email)
    paper = account(site, office, tmp_path)
    for part in ("Twee buurmannen van de vierde", "Buren helpen zonder dat wij het vragen", "14 bezoeken",
                 "Wat vroeg dat van de buurmannen?", "Een half uur, en ze willen het vaker doen."):  # fmt: skip
        assert part in paper
    assert len(site.pages) >= 8


def tell(site: Site, phone: Page) -> None:
    site.look(phone)
    phone.get_by_label("Je verhaal").fill(STORY)
    phone.get_by_label("Plek").select_option("Overvecht")
    phone.get_by_label("Samen leven SB-1").check()
    phone.get_by_text("Wat veranderde er, en voor wie?").click()
    phone.get_by_label("Voor wie?").fill("de oudste bewoonster")
    phone.get_by_label("Wat veranderde er?").fill("Buren helpen zonder dat wij het vragen.")
    phone.get_by_text("Waarom het ertoe doet").click()
    phone.get_by_label("Aan wie was het vooral te danken?").select_option("de bewoners zelf")
    phone.get_by_label("Bij welk doel?").select_option("Buren kennen elkaar")
    phone.get_by_text("Hoeveel?", exact=True).first.click()
    phone.get_by_label("Hoeveel?").fill("14")
    phone.get_by_label("Bij welke activiteit?").select_option("Inloop")
    site.look(phone)
    phone.get_by_role("button", name="Deel dit verhaal").click()
    phone.wait_for_url(re.compile(r"/stories/\d+$"))
    assert "Gemeente Voorbeeld kan je verhaal nu lezen" in phone.content()
    site.look(phone)


def ask(site: Site, desk: Page) -> None:
    assert "Twee buurmannen van de vierde" in desk.content()
    desk.get_by_role("link", name="Lijst").click()
    assert "Er ligt 1 verhaal voor je klaar" in desk.content()
    site.look(desk)
    desk.get_by_role("link", name=re.compile("De lift stond weer stil")).click()
    site.look(desk)
    desk.get_by_label("Je woorden").fill("Wat vroeg dat van de buurmannen?")
    desk.get_by_role("button", name="Een vraag").click()
    site.look(desk)
    desk.get_by_role("link", name=re.compile("De lift stond weer stil")).click()
    site.look(desk)


def account(site: Site, office: Page, folder: Path) -> str:
    office.goto(f"{site.url}/grants/{site.cast.grant.id}")
    site.look(office)
    office.locator("a[href$='/accounts/2026']").click()
    site.look(office)
    office.get_by_role("button", name="Begin de jaarverantwoording").click()
    site.look(office)
    with office.expect_download() as download:
        office.get_by_role("link", name="Download de PDF").click()
    file = folder / "account.pdf"
    download.value.save_as(file)
    reader = pypdf.PdfReader(io.BytesIO(file.read_bytes()))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_a_story_that_stays_in_view_counts_as_read(site: Site, chromium: Browser) -> None:
    phone = opened(chromium, 390)
    site.sign_in(phone, site.cast.author.email)
    tell(site, phone)
    desk = opened(chromium, 1280)
    with desk.expect_response(re.compile(r"/stories/\d+/reading"), timeout=15_000) as recorded:
        site.sign_in(desk, site.cast.funder.email)
        desk.wait_for_load_state()
        desk.wait_for_timeout(5_000)
    assert recorded.value.status in (204, 200)
    phone.goto(f"{site.url}/stories")
    assert "gelezen door 1 persoon" in phone.content()


def test_a_week_is_told_with_the_keyboard_alone_and_without_scripts(site: Site, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    site.sign_in(page, site.cast.author.email)
    page.get_by_label("Je verhaal").focus()
    page.keyboard.type("Drie moeders zetten een kast met kinderkleren bij de ingang.")
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.locator("button[name=share]:focus").count():
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/stories/\d+$"))
    assert "Drie moeders zetten een kast" in page.content()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_forms_of_a_coordinator_fit_and_are_accessible(site: Site, chromium: Browser, width: int) -> None:
    page = opened(chromium, width)
    site.sign_in(page, site.cast.coordinator.email)
    grant, organisation = site.cast.grant.id, site.cast.organisation.id
    with site.database.session(writes=True) as session:
        account = f"/accounts/{factories.account(session, site.cast, START).id}"
        session.commit()
    for path in ("/grants", "/grants/new", f"/grants/{grant}/edit", f"/grants/{grant}/accounts/2026", account,
                 f"/organisations/{organisation}/people", "/me", "/stories/shared", "/stories/404404",
                 f"{account}/words/lessons/{grant}"):  # fmt: skip
        page.goto(site.url + path)
        site.look(page)
