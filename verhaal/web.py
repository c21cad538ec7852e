"""What every `routes.py` shares: the session, the viewer, finding, requiring, the page."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from flask import abort, current_app, flash, g, redirect, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_login import UserMixin, current_user
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar
from werkzeug.routing import IntegerConverter

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import Database
from verhaal.notices.mail import Mail
from verhaal.paths import STATIC
from verhaal.week import day_of

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

UNCHANGING = ("GET", "HEAD", "OPTIONS")


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login is untyped
    """What flask-login carries: the viewer, and the token of this device's sign-in row."""

    def __init__(self, viewer: Viewer, token: str) -> None:
        self.viewer, self.token = viewer, token

    def get_id(self) -> str:
        return self.token


class Id(IntegerConverter):
    """A row's number in an address, no larger than a database keeps."""

    def __init__(self, url_map: Any) -> None:
        super().__init__(url_map, min=1, max=2**31 - 1)


class Link(NamedTuple):
    """An entry of the main navigation."""

    label: str
    url: str
    current: bool


def public(view: View) -> View:
    """Mark a view that needs no sign-in; a test pins the exact set."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def reads_only(view: View) -> View:
    """Mark a view that changes nothing though it is posted to, so that it never waits for who writes."""
    view.is_reading = True  # type: ignore[attr-defined]
    return view


def session() -> Session:
    """The request's session, opened at first use; what changes is told by the method."""
    if "session" not in g:
        database: Database = current_app.extensions["database"]
        view = current_app.view_functions.get(request.endpoint or "")
        writes = request.method not in UNCHANGING and not getattr(view, "is_reading", False)
        g.session = database.session(writes=True) if writes else database.looking()
    opened: Session = g.session
    return opened


def let_go() -> None:
    """Let others write while this request does something slow; nothing may be written yet, and rows are found anew."""
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()


def viewer() -> Viewer:
    """On whose behalf this request asks. Only behind the gate: an anonymous request has none."""
    signed_in: Viewer = current_user.viewer
    return signed_in


def is_signed_in() -> bool:
    return bool(current_user and current_user.is_authenticated)


def now() -> datetime:
    """The time of the clock that the application was given."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def found(statement: SelectOfScalar[T]) -> T:
    """The one row of a `visible_…` query; what one cannot see is 404."""
    row = session().exec(statement).first()
    return row if row is not None else abort(404)


def require(allowed: bool) -> None:
    """What one may see but not do is 403."""
    if not allowed:
        abort(403)


def asked_id(name: str) -> int | None:
    """A row's number from the query string; none if it is not there or is larger than a database keeps."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number < 2**31 else None


def post(mail: Mail) -> None:
    """Send a mail once this request is committed."""
    g.setdefault("mails", []).append(mail)


def afterwards(deed: Callable[[], None]) -> None:
    """Do something once this request is committed."""
    g.setdefault("afterwards", []).append(deed)


def page(template: str, status: int = 200, **context: Any) -> ResponseReturnValue:
    return render_template(template, **context), status


def done(message: str, url: str) -> ResponseReturnValue:
    """Say what was done and go on; 303, so that a reload repeats nothing."""
    flash(message, "success")
    return redirect(url, 303)


def link_to(endpoint: str, **values: Any) -> str:
    """A whole address for a mail: from the settings, never from the request."""
    base: str = current_app.config["SETTINGS"].base_url
    return base + url_for(endpoint, **values)


def safe_next(target: str | None) -> str | None:
    """An address to go on to after signing in, if it is a path of our own.

    Browsers read a backslash as a slash and drop tabs and line ends, so `/\\evil` and `/<tab>/evil` leave too.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    return None if any(sign in target for sign in "\\\t\r\n") or not target.isprintable() else target


def context() -> dict[str, Any]:
    """What every template knows."""
    seen = viewer() if is_signed_in() else None
    return {
        "viewer": seen,
        "navigation": _navigation(seen) if seen else [],
        "access": access,
        "asset": asset,
        "today": day_of(now()),
        "lang": str(get_locale() or "nl"),
        "demo": current_app.config["SETTINGS"].demo,
    }


def asset(name: str) -> str:
    """The address of a static file, under the mark of this release so that browsers may keep it forever.

    One mark for all, in the path, so that what a file names beside itself (a font, a script) carries it too.
    """
    return url_for("static", filename=f"{release()}/{name}")


@lru_cache(maxsize=1)
def release() -> str:
    """The mark of all static files together."""
    files = sorted(file for file in STATIC.rglob("*") if file.is_file())
    content = hashlib.sha256()
    for file in files:
        content.update(str(file.relative_to(STATIC)).encode() + b"\0" + file.read_bytes())
    return f"~{content.hexdigest()[:12]}"


@public
def static_file(filename: str) -> ResponseReturnValue:
    """A static file; kept by browsers forever where its address names this release, asked for anew otherwise."""
    mark, _slash, rest = filename.partition("/")
    age = 365 * 24 * 3600 if mark == release() else 0
    return send_from_directory(STATIC, rest if mark.startswith("~") else filename, max_age=age)


def _navigation(viewer: Viewer) -> list[Link]:
    entries = [
        (access.may_tell(viewer), gettext("This week"), "stories.week"),
        (access.may_tell(viewer), gettext("My stories"), "reading.mine"),
        (bool(viewer.works_for), gettext("Our stories"), "reading.ours"),
        (access.may_read_for_a_funder(viewer), gettext("Reading table"), "reading.sit"),
        (access.may_read_lines(viewer), gettext("Storylines"), "storylines.index"),
        (access.may_coordinate(viewer), gettext("Team"), "team.week"),
        (True, gettext("Grants"), "grants.index"),
        (access.may_see_accounts(viewer), gettext("Accounts"), "annual.index"),
        (True, gettext("People"), "people.parties"),
    ]
    here = {"reading.table": "reading.sit"}.get(request.endpoint or "", request.endpoint)
    return [Link(label, url_for(endpoint), here == endpoint) for shown, label, endpoint in entries if shown]
