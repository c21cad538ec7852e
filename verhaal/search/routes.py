"""Searching: a page, and its results alone for who types."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from verhaal.search import marking, queries
from verhaal.search.asking import Kind, Order, parse
from verhaal.web import page, session, viewer

search = Blueprint("search", __name__)


@search.get("/search")
def index() -> ResponseReturnValue:
    """Without `part` the page, with it only what was found, to stand in the page while typing."""
    question, kind, order = parse(request.args.get("q", "")), _kind(), _order()
    results = queries.search(session(), viewer(), question, kind, order, _number()) if question.wanted else None
    template = "search/_results.html" if "part" in request.args else "search/index.html"
    return page(template, question=question, kind=kind, order=order, kinds=Kind, orders=Order, results=results,
                title_of=marking.title, fragments_of=marking.fragments)  # fmt: skip


def _kind() -> Kind:
    asked = request.args.get("kind", "")
    return Kind(asked) if asked in list(Kind) else Kind.ALL


def _order() -> Order:
    asked = request.args.get("order", "")
    return Order(asked) if asked in list(Order) else Order.BEST


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), queries.PAGES)
