"""Text travels compressed and is the same text; what is compressed already is left alone; nobody's cookie is kept."""

import gzip
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import Cast, begun
from verhaal.people.models import Person
from verhaal.web import release

Client = Callable[[Person | None], FlaskClient]

UNPACKED: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
TEXTS = ["/stories/week", "/sw.js", "/manifest.webmanifest", "app.css", "app.js", "stories/week.js"]


def address(name: str) -> str:
    return name if name.startswith("/") else f"/static/{release()}/{name}"


def fetched(browser: FlaskClient, path: str, encodings: str = "", **headers: str) -> TestResponse:
    answer = browser.get(
        address(path), headers={"Accept-Encoding": encodings, "Accept": "*/*"} | headers, buffered=True
    )
    assert answer.status_code < 400, path
    return answer


@pytest.mark.parametrize("encoding", UNPACKED)
@pytest.mark.parametrize("path", TEXTS)
def test_text_is_the_same_smaller_and_kept_apart_by_encoding(
    cast: Cast, client_of: Client, path: str, encoding: str
) -> None:
    browser = client_of(cast.author)
    plain = fetched(browser, path)
    packed = fetched(browser, path, encoding)
    assert packed.headers["Content-Encoding"] == encoding
    assert len(packed.data) < 0.75 * len(plain.data)
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    unpacked = UNPACKED[encoding](packed.data)
    if path != "/stories/week":  # whose keys are new each time
        assert unpacked == plain.data
    assert unpacked.rstrip().endswith(plain.data.rstrip()[-8:])
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_a_browser_that_takes_both_gets_the_smallest(client_of: Client) -> None:
    answer = fetched(client_of(None), "app.css", "gzip, deflate, br, zstd")
    assert answer.headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("path", ["app.css", "/sw.js", "/manifest.webmanifest"])
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_what_a_browser_has_is_not_sent_again_and_never_as_another_encoding(
    client_of: Client, path: str, encoding: str
) -> None:
    browser = client_of(None)
    mark = fetched(browser, path, encoding).headers["ETag"]
    again = fetched(browser, path, encoding, **{"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    assert "Accept-Encoding" in again.headers["Vary"]
    others = {"", "gzip", "br"} - {encoding}
    assert mark not in {fetched(browser, path, other).headers["ETag"] for other in others}


def test_a_part_of_a_file_is_a_part_of_that_file(client_of: Client) -> None:
    browser = client_of(None)
    whole = fetched(browser, "app.css").data
    part = fetched(browser, "app.css", "br", Range="bytes=100-4999")
    assert part.status_code == 206
    assert part.data == whole[100:5000]
    assert "Content-Encoding" not in part.headers


def test_fonts_and_papers_go_as_they_are(cast: Cast, client_of: Client) -> None:
    font = fetched(client_of(None), "fonts/source-sans-3-latin-400-normal.woff2", "gzip, br")
    coordinator = client_of(cast.coordinator)
    paper = fetched(coordinator, begun(coordinator, cast) + "/pdf", "gzip, br")
    assert (font.data[:4], paper.data[:4]) == (b"wOF2", b"%PDF")
    for answer in (font, paper):
        assert "Content-Encoding" not in answer.headers


def test_a_file_that_anyone_may_keep_holds_nobodys_cookie(cast: Cast, client_of: Client) -> None:
    browser = client_of(cast.author)
    with browser.session_transaction() as cookie:
        cookie.permanent = True  # on one's own phone the cookie is renewed with every answer
    assert "verhaal=" in fetched(browser, "/stories/week").headers["Set-Cookie"]
    kept = fetched(browser, "app.css")
    assert "public" in kept.headers["Cache-Control"]
    assert "Set-Cookie" not in kept.headers
    assert "Cookie" not in kept.headers["Vary"]
