"""What anyone reads without signing in.

Search engines may find the page, which both sides chose to make public; they keep no copy of it, which would outlive a
story that is withdrawn. The files beside it are for who looks for them, and stay out of search engines.
"""

from datetime import datetime

from flask import Blueprint, Response, current_app, jsonify

from verhaal.annual import record
from verhaal.annual.account import compose, named
from verhaal.annual.pictures import leading_on
from verhaal.exports.pdf import render
from verhaal.overview.chart import Pen
from verhaal.publishing.keeping import Kept
from verhaal.publishing.paper import place_paper, share_picture
from verhaal.publishing.places import places, removed
from verhaal.publishing.visiting import Visit, answer
from verhaal.sealing.key import public_json
from verhaal.svg import SCREEN
from verhaal.web import link_to, public

public_pages = Blueprint("public", __name__)

ACCOUNT, PLACE = "/public/<key>", "/public/<key>/places/<id:number>"
PAGES, PAPERS = Kept(24), Kept(12)  # a paper of 150 stories takes 1.5 s to make, and half a megabyte to keep


@public_pages.get(ACCOUNT)
@public
def account(key: str) -> Response:
    return _found(answer(key, "text/html", PAGES, _page))


@public_pages.get(ACCOUNT + "/account.json")
@public
def data(key: str) -> Response:
    """The record whole, as it is checked; other sites may fetch it, so that anyone can make a checker."""
    return _open(_filed(answer(key, "application/json", PAGES, lambda visit: record.canonical(visit.whole))))


@public_pages.get(ACCOUNT + "/account.pdf")
@public
def pdf(key: str) -> Response:
    return _filed(answer(key, "application/pdf", PAPERS, _pdf))


@public_pages.get(ACCOUNT + "/share.png")
@public
def picture(key: str) -> Response:
    return _filed(answer(key, "image/png", PAPERS, _picture))


@public_pages.get(PLACE)
@public
def place(key: str, number: int) -> Response:
    return _found(answer(key, "text/html", PAGES, lambda visit: visit.sheet(
        "publishing/public_place.html", of=visit.place(number), number=number)))  # fmt: skip


@public_pages.get(PLACE + "/pdf")
@public
def place_pdf(key: str, number: int) -> Response:
    return _filed(answer(key, "application/pdf", PAPERS, lambda visit: place_paper(
        visit.place(number), at=_signed_at(visit), address=link_to("public.account", key=key))))  # fmt: skip


@public_pages.get("/.well-known/verhaal-key.json")
@public
def signing_key() -> Response:
    """With what key this installation signs."""
    response = jsonify(public_json(current_app.extensions["key"].public))
    response.cache_control.public, response.cache_control.max_age = True, 3600
    return _open(response)


def _page(visit: Visit) -> bytes:
    document = compose(visit.whole, lambda at: leading_on(Pen(colours=SCREEN, name=named(at)), {}, {}))
    return visit.sheet("publishing/public.html", document=document, places=places(visit.whole.core),
                       removed=removed(visit.whole), present=current_app.extensions["key"].public)  # fmt: skip


def _pdf(visit: Visit) -> bytes:
    return render(compose(visit.whole), visit.whole, at=_signed_at(visit), key=current_app.extensions["key"])


def _picture(visit: Visit) -> bytes:
    document = compose(visit.whole)
    return share_picture(visit.whole, document.title, document.subtitle, at=_signed_at(visit))


def _signed_at(visit: Visit) -> datetime:
    """The moment that the papers carry, so that they stay the same bytes."""
    return visit.shown.sealed.sealed_at


def _found(response: Response) -> Response:
    response.headers.setdefault("X-Robots-Tag", "noarchive")
    return response


def _filed(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _open(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
