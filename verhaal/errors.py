"""What is said when a request cannot be answered as it was asked; nothing that was typed is lost."""

from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from verhaal import web

CARRIED = ("csrf_token", "key", "next", "seen", "fingerprint", "mark", "sheet")


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _apologise)
    app.register_error_handler(CSRFError, _ask_again)


def _explain(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # an abort() that brought its own answer
        return error.response
    if isinstance(error, SecurityError):  # a host that is not ours: no page of ours can be made for it
        return "This address is not served here.", 400, {"Content-Type": "text/plain"}
    return web.page("error.html", error.code or 500, code=error.code or 500, typed=_typed())


def _typed() -> list[str]:
    """What was written in full in a form that found no place; not what a form carries by itself, nor a short answer."""
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:  # it was not read, being too large or not in order; the browser has it still
        return []
    return [value for name, value in sent if len(value) > 20 and name not in CARRIED]


def _apologise(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("A request failed", exc_info=error)
    if request.endpoint == "health":
        return {"status": "unavailable"}, 503
    if current_app.testing:
        raise error
    return web.page("error.html", 500, code=500)


def _ask_again(_error: CSRFError) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return {"stale": True}, 400
    return once_more(400)


def once_more(status: int) -> ResponseReturnValue:
    """The session ended or the page is from another one: everything typed, with one button to send it again."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if request.endpoint == "people.sign_out":
        return redirect(url_for("people.sign_in"))
    flash(gettext("This page had been open for so long that it expired. What you typed is still here."), "warning")
    return web.page("again.html", status, typed=typed, signed_out=status == 401)
