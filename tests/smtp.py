"""A real mail server for the tests that send."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from email.header import decode_header, make_header
from email.message import Message as Received
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from flask import Flask
from sqlmodel import Session

from verhaal.notices.rounds import Letter, Result, go_round


class Inbox(Message):
    """What arrived; `refused` holds the addresses that the server does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        self.received: list[Received] = []
        self.refused: set[str] = set()

    def handle_message(self, message: Received) -> None:
        self.received.append(message)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Inbox]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    inbox.url = f"smtp+plain://127.0.0.1:{port}"
    yield inbox
    controller.stop()


def mailed(app: Flask, letters: Callable[[Session], Iterable[Letter]]) -> Result:
    """A round of letters as a command sends it, but at a moment of the test's own."""
    database, base_url = app.extensions["database"], app.config["SETTINGS"].base_url
    with app.test_request_context(base_url=base_url), database.session(writes=True) as session:
        return go_round(letters(session), app.extensions["postman"].deliver, session.commit)


def text_of(message: Received) -> str:
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def subject_of(message: Received) -> str:
    return str(make_header(decode_header(message["Subject"])))
