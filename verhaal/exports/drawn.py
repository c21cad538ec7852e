"""The account's drawings as PNG, for what does not show SVG everywhere: all in one run of Typst."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence

from verhaal.exports import easel
from verhaal.exports.glyphs import printable
from verhaal.stories.photos import ENVIRONMENT

SECONDS = 60


class DrawingFailed(Exception):
    """Typst could not make the pictures; the message says what it said."""


def drawn(drawings: Sequence[str]) -> list[bytes]:
    """Each drawing as PNG, in their order. Raises `DrawingFailed`."""
    if not drawings:
        return []
    job = json.dumps([printable(str(svg), breaks=False)[0] for svg in drawings], ensure_ascii=False).encode()
    try:
        done = subprocess.run(  # noqa: S603  (a script of our own)
            [sys.executable, "-I", easel.__file__],
            input=job,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingFailed(f"drawing took more than {SECONDS} seconds") from error
    if done.returncode:
        raise DrawingFailed(done.stderr.decode(errors="replace")[-2000:])
    return [base64.b64decode(each) for each in json.loads(done.stdout)]
