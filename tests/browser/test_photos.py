"""A photo with the week's story, on a phone, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site
from tests.stories import hostile

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_a_photo_goes_with_the_story_and_a_wrong_file_costs_nothing(
    site: Site, chromium: Browser, tmp_path: Path, scripts: bool
) -> None:
    (tmp_path / "goed.jpg").write_bytes(hostile.jpeg(exif=hostile.exif(6)))
    (tmp_path / "fout.svg").write_bytes(hostile.SVG)
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="nl-NL", java_script_enabled=scripts, base_url=site.url
    )
    page = context.new_page()
    site.sign_in(page, site.cast.author.email)
    page.goto("/stories/week")
    page.get_by_label("Je verhaal").fill("De buurvrouwen zetten zelf de stoelen klaar.")
    page.get_by_text("Een foto", exact=True).click()
    page.get_by_label("Foto’s toevoegen").set_input_files([tmp_path / "goed.jpg", tmp_path / "fout.svg"])
    if not scripts:  # with them, a chosen photo goes to the draft by itself
        page.get_by_role("button", name="Deel dit verhaal").click()
    page.get_by_text("fout.svg: dit is geen foto").wait_for()
    assert page.get_by_label("Je verhaal").input_value() == "De buurvrouwen zetten zelf de stoelen klaar."
    if scripts:
        site.look(page)
    described = page.get_by_label("Wat is er te zien?")
    described.fill("Rood boven blauw")
    with page.expect_navigation():
        described.press("Enter")
    assert page.get_by_role("group", name="Foto 1").count() == 1
    page.get_by_label("Wat is er te zien?").fill("Rood boven blauw")
    with page.expect_navigation():
        page.get_by_role("button", name="Deel dit verhaal").click()
    shown = page.get_by_role("img", name="Rood boven blauw")
    shown.scroll_into_view_if_needed()
    assert shown.get_attribute("width") == "200"
    if scripts:
        page.wait_for_function("document.querySelector('.picture img').naturalWidth > 0")
        assert page.evaluate("document.querySelector('.picture img').naturalHeight") == 320
        site.look(page)
    context.close()
