"""Checking what was exported: `verify`. Works on a machine with no database and no settings."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verhaal.cli.base import main, stop

if TYPE_CHECKING:
    from verhaal.sealing.verifying import Check, Report

MOST_SHOWN = 20  # of what is wrong in one check


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "keys", multiple=True, help="The organisation's key as text, or a PEM file of it (repeatable).")
def verify(file: Path, keys: tuple[str, ...]) -> None:
    """Check that FILE, the JSON or the PDF of an annual account, is as it was signed.

    Needs no database and no settings. Without --key, that the key is the organisation's is the file's own word.

    \b
    0  everything holds
    1  something does not; it says what
    2  the file is no annual account, or too damaged to be read as one

    docs/sealed-account.md says how to check the same without Verhaal.
    """
    report = _report(file, [_key(each) for each in keys])
    for line in _told(report):
        click.echo(line)
    sys.exit(0 if report.holds else 1)


def _report(file: Path, keys: Sequence[str]) -> "Report":
    from verhaal.sealing.opening import MOST_BYTES, NoAccount
    from verhaal.sealing.verifying import verify as checked

    try:
        with file.open("rb") as opened:
            return checked(opened.read(MOST_BYTES + 1), keys)
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.")
    except NoAccount as error:
        stop(_plain(f"{file} is no annual account of Verhaal: {error}."))


def _key(given: str) -> str:
    """The key in base64url, from itself or from a file."""
    from verhaal.sealing.key import from_pem, from_text

    try:
        key = from_pem(Path(given).read_bytes()) if Path(given).is_file() else given
        is_key = len(from_text(key)) == 32
    except (ValueError, OSError):
        is_key = False
    if not is_key:
        what = "it should be 43 signs of base64url, or a file with an Ed25519 public key in PEM"
        stop(_plain(f"--key {given[:60]}: {what}."))
    return key


def _told(report: "Report") -> Iterator[str]:
    yield _plain(report.about)
    for check in report.checks:
        yield from _result(check)
    yield from (_plain(f"note   {note}") for note in report.notes)
    yield "Everything holds." if report.holds else "This is not the account as it was signed."


def _result(check: "Check") -> Iterator[str]:
    yield f"{'FAILS' if check.wrong else 'holds'}  {check.what}"
    yield from (_plain(f"       - {wrong}") for wrong in check.wrong[:MOST_SHOWN])
    if len(check.wrong) > MOST_SHOWN:
        yield f"       - and {len(check.wrong) - MOST_SHOWN} more"


def _plain(text: str) -> str:
    """One line: a name in a hostile file must not write lines of its own, or steer the terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
