"""Searching as it is done: by `/` or the magnifying glass, with what is found appearing while one types."""

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.browser.conftest import Site
from tests.conftest import Clock

pytestmark = pytest.mark.browser


def test_stories_are_found_while_typing_and_the_address_can_be_kept(
    site: Site, chromium: Browser, clock: Clock
) -> None:
    with site.database.session(writes=True) as session:
        factories.shared(session, site.cast, clock(), title="Stoelen", text="<b>Zes</b> stoelen & een tafel.")
        factories.shared(session, site.cast, clock(), title="Koffie", text="Een stoel te weinig.")
        session.commit()
    context = chromium.new_context(locale="nl-NL", base_url=site.url, viewport={"width": 1280, "height": 800})
    site.sign_in_at_once(context, site.cast.funder)
    page = context.new_page()
    page.goto("/reading")
    page.keyboard.press("/")
    expect(page.locator("header [data-seek]")).to_be_focused()
    page.keyboard.type("sto")
    page.keyboard.press("Enter")
    found = page.locator("#found .list > li")
    expect(found).to_have_count(2)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("End")
    page.locator("#q").press_sequentially("elen taf", delay=20)
    expect(page.get_by_role("status").filter(has_text="1 verhaal gevonden.")).to_be_attached()
    expect(found.locator("mark")).to_have_text(["Stoelen", "stoelen", "tafel"])
    expect(found.locator(".lines")).to_contain_text("<b>Zes</b> stoelen & een tafel.")
    assert page.url.endswith("/search?q=stoelen+taf")
    page.reload()
    expect(found).to_have_count(1)
    site.look(page)
    page.goto("/me")
    page.get_by_label("Losse toetsen doen iets").uncheck()
    page.get_by_role("button", name="Bewaar", exact=True).click()
    page.goto("/search?q=stoelen")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()
    context.close()


def test_on_a_phone_the_magnifying_glass_leads_to_the_field(site: Site, chromium: Browser) -> None:
    for scripts in (True, False):
        context = chromium.new_context(
            locale="nl-NL", base_url=site.url, viewport={"width": 360, "height": 740}, java_script_enabled=scripts
        )
        site.sign_in_at_once(context, site.cast.author)
        page = context.new_page()
        page.goto("/stories")
        page.get_by_role("button", name="Ga zoeken").click()
        if scripts:
            expect(page.locator("#q")).to_be_focused()
        page.locator("#q").fill("niets hiervan")
        page.get_by_role("button", name="Zoeken", exact=True).click()
        expect(page.get_by_role("heading", name="Niets gevonden")).to_be_visible()
        context.close()
