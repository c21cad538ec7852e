"""The demo as `make run` starts it, for what wants the server of production and a year of stories."""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.conftest import free_port


def be(page: Page, first_name: str, url: str = "") -> None:
    """Sign in as one of the demo's cast, by one press."""
    page.goto(f"{url}/demo")
    page.get_by_role("button", name=re.compile(f"{first_name} ")).click()


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo with its year of stories, served by granian; gone at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        surroundings = os.environ | {"VERHAAL_DATA_FOLDER": folder}
        words = (sys.executable, "-m", "verhaal", "demo", "--port", str(port))
        with subprocess.Popen(words, env=surroundings, stdout=subprocess.DEVNULL) as server:
            try:
                _wait(url)
                yield url
            finally:
                server.terminate()


def _wait(url: str) -> None:
    for _attempt in range(600):
        try:
            urllib.request.urlopen(f"{url}/healthz")  # noqa: S310  (our own address)
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise SystemExit("the demo did not start")
