"""The two doors that a mail server knocks at: the pipe with its exit codes, and LMTP through a real socket."""

import io
import os
import re
import smtplib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.apart import Command
from tests.factories import Cast
from tests.replies.conftest import answers, written
from tests.replies.test_mails import DUTCH, mail
from verhaal.config import Settings
from verhaal.replies import pipe
from verhaal.replies.arriving import MOST_MAIL
from verhaal.replies.door import Delivery, Door

Posted = Callable[[], list[EmailMessage]]
ELSEWHERE = b"From: anna@example.org\nTo: iemand@elders.example\n\nDag.\n"


def test_the_pipe_finds_the_address_in_the_headers_when_it_is_not_told(
    question: EmailMessage, door: Door, session: Session
) -> None:
    to = str(question["Reply-To"])
    for number, header in enumerate(("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")):
        raw = f"{header}: {to.upper()}\n".encode() + written(question, f"Antwoord {number}.")
        assert pipe.take(door, io.BytesIO(raw), None, ()) == 0
    assert len(answers(session)) == 5


def test_the_pipe_says_what_the_mail_server_understands(
    question: EmailMessage, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pipe.take(door, io.BytesIO(ELSEWHERE), None, ()) == 67
    assert pipe.take(door, io.BytesIO(b""), None, ()) == 67
    assert pipe.take(door, io.BytesIO(written(question, "Ja.")), None, (str(question["Reply-To"]),)) == 0
    monkeypatch.setattr(door, "take", lambda *_: [Delivery.DONE, Delivery.LATER])
    assert pipe.take(door, io.BytesIO(ELSEWHERE), None, ()) == 75


class Endless(io.RawIOBase):
    """A mail of 25 MB that stands nowhere in memory."""

    def __init__(self) -> None:
        self.left, self.most_at_once = 25 * 1024 * 1024, 0

    def read(self, size: int = -1) -> bytes:
        given = b"x" * min(size, self.left)
        self.left -= len(given)
        self.most_at_once = max(self.most_at_once, len(given))
        return given


def test_of_a_large_mail_no_more_is_kept_than_a_mail_may_have_and_the_rest_goes_by() -> None:
    stream = Endless()
    assert len(pipe._read(stream)) == MOST_MAIL + 1  # type: ignore[arg-type]
    assert stream.left == 0
    assert stream.most_at_once == MOST_MAIL + 1


def environment(settings: Settings, **other: str) -> dict[str, str]:
    names = ("database_url", "data_folder", "base_url", "secret_key", "reply_address")
    given = {f"VERHAAL_{name.upper()}": str(getattr(settings, name)) for name in names}
    return os.environ | given | {"VERHAAL_DEMO": "true"} | other


def piped(settings: Settings, raw: bytes, *words: str, **other: str) -> Command:
    return Command("receive", *words, environment=environment(settings, **other), given=raw)


@pytest.mark.slow
def test_two_replies_at_once_are_both_kept_and_the_same_one_twice_at_once_is_one(
    question: EmailMessage, settings: Settings, session: Session, cast: Cast, posted: Posted
) -> None:
    to = str(question["Reply-To"])
    mails = [written(question, text) for text in ("Een.", "Twee.", "Twee.", "Drie.")]
    running = [piped(settings, raw, "--recipient", to, "--sender", cast.author.email) for raw in mails]
    assert [command.ended()[0] for command in running] == [0] * 4
    for command in running:
        command.close()
    assert sorted(text for _, text in answers(session)) == ["Drie.", "Een.", "Twee."]
    assert len(posted()) == 3


@pytest.mark.slow
def test_with_wrong_settings_or_no_database_the_mail_server_keeps_the_mail(tmp_path: Path) -> None:
    settings = Settings(
        data_folder=tmp_path, reply_address="antwoord@verhaal.example", secret_key="only for tests " * 3
    )
    wrong: list[dict[str, str]] = [
        {"VERHAAL_REPLY_ADDRESS": ""},
        {"VERHAAL_REPLY_ADDRESS": "antwoord+x@verhaal.example"},
        {"VERHAAL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        {"VERHAAL_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"},
    ]
    for command in [piped(settings, ELSEWHERE, **other) for other in wrong]:
        code, _said, error = command.ended()
        assert code == 75
        assert "Traceback" not in error
        assert len(error.strip().splitlines()) == 1
        command.close()


@contextmanager
def listening(settings: Settings, where: str) -> Iterator[None]:
    with closing(piped(settings, b"", "--lmtp", where)) as command:
        assert b"takes mail in" in command.said.readline()
        yield
        assert command.stop() == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.slow
def test_mail_comes_in_over_lmtp(
    question: EmailMessage, settings: Settings, session: Session, posted: Posted, cast: Cast
) -> None:
    port, to = free_port(), str(question["Reply-To"])
    with listening(settings, f"127.0.0.1:{port}"):
        with smtplib.LMTP("127.0.0.1", port) as server:
            server.sendmail("anna@example.org", to.upper(), mail("gmail-nl"))
            server.sendmail("", to, mail("gmail-en"))  # an empty sender: a mail about a mail
            with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
                server.sendmail("anna@example.org", "iemand@verhaal.example", mail("gmail-en"))
            large = (
                mail("attachments-nl")
                .replace(b"ZWVuIGZvdG8=", (b"ZWVu" * 19 + b"\n") * 350_000)
                .replace(b"\n", b"\r\n")
            )
            server.sendmail("anna@example.org", to, large)
        assert _conversation(port, [to, to.upper()], b"Subject: x\r\nFrom: anna@example.org\r\n\r\n..Punt.\r\n") == [
            "250", "250",
        ]  # fmt: skip
    assert answers(session) == [(cast.author.id, DUTCH), (cast.author.id, ".Punt.")]
    assert [each["Subject"] for each in posted() if each["To"] == cast.author.email] == [
        "Je antwoord is niet geplaatst"
    ]


def _conversation(port: int, recipients: Sequence[str], content: bytes) -> list[str]:
    """The codes after one mail to several: LMTP answers for each."""
    with socket.create_connection(("127.0.0.1", port)) as wire, wire.makefile("rb") as heard:
        lines = [
            b"LHLO test",
            b"MAIL FROM:<anna@example.org>",
            *(f"RCPT TO:<{to}>".encode() for to in recipients),
            b"DATA",
        ]
        assert heard.readline().startswith(b"220")
        for line in lines:
            wire.sendall(line + b"\r\n")
            while re.match(rb"\d{3}-", heard.readline()):
                pass
        wire.sendall(content + b".\r\n")
        return [heard.readline().decode()[:3] for _ in recipients]


@pytest.mark.slow
def test_lmtp_listens_at_a_socket_that_only_the_group_may_use(
    question: EmailMessage, settings: Settings, session: Session, tmp_path: Path
) -> None:
    at = tmp_path / "lmtp"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(at))  # as one that was killed leaves it
    left.close()
    with listening(settings, str(at)):
        assert at.stat().st_mode & 0o777 == 0o660
        with smtplib.LMTP(str(at)) as server:
            server.sendmail("anna@example.org", str(question["Reply-To"]), written(question, "Goed."))
    assert len(answers(session)) == 1
