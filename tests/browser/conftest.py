"""A real server, a real mail server, a real Chromium."""

import re
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from tests.browser.chromium import executable
from tests.conftest import START, Clock, empty
from tests.factories import Cast, make_cast, signed_in_as
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.db import Database
from verhaal.people.models import Person


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


class Inbox(Message):
    """Keeps the text of every mail that arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_message(self, message: object) -> None:
        self.texts.append(message.get_payload(decode=True).decode())  # type: ignore[attr-defined]


@dataclass
class Site:
    """A running Verhaal with the cast in it."""

    url: str
    folder: Path
    inbox: Inbox
    app: Flask
    cast: Cast = field(init=False)
    pages: list[str] = field(default_factory=list)  # on which axe looked
    _server: BaseWSGIServer | None = None
    _thread: threading.Thread | None = None

    def settle(self, clock: Clock) -> None:
        """Let time be what the clock says, and the cast come in."""
        self.app.config["CLOCK"] = clock
        with self.database.session(writes=True) as session:
            self.cast = make_cast(session, clock())
            session.commit()

    def clear(self) -> None:
        """Leave nothing for the next one, and serve again if it was stopped."""
        self.stop()
        self.app.extensions["postman"].wait()
        empty(self.database)
        shutil.rmtree(self.folder / "photos", ignore_errors=True)
        self.inbox.texts.clear()
        self.pages.clear()
        self.start()

    @property
    def database(self) -> Database:
        database: Database = self.app.extensions["database"]
        return database

    def start(self) -> None:
        self._server = make_server("127.0.0.1", urlsplit(self.url).port or 0, self.app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        """As when a server is taken down: nobody answers any more."""
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
        self._server = self._thread = None

    def sign_in_at_once(self, context: BrowserContext, person: Person) -> None:
        """By a cookie; signing in by mail is tried elsewhere."""
        with self.database.session(writes=True) as session:
            token = signed_in_as(session, person, self.app.config["CLOCK"]())
            session.commit()
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer
        value = signer.dumps({"_user_id": token, "_fresh": True})
        context.add_cookies([{"name": "verhaal", "value": str(value), "url": self.url}])

    def sign_in(self, page: Page, email: str) -> None:
        """By the mailed link, as a person does it."""
        page.goto(f"{self.url}/sign-in")
        page.get_by_label("E-mailadres").fill(email)
        seen = len(self.inbox.texts)
        page.get_by_role("button", name="Mail me een link").click()
        for _wait in range(100):
            if len(self.inbox.texts) > seen:
                break
            page.wait_for_timeout(50)
        link = re.search(r"http://\S+", self.inbox.texts[-1])
        assert link
        page.goto(link[0])
        page.get_by_role("button", name="Ja, log me in").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)  # and its scripts are there

    def look(self, page: Page) -> None:
        """axe finds nothing, light and dark; and nothing runs off the side."""
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{page.url} {scheme}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        page.emulate_media(color_scheme="light")
        self.pages.append(page.url)


@pytest.fixture(scope="session")
def served(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Site]:
    """One site for all tests that want one: what it compiled for one of them serves the next."""
    yield from running(tmp_path_factory.mktemp("site"), migrated_sqlite, compiled_templates)


@pytest.fixture
def site(served: Site, clock: Clock) -> Iterator[Site]:
    """A running site with nothing but the cast in it."""
    served.settle(clock)
    yield served
    served.clear()


def running(
    folder: Path, migrated: Path, compiled_templates: FileSystemBytecodeCache, *, demo: bool = False
) -> Iterator[Site]:
    """A site that serves from a folder, until it is let go."""
    (folder / "verhaal.sqlite3").write_bytes(migrated.read_bytes())
    inbox, port, smtp = Inbox(), free_port(), free_port()
    mail = Controller(inbox, hostname="127.0.0.1", port=smtp)
    mail.start()
    url, post = f"http://127.0.0.1:{port}", f"smtp+plain://127.0.0.1:{smtp}"
    app = create_app(Settings(data_folder=folder, base_url=url, smtp_url=post, demo=demo), Clock(START))
    app.jinja_env.bytecode_cache = compiled_templates
    site = Site(url, folder, inbox, app)
    site.start()
    yield site
    site.stop()
    mail.stop()
    app.extensions["database"].engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=executable(), args=quiet)
        yield browser
        browser.close()
