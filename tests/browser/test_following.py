"""Going on from an earlier story, on a phone: it costs the usual week no touch, and comes along through a tunnel."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, select

from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_never_lost import STORY, phone_of, shared_texts, status, type_in, week
from tests.conftest import START
from verhaal.stories.models import Recurrence, Version
from verhaal.storylines.models import StorylineStory

pytestmark = pytest.mark.browser


def test_what_was_chosen_comes_along_through_a_tunnel_and_a_page_that_does_not_offer_it(
    site: Site, chromium: Browser
) -> None:
    with site.database.session(writes=True) as session:
        first = factories.shared(session, site.cast, START - timedelta(weeks=30), title="Het begin").id
        for back in range(1, 22):  # so many since, that it is no longer offered by itself
            factories.shared(session, site.cast, START - timedelta(weeks=back))
        session.commit()
    context = phone_of(site, chromium)
    page = week(context, f"/stories/week?new=1&follows={first}")
    expect(page.get_by_label("Eerder verhaal")).to_have_value(str(first))
    context.set_offline(True)
    page.get_by_text("Hoe vaak gebeurde dit ook?").click()
    page.get_by_label("Dit gebeurde").select_option("often")
    type_in(page, "En zo ging het verder.")
    status(page, "Bewaard op dit toestel")
    page.close()
    page = week(context)  # from the device, where no story's title stands
    expect(page.get_by_label("Je verhaal")).to_have_value("En zo ging het verder.")
    expect(page.get_by_label("Dit gebeurde")).to_have_value("often")
    assert "Het begin" not in page.content()
    page.get_by_role("button", name="Deel dit verhaal").click()
    expect(page.locator("[data-waiting]")).to_be_visible()
    context.set_offline(False)
    page.wait_for_url(STORY, timeout=30_000)
    assert "En zo ging het verder." in shared_texts(site)
    with site.database.session(writes=False) as session:
        version = session.exec(select(Version).where(Version.text == "En zo ging het verder.")).one()
        in_line = session.exec(select(StorylineStory.story_id).order_by(col(StorylineStory.story_id))).all()
    assert (version.follows_id, version.recurrence) == (first, Recurrence.OFTEN)
    assert in_line == [first, version.story_id]


def test_what_was_chosen_stands_there_again_after_a_reload(site: Site, chromium: Browser) -> None:
    with site.database.session(writes=True) as session:
        offered = factories.shared(session, site.cast, START - timedelta(weeks=1), title="Vorige week").id
        session.commit()
    page = week(phone_of(site, chromium), "/stories/week?new=1")
    page.get_by_text("Gaat dit verder op een eerder verhaal?").click()
    field = page.get_by_label("Eerder verhaal")
    field.select_option(str(offered))
    expect(field.locator("option:checked")).to_contain_text("Vorige week")
    type_in(page, "Net als vorige week.")
    status(page, "Bewaard om")
    page.reload()
    expect(page.get_by_label("Eerder verhaal")).to_have_value(str(offered))
    expect(page.locator("details", has=page.get_by_label("Eerder verhaal"))).to_have_attribute("open", "")
