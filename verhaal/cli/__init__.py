"""The command line: run, demo, migrate, reindex, invite, remind, notify, receive, export, verify."""

from verhaal.cli import checking, keeping, mailing, printing, serving  # noqa: F401  (they add their commands)
from verhaal.cli.base import main

__all__ = ["main"]
