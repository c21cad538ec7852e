"""What makes Verhaal at home on a phone: the manifest, the service worker, and the page for when there is no line."""

import json

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from verhaal.web import asset, page, public, release

device = Blueprint("device", __name__)

SHARED = ("vendor/idb-keyval.js", "stories/device.js")  # by the pages and the service worker
KEPT = (
    "app.css", "fonts/fonts.css", "mark.svg", "app.js", "stories/week.js", "privacy/hints.js", *SHARED,
    *(f"fonts/source-{face}.woff2" for face in (
        "sans-3-latin-400-normal", "sans-3-latin-600-normal", "serif-4-latin-400-normal")),
)  # fmt: skip


@device.get("/sw.js")
@public
def service_worker() -> ResponseReturnValue:
    """At the root, so that it serves every page; it changes when any file that it keeps changes."""
    files, shared = [asset(name) for name in KEPT], [asset(name) for name in SHARED]
    script = render_template("sw.js", files=files, shared=shared, release=release())
    return _asked_anew(Response(script, mimetype="text/javascript"))


@device.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    icons = [
        {"src": asset("mark.svg"), "type": "image/svg+xml", "sizes": "any"},
        {"src": asset("icons/192.png"), "type": "image/png", "sizes": "192x192"},
        {"src": asset("icons/512.png"), "type": "image/png", "sizes": "512x512"},
        {"src": asset("icons/maskable.png"), "type": "image/png", "sizes": "512x512", "purpose": "maskable"},
    ]
    told = {
        "name": "Verhaal",
        "short_name": "Verhaal",
        "start_url": url_for("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#134f41",
        "lang": "nl",
        "icons": icons,
    }
    return _asked_anew(Response(json.dumps(told), mimetype="application/manifest+json"))


@device.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """Shown by the service worker where a page cannot be fetched."""
    return page("offline.html")


def _asked_anew(response: Response) -> Response:
    """Kept by browsers, who ask each time whether it is still the same and are told so in a line."""
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
