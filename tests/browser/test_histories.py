"""A hundred random histories on two devices: no acknowledged word is lost, and no story is told twice.

Each history is drawn from its seed, so that a failing one can be played again alone. Every word typed is new, so that
it can be found anywhere. A word is acknowledged once it lay on the device, which is within a second of its typing.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, expect
from sqlmodel import col, select

from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_never_lost import on_device, phone_of
from verhaal.people.models import Person, Role, SignIn
from verhaal.stories.models import Sheet, Story, Version

pytestmark = pytest.mark.histories

HISTORIES, STEPS, PARTS = 100, 10, 4

TYPE = """(words) => {
  const field = document.querySelector("form.week [name=text]");
  if (!field || field.closest("[inert]")) return false;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  document.execCommand("insertText", false, words);
  return field.value.endsWith(words);
}"""


class Tab(NamedTuple):
    """A tab, and by what name Chromium knows it."""

    page: Page
    target: str

    def close(self) -> None:
        """Also where it is on its way to another page: Chromium may forget then that it was asked, so ask again."""
        browser = self.page.context.browser
        assert browser
        asking = browser.new_browser_cdp_session()
        for _time in range(20):
            with suppress(Error):
                asking.send("Target.closeTarget", {"targetId": self.target})
            with suppress(Error):
                self.page.is_closed() or self.page.wait_for_event("close", timeout=500)
            if self.page.is_closed():
                return asking.detach()
        pytest.fail(f"a tab at {self.page.url} does not close")


@dataclass
class Device:
    """A phone with the tabs that stand open on it; the last one is in hand."""

    context: BrowserContext
    tabs: list[Tab] = field(default_factory=list)
    is_offline: bool = False

    @property
    def page(self) -> Page:
        return self.tabs[-1].page

    def new_tab(self) -> Page:
        page = self.context.new_page()
        asking = self.context.new_cdp_session(page)
        self.tabs.append(Tab(page, asking.send("Target.getTargetInfo")["targetInfo"]["targetId"]))
        asking.detach()
        return page

    def close_all(self) -> None:
        while self.tabs:
            self.tabs.pop().close()


@dataclass
class History:
    site: Site
    devices: list[Device]
    seed: int
    author: Person
    is_up: bool = True
    acknowledged: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)  # what was done, for who must find out

    def __post_init__(self) -> None:
        self.chance = random.Random(f"history {self.seed}")  # noqa: S311
        self.words = 0
        self.hand = self.devices[0]
        for device in self.devices:
            self.arrive(device)

    def play(self) -> None:
        doings: list[tuple[Callable[[], None], int]] = [
            (self.type, 8), (self.wait, 2), (self.reload, 2), (self.kill, 2), (self.go_offline, 2),
            (self.go_online, 2), (self.open_second_tab, 1), (self.switch_tab, 1), (self.take_other_device, 1),
            (self.restart_server, 1), (self.expire, 1), (self.sign_out, 1), (self.share, 4), (self.share_twice, 2),
            (self.take_over, 2),
        ]  # fmt: skip
        self.open()
        for _step in range(STEPS):
            (doing,) = self.chance.choices([each for each, _ in doings], [weight for _, weight in doings])
            self.told.append(doing.__name__)
            doing()
        self.come_home()

    # What is done

    def type(self) -> None:
        page = self.at_the_form()
        if page is None:
            return
        self.words += 1
        word = f"woord{self.seed}x{self.words}"
        self.told[-1] += f" {word}"
        if not self.put_in(page, word):
            return  # it is being sent just now, or the page is on its way to another
        began = time.monotonic()
        while word not in self.on_device() and word not in self.on_server():
            assert time.monotonic() - began < 3, f"{word} is not on the device: {self.told}"
            page.wait_for_timeout(30)
        self.acknowledged.add(word)

    def wait(self) -> None:
        self.hand.page.wait_for_timeout(self.chance.choice((30, 30, 300, 2_100)))

    def reload(self) -> None:
        self.told[-1] += f" {self.hand.page.url}"
        self.go(self.hand.page.reload)

    def kill(self) -> None:
        self.hand.tabs.pop().close()
        self.open()

    def open_second_tab(self) -> None:
        if len(self.hand.tabs) < 3:
            self.open()

    def switch_tab(self) -> None:
        self.hand.tabs.insert(0, self.hand.tabs.pop())
        self.hand.page.bring_to_front()

    def take_other_device(self) -> None:
        self.hand = next(device for device in self.devices if device is not self.hand)
        if not self.hand.tabs:
            self.open()

    def go_offline(self) -> None:
        self.hand.context.set_offline(True)
        self.hand.is_offline = True

    def go_online(self) -> None:
        self.hand.context.set_offline(False)
        self.hand.is_offline = False

    def restart_server(self) -> None:
        if self.is_up:
            self.site.stop()
        else:
            self.site.start()
        self.is_up = not self.is_up

    def expire(self) -> None:
        """All sign-ins end; who looks again signs in again."""
        with self.site.database.session(writes=True) as session:
            for row in session.exec(select(SignIn).where(SignIn.person_id == self.author.id)):
                row.end(row.created_at)
                session.add(row)
            session.commit()

    def sign_out(self) -> None:
        button = self.hand.page.get_by_role("button", name="Uitloggen")
        if button.count() and self.is_up and not self.hand.is_offline:
            self.press(button.click)
            self.hand.page.wait_for_timeout(300)
            self.sign_in(self.hand)
            self.open()

    def share(self) -> None:
        page = self.at_the_form()
        if page:
            self.press(page.get_by_role("button", name=re.compile("^Deel ")).click)

    def share_twice(self) -> None:
        page = self.at_the_form()
        if page:
            self.press(page.get_by_role("button", name=re.compile("^Deel ")).dblclick)

    def take_over(self) -> None:
        button = self.hand.page.get_by_role("button", name="Neem deze tekst over")
        if button.count() and self.is_up and not self.hand.is_offline:
            self.press(button.first.click)

    # How it is done

    def sign_in(self, device: Device) -> None:
        self.site.sign_in_at_once(device.context, self.author)

    def arrive(self, device: Device) -> None:
        """Who signs in looks at a page; the device then has their week's screen, for where there is no line."""
        self.sign_in(device)
        page = device.new_tab()
        page.goto("/stories/week")
        mine = f"JSON.parse(localStorage.getItem('verhaal-shell') ?? '{{}}').person === {self.author.id}"
        began = time.monotonic()
        while not page.evaluate(mine):
            assert time.monotonic() - began < 10, f"no screen is kept on the device of {self.author.name}"
            page.wait_for_timeout(20)
        device.close_all()

    def put_in(self, page: Page, word: str) -> bool:
        """Type a word at the end of the story, in one go; whether it then stands there for who looks."""
        try:
            return bool(page.evaluate(TYPE, f" {word}"))
        except Error:
            return False

    def open(self) -> None:
        page = self.hand.new_tab()
        page.on("dialog", Dialog.dismiss)  # stay, rather than lose what was typed
        self.go(lambda: page.goto("/stories/week"))

    def go(self, where: Callable[[], object]) -> None:
        """Go to a page; who is signed out signs in and comes back."""
        page = self.hand.page
        try:
            where()
            if "/sign-in" in page.url:
                self.sign_in(self.hand)
                page.goto("/stories/week")
        except Error:
            pass  # no line, and a page that is not kept on the device
        page.wait_for_timeout(50)

    def press(self, button: Callable[[], object]) -> None:
        try:
            button()
            self.hand.page.wait_for_load_state()
        except Error:
            pass  # the page went while it was pressed
        self.hand.page.wait_for_timeout(150)

    def at_the_form(self) -> Page | None:
        """The form in hand, ready to type in; or none, where there is only an error page."""
        page = self.hand.page
        if not page.locator("form.week").count():
            self.go(lambda: page.goto("/stories/week"))
        if not page.locator("form.week").count():
            return None
        try:
            expect(page.locator("form.week [name=sheet]")).not_to_have_value("")
        except AssertionError:
            return None  # it was shared meanwhile
        change = page.get_by_role("button", name="Toch nog iets veranderen")
        if change.is_visible():
            change.click()
        return page if page.locator("form.week").count() else None

    # What is seen

    def on_device(self) -> str:
        try:
            return " ".join(on_device(self.hand.page))
        except Error:
            return ""  # the page is on its way to another

    def on_server(self) -> str:
        mine = select(Version.text).join(Story, col(Story.id) == col(Version.story_id))
        with self.site.database.session(writes=False) as session:
            texts = [*session.exec(mine.where(Story.author_id == self.author.id))]
            texts += [each.text for each in session.exec(select(Sheet).where(Sheet.author_id == self.author.id))]
        return " ".join(texts)

    def come_home(self) -> None:
        """Everything is online again, and both devices open the week's screen once more."""
        if not self.is_up:
            self.restart_server()
        for device in self.devices:
            self.hand = device
            self.go_online()
            self.sign_in(self.hand)
            self.hand.close_all()
            self.open()
        missing = self.acknowledged
        for _wait in range(600):
            missing = {word for word in self.acknowledged if word not in self.on_server().split()}
            if not missing:
                break
            self.hand.page.wait_for_timeout(50)
        if missing:
            pytest.fail(f"history {self.seed} lost {missing}: {', '.join(self.told)}")

    def shared(self) -> list[set[str]]:
        """The words of each story that was shared."""
        standing = (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.shared_number))
        with self.site.database.session(writes=False) as session:
            texts = session.exec(select(Version.text).join(Story, standing).where(Story.author_id == self.author.id))
            return [set(text.split()) for text in texts]


@pytest.fixture
def devices(site: Site, chromium: Browser) -> Iterator[list[Device]]:
    made = [Device(phone_of(site, chromium)) for _ in range(2)]
    yield made
    for device in made:
        device.context.close()


def newcomer(site: Site, number: int) -> Person:
    now = site.app.config["CLOCK"]()
    with site.database.session(writes=True) as session:
        person = factories.person(session, f"teller{number} Naam", now, Role.PROFESSIONAL, site.cast.organisation)
        session.commit()
        return person


@pytest.mark.parametrize("part", range(PARTS))
def test_no_acknowledged_word_is_lost_and_no_story_is_told_twice(site: Site, devices: list[Device], part: int) -> None:
    shared = 0
    for seed in range(part, HISTORIES, PARTS):
        history = History(site, devices, seed, newcomer(site, seed))
        history.play()
        stories = history.shared()
        shared += len(stories)
        for number, words in enumerate(stories):
            for other in stories[number + 1 :]:
                assert not {word for word in words & other if word.startswith("woord")}, (seed, history.told)
        for device in devices:
            device.close_all()
    assert shared > HISTORIES / PARTS / 4, "hardly anything was shared, so nothing was shown about sharing"
