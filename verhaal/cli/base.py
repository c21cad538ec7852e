"""What the commands share: the group, settings, a session, and how what is wrong is said."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click
from sqlmodel import Session

from verhaal import __version__, migrations
from verhaal.config import PREFIX, Settings, WrongSettings, read_settings
from verhaal.db import Database


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Verhaal: short work stories that become the annual account.

    Settings come from the environment (VERHAAL_…); README lists them.
    """


def told_plainly(command: Callable[..., None]) -> Callable[..., None]:
    """What is wrong is one clear line, not a traceback."""

    @wraps(command)
    def plainly(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (WrongSettings, LookupError) as error:
            stop(str(error.args[0]) if error.args else str(error))

    return plainly


def settings_with(**given: object) -> Settings:
    """The settings, with what the command line says put into the environment, where the server's workers read it."""
    for name, value in given.items():
        if value is not None:
            os.environ[PREFIX + name.upper()] = str(value)
    return read_settings()


def session_of(database: Database) -> Session:
    if not migrations.is_current(database):
        raise WrongSettings("The database is not up to date. Run: verhaal migrate")
    return database.session(writes=True)


def require_mail(settings: Settings, otherwise: str) -> None:
    """A mail server, or the demo's outbox."""
    if not settings.smtp_url and not settings.demo:
        hint = Settings.model_fields["smtp_url"].description
        raise WrongSettings(f"{PREFIX}SMTP_URL is not set; {otherwise}. It should be {hint}.")


def stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
