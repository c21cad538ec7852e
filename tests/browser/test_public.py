"""A public account on a phone of anyone: without signing in, without JavaScript, and gone when it is taken back."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests import factories
from tests.browser.conftest import Site
from tests.browser.keyboard import walk
from tests.browser.test_keyboard import assert_fits
from tests.conftest import START
from tests.publishing import published
from verhaal.people.models import Person

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
MOST = 45_000  # bytes on a first visit, fonts aside


@pytest.fixture
def account(site: Site) -> str:
    """The address of a signed account of a handful of stories, with one to be withdrawn."""
    with site.database.session(writes=True) as session:
        for number in range(6):
            factories.shared(session, site.cast, START, title=f"Stoelen {number}", text=f"Zij zetten er {number} neer.")
        sealed = published.sealed(session, site.cast, START)
        session.commit()
        return f"{site.url}/accounts/{sealed.account_id}"


def opened(site: Site, chromium: Browser, who: Person) -> Page:
    context = chromium.new_context(viewport=DESK, locale="nl-NL", base_url=site.url)  # type: ignore[arg-type]
    site.sign_in_at_once(context, who)
    return context.new_page()


def a_phone(site: Site, chromium: Browser, *, scripts: bool) -> BrowserContext:
    return chromium.new_context(
        viewport=PHONE, locale="nl-NL", base_url=site.url, java_script_enabled=scripts,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )  # fmt: skip


def test_both_agree_anyone_reads_it_and_it_is_gone_when_taken_back(site: Site, chromium: Browser, account: str) -> None:
    coordinator, funder = (opened(site, chromium, who) for who in (site.cast.coordinator, site.cast.funder))
    coordinator.goto(account)
    coordinator.get_by_role("button", name="Openbaar maken voorstellen").click()
    expect(coordinator.get_by_role("status")).to_contain_text("Jullie kant stemt in.")
    site.look(coordinator)
    funder.goto(account)
    site.look(funder)
    funder.get_by_role("button", name="Instemmen en openbaar maken").click()
    expect(funder.get_by_role("status")).to_contain_text("Iedereen kan het nu lezen.")
    address = funder.get_by_label("Adres").input_value()

    phone = a_phone(site, chromium, scripts=False)
    anyone = phone.new_page()
    anyone.goto(address)
    expect(anyone.get_by_role("heading", level=1)).to_have_text("Jaarverantwoording 2026")
    anyone.get_by_role("link", name=re.compile("hoe u controleert")).click()
    expect(anyone.locator("#check")).to_be_in_viewport()
    anyone.get_by_role("link", name="Overvecht").click()
    expect(anyone.get_by_role("heading", level=1)).to_have_text("Overvecht")
    anyone.get_by_role("link", name="English").click()
    expect(anyone.get_by_role("heading", name="What is missing")).to_be_visible()
    assert phone.cookies() == []

    coordinator.goto(account)
    coordinator.get_by_role("link", name="Intrekken").click()
    site.look(coordinator)
    coordinator.get_by_label("Waarom trek je het in?").fill("Er staat een adres in.")
    coordinator.get_by_role("button", name="Intrekken").click()
    expect(coordinator.get_by_role("status")).to_contain_text("Het is ingetrokken.")
    answer = anyone.goto(address)
    assert answer
    assert answer.status == 410
    expect(anyone.get_by_role("heading", level=1)).to_have_text("Dit is niet meer openbaar")
    for page in (coordinator, funder, anyone):
        page.context.close()


def test_it_is_light_fits_and_asks_nothing_of_others(site: Site, chromium: Browser) -> None:
    with site.database.session(writes=True) as session:
        for number in range(6):
            factories.shared(session, site.cast, START, title=f"Stoelen {number}")
        public = published.public(session, site.cast, START)
        session.commit()
    phone = a_phone(site, chromium, scripts=True)
    page = phone.new_page()
    sizes: dict[str, int] = {}

    def weigh(request: Request) -> None:
        sizes[request.url] = max(sizes.get(request.url, 0), request.sizes()["responseBodySize"])

    page.on("requestfinished", weigh)
    for path in ("", "/places/1"):
        page.goto(f"/public/{public.key}{path}", wait_until="networkidle")
        if not path:
            light = sum(size for url, size in sizes.items() if not url.endswith(".woff2"))
            print(f"\n{light:,} bytes without fonts, in {len(sizes)} requests")
            assert 5_000 < light <= MOST
        site.look(page)
        walk(page).assert_sound(page.url)
        assert_fits(page)
    assert {urlsplit(url).netloc for url in sizes} == {urlsplit(site.url).netloc}
    assert not [url for url in sizes if url.endswith(".js")]
    page.goto("/public/nergens")
    site.look(page)
    phone.close()


def test_a_story_that_is_withdrawn_is_gone_for_who_opens_the_page_again(site: Site, chromium: Browser) -> None:
    with site.database.session(writes=True) as session:
        told = factories.shared(session, site.cast, START, title="Vrouw van de hoek")
        public = published.public(session, site.cast, START)
        session.commit()
    page = a_phone(site, chromium, scripts=False).new_page()
    page.goto(f"/public/{public.key}")
    expect(page.get_by_role("heading", name="Vrouw van de hoek")).to_be_visible()
    with site.database.session(writes=True) as session:
        told.withdraw("Op verzoek.", START)
        session.add(told)
        session.commit()
    page.reload()
    expect(page.get_by_text("1 verhaal is ingetrokken.")).to_be_visible()
    expect(page.get_by_text("Vrouw van de hoek")).to_have_count(0)
    page.context.close()
