"""The door on standard input: one mail, from the pipe of a mail server, and the exit code it understands (sysexits)."""

from collections.abc import Sequence
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import BinaryIO

from verhaal.replies.arriving import MOST_MAIL
from verhaal.replies.door import Delivery, Door

OK, NOBODY, LATER = 0, 67, 75  # EX_OK, EX_NOUSER, EX_TEMPFAIL
_DELIVERED = ("X-Original-To", "Delivered-To", "Envelope-To")


def take(door: Door, stream: BinaryIO, sender: str | None, recipients: Sequence[str]) -> int:
    """Take one mail in. Without recipients those in its headers that are ours."""
    raw = _read(stream)
    deliveries = door.take(raw, sender, recipients or _recipients(door, raw))
    if Delivery.LATER in deliveries:
        return LATER
    return OK if Delivery.DONE in deliveries else NOBODY


def _read(stream: BinaryIO) -> bytes:
    """At most one byte more than a mail may have; the rest goes by: a closed pipe is an error to a mail server."""
    raw = stream.read(MOST_MAIL + 1)
    while stream.read(1024 * 1024):
        pass
    return raw


def _recipients(door: Door, raw: bytes) -> list[str]:
    """Where the mail server says that it delivers; otherwise to whom the mail says it is."""
    message = BytesHeaderParser().parsebytes(raw[: 1024 * 1024])
    return _known(door, message, _DELIVERED)[:1] or _known(door, message, ("To", "Cc"))


def _known(door: Door, message: Message, names: Sequence[str]) -> list[str]:
    lines = [str(line) for name in names for line in message.get_all(name, [])]
    return [address for _, address in getaddresses(lines) if door.knows(address)]
