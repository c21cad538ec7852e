"""Accounts as documents in Dutch, and what writes and reads them."""

from functools import cache

from flask import Flask
from flask_babel import Babel

from tests.annual.samples import account
from tests.exports.readers import docx_read, odt_read
from verhaal.annual.document import Document
from verhaal.annual.record import Account, Seal, digest
from verhaal.exports.files import document_of
from verhaal.exports.opendocument import opendocument
from verhaal.exports.word import word
from verhaal.paths import TRANSLATIONS

READERS = {"docx": docx_read, "odt": odt_read}
WRITERS = {"docx": word, "odt": opendocument}


def in_dutch(of: Account) -> Document:
    """As it goes to the funder; it needs no database, for everything is in the record."""
    with _speaking().app_context():
        return document_of(of)


@cache
def _speaking() -> Flask:
    app = Flask("dutch")
    Babel(app, default_translation_directories=str(TRANSLATIONS))
    return app


@cache
def sealed() -> Account:
    of = account("Een zin van de schrijver.")
    seal = Seal(sha256=digest(of.core), key="k" * 43, signature="s" * 86, signed_at="2026-12-31T12:00:00Z",
                signed_by="Samira Bakker, directeur")  # fmt: skip
    return of.model_copy(update={"seal": seal, "pages": {**of.pages, "V-2026-002": None}})
