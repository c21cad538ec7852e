"""The year at a glance in a real browser: phone and desk, both languages, by keyboard, in forced colours."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_mine import press_until
from tests.conftest import START
from verhaal.grants.models import Objective
from verhaal.people.models import Person

pytestmark = pytest.mark.browser

LONG = "Bewoners kennen elkaar en vragen elkaar om hulp, ook wie hier pas woont of bijna nooit buiten komt"


@pytest.fixture
def told(site: Site) -> Site:
    """Six weeks told, of which one twice and one about a setback; and an objective that nobody told of."""
    with site.database.session(writes=True) as session:
        for back in range(6):
            factories.shared(session, site.cast, START - timedelta(weeks=back), is_setback=back == 3)
        factories.shared(session, site.cast, START, title="Nog een van deze week")
        session.add(Objective(grant_id=site.cast.grant.id, position=2, name=LONG, target=""))
        session.commit()
    return site


def opened(site: Site, chromium: Browser, who: Person, width: int = 1280) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="nl-NL")
    site.sign_in_at_once(context, who)
    page = context.new_page()
    page.goto(f"{site.url}/grants/{site.cast.grant.id}/years/2026")
    return page


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_year_fits_and_is_accessible_in_both_languages(told: Site, chromium: Browser, width: int) -> None:
    page = opened(told, chromium, told.cast.funder, width)
    for language in ("Het jaar 2026 in beeld", "The year 2026 at a glance"):
        expect(page.get_by_role("heading", level=1)).to_have_text(language)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        told.look(page)
        for box in (mark.bounding_box() for mark in page.locator(".drawn .touch").all()):
            assert box
            assert min(box["width"], box["height"]) >= 24 * min(1, width / 360)
        if language.startswith("Het"):
            page.get_by_role("button", name="English").click()


def test_no_word_in_a_picture_runs_out_of_it_or_over_another(told: Site, chromium: Browser) -> None:
    for width in (360, 1280):
        page = opened(told, chromium, told.cast.author, width)
        clashes = page.evaluate("""() => [...document.querySelectorAll(".drawn")].flatMap((picture) => {
          const frame = picture.getBoundingClientRect(), texts = [...picture.querySelectorAll("text")];
          const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
          const out = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1);
          const over = boxes.filter(([, one], at) => boxes.slice(at + 1).some(([, other]) =>
            one.left < other.right - 1 && other.left < one.right - 1
            && one.top < other.bottom - 4 && other.top < one.bottom - 4));
          return [...out, ...over].map(([text]) => text);
        })""")
        assert clashes == []


def test_marks_are_reached_and_followed_with_the_keyboard_alone(told: Site, chromium: Browser) -> None:
    page = opened(told, chromium, told.cast.funder)
    press_until(page, "Tab", ".strip a")
    ring = "getComputedStyle(document.activeElement.querySelector('.touch')).stroke"
    assert page.evaluate(ring) not in ("none", "")
    press_until(page, "Tab", "#setbacks .drawn a")
    assert page.evaluate(ring) not in ("none", "")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/reading.*[?&]setback=yes"))


def test_a_mark_says_to_a_screen_reader_what_it_counts(told: Site, chromium: Browser) -> None:
    page = opened(told, chromium, told.cast.author)
    expect(page.get_by_role("link", name="Week 48 · 23–29 november 2026: 2 verhalen")).to_have_count(1)
    expect(page.get_by_role("link", name="Overvecht: 7 van 7")).to_have_count(1)
    expect(page.get_by_role("link", name="een tegenvaller: 1 van 7", exact=True)).to_have_count(1)
    expect(page.locator("svg[role=group]")).to_have_count(5)


def test_the_tables_are_folded_on_a_phone_and_stand_open_at_a_desk_and_on_paper(told: Site, chromium: Browser) -> None:
    page = opened(told, chromium, told.cast.funder, 360)
    table = page.locator("#places table")
    expect(table).to_be_hidden()
    page.locator("#places summary").click()
    expect(table).to_be_visible()
    page.reload()
    page.emulate_media(media="print")
    expect(table).to_be_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(table).to_be_visible()
    expect(page.locator("#places summary")).to_be_hidden()


def test_the_pictures_are_seen_in_forced_colours(told: Site, chromium: Browser) -> None:
    page = opened(told, chromium, told.cast.funder)
    page.emulate_media(forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    painted = [(".strip .mark", "fill"), ("#places .mark", "fill"), ("#places .track", "stroke"),
               ("#places text", "fill"), ("#setbacks .part", "stroke"), ("#credits path", "stroke")]  # fmt: skip
    for selector, paint in painted:
        assert page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{paint}") != ground, selector
    assert page.locator(".strip text.on").first.evaluate("one => getComputedStyle(one).fill") == ground
