"""The demo's door: be anyone of the cast with one press, and read the mail that was sent."""

import ipaddress

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from verhaal.demo import queries
from verhaal.notices.mail import Outbox
from verhaal.people.signing_in import complete
from verhaal.web import found, page, public, session

demo = Blueprint("demo", __name__, url_prefix="/demo")


@demo.before_request
def _only_from_this_machine() -> None:
    """The settings refuse a demo that listens elsewhere; a proxy on this machine must not open it either."""
    if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104
        abort(404)


@demo.get("")
@public
def cast() -> ResponseReturnValue:
    return page("demo/cast.html", people=queries.cast(session()))


@demo.post("/sign-ins/<id:person_id>")
@public
def sign_in(person_id: int) -> ResponseReturnValue:
    return complete(found(queries.person(person_id)), is_private=True)


@demo.get("/outbox")
@public
def outbox() -> ResponseReturnValue:
    settings = current_app.config["SETTINGS"]
    mails = [
        {"to": mail["To"], "subject": mail["Subject"], "lines": str(mail.get_content()).splitlines()}
        for mail in Outbox(settings.outbox).messages()
    ]
    return page("demo/outbox.html", mails=mails, base=settings.base_url + "/")
