"""Mail: one message, and the two ways it leaves, a mail server or a folder (the demo's outbox)."""

import email.policy
import logging
import re
import smtplib
import ssl
import textwrap
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mail:
    """A message in plain text to one person, with headers of its own where it needs them."""

    to: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None: ...


class Postman:
    """Delivers in the background, so that how long an answer takes never tells whether a mail was sent.

    Messages wait in memory only: a sign-in code never lies readable in the database. What a crash loses can be
    asked for again.
    """

    def __init__(self, transport: Transport, sender: str) -> None:
        self._transport, self._sender = transport, sender
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postman")

    def post(self, mails: Sequence[Mail]) -> None:
        for mail in mails:
            self._threads.submit(self._deliver, mail)

    def deliver(self, mail: Mail) -> None:
        """Deliver now, for a command. Raises OSError, of which SMTPException is a kind."""
        self._transport.send(_message(mail, self._sender))

    def wait(self) -> None:
        """Return when all that was posted so far has been tried."""
        self._threads.submit(lambda: None).result()

    def _deliver(self, mail: Mail) -> None:
        try:
            self.deliver(mail)
        except (OSError, smtplib.SMTPException):
            # The address is not logged: logs are read by more people than mail is.
            log.exception("A mail could not be delivered")


class Smtp:
    """A mail server: `smtp://` with STARTTLS, `smtps://`, or `smtp+plain://` without encryption."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        with self._connection() as server:
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(message)

    def _connection(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=20, context=ssl.create_default_context())
        server = smtplib.SMTP(host, self._url.port or (587 if self._url.scheme == "smtp" else 25), timeout=20)
        if self._url.scheme == "smtp":
            server.starttls(context=ssl.create_default_context())
        return server


class Outbox:
    """A folder in which mail stays: one .eml file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds sign-in codes
        (self._folder / f"{uuid.uuid4().hex}.eml").write_bytes(message.as_bytes())

    def messages(self, most: int = 50) -> list[EmailMessage]:
        """The newest messages, newest first."""
        files = sorted(self._folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        return [_parse(file.read_bytes()) for file in files[:most]]


UNFOLDED = ("List-Unsubscribe", "Message-ID", "In-Reply-To", "References", "Reply-To")


class _Policy(email.policy.EmailPolicy):
    """Python takes a long address in a header for words and encodes it, and then no mail program finds it."""

    def fold_binary(self, name: str, value: str) -> bytes:
        policy = self.clone(max_line_length=998) if name in UNFOLDED else self
        return email.policy.EmailPolicy.fold_binary(policy, name, value)


def one_click(ending: str) -> tuple[tuple[str, str], ...]:
    """The headers by which a mail program ends such mail at one press (RFC 8058); `ending` is a whole address."""
    return ("List-Unsubscribe", f"<{ending}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def wrapped(text: str, most: int = 72) -> str:
    """Plain text in lines of at most `most` characters, each going on under its own words; a link stays whole."""
    lines = "\n".join(_folded(line, most) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _folded(line: str, most: int) -> str:
    indent = re.match(r"\s*(?:- )?", line)
    under = " " * len(indent[0] if indent else "")
    return textwrap.fill(line, most, subsequent_indent=under, break_long_words=False, break_on_hyphens=False)


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage(_Policy())
    # A name that someone typed may hold a line end; in a header that would start another header.
    message["From"], message["To"] = sender, mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain="verhaal.invalid")
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers:
        del message[name]  # a mail may say itself who it is from, or what it is called
        message[name] = value
    message.set_content(mail.text)
    return message


def _parse(raw: bytes) -> EmailMessage:
    message: EmailMessage = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(raw)
    return message
