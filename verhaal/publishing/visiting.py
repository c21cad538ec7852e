"""How anyone who has the address of a public account is answered. Nobody is recognised: no cookie is read or set.

Browsers may keep what they got, and ask each time whether it still stands: quick, and gone at once when taken back.
"""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Response, current_app, request
from flask_babel import force_locale

from verhaal.annual import record
from verhaal.annual.standing import opened
from verhaal.publishing import queries
from verhaal.publishing.edition import edition
from verhaal.publishing.keeping import Kept
from verhaal.publishing.places import PlacePage, place_page, places
from verhaal.publishing.shown import Shown, shown_at, was_public
from verhaal.sealing.removal import attested
from verhaal.web import asset, let_go, link_to, session

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class NothingThere(Exception):
    """The account is public, but it has no such page."""


class Visit(NamedTuple):
    """What stands at an address, with all that a page of it needs; the database is let go."""

    key: str
    lang: str
    shown: Shown
    whole: record.Account
    questions: dict[str, str]

    def place(self, number: int) -> PlacePage:
        """Raises `NothingThere`."""
        names = places(self.whole.core)
        if number > len(names):
            raise NothingThere
        return place_page(self.whole, names[number - 1], self.questions.get(names[number - 1], ""))

    def sheet(self, template: str, **context: Any) -> bytes:
        address = link_to("public.account", key=self.key)
        known = {"key": self.key, "lang": self.lang, "whole": self.whole, "shown": self.shown, "address": address}
        return sheet(template, **known, **context)


def answer(key: str, mimetype: str, kept: Kept, make: Callable[[Visit], bytes]) -> Response:
    """What is made of a public account, in the language that the address asks for; 404 or 410 where there is none."""
    lang = "en" if request.args.get("lang") == "en" else "nl"
    shown = shown_at(session(), key)
    if shown is None:
        return nothing(lang, is_gone=was_public(session(), key))
    questions = queries.questions(session(), shown.sealed.account_id, shown.sealed.number)
    mark = _mark(shown, questions, lang)
    if request.if_none_match.contains_weak(mark):
        return _kept_by_anyone(Response(status=304), mark)

    def made() -> bytes:
        whole = attested(opened(session(), shown.sealed), current_app.extensions["key"])
        let_go()
        return make(Visit(key, lang, shown, whole, questions))

    try:
        with force_locale(lang):
            return _kept_by_anyone(Response(kept.get(mark, made), mimetype=mimetype), mark)
    except NothingThere:
        return nothing(lang, is_gone=False)


def nothing(lang: str, *, is_gone: bool) -> Response:
    """A plain page; the same for what never was, what waits for a yes, and what was mistyped."""
    with force_locale(lang):
        body = sheet("publishing/nothing.html", lang=lang, is_gone=is_gone)
    response = Response(body, 410 if is_gone else 404)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Security-Policy"] = POLICY
    return response


def sheet(template: str, **context: Any) -> bytes:
    """A page without what every other template knows, since that asks who looks."""
    shown = current_app.jinja_env.get_template(template).render(asset=asset, **context)
    return shown.encode()


def _mark(shown: Shown, questions: dict[str, str], lang: str) -> str:
    """Of all that the answer is made from."""
    present = current_app.extensions["key"].public
    made_from = (edition(), link_to("static", filename=""), request.path, lang, shown.sealed.sha256, shown.sealed.seal,
                 shown.since.isoformat(), shown.newer, shown.kept, sorted(questions.items()), present)  # fmt: skip
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:32]


def _kept_by_anyone(response: Response, mark: str) -> Response:
    response.set_etag(mark, weak=True)  # the same page, whatever way it is compressed
    response.cache_control.public = response.cache_control.no_cache = True
    response.headers["Content-Security-Policy"] = POLICY
    return response
