"""Makes the icons of an installed Verhaal from static/mark.svg, in Chromium. Run by `python -m docs.icons`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import executable

STATIC = Path(__file__).parents[1] / "static"
GREEN = "#134f41"
ICONS = {  # name: pixels, the mark's share of them, what lies behind it
    "192": (192, 1, "transparent"),
    "512": (512, 1, "transparent"),
    "maskable": (512, 0.7, GREEN),  # phones cut away up to a fifth from every side
}


def main() -> None:
    mark = (STATIC / "mark.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        for name, (pixels, share, behind) in ICONS.items():
            page = browser.new_page(viewport={"width": pixels, "height": pixels})
            style = f"margin:0;height:100vh;display:grid;place-items:center;background:{behind}"
            sized = mark.replace("<svg ", f'<svg width="{pixels * share}" height="{pixels * share}" ', 1)
            page.set_content(f'<body style="{style}">{sized}')
            page.screenshot(path=STATIC / "icons" / f"{name}.png", omit_background=True)


if __name__ == "__main__":
    main()
