"""Mail through a real server, and what may not break it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from verhaal.notices.mail import Mail, Outbox, Postman, Smtp


class Inbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.received: list[object] = []

    def handle_message(self, message: object) -> None:
        self.received.append(message)


@pytest.fixture
def server() -> Iterator[tuple[str, Inbox]]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp+plain://127.0.0.1:{port}", inbox
    controller.stop()


def test_a_mail_arrives_whole(server: tuple[str, Inbox]) -> None:
    url, inbox = server
    postman = Postman(Smtp(url), "Verhaal <verhaal@example.org>")
    postman.post([Mail("sule@example.org", "Dag Zoë", "Hallo Şule,\n\nhet is — echt — zo.")])
    postman.wait()
    (message,) = inbox.received
    text = message.get_payload(decode=True).decode()  # type: ignore[attr-defined]
    assert "Hallo Şule" in text
    assert message["Auto-Submitted"] == "auto-generated"  # type: ignore[index]


def test_a_name_with_a_line_end_starts_no_header(tmp_path: Path) -> None:
    postman = Postman(Outbox(tmp_path), "Verhaal <verhaal@example.org>")
    postman.post([Mail("a@example.org", "Kees\r\nBcc: evil@example.org nodigt je uit", "Dag")])
    postman.wait()
    (message,) = Outbox(tmp_path).messages()
    assert message["Bcc"] is None
    assert message["Subject"] == "Kees Bcc: evil@example.org nodigt je uit"


def test_a_server_that_is_away_is_logged_without_the_address(caplog: pytest.LogCaptureFixture) -> None:
    postman = Postman(Smtp("smtp+plain://127.0.0.1:1"), "Verhaal <verhaal@example.org>")
    postman.post([Mail("geheim@example.org", "Dag", "Dag")])
    postman.wait()
    assert "could not be delivered" in caplog.text
    assert "geheim" not in caplog.text
