"""How files come in with a request: as many bytes as a view allows, never at the price of the words beside them.

What a request put into the store is forgotten again if the request was not committed; what it dropped goes after the
commit. So a failure leaves neither a row without its file nor a file without its row.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

import flask
from flask import Flask, Response, current_app, g, session
from flask.typing import ResponseReturnValue

from verhaal.config import Settings
from verhaal.files import Files, StoreFailed

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

MOST_BYTES = 250 * 2**20  # of one request that brings files: several photos from a camera
MOST_PER_FILE = 40 * 2**20 + 1  # what comes after is not kept: it is too much, and the view will say so


def takes_files(view: View) -> View:
    """Mark a view to which files may be sent; all others take no more than a form needs."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class Request(flask.Request):
    """A request that reads files without keeping what is too much, so that the words beside them arrive."""

    @property  # type: ignore[misc]
    def max_content_length(self) -> int | None:  # type: ignore[override]  # read only: the mark on a view says it
        view = current_app.view_functions.get(self.endpoint or "")
        return MOST_BYTES if getattr(view, "takes_files", False) else super().max_content_length

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        """Who was never signed in leaves nothing on our disk, whatever is sent."""
        return Slot(MOST_PER_FILE if "_user_id" in session else 0)  # type: ignore[return-value]


class Slot(io.RawIOBase):
    """A temporary file that keeps the first bytes, up to a number, and lets the rest fall."""

    def __init__(self, most: int) -> None:
        self._kept = SpooledTemporaryFile(max_size=500_000)  # noqa: SIM115  (closed with the request)
        self._room = most

    def write(self, given: Any) -> int:
        self._kept.write(given[: self._room])
        self._room = max(self._room - len(given), 0)
        return len(given)

    def read(self, size: int = -1) -> bytes:
        return self._kept.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._kept.seek(offset, whence)

    def tell(self) -> int:
        return self._kept.tell()

    def close(self) -> None:
        self._kept.close()
        super().close()


@dataclass
class Errand:
    """What one request does in the store, until it is known whether the request was committed."""

    stored: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)

    def leftovers(self, *, committed: bool) -> set[str]:
        """The names that nothing points to any more."""
        return (self.stored - self.kept) | self.dropped if committed else self.stored


def files() -> Files:
    store: Files = current_app.extensions["files"]
    return store


def put(name: str, content: bytes, kind: str) -> None:
    """Store a file that stays only if this request `keep`s it. Raises `StoreFailed`."""
    _errand().stored.add(name)
    files().put(name, content, kind)


def keep(*names: str) -> None:
    """A row points to these files now."""
    _errand().kept.update(names)


def drop(*names: str) -> None:
    """No row points to these files any more; they go once this request is committed."""
    _errand().dropped.update(names)


def init_app(app: Flask, settings: Settings) -> None:
    app.request_class = Request
    app.extensions["files"] = Files(settings.photos)
    app.after_request(_settle)  # before the one that commits, since Flask calls the last one first


def _errand() -> Errand:
    if "errand" not in g:
        g.errand = Errand()
    errand: Errand = g.errand
    return errand


def _settle(response: Response) -> Response:
    for name in sorted(_errand().leftovers(committed=response.status_code < 400)) if "errand" in g else []:
        try:
            files().delete(name)
        except StoreFailed as error:  # the answer stands; what could not be deleted is written down
            current_app.logger.warning("The file %s could not be deleted: %s", name, error)
    g.pop("errand", None)
    return response
