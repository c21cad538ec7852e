"""The author's side in a real browser: the year folds on a phone, and the keyboard reaches what it shows."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.browser.conftest import Site
from tests.conftest import START

pytestmark = pytest.mark.browser


def signed_in(site: Site, chromium: Browser, width: int) -> Page:
    page = chromium.new_context(viewport={"width": width, "height": 740}, locale="nl-NL").new_page()
    site.sign_in(page, site.cast.author.email)
    return page


@pytest.fixture
def told(site: Site) -> Site:
    """Five weeks told, the last with a question that waits."""
    with site.database.session(writes=True) as session:
        for back in range(4, -1, -1):
            story = factories.shared(session, site.cast, START - timedelta(weeks=back), title=f"Week min {back}")
        factories.response(session, story, site.cast.funder, site.cast.funder_party, START)
        session.commit()
    return site


def press_until(page: Page, key: str, selector: str) -> None:
    for _step in range(60):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press(key)
    pytest.fail(f"{selector} was not reached with {key}")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_my_stories_fit_and_are_accessible(told: Site, chromium: Browser, width: int) -> None:
    page = signed_in(told, chromium, width)
    for path in ("/stories", "/stories?show=answer", "/stories?show=drafts", "/stories?year=2026&week=48",
                 "/stories?year=2025", "/stories/5", "/dilemmas", "/dilemmas/new?story=5"):  # fmt: skip
        page.goto(told.url + path)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        told.look(page)


def test_the_year_is_folded_on_a_phone_and_stands_open_at_a_desk(told: Site, chromium: Browser) -> None:
    page = signed_in(told, chromium, 360)
    page.goto(f"{told.url}/stories")
    expect(page.locator(".strip")).to_be_hidden()
    page.get_by_text("Je jaar 2026 in beeld").click()
    expect(page.locator(".strip")).to_be_visible()
    box = page.locator(".strip .touch").first.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    expect(page.locator(".strip")).to_be_visible()
    expect(page.get_by_text("Je jaar 2026 in beeld")).to_be_hidden()


def test_a_week_is_chosen_with_the_keyboard_alone(told: Site, chromium: Browser) -> None:
    page = signed_in(told, chromium, 360)
    page.goto(f"{told.url}/stories")
    press_until(page, "Tab", ".unfolds > summary")
    page.keyboard.press("Enter")
    press_until(page, "Tab", ".strip a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"week=44"))
    assert "Week min 4" in page.content()
    assert "Week min 3" not in page.content()


def test_the_marks_are_seen_in_forced_colours(told: Site, chromium: Browser) -> None:
    page = signed_in(told, chromium, 1280)
    page.emulate_media(forced_colors="active")
    page.goto(f"{told.url}/stories")
    fill, ground = page.evaluate(
        "[getComputedStyle(document.querySelector('.strip .mark')).fill,"
        " getComputedStyle(document.documentElement).backgroundColor]"
    )
    link = page.evaluate("getComputedStyle(document.querySelector('.bars a')).color")
    assert fill == link != ground


def test_a_dilemma_is_written_from_a_story_without_scripts(told: Site, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    told.sign_in(page, told.cast.author.email)
    page.goto(f"{told.url}/stories/5")
    page.get_by_role("link", name="Een dilemma hierbij?").click()
    page.get_by_label("Je notitie").fill("Mag de zaal open voor wie de anderen niet vertrouwen?")
    page.get_by_role("button", name="Bewaar deze notitie").click()
    assert "Bewaard. Alleen jij leest dit." in page.content()
    page.get_by_text("Gooi het weg").click()
    page.get_by_role("button", name="Gooi deze notitie weg").click()
    assert "De notitie is weg." in page.content()
