"""Work that one account may not let grow without end, in a process of its own: bounded in time and in memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS, BYTES = 60, 4 * 2**30
ROOT = Path(__file__).parents[2]


class ChildFailed(Exception):
    """The process did not do its job; the message says what it said."""


def ask(module: str, job: Any) -> bytes:
    """What the module writes when it is started with this job. Raises `ChildFailed`."""
    try:
        done = subprocess.run(  # noqa: S603  (a module of our own)
            [sys.executable, "-m", module],
            input=json.dumps(job, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=ROOT,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailed(f"it took more than {SECONDS} seconds") from error
    if done.returncode:
        raise ChildFailed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def job() -> Any:
    """In the child: the job, with memory bounded from here on."""
    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    except (ImportError, ValueError):  # not on this system, or a stricter limit stands already
        pass
    return json.load(sys.stdin.buffer)
