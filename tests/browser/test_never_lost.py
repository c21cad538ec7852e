"""Never a lost word: reload, killed tab, tunnel, expired sign-in, two tabs, two devices, a server that goes down."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import col, select

from tests.browser.conftest import Site
from verhaal.people.models import SignIn
from verhaal.stories.models import Sheet, Story, Version

pytestmark = pytest.mark.browser

STORY = re.compile(r"/stories/\d+$")


def phone_of(site: Site, chromium: Browser) -> BrowserContext:
    """A phone of the author's, signed in, on which the week's screen was opened before."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="nl-NL", base_url=site.url)
    site.sign_in_at_once(context, site.cast.author)
    page = context.new_page()
    page.goto("/stories/week")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.match('/stories/week').then(Boolean)")
    page.close()
    return context


def week(context: BrowserContext, path: str = "/stories/week") -> Page:
    page = context.new_page()
    page.goto(path)
    page.wait_for_function("document.querySelector('[name=sheet]').value !== ''")
    return page


def text(page: Page) -> str:
    return page.get_by_label("Je verhaal").input_value()


def type_in(page: Page, words: str) -> None:
    page.get_by_label("Je verhaal").press("Control+End")
    page.keyboard.insert_text(words)


def status(page: Page, words: str) -> None:
    expect(page.locator("[data-status]")).to_contain_text(words, timeout=10_000)


def kept_by_server(site: Site) -> list[str]:
    with site.database.session(writes=False) as session:
        drafts = session.exec(select(Version.text)).all()
        return [*drafts, *(sheet.text for sheet in session.exec(select(Sheet)))]


def shared_texts(site: Site) -> list[str]:
    standing = (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.shared_number))
    with site.database.session(writes=False) as session:
        return list(session.exec(select(Version.text).join(Story, standing)))


def on_device(page: Page) -> list[str]:
    """The texts that lie on the device."""
    found: list[str] = page.evaluate(
        """new Promise((done) => { setTimeout(done, 2000, []); const open = indexedDB.open("verhaal");
          open.onupgradeneeded = () => open.transaction.abort(); open.onerror = () => done([]); // nothing there
          open.onsuccess = () => {
          const all = open.result.transaction("sheets").objectStore("sheets").getAll();
          const texts = () => all.result.map((record) => new Map(record.pairs).get("text"));
          all.onsuccess = () => { open.result.close(); done(texts()); }; }; })"""
    )
    return found


def test_what_is_typed_is_on_the_device_within_a_second_and_on_the_server_within_five(
    site: Site, chromium: Browser
) -> None:
    page = week(phone_of(site, chromium))
    type_in(page, "Drie buren veegden de stoep.")
    page.wait_for_timeout(1_000)
    assert on_device(page) == ["Drie buren veegden de stoep."]
    page.wait_for_timeout(4_000)
    assert kept_by_server(site) == ["Drie buren veegden de stoep."]
    status(page, "Bewaard om")


def test_a_killed_tab_and_another_device_find_the_text_again(site: Site, chromium: Browser) -> None:
    context = phone_of(site, chromium)
    page = week(context)
    type_in(page, "Net begonnen, en toen ging de telefoon uit.")
    page.wait_for_timeout(600)
    page.close()
    again = week(context)
    expect(again.get_by_label("Je verhaal")).to_have_value("Net begonnen, en toen ging de telefoon uit.")
    other = week(phone_of(site, chromium))
    assert text(other) == "Net begonnen, en toen ging de telefoon uit."


def test_offline_the_screen_opens_keeps_and_shares_by_itself_once(site: Site, chromium: Browser) -> None:
    context = phone_of(site, chromium)
    context.set_offline(True)
    page = week(context)
    type_in(page, "In de tunnel geschreven.")
    status(page, "Bewaard op dit toestel")
    page.reload()
    expect(page.get_by_label("Je verhaal")).to_have_value("In de tunnel geschreven.")
    page.get_by_role("button", name="Deel dit verhaal").click()
    expect(page.locator("[data-waiting]")).to_contain_text("Je verhaal staat klaar")
    assert shared_texts(site) == []
    context.set_offline(False)
    page.wait_for_url(STORY, timeout=30_000)
    expect(page.locator(".notice.success")).to_contain_text("Dank je wel")
    assert shared_texts(site) == ["In de tunnel geschreven."]
    assert on_device(page) == []


def test_a_page_closed_while_a_story_waits_sends_it_when_the_line_is_back(site: Site, chromium: Browser) -> None:
    context = phone_of(site, chromium)
    context.set_offline(True)
    page = week(context)
    type_in(page, "Klaar voor het weekend.")
    page.get_by_role("button", name="Deel dit verhaal").click()
    expect(page.locator("[data-waiting]")).to_be_visible()
    page.close()
    context.set_offline(False)
    other = context.new_page()
    other.goto("/stories")
    for _wait in range(100):  # by the service worker, or by the next page that opens
        if shared_texts(site):
            break
        other.wait_for_timeout(100)
    assert shared_texts(site) == ["Klaar voor het weekend."]
    other.goto("/stories")
    assert on_device(other) == []


def test_an_expired_sign_in_costs_nothing(site: Site, chromium: Browser) -> None:
    context = phone_of(site, chromium)
    page = week(context)
    type_in(page, "Eerst dit.")
    status(page, "Bewaard om")
    with site.database.session(writes=True) as session:
        for row in session.exec(select(SignIn)):
            row.end(row.created_at)
            session.add(row)
        session.commit()
    type_in(page, " En toen dat.")
    status(page, "Je bent uitgelogd")
    site.sign_in_at_once(context, site.cast.author)
    page.reload()
    expect(page.get_by_label("Je verhaal")).to_have_value("Eerst dit. En toen dat.", timeout=10_000)


def test_two_tabs_show_both_texts_and_either_can_be_taken(site: Site, chromium: Browser) -> None:
    context = phone_of(site, chromium)
    one = week(context)
    type_in(one, "Het begin.")
    status(one, "Bewaard om")
    two = week(context)
    type_in(two, " Van twee.")
    status(two, "Bewaard om")
    type_in(one, " Van een.")
    status(one, "ook ergens anders veranderd")
    assert sorted(kept_by_server(site)) == ["Het begin. Van een.", "Het begin. Van twee."]
    one.get_by_role("link", name="Bekijk ze allebei").click()
    expect(one.get_by_label("Je verhaal")).to_have_value("Het begin. Van twee.")
    expect(one.locator(".loose")).to_contain_text("Het begin. Van een.")
    one.wait_for_load_state("networkidle")  # it may send what the page before it kept, and then shows itself anew
    site.look(one)
    one.get_by_role("button", name="Neem deze tekst over").click()
    expect(one.get_by_label("Je verhaal")).to_have_value("Het begin. Van een.")
    expect(one.locator(".loose")).to_contain_text("Het begin. Van twee.")


def test_a_server_that_goes_down_and_comes_back_has_everything(site: Site, chromium: Browser) -> None:
    page = week(phone_of(site, chromium))
    type_in(page, "Voor de storing.")
    status(page, "Bewaard om")
    site.stop()
    type_in(page, " Tijdens de storing.")
    status(page, "Bewaard op dit toestel")
    site.start()
    status(page, "Bewaard om")
    assert kept_by_server(site) == ["Voor de storing. Tijdens de storing."]


def test_signing_out_leaves_nothing_on_the_device_and_everything_on_the_server(site: Site, chromium: Browser) -> None:
    page = week(phone_of(site, chromium))
    type_in(page, "Niet voor wie hierna komt.")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url(re.compile("/sign-in"))
    assert kept_by_server(site) == ["Niet voor wie hierna komt."]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("caches.match('/stories/week').then(Boolean)") is False


def test_pressing_share_twice_shares_once(site: Site, chromium: Browser) -> None:
    page = week(phone_of(site, chromium))
    type_in(page, "Twee keer gedrukt.")
    page.get_by_role("button", name="Deel dit verhaal").dblclick()
    page.wait_for_url(STORY)
    assert shared_texts(site) == ["Twee keer gedrukt."]


def test_what_cannot_be_shared_is_said_and_kept(site: Site, chromium: Browser) -> None:
    page = week(phone_of(site, chromium))
    type_in(page, "Er kwamen er veel.")
    page.locator("#counts summary").click()
    page.get_by_label("Hoeveel?").fill("12")
    page.get_by_role("button", name="Deel dit verhaal").click()
    page.wait_for_load_state()
    expect(page.locator("#errors")).to_be_visible()
    assert text(page) == "Er kwamen er veel."
    page.get_by_label("Waarvan?").fill("buren")
    page.get_by_role("button", name="Deel dit verhaal").click()
    page.wait_for_url(STORY)
    assert shared_texts(site) == ["Er kwamen er veel."]
    assert kept_by_server(site) == ["Er kwamen er veel."]
