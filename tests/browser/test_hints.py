"""Hints while writing, by keyboard and on a phone; and looking once more before sharing, with and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

TOLD = "Op dinsdag kwam Aylin langs. Aylin bracht soep mee."


def phone(site: Site, chromium: Browser, *, scripts: bool = True) -> Page:
    """The author's week on a small phone, where nothing goes wrong in silence."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="nl-NL", java_script_enabled=scripts, reduced_motion="reduce"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    site.sign_in(page, site.cast.author.email)
    return page


def answers(page: Page) -> list[str]:
    """The answers that stand in the form: words, what stands instead, why they may stay."""
    cells = page.locator("form input[name^=hints-]").evaluate_all("all => all.map(each => [each.name, each.value])")
    kept = dict(cells)
    numbers = sorted({name.split("-")[1] for name in kept})
    return [" | ".join(kept[f"hints-{n}-{name}"] for name in ("words", "instead", "why")) for n in numbers]


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.innerText || document.activeElement.tagName")
    return text


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_name_is_replaced_and_put_back_by_keyboard_alone(site: Site, chromium: Browser) -> None:
    page = phone(site, chromium)
    story, said = page.get_by_label("Je verhaal"), page.locator("[data-hinted]")
    assert said.get_attribute("aria-live") == "polite"
    page.evaluate(
        "window.heard = []; new MutationObserver(() => heard.push(document.querySelector('[data-hinted]').textContent))"
        ".observe(document.querySelector('[data-hinted]'), {childList: true})"
    )
    story.focus()
    page.keyboard.type(TOLD, delay=10)
    hint = page.get_by_role("group", name="Dit lijkt een naam: Aylin")
    expect(hint).to_be_visible()
    assert page.evaluate("heard") == ["1 aanwijzing onder je tekst"]
    assert focused(page) == "TEXTAREA"

    press(page, "Tab", "Enter")
    assert focused(page) == "TEXTAREA"
    assert page.evaluate("String(document.activeElement.value).slice(document.activeElement.selectionStart,"
                         "document.activeElement.selectionEnd)") == "Aylin"  # fmt: skip
    press(page, "Tab", "Tab", "Tab")
    assert focused(page) == "een buurvrouw"
    press(page, "Enter")
    assert story.input_value() == "Op dinsdag kwam een buurvrouw langs. Een buurvrouw bracht soep mee."
    assert answers(page) == ["Aylin | een buurvrouw | "]
    assert focused(page) == "Maak ongedaan"
    expect(said).to_have_text("Aylin is nu: een buurvrouw")

    press(page, "Enter")
    assert story.input_value() == TOLD
    assert answers(page) == []
    assert focused(page) == "een bewoner"
    expect(hint).to_be_visible()


def test_own_words_are_offered_first_the_next_time(site: Site, chromium: Browser) -> None:
    page = phone(site, chromium)
    story = page.get_by_label("Je verhaal")
    story.press_sequentially("Daar was Aylin.")
    page.get_by_role("button", name="andere woorden…").press("Enter")
    assert focused(page) == "een buurman"
    press(page, *["Tab"] * 4)
    page.keyboard.type("een moeder uit de flat")
    press(page, "Enter")
    assert story.input_value() == "Daar was een moeder uit de flat."
    story.press("End")
    page.keyboard.type(" Later kwam Aylin.")
    chips = page.get_by_role("group", name="Dit lijkt een naam: Aylin").locator(".chip")
    expect(chips.first).to_have_text("een moeder uit de flat")
    with page.expect_navigation():
        page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(chips.first).to_have_text("een moeder uit de flat")
    assert answers(page) == ["Aylin | een moeder uit de flat | "]


def test_a_hint_is_left_with_a_reason_and_stays_away(site: Site, chromium: Browser) -> None:
    page = phone(site, chromium)
    story = page.get_by_label("Je verhaal")
    story.press_sequentially("Bel 06-12345678 of Aylin.")
    expect(page.locator(".hints > div")).to_have_count(2)
    site.look(page)
    name = page.get_by_role("group", name="Dit lijkt een naam: Aylin")
    name.get_by_role("button", name="Laat staan").press("Enter")
    assert focused(page) == "een collega"
    assert answers(page) == ["Aylin |  | "]
    site.look(page)
    press(page, "Tab", "Tab", "Enter")
    assert focused(page) == "Maak ongedaan"
    assert answers(page) == ["Aylin |  | met toestemming"]
    expect(page.locator("[data-hinted]")).to_have_text("1 aanwijzing onder je tekst")
    story.press("End")
    page.keyboard.type(" Aylin wist het.")
    page.wait_for_timeout(1500)
    expect(page.locator(".hints > div")).to_have_count(1)
    assert story.input_value() == "Bel 06-12345678 of Aylin. Aylin wist het."


def test_without_a_line_hints_keep_quiet(site: Site, chromium: Browser) -> None:
    page = phone(site, chromium)
    page.context.set_offline(True)
    page.get_by_label("Je verhaal").press_sequentially(TOLD)
    page.wait_for_timeout(1500)
    expect(page.locator(".hints > div")).to_have_count(0)
    page.context.set_offline(False)
    page.get_by_label("Je verhaal").press_sequentially(" Nu weer.")
    expect(page.locator(".hints > div")).to_have_count(1, timeout=20_000)


def test_hints_stand_under_an_outcome_too(site: Site, chromium: Browser) -> None:
    page = phone(site, chromium)
    page.get_by_text("Wat veranderde er, en voor wie?").click()
    change = page.get_by_label("Wat veranderde er?")
    change.press_sequentially("Aylin komt elke week.")
    page.get_by_role("button", name="andere woorden…").click()
    page.get_by_role("button", name="een jongere").click()
    assert change.input_value() == "Een jongere komt elke week."
    assert page.get_by_label("Je verhaal").input_value() == ""


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_left_is_looked_at_once_and_then_shared(site: Site, chromium: Browser, scripts: bool) -> None:
    page = phone(site, chromium, scripts=scripts)
    page.get_by_label("Je verhaal").fill(f"{TOLD} Bel Mehmet op 06-12345678.")
    page.get_by_role("button", name="Deel dit verhaal").click()
    page.wait_for_url("**/sharing")
    expect(page.locator("mark")).to_have_count(4)
    if scripts:
        site.look(page)
    aylin, mehmet, number = (page.get_by_role("group", name=words) for words in ("Aylin", "Mehmet", "06-12345678"))
    aylin.get_by_label("een buurvrouw").check()
    mehmet.get_by_label("met toestemming").check()
    number.get_by_label("andere woorden…").check()
    number.get_by_label("Andere woorden", exact=True).fill("het bekende nummer")
    if scripts:
        site.look(page)
    page.get_by_role("button", name="Deel het zo").click()
    expect(page.locator("main")).to_contain_text("kunnen je verhaal nu lezen")
    expect(page.locator(".prose").first).to_have_text(
        "Op dinsdag kwam een buurvrouw langs. Een buurvrouw bracht soep mee. Bel Mehmet op het bekende nummer."
    )
