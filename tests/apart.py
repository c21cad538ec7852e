"""Processes of their own, as a mail server, a scheduler or a second worker starts them.

Each is a fork of one process that has imported Verhaal and done nothing yet, since importing takes longer than most of
what they are asked to do. `tests/exports/test_jobs.py` and `tests/wheel/` start a whole Python.
"""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import IO, Any

apart = multiprocessing.get_context("forkserver")
apart.set_forkserver_preload(["verhaal.app", "verhaal.cli", "verhaal.migrations", "tests.factories", "tests.smtp"])


def at_once(work: Callable[..., None], *args: Any, number: int = 2) -> list[int | None]:
    """The exit codes of this many processes that do the same work at the same time."""
    processes = [apart.Process(target=work, args=args) for _ in range(number)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


class Command:
    """`verhaal` with these words, started; `given` is what stands on its standard input."""

    def __init__(self, *words: str, environment: dict[str, str], given: bytes = b"") -> None:
        (stdin, given_to), (self._said, stdout), (self._warned, stderr) = (apart.Pipe(duplex=False) for _ in range(3))
        self._process = apart.Process(target=_verhaal, args=(words, environment, (stdin, stdout, stderr)))
        self._process.start()
        for theirs in (stdin, stdout, stderr):
            theirs.close()
        with _file(given_to, "wb") as standard_input:
            standard_input.write(given)
        self.said, self.warned = _file(self._said, "rb"), _file(self._warned, "rb")

    def ended(self, within: float = 60) -> tuple[int | None, str, str]:
        """Its exit code, and what it said on its standard output and error, once it ends."""
        said, warned = self.said.read().decode(), self.warned.read().decode()
        self._process.join(within)
        return self._process.exitcode, said, warned

    def stop(self) -> int | None:
        """Ask it to end, and wait: its exit code."""
        self._process.terminate()
        self._process.join(30)
        return self._process.exitcode

    def close(self) -> None:
        """Whatever became of it."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.said.close()
        self.warned.close()


def _file(end: Connection, mode: str) -> IO[bytes]:
    file: IO[bytes] = os.fdopen(os.dup(end.fileno()), mode)
    end.close()
    return file


def _verhaal(words: Sequence[str], environment: dict[str, str], ends: tuple[Connection, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, end in enumerate(ends):
        os.dup2(end.fileno(), number)
        end.close()
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.argv = ["verhaal", *words]
    runpy.run_module("verhaal", run_name="__main__")
