"""From "new annual account" to the signed PDF on the demo's year, in forty touches beside typing; then the funder
settles it with reasons."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.browser.demonstration import be, demo

pytestmark = pytest.mark.browser

MOST_TOUCHES = 40
WORDS = "De zaal was in mei en juni dicht door een lekkage. Daarna kwamen de bezoekers terug."
REASONS = (
    "De activiteiten vonden plaats zoals verleend, en waar de inloop achterbleef legt het verslag uit waarom. "
    "De verplichtingen zijn nagekomen. Daarom stellen wij de subsidie vast op het verleende bedrag."
)


class Hand:
    """The only way in which this test handles the page: it counts what it touches; typing goes where the cursor is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches: list[str] = []

    def touch(self, there: Locator) -> None:
        self.touches.append(there.evaluate("one => (one.textContent || one.labels?.[0]?.textContent || '').trim()"))
        there.click()

    def type(self, words: str) -> None:
        assert words.isprintable()
        self.page.keyboard.insert_text(words)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with demo() as address:
        yield address


def complain(message: ConsoleMessage) -> None:
    """Nothing goes wrong in silence; reasons that are no sentence are sent on purpose."""
    if message.type == "error" and "422" not in message.text:
        pytest.fail(message.text)


def opened(chromium: Browser) -> Page:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL").new_page()
    page.on("console", complain)
    return page


def test_from_a_new_account_to_the_signed_pdf_and_the_settlement(
    url: str, chromium: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = opened(chromium)
    be(desk, "Yusuf", url)
    desk.goto(f"{url}/grants")
    desk.locator("main .list h2 a").first.click()
    hand = Hand(desk)
    hand.touch(desk.locator("a[href$='/accounts/2026']"))
    hand.touch(desk.get_by_role("button", name="Begin de jaarverantwoording"))
    account = desk.url
    compose(desk, hand)
    hand.touch(desk.get_by_role("button", name="Bied aan de financier aan"))
    sign(desk, hand)
    with desk.expect_download() as download:
        hand.touch(desk.get_by_role("link", name="Download de PDF"))
    with capsys.disabled():
        print(f"\n{len(hand.touches)} touches", end=" ")
    assert len(hand.touches) <= MOST_TOUCHES
    assert_signed(download.value.path(), tmp_path)
    settle(opened(chromium), url)
    desk.goto(account)
    expect(desk.locator("#settlement").locator("..")).to_contain_text(REASONS)
    expect(desk.locator(".steps [aria-current]")).to_have_text("vastgesteld")


def compose(desk: Page, hand: Hand) -> None:
    """A suggested story for each of two objectives, and the organisation's words where they are missing."""
    for _objective in range(2):
        chosen = desk.locator(".first > li").count()
        hand.touch(desk.get_by_role("button", name=re.compile("^Kies dit verhaal")).first)
        expect(desk.locator(".first > li")).to_have_count(chosen + 1)
    missing = desk.locator("details.write:has(> summary .is-missing)")
    for topic in missing.evaluate_all("folds => folds.map((one) => one.id)")[:8]:
        fold = desk.locator(f"#{topic}")
        hand.touch(fold.locator("summary"))
        hand.touch(fold.locator("textarea"))
        hand.type(WORDS)
        expect(fold.locator("[data-status]")).to_contain_text("Bewaard om")


def sign(desk: Page, hand: Hand) -> None:
    hand.touch(desk.get_by_role("link", name="Onderteken"))
    for label, words in (("Je naam", "Yusuf Kaya"), ("Je functie", "teamleider")):
        hand.touch(desk.get_by_label(label))
        hand.type(words)
    hand.touch(desk.get_by_label("Ik onderteken"))
    hand.touch(desk.get_by_role("button", name="Onderteken de verantwoording"))
    expect(desk.locator(".steps [aria-current]")).to_have_text("ondertekend")
    assert Axe().run(desk).violations_count == 0


def assert_signed(file: Path, folder: Path) -> None:
    copy = folder / "account.pdf"
    copy.write_bytes(file.read_bytes())
    reader = pypdf.PdfReader(io.BytesIO(copy.read_bytes()))
    printed = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for part in ("Yusuf Kaya, teamleider", "Vingerafdruk (SHA-256)", "lekkage"):
        assert part in printed
    (record,) = reader.attachments["account.json"]
    assert b'"signed_by":"Yusuf Kaya, teamleider"' in record


def settle(desk: Page, url: str) -> None:
    """As the funder finds it: by the menu, in the list, on the page."""
    be(desk, "Ilse", url)
    desk.get_by_role("link", name="Verantwoording", exact=True).click()
    expect(desk.locator("main")).to_contain_text("wacht op jullie beslissing")
    desk.locator("main .list h2 a").first.click()
    desk.get_by_role("link", name=re.compile("^Stel .* vast$")).click()
    desk.get_by_label("Zoals verleend").check()
    desk.get_by_label("Je redenen").fill("Goed.")
    with desk.expect_response(lambda answer: answer.status == 422):
        desk.get_by_role("button", name="Stel de subsidie vast").click()
    expect(desk.get_by_label("Je redenen")).to_have_value("Goed.")
    desk.get_by_label("Je redenen").fill(REASONS)
    desk.get_by_role("button", name="Stel de subsidie vast").click()
    expect(desk.locator("#settlement").locator("..")).to_contain_text(REASONS)
    assert Axe().run(desk).violations_count == 0
