"""The factory: settings, blueprints, the gate, the commit, error pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, gettext
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import text
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from verhaal import access, display, web
from verhaal.annual.routes import annual
from verhaal.config import Settings, read_settings
from verhaal.db import Database
from verhaal.demo.routes import demo
from verhaal.grants.routes import grants
from verhaal.notices.mail import Outbox, Postman, Smtp
from verhaal.paths import STATIC, TEMPLATES, TRANSLATIONS
from verhaal.people.routes import load_signed_in, people
from verhaal.reading.routes import reading
from verhaal.reminders.routes import end, reminders
from verhaal.stories.routes import stories
from verhaal.team.routes import team


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] | None = None) -> Flask:
    """The application; without settings, those of the environment. Raises `WrongSettings`."""
    settings = settings or read_settings()
    app = Flask("verhaal", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.config.update(_configuration(settings), CLOCK=clock or (lambda: datetime.now(UTC)))
    app.extensions["database"] = Database(settings.database)
    app.extensions["postman"] = Postman(
        Smtp(settings.smtp_url) if settings.smtp_url else Outbox(settings.outbox), settings.mail_from
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    app.url_map.converters["id"] = web.Id
    Babel(app, locale_selector=_language)
    CSRFProtect(app).exempt(end)  # a mail program presses it, with the signed token in its address as the proof
    _carry_sign_ins(app)
    _register(app, settings)
    display.init_app(app)
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
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),  # every address of a static file carries its mark
        # A token lives as long as the session: a page that stood open for a day must not cost a word.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _carry_sign_ins(app: Flask) -> None:
    login = LoginManager(app)
    login.session_protection = None  # a phone changes its address all day; the sign-in row is the protection
    login.user_loader(load_signed_in)


def _register(app: Flask, settings: Settings) -> None:
    app.add_url_rule("/", "home", _home)
    app.add_url_rule("/healthz", "health", _health)
    app.add_url_rule("/language", "language", _set_language, methods=["POST"])
    for blueprint in (people, grants, stories, reading, reminders, team, annual):
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(demo)
    app.before_request(_gate)
    app.after_request(_finish)
    app.after_request(_harden)
    app.teardown_request(_close)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _apologise)
    app.register_error_handler(CSRFError, _ask_again)


def _home() -> ResponseReturnValue:
    """Where each begins: a professional with the week, a funder with what is to be read."""
    seen = web.viewer()
    if access.may_tell(seen):
        return redirect(url_for("stories.week"))
    if access.may_read_for_a_funder(seen):
        return redirect(url_for("reading.table"))
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
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False) or web.is_signed_in():
        return None
    if request.method in web.UNCHANGING:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return _once_more(401)


def _finish(response: Response) -> Response:
    """The request's one commit, before its answer leaves; then the mail that it wrote."""
    opened = g.get("session")
    if opened is not None and request.method not in web.UNCHANGING and response.status_code < 400:
        opened.commit()
        current_app.extensions["postman"].post(g.get("mails", []))
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


def _explain(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # an abort() that brought its own answer
        return error.response
    if isinstance(error, SecurityError):  # a host that is not ours: no page of ours can be made for it
        return "This address is not served here.", 400, {"Content-Type": "text/plain"}
    return web.page("error.html", error.code or 500, code=error.code or 500)


def _apologise(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("A request failed", exc_info=error)
    if request.endpoint == "health":
        return {"status": "unavailable"}, 503
    if current_app.testing:
        raise error
    return web.page("error.html", 500, code=500)


def _ask_again(_error: CSRFError) -> ResponseReturnValue:
    return _once_more(400)


def _once_more(status: int) -> ResponseReturnValue:
    """The session ended or the page is from another one: everything typed, with one button to send it again."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if request.endpoint == "people.sign_out":
        return redirect(url_for("people.sign_in"))
    flash(gettext("This page had been open for so long that it expired. What you typed is still here."), "warning")
    return web.page("again.html", status, typed=typed, signed_out=status == 401)
