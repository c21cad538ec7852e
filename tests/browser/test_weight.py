"""What the week's screen weighs: little on a first visit, nothing on a second, and never a byte from elsewhere.

Weighed on the server of the tests and on granian with the demo's year of stories. A size is what Chromium counts on the
line (`encodedDataLength`), headers and all; what its cache or the service worker gave counts as nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request

from tests.browser.conftest import Site
from tests.browser.demonstration import be, demo

pytestmark = pytest.mark.browser

MOST = 50_000  # bytes, fonts aside
IS_KEPT = "caches.match('/stories/week').then(Boolean)"  # by the service worker, which is all it does at first


@pytest.fixture(params=["werkzeug", "granian"])
def phone(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A professional's phone, signed in, that never saw Verhaal before."""
    if request.param == "werkzeug":
        site: Site = request.getfixturevalue("site")
        yield from _new_phone(chromium, site.url, lambda context: site.sign_in_at_once(context, site.cast.author))
    else:
        with demo() as url:
            yield from _new_phone(chromium, url, lambda context: _be_naima(chromium, context, url))


def _new_phone(chromium: Browser, url: str, sign_in: Callable[[BrowserContext], None]) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=url, viewport={"width": 360, "height": 740}, locale="nl-NL")
    sign_in(context)
    yield context
    context.close()


def _be_naima(chromium: Browser, phone: BrowserContext, url: str) -> None:
    """By another browser's cookie, so that nothing is in this one's cache."""
    elsewhere = chromium.new_context(base_url=url)
    be(elsewhere.new_page(), "Naima")
    cookie = elsewhere.cookies()[0]
    phone.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": url}])
    elsewhere.close()


@dataclass
class Visit:
    """What one opening of the week's screen asked for, and the bytes of each thing that came."""

    asked: list[Request] = field(default_factory=list)
    came: list[Request] = field(default_factory=list)
    sizes: dict[Request, int] = field(default_factory=dict)

    def hear_ask(self, request: Request) -> None:
        self.asked.append(request)

    def hear_come(self, request: Request) -> None:
        self.came.append(request)

    def bytes_of(self, is_wanted: Callable[[Request], bool]) -> int:
        return sum(size for request, size in self.sizes.items() if is_wanted(request))


def visit(phone: BrowserContext) -> Visit:
    """Open the week's screen, wait until all is quiet and kept, and close it again."""
    seen = Visit()
    phone.on("request", seen.hear_ask)
    phone.on("requestfinished", seen.hear_come)
    page = phone.new_page()
    page.goto("/stories/week", wait_until="networkidle")
    page.wait_for_function(IS_KEPT)
    page.wait_for_timeout(1_000)
    seen.sizes = {request: _size(request) for request in seen.came}
    page.close()
    phone.remove_listener("request", seen.hear_ask)
    phone.remove_listener("requestfinished", seen.hear_come)
    return seen


def _size(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


def is_font(request: Request) -> bool:
    return urlsplit(request.url).path.endswith(".woff2")


def is_static(request: Request) -> bool:
    return urlsplit(request.url).path.startswith("/static/")


def is_of_worker(request: Request) -> bool:
    return request.service_worker is not None


def test_the_weeks_screen_is_light_at_first_and_free_of_files_after(phone: BrowserContext) -> None:
    first, second = visit(phone), visit(phone)
    light = first.bytes_of(lambda request: not is_font(request))
    worker = first.bytes_of(lambda request: is_of_worker(request) and not is_font(request))
    fonts = first.bytes_of(is_font)
    print(f"\nfirst visit: {light:,} bytes without fonts, of which {worker:,} the service worker's; fonts {fonts:,}")
    print(f"second visit: {second.bytes_of(is_static):,} bytes of files, {second.bytes_of(bool):,} in all")
    assert 10_000 < light <= MOST
    assert fonts > 0
    assert sum(is_static(request) for request in second.sizes) > 8
    assert second.bytes_of(is_static) == 0
    ours = urlsplit(first.asked[0].url).netloc
    assert {urlsplit(request.url).netloc for request in first.asked + second.asked} == {ours}
