"""Takes the pictures of docs/pictures: the demo in Chromium at two widths, light and dark. Run by `make pictures`."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import executable
from tests.browser.demonstration import be, demo
from verhaal.annual.record import Account
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.exports.files import document_of
from verhaal.exports.glyphs import printable
from verhaal.exports.pdf import HERE

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = {390: 844, 1280: 900}
PAPER = {"figures": 3, "stories": 18}  # pages of the demo year's account


def week(page: Page) -> None:
    be(page, "Naima")
    page.goto("/stories/week")
    page.get_by_label("Je verhaal").fill(
        "Woensdag stond de koffie al klaar toen ik binnenkwam. Twee bezoekers hadden zelf de sleutel gehaald, en er "
        "lag een briefje: morgen soep, wie snijdt er mee?"
    )
    page.locator("[data-under=text] > *").first.wait_for(state="hidden")  # hints of the draft that stood there


def overview(page: Page) -> None:
    be(page, "Ilse")
    page.goto("/grants")
    page.locator(".list h2 a").first.click()
    page.locator(f"a[href$='/years/{time.strftime('%Y')}']").first.click()


def reading(page: Page) -> None:
    be(page, "Ilse")
    page.goto("/reading")


def table(page: Page) -> None:
    be(page, "Ilse")
    page.goto("/reading/list")


def story(page: Page) -> None:
    be(page, "Ilse")
    page.goto("/reading/list?answered=yes")
    page.locator(".list li", has_text="reactie").first.get_by_role("link").first.click()


def account(page: Page) -> None:
    be(page, "Yusuf")
    page.goto("/grants")
    page.locator(".list h2 a").first.click()
    page.goto(f"{page.url}/accounts/{time.strftime('%Y')}")
    begin = page.get_by_role("button", name="Begin de jaarverantwoording")
    if begin.count():
        begin.click()


def paper(page: Page, folder: Path) -> None:
    """Two pages of the year's account as it is printed: what was reached, and the first stories of the annex."""
    account(page)
    whole = Account.model_validate_json(page.request.get(f"{page.url}/json").body())
    with create_app(Settings(data_folder=folder)).app_context():
        data, replaced = printable(json.loads(document_of(whole).to_json()))
    inputs = {"data": json.dumps(data | {"replaced": replaced}), "record": "{}", "keywords": ""}
    shown: Any = typst.compile(
        str(HERE / "account.typ"), root=str(HERE), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True,
        sys_inputs=inputs, format="png", ppi=90,
    )  # fmt: skip
    for name, number in PAPER.items():
        (PICTURES / f"paper-{name}.png").write_bytes(shown[number - 1])


SHOWN: dict[str, Callable[[Page], None]] = {
    "week": week, "table": table, "reading": reading, "story": story, "overview": overview, "account": account,
}  # fmt: skip


def main() -> None:
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        for width, height in WIDTHS.items():
            context = browser.new_context(
                base_url=url, viewport={"width": width, "height": height}, locale="nl-NL", device_scale_factor=1
            )
            page = context.new_page()
            for name, show in SHOWN.items():
                page.set_viewport_size({"width": width, "height": height})
                show(page)
                if name == "story":  # with its thread, which lies under the fold; what sticks then comes to its place
                    page.set_viewport_size({"width": width, "height": page.evaluate("document.body.scrollHeight")})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                    page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png")
                page.emulate_media(color_scheme="light")
        with tempfile.TemporaryDirectory() as folder:
            paper(page, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
