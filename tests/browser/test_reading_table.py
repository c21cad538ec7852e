"""A funder reads and answers twenty stories: by keyboard at a desk, by touch on a phone, and without scripts."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from tests import factories
from tests.browser.conftest import Site
from tests.conftest import START
from verhaal.reading.models import Reading, Response, ResponseKind

pytestmark = pytest.mark.browser

TWENTY = 20
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def table(site: Site) -> Site:
    """Twenty stories on a table at which time passes."""
    with site.database.session(writes=True) as session:
        for number in range(TWENTY):
            text = f"Verhaal {number} van de straat. " * 12
            factories.shared(
                session, site.cast, START + timedelta(minutes=number), title=f"Verhaal {number}", text=text
            )
        session.commit()
    begun = time.monotonic()
    site.app.config["CLOCK"] = lambda: START + timedelta(hours=1, seconds=time.monotonic() - begun)
    return site


def seated(site: Site, chromium: Browser, **device: object) -> Page:
    """The funder before the first story."""
    context = chromium.new_context(locale="nl-NL", base_url=site.url, reduced_motion="reduce", **device)  # type: ignore[arg-type]
    site.sign_in_at_once(context, site.cast.funder)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Verhaal {TWENTY - 1}")
    return page


def said(site: Site) -> list[tuple[str, ResponseKind]]:
    with site.database.session(writes=False) as session:
        assert len(set(session.exec(select(Reading.version_id)))) == TWENTY
        assert len(set(session.exec(select(Response.story_id)))) == TWENTY
        return [(each.text, each.kind) for each in session.exec(select(Response).order_by(Response.id))]  # type: ignore[arg-type]


def gone_on(page: Page, number: int) -> None:
    """The next story stands there, or, after the last, the list."""
    heading = f"Verhaal {number - 1}" if number else "Leestafel"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_twenty_stories_are_read_and_answered_with_twenty_keystrokes_beside_the_words(
    table: Site, chromium: Browser
) -> None:
    page, strokes, expected = seated(table, chromium, viewport=DESK), 0, []
    for number in reversed(range(TWENTY)):
        is_question = number % 4 == 0
        words = f"Hoe ging {number} verder?" if is_question else f"Mooi, die stoelen van {number}."
        page.keyboard.type(words)
        note = page.locator("[data-sends]")
        expect(note).to_have_text(f"Ctrl + Enter verstuurt als: {'Een vraag' if is_question else 'Raakt me'}")
        page.keyboard.press("Control+Enter")
        strokes += 1
        gone_on(page, number)
        expected.append((words, ResponseKind.QUESTION if is_question else ResponseKind.APPRECIATION))
    assert said(table) == expected
    assert strokes <= TWENTY
    assert "Je hebt alles gelezen" in page.content()


def test_twenty_stories_are_read_and_answered_with_twenty_touches_on_a_phone(table: Site, chromium: Browser) -> None:
    page, touches, expected = seated(table, chromium, viewport=PHONE, has_touch=True, is_mobile=True), 0, []
    kinds = [
        ("Raakt me", ResponseKind.APPRECIATION),
        ("Een vraag", ResponseKind.QUESTION),
        ("Leer ik van", ResponseKind.LESSON),
    ]
    for number in reversed(range(TWENTY)):
        words, (label, kind) = f"Wat een week, die van {number}.", kinds[number % 3]
        expect(page.get_by_label("Je woorden")).to_be_focused()
        page.keyboard.type(words)
        page.get_by_role("button", name=label, exact=True).tap()
        touches += 1
        gone_on(page, number)
        expected.append((words, kind))
    assert said(table) == expected
    assert touches <= TWENTY


def test_j_and_k_turn_r_begins_and_no_key_does_anything_where_they_are_off(table: Site, chromium: Browser) -> None:
    page = seated(table, chromium, viewport=DESK)
    for key, number in [("j", 18), ("j", 17), ("k", 18)]:
        page.keyboard.press(key)
        gone_on(page, number + 1)
    page.keyboard.press("r")
    expect(page.get_by_label("Je woorden")).to_be_focused()
    page.keyboard.type("jk")
    assert page.get_by_label("Je woorden").input_value() == "jk"
    page.goto("/me")
    page.get_by_label("Losse toetsen").uncheck()
    page.get_by_role("button", name="Bewaar").click()
    page.goto("/reading")
    heading = page.get_by_role("heading", level=1).inner_text()
    for key in ("j", "k", "r", "M"):
        page.keyboard.press(key)
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert page.evaluate("document.activeElement === document.body")


def test_words_are_kept_on_the_device_until_they_are_sent_or_one_signs_out(table: Site, chromium: Browser) -> None:
    page = seated(table, chromium, viewport=DESK)
    words = page.get_by_label("Je woorden")
    words.fill("Dit mag niet weg.")
    page.reload()
    assert words.input_value() == "Dit mag niet weg."
    page.keyboard.press("j")
    gone_on(page, TWENTY - 1)
    assert words.input_value() == ""
    page.keyboard.press("k")
    gone_on(page, TWENTY)
    page.get_by_role("button", name="Raakt me").click()
    gone_on(page, TWENTY - 1)
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('verhaal-words'))") == []
    words.fill("Dit gaat weg.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('verhaal-words'))") == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_table_fits_and_is_accessible(table: Site, chromium: Browser, width: int) -> None:
    page = seated(table, chromium, viewport={"width": width, "height": 740})
    table.look(page)
    for path in (
        "/reading/list",
        f"/reading/list?setback=no&place={table.cast.place.id}&read=no&since=2026-W40",
        "/me",
    ):
        page.goto(path)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        table.look(page)


def test_stories_are_read_narrowed_and_answered_without_scripts(table: Site, chromium: Browser) -> None:
    page = seated(table, chromium, viewport=DESK, java_script_enabled=False)
    page.get_by_label("Je woorden").fill("Zonder scripts gelezen.")
    page.get_by_role("button", name="Leer ik van").click()
    gone_on(page, TWENTY - 1)
    page.get_by_role("link", name="Lijst").click()
    page.get_by_label("Beantwoord").select_option("beantwoord")
    page.get_by_role("button", name="Laat deze zien").click()
    assert re.search(r"list\?answered=yes$", page.url)
    expect(page.locator(".list h2")).to_have_text(["Verhaal 19"])
    page.get_by_role("link", name="beantwoord").click()
    assert page.url.endswith("/reading/list")
