"""Serving: `run`, and `demo` with its made-up world."""

import socket
from contextlib import closing
from datetime import UTC, datetime

import click

from verhaal import migrations
from verhaal.cli.base import main, require_mail, settings_with, told_plainly
from verhaal.cli.keeping import bring_up_to_date
from verhaal.cli.mailing import tell_the_news
from verhaal.config import Settings, WrongSettings
from verhaal.db import Database


@main.command()
@click.option("--host", help="The address to listen on; otherwise VERHAAL_HOST, or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Otherwise VERHAAL_PORT, or 8000.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; otherwise VERHAAL_WORKERS, or 2.")
@told_plainly
def run(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve Verhaal with a production server.

    The database must be migrated (verhaal migrate), and VERHAAL_SMTP_URL set: people sign in by mail.
    """
    settings = settings_with(host=host, port=port, workers=workers)
    require_mail(settings, "people sign in by mail, so nobody could")
    if not migrations.is_current(Database(settings.database)):
        raise WrongSettings("The database is not up to date. Run: verhaal migrate")
    _require_photo_store(settings)
    _serve(settings)


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Otherwise VERHAAL_PORT, or 8000.")
@told_plainly
def demo(port: int | None) -> None:
    """Show Verhaal with a made-up organisation and a year of stories, on this machine only.

    The database is migrated, filled if it is empty, and kept in the data folder (verhaal-data).
    """
    settings = settings_with(demo="true", port=port)
    database = Database(settings.database)
    bring_up_to_date(database)
    _fill_if_empty(database)
    tell_the_news(settings)  # so that the outbox shows some: a demo has no scheduler
    click.echo(f"\n  Verhaal is open at {settings.base_url}")
    click.echo(f"  Be anyone of the cast with one press at {settings.base_url}/demo, such as")
    for name, does in (
        ("Naima el Idrissi", "opbouwwerker, tells the week"),
        ("Ilse Brouwer", "Gemeente Utrecht, reads and answers"),
        ("Yusuf Kaya", "teamleider, makes the annual account"),
    ):
        click.echo(f"    {name:20} {does}")
    click.echo("  Stop with Ctrl-C.\n")
    _serve(settings)


def _fill_if_empty(database: Database) -> None:
    from verhaal.demo import fill

    with database.session(writes=True) as session:
        if fill.is_empty(session):
            fill.fill(session, datetime.now(UTC))
            session.commit()


def _serve(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from verhaal.sealing.key import key_of

    settings.key()  # made once, before two workers would each make one
    key_of(settings)  # so that a wrong one is named now, not on the day that an account is signed
    _require_free(settings)
    Granian(
        "verhaal.app:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        blocking_threads=8,
        backpressure=64,
        log_access=False,  # addresses hold sign-in tokens
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


def _require_photo_store(settings: Settings) -> None:
    """In a process of its own: the store's library keeps threads, and the server's workers are forks of this one."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from verhaal.files import StoreFailed, try_out

    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        try:
            apart.submit(try_out, settings.photos).result()
        except StoreFailed as error:
            raise WrongSettings(f"Photos cannot be kept in {settings.photos}: {error}") from None


def _require_free(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            raise WrongSettings(
                f"Something else listens on {settings.host}:{settings.port} already. Stop it, or choose another --port."
            ) from None
