"""The annual account as a file to download: the same content in every format."""

from typing import Any

from flask import Blueprint, Response, current_app, send_from_directory
from flask.typing import ResponseReturnValue

from verhaal.annual import record, standing
from verhaal.annual.addressed import account_at
from verhaal.annual.models import AnnualAccount
from verhaal.exports.files import file_name
from verhaal.exports.formats import FORMATS
from verhaal.exports.schema import FILE
from verhaal.paths import STATIC
from verhaal.web import now, page, public, session, viewer
from verhaal.week import day_of

exports = Blueprint("exports", __name__)

ONE = "/accounts/<id:account_id>"


@exports.get(f"{ONE}/<any({', '.join(FORMATS)}):format>")
def file(account_id: int, format: str) -> ResponseReturnValue:
    of, wanted = account_at(account_id), FORMATS[format]
    whole = whole_of(of)
    if wanted.takes_long(len(whole.core.stories)):
        return page("exports/begin.html", account=of, whole=whole, format=wanted)
    return download(
        wanted.made(whole, now(), current_app.extensions["key"]), wanted.mimetype, file_name(whole, wanted.suffix)
    )


@exports.get("/schemas/annual-account-1.json")
@public
def schema() -> ResponseReturnValue:
    """By which anyone checks the JSON of an account."""
    return send_from_directory(STATIC / "schemas", FILE, mimetype="application/schema+json", max_age=3600)


@exports.app_context_processor
def offered() -> dict[str, Any]:
    return {"formats": FORMATS}


def whole_of(of: AnnualAccount) -> record.Account:
    return standing.account_of(session(), viewer(), of, day_of(now()))


def download(content: bytes, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
