"""The annual account as a file to download: the same content in every format."""

import re
import unicodedata

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from verhaal import access
from verhaal.annual import standing
from verhaal.annual.models import AnnualAccount
from verhaal.exports.files import document_of
from verhaal.exports.pdf import render
from verhaal.sealing.key import key_of
from verhaal.web import found, now, session, viewer
from verhaal.week import day_of

exports = Blueprint("exports", __name__, url_prefix="/accounts/<id:account_id>")


@exports.get("/pdf")
def pdf(account_id: int) -> ResponseReturnValue:
    of = found(access.visible_accounts(viewer()).where(AnnualAccount.id == account_id))
    whole = standing.account_of(session(), viewer(), of, day_of(now()))
    paper = render(document_of(whole), whole, at=now(), key=key_of(current_app.config["SETTINGS"]))
    about = whole.core.grants[0].decision.reference if len(whole.core.grants) == 1 else whole.core.organisation
    return Response(paper, mimetype="application/pdf", headers=_as(f"jaarverantwoording-{_slug(about)}-{of.year}.pdf"))


def _as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower() or "verhaal"
