"""Where mail comes in: each recipient is one mail, one transaction, one answer to the mail server."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import cast

from flask import Flask, g
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from verhaal.config import Settings
from verhaal.reading.reply_address import is_reply_address, ticket_in
from verhaal.reading.thread_mail import tell
from verhaal.replies.actions import TooMany, receive
from verhaal.replies.arriving import Arrived, arrived
from verhaal.replies.letter import letter, needs_words
from verhaal.web import post

log = logging.getLogger(__name__)


class Delivery(Enum):
    """What the mail server hears."""

    DONE = "done"  # taken, explained, or nothing to be said
    LATER = "later"
    NOBODY = "nobody"


class Door:
    """Takes mail in for the application. `commit` is the command's: it ends the transaction of one mail."""

    def __init__(self, app: Flask, commit: Callable[[Session], None]) -> None:
        self._app, self._commit = app, commit
        self._settings: Settings = app.config["SETTINGS"]

    def knows(self, address: str) -> bool:
        return is_reply_address(self._settings.reply_address, address)

    def take(self, raw: bytes, sender: str | None, recipients: Iterable[str]) -> list[Delivery]:
        """One answer for each recipient. Never raises: what fails is to be offered again later."""
        try:
            mail = arrived(raw, sender)
        except Exception as error:
            return [_failed(error) for _ in recipients]
        return [self._take(mail, recipient) if self.knows(recipient) else Delivery.NOBODY for recipient in recipients]

    def _take(self, mail: Arrived, recipient: str) -> Delivery:
        try:
            with self._app.test_request_context(base_url=self._settings.base_url):
                self._take_in(mail, recipient)
                self._app.extensions["postman"].post(g.get("mails", []))
        except TooMany:
            return Delivery.LATER
        except Exception as error:
            return _failed(error)
        return Delivery.DONE

    def _take_in(self, mail: Arrived, recipient: str) -> None:
        ticket = ticket_in(cast(str, self._app.secret_key), recipient)
        with self._app.extensions["database"].session(writes=True) as session:
            session.connection()  # waits for who writes, so that the later one also is later by the clock
            now: datetime = self._app.config["CLOCK"]()
            receipt = receive(session, mail, ticket, recipient, now)
            if receipt is None:
                return
            if receipt.answer and receipt.telling and receipt.response:
                tell(session, receipt.person, receipt.telling, receipt.response, receipt.answer)
            if needs_words(receipt, mail):
                post(letter(receipt, mail))
            self._commit(session)


def _failed(error: Exception) -> Delivery:
    """Said without its text, which may hold what someone wrote."""
    where = "the database" if isinstance(error, SQLAlchemyError) else "a mail"
    log.error("Receiving failed at %s (%s)", where, type(error).__name__)
    return Delivery.LATER
