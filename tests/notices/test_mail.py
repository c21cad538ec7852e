"""Mail through a real server, and what may not break it."""

from collections.abc import Iterator
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from tests.smtp import Inbox, mail_server
from verhaal.notices.mail import Mail, Outbox, Postman, Smtp


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


def test_a_mail_arrives_whole(inbox: Inbox) -> None:
    postman = Postman(Smtp(inbox.url), "Verhaal <verhaal@example.org>")
    postman.post([Mail("sule@example.org", "Dag Zoë", "Hallo Şule,\n\nhet is — echt — zo.")])
    postman.wait()
    (message,) = inbox.received
    text = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "Hallo Şule" in text
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_long_address_in_a_header_is_not_taken_for_words(inbox: Inbox) -> None:
    address = f"<https://verhaal.een-lange-naam.voorbeeld.nl/reminders/{'x' * 80}/ending>"
    postman = Postman(Smtp(inbox.url), "Verhaal <verhaal@example.org>")
    postman.deliver(Mail("sule@example.org", "Dag Zoë", "Hallo Şule", (("List-Unsubscribe", address),)))
    (message,) = inbox.received
    assert message["List-Unsubscribe"].strip() == address
    assert str(make_header(decode_header(message["Subject"]))) == "Dag Zoë"


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
