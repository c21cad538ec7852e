"""The factory: settings, blueprints, the gate, the commit, error pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

from verhaal import access, delivery, display, errors, uploads, web, wording
from verhaal.annual import (  # noqa: F401  (they add their routes)
    beginning,
    choosing_first,
    in_passing,
    substantiating,
    takingback,
)
from verhaal.annual.routes import annual
from verhaal.config import Settings, read_settings
from verhaal.db import Database
from verhaal.demo.routes import demo
from verhaal.device import device
from verhaal.dilemmas.routes import dilemmas
from verhaal.draws.routes import draws
from verhaal.exports import job_routes  # noqa: F401  (it adds its routes)
from verhaal.exports.routes import exports
from verhaal.grants.routes import grants
from verhaal.notices.mail import Outbox, Postman, Smtp
from verhaal.overview.routes import overview
from verhaal.paths import TEMPLATES, TRANSLATIONS
from verhaal.people import choosing  # noqa: F401  (it adds its routes)
from verhaal.people.ending import end
from verhaal.people.routes import load_signed_in, people
from verhaal.publishing import card  # noqa: F401  (it tells templates where publishing stands)
from verhaal.publishing.public_routes import public_pages
from verhaal.publishing.routes import publishing
from verhaal.reading import (
    beside,  # noqa: F401  (it tells templates of the clock)
    table,  # noqa: F401  (it adds its routes)
)
from verhaal.reading.commitment_routes import commitments
from verhaal.reading.note_routes import notes
from verhaal.reading.routes import reading
from verhaal.sealing.key import key_of
from verhaal.search import following  # noqa: F401  (the index listens to every session)
from verhaal.search.routes import search
from verhaal.settling import (
    asking,  # noqa: F401  (it adds its routes)
    deciding,  # noqa: F401  (it adds its routes)
    forgetting,  # noqa: F401  (sealed pages follow every withdrawal)
    whereabouts,  # noqa: F401  (it tells templates where an account stands)
)
from verhaal.settling.routes import settling
from verhaal.stories import afterwards, keeping  # noqa: F401  (they add their routes)
from verhaal.stories.photo_routes import photos
from verhaal.stories.routes import stories
from verhaal.storylines.routes import storylines
from verhaal.team.routes import team


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] | None = None) -> Flask:
    """The application; without settings, those of the environment. Raises `WrongSettings`."""
    settings = settings or read_settings()
    app = Flask("verhaal", static_folder=None, template_folder=str(TEMPLATES))
    app.config.update(_configuration(settings), CLOCK=clock or (lambda: datetime.now(UTC)))
    app.extensions["database"] = Database(settings.database)
    app.extensions["key"] = key_of(settings)
    mailbox = Smtp(settings.smtp_url) if settings.smtp_url else Outbox(settings.outbox)
    app.extensions["postman"] = Postman(mailbox, settings.mail_from)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    app.url_map.converters["id"] = web.Id
    delivery.init_app(app)
    Babel(app, locale_selector=_language)
    CSRFProtect(app).exempt(end)  # a mail program presses it, with the signed token in its address as the proof
    _carry_sign_ins(app)
    uploads.init_app(app, settings)
    _register(app, settings)
    display.init_app(app)
    wording.init_app(app)
    app.context_processor(web.context)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    base = urlsplit(settings.base_url)
    hosts = [base.hostname, "localhost", "127.0.0.1", "[::1]"] if settings.demo else [base.hostname]
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.key(),
        "TRUSTED_HOSTS": hosts,
        "SESSION_COOKIE_NAME": "verhaal",
        "SESSION_COOKIE_SECURE": base.scheme == "https",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
        "BABEL_TRANSLATION_DIRECTORIES": str(TRANSLATIONS),
        "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        # A token lives as long as the session: a page that stood open for a day must not cost a word.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _carry_sign_ins(app: Flask) -> None:
    login = LoginManager(app)
    login.session_protection = None  # a phone changes its address all day; the sign-in row is the protection
    login.user_loader(load_signed_in)


def _register(app: Flask, settings: Settings) -> None:
    app.add_url_rule("/", "home", _home)
    app.add_url_rule("/static/<path:filename>", "static", web.static_file)
    app.add_url_rule("/healthz", "health", _health)
    app.add_url_rule("/language", "language", _set_language, methods=["POST"])
    for blueprint in (
        people,
        grants,
        stories,
        photos,
        storylines,
        reading,
        search,
        commitments,
        notes,
        draws,
        overview,
        team,
        annual,
        exports,
        settling,
        publishing,
        public_pages,
        dilemmas,
        device,
    ):
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(demo)
    app.before_request(_gate)
    app.after_request(_finish)
    app.after_request(_harden)
    app.teardown_request(_close)
    errors.init_app(app)


def _home() -> ResponseReturnValue:
    """Where each begins: a professional with the week, a funder with what is to be read."""
    seen = web.viewer()
    if access.may_tell(seen):
        return redirect(url_for("stories.week"))
    if access.may_read_for_a_funder(seen):
        return redirect(url_for("reading.sit"))
    return redirect(url_for("reading.ours" if seen.works_for else "grants.index"))


@web.public
def _health() -> ResponseReturnValue:
    web.session().connection().execute(text("SELECT version_num FROM alembic_version"))
    return {"status": "ok"}


@web.public
def _set_language() -> ResponseReturnValue:
    chosen = request.form.get("language")
    if chosen in ("nl", "en"):
        session["language"] = chosen
        if web.is_signed_in():
            person = web.viewer().person
            person.language = chosen
            web.session().add(person)
    return redirect(web.safe_next(request.form.get("next")) or url_for("home"), 303)


def _language() -> str:
    if web.is_signed_in():
        return web.viewer().person.language
    return str(session.get("language", current_app.config["SETTINGS"].language))


def _gate() -> ResponseReturnValue | None:
    """Closed by default: everyone signs in, but for the views marked `@public`."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or web.is_signed_in():
        return None
    if request.accept_mimetypes.best == "application/json":  # a script, which keeps what was typed by itself
        return {"signed_out": True}, 401
    if request.method in web.UNCHANGING:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return errors.once_more(401)


def _finish(response: Response) -> Response:
    """The request's one commit, before its answer leaves; then the mail that it wrote."""
    opened = g.get("session")
    if opened is not None and request.method not in web.UNCHANGING and response.status_code < 400:
        opened.commit()
        current_app.extensions["postman"].post(g.get("mails", []))
        for deed in g.get("afterwards", []):
            deed()
    return response


def _harden(response: Response) -> Response:
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        # What is told about residents is not left behind on a shared computer.
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _close(_error: BaseException | None) -> None:
    if (opened := g.pop("session", None)) is not None:
        opened.close()
