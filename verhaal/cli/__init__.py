"""The command line: run, demo, migrate, reindex, invite, remind, notify, receive, export."""

from verhaal.cli import keeping, mailing, printing, serving  # noqa: F401  (they add their commands)
from verhaal.cli.base import main

__all__ = ["main"]
