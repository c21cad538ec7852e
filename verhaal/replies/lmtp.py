"""The door over LMTP (RFC 2033): the mail server hands mail over, and hears for each recipient what became of it."""

import asyncio
import os
import signal
from asyncio import StreamReader
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import syntax

from verhaal.replies.arriving import MOST_MAIL
from verhaal.replies.door import Delivery, Door

ANSWERS = {
    Delivery.DONE: "250 2.0.0 Taken",
    Delivery.LATER: "451 4.3.0 Not now; offer it again later",
    Delivery.NOBODY: "550 5.1.1 Nobody has this address",
}


class Handler:
    """What aiosmtpd asks."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if not self._door.knows(address):
            return ANSWERS[Delivery.NOBODY]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        take = partial(self._door.take, envelope.content, envelope.mail_from, envelope.rcpt_tos)
        return "\r\n".join(ANSWERS[delivery] for delivery in await asyncio.to_thread(take))


class Cropped:
    """A reader that gives no more than it should of a mail, and lets the rest go by until its last line."""

    def __init__(self, whole: StreamReader, most: int) -> None:
        self._whole, self._left = whole, most

    async def readuntil(self, separator: bytes) -> bytes:
        line = await self._whole.readuntil(separator)
        while self._left < 0 and line != b".\r\n":
            line = await self._whole.readuntil(separator)
        self._left -= len(line)
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


class Server(LMTP):
    """Takes long lines and large mails, of which it keeps the beginning, so that their sender hears from us."""

    line_length_limit = 2**20

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        whole: StreamReader = self._reader
        self._reader: Any = Cropped(whole, 2 * MOST_MAIL)  # dots that LMTP adds are not the mail's own
        try:
            await super().smtp_DATA(arg)
        finally:
            self._reader = whole


async def serve(door: Door, at: str, ready: Callable[[], None]) -> None:
    """Listen at HOST:PORT or at the path of a socket until told to stop; mail that is being taken in is finished.

    Raises OSError where nobody can listen there.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    factory = partial(Server, Handler(door), data_size_limit=None, enable_SMTPUTF8=True, loop=loop)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    server = await _listening(loop, factory, at)
    async with server:
        ready()
        await stop.wait()
    await loop.shutdown_default_executor()


async def _listening(loop: asyncio.AbstractEventLoop, factory: Any, at: str) -> asyncio.Server:
    if "/" not in at:
        host, _colon, port = at.rpartition(":")
        return await loop.create_server(factory, host.strip("[]"), int(port))
    if Path(at).is_socket():  # left behind by one that was killed
        Path(at).unlink()
    server = await loop.create_unix_server(factory, at)
    os.chmod(at, 0o660)  # for the mail server, which is put in our group
    return server
