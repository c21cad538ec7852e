"""A usual week on a slow phone: told with the story, a change and a count, in five touches beside typing."""

import re
from time import monotonic

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import col, select

from tests import factories
from tests.browser.conftest import Site
from tests.conftest import START, Clock
from verhaal.stories.models import Count, Outcome, Story, Version, VersionGrant

pytestmark = pytest.mark.browser

STORY = """
Dinsdag stond de keuken van het buurthuis vol. Drie vaders die elkaar alleen van de stoep kenden, kookten samen voor de
hele straat. Eerst vroegen ze ons waar alles stond. Na een uur zetten ze de tafels buiten en haalden ze stoelen bij
de buren. Ze willen het elke maand doen, en regelen de boodschappen zelf. Wij openden de deur.
"""
WORDS = " ".join(STORY.split())
CHANGE, WHOM = "Drie vaders koken samen zonder dat wij het regelen.", "de vaders en hun straat"
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
MOST_TOUCHES, MOST_SECONDS = 5, 30


class Thumb:
    """The only way in which this test handles the phone: it counts what it touches, and times what it types."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches: list[str] = []
        self.typing = 0.0  # seconds

    def tap(self, there: Locator, what: str) -> None:
        self.touches.append(what)
        there.tap()

    def type(self, words: str) -> None:
        """Word by word, as a phone's keyboard sends them, into whatever has the cursor; never a Tab or an Enter."""
        assert words.isprintable()
        before = monotonic()
        for word in re.findall(r"\S+ ?", words):
            self.page.keyboard.insert_text(word)
        self.typing += monotonic() - before


@pytest.fixture
def phone(site: Site, chromium: Browser, clock: Clock) -> Page:
    """Of a professional who told last week, with a place, a grant and a count; four times as slow, on slow 3G."""
    with site.database.session(writes=True) as session:
        factories.shared(session, site.cast, START)
        session.commit()
    clock.moment = START.replace(day=30)
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="nl-NL", base_url=site.url
    )
    site.sign_in_at_once(context, site.cast.author)
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW_3G)
    return page


def test_a_usual_week_takes_five_touches_beside_typing(
    site: Site, phone: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(WORDS.split()) == 60
    begun, thumb = monotonic(), Thumb(phone)
    phone.goto("/stories/week")
    tell(phone, thumb)
    phone.wait_for_url(re.compile(r"/stories/\d+$"))
    expect(phone.locator("main")).to_contain_text("Gemeente Voorbeeld kan je verhaal nu lezen")
    waited = monotonic() - begun - thumb.typing
    with capsys.disabled():
        touches = ", ".join(thumb.touches)
        print(f"\n{len(thumb.touches)} touches ({touches}); {waited:.1f} seconds that are not typing", end=" ")
    assert len(thumb.touches) <= MOST_TOUCHES
    assert waited < MOST_SECONDS
    assert_stored(site)


def tell(phone: Page, thumb: Thumb) -> None:
    thumb.tap(phone.get_by_label("Je verhaal"), "the story")
    thumb.type(WORDS)
    thumb.tap(phone.get_by_text("Wat veranderde er, en voor wie?"), "what changed")
    expect(phone.get_by_label("Wat veranderde er?")).to_be_focused()
    thumb.type(CHANGE)
    thumb.tap(phone.get_by_label("Voor wie?"), "for whom")
    thumb.type(WHOM)
    thumb.tap(phone.get_by_label("Inloop"), "the count")
    thumb.type("14")
    thumb.tap(phone.get_by_role("button", name="Deel dit verhaal"), "share")


def assert_stored(site: Site) -> None:
    """What was told, for the place and the grant of last time, in this week."""
    with site.database.session(writes=False) as session:
        story = session.exec(select(Story).order_by(col(Story.id).desc())).first()
        assert story
        assert story.is_shared
        version = factories.version_of(session, story, 1)
        outcome = session.exec(select(Outcome).where(Outcome.version_id == version.id)).one()
        count = session.exec(select(Count).where(Count.version_id == version.id)).one()
        grants = session.exec(select(VersionGrant.grant_id).where(VersionGrant.version_id == version.id)).all()
        drafts = session.exec(select(Version).where(col(Version.shared_at).is_(None))).all()
    assert (version.text, version.week_number, version.place_id) == (WORDS, 49, site.cast.place.id)
    assert (outcome.change, outcome.whom) == (CHANGE, WHOM)
    assert (count.amount, count.unit, count.activity_id) == (14, "bezoeken", site.cast.activity.id)
    assert (list(grants), list(drafts)) == ([site.cast.grant.id], [])
