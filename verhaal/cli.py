"""The command line: run, demo, migrate, reindex, invite, remind, notify, receive, export."""

import os
import re
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from sqlmodel import Session, select

from verhaal import __version__, access, migrations
from verhaal.config import PREFIX, Settings, WrongSettings, read_settings
from verhaal.db import Database
from verhaal.notices.rounds import Letter, Result, go_round
from verhaal.search import following, indexing  # noqa: F401  (the index listens to every session)

if TYPE_CHECKING:
    from flask import Flask

    from verhaal.replies.door import Door


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Verhaal: short work stories that become the annual account.

    Settings come from the environment (VERHAAL_…); README lists them.
    """


def _told_plainly(command: Callable[..., None]) -> Callable[..., None]:
    """What is wrong is one clear line, not a traceback."""

    @wraps(command)
    def plainly(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (WrongSettings, LookupError) as error:
            _stop(str(error.args[0]) if error.args else str(error))

    return plainly


@main.command()
@click.option("--host", help="The address to listen on; otherwise VERHAAL_HOST, or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Otherwise VERHAAL_PORT, or 8000.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; otherwise VERHAAL_WORKERS, or 2.")
@_told_plainly
def run(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve Verhaal with a production server.

    The database must be migrated (verhaal migrate), and VERHAAL_SMTP_URL set: people sign in by mail.
    """
    settings = _settings(host=host, port=port, workers=workers)
    _require_mail(settings, "people sign in by mail, so nobody could")
    if not migrations.is_current(Database(settings.database)):
        raise WrongSettings("The database is not up to date. Run: verhaal migrate")
    _require_photo_store(settings)
    _serve(settings)


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Otherwise VERHAAL_PORT, or 8000.")
@_told_plainly
def demo(port: int | None) -> None:
    """Show Verhaal with a made-up organisation and a year of stories, on this machine only.

    The database is migrated, filled if it is empty, and kept in the data folder (verhaal-data).
    """
    settings = _settings(demo="true", port=port)
    database = Database(settings.database)
    _migrate(database)
    _fill_if_empty(database)
    _notify(settings)  # so that the outbox shows some: a demo has no scheduler
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


@main.command()
@_told_plainly
def migrate() -> None:
    """Bring the database to the newest schema. Safe to run at any time, and from two places at once."""
    _migrate(Database(read_settings().database))
    click.echo("The database is up to date.")


@main.command()
@_told_plainly
def reindex() -> None:
    """Make the search index anew from the stories, outcomes and responses.

    The index follows every change by itself; this is for after changes by hand in the database. People can go on
    working and searching meanwhile. Safe to stop, and to run again.
    """
    with _session(Database(read_settings().database)) as session:
        stories = indexing.every_story(session)
        session.commit()
        _index(session, stories)
        indexing.remove_orphans(session)
        session.commit()
    click.echo(f"Indexed: {len(stories)} stories.")


@main.command()
@click.argument("email")
@click.option("--organisation", required=True, help="Its name; an organisation that is not there yet is made.")
@click.option("--name", default="", help="The person's name; otherwise the part of the address before the @.")
@_told_plainly
def invite(email: str, organisation: str, name: str) -> None:
    """Invite a coordinator for an organisation: the first of its people.

    Mails the invitation when VERHAAL_SMTP_URL is set, and prints its link.
    """
    from flask import render_template, url_for

    from verhaal.app import create_app
    from verhaal.notices.mail import Mail
    from verhaal.people import actions
    from verhaal.people.models import Organisation, Role

    settings = read_settings()
    app = create_app(settings)
    with app.test_request_context(base_url=settings.base_url), _session(app.extensions["database"]) as session:
        party = session.exec(select(Organisation).where(Organisation.name == organisation)).first()
        if party is None:
            party = Organisation(name=organisation)
            session.add(party)
            session.flush()
        invited, token = actions.invite(
            session,
            None,
            party,
            Role.COORDINATOR,
            _address(email),
            name or email.split("@", maxsplit=1)[0],
            datetime.now(UTC),
        )
        link = settings.base_url + url_for("people.invitation", token=token)
        text = render_template("people/mail_invitation.txt", invitation=invited, party=party, by=None, link=link)
        session.commit()
    app.extensions["postman"].post([Mail(invited.email, "Verhaal", text)])
    app.extensions["postman"].wait()
    click.echo(link)


@main.command()
@_told_plainly
def remind() -> None:
    """Mail a reminder to everyone who asked for one, whose moment passed today, and who has not told this week.

    Run it from a scheduler, every quarter of an hour: it is safe to run twice, and at the same time, since each
    person is reminded once a week at most. What is not run on the chosen day is left out, not sent late.

    Needs VERHAAL_SMTP_URL, or VERHAAL_DEMO=true with which mail goes to the demo's outbox. Ends with 1 where mail was
    not delivered, which the next run of that day tries again, and with 2 where the settings are wrong.
    """
    from verhaal.reminders.actions import letters
    from verhaal.reminders.letter import letter

    settings = read_settings()
    _require_mail(settings, "a reminder is a mail, so nobody would get one")
    _tell("Reminded", _round(settings, lambda session: letters(session, datetime.now(UTC), letter)), "run of today")


@main.command()
@_told_plainly
def notify() -> None:
    """Mail readers what is new to read, and authors who read and answered, each at the rhythm that they chose.

    Run it from a scheduler, every quarter of an hour: it is safe to run twice, and at the same time, since everyone is
    told everything once. What was not run in time is told later, in one mail. Without news there is no mail.

    Needs VERHAAL_SMTP_URL, or VERHAAL_DEMO=true with which mail goes to the demo's outbox. Ends with 1 where mail was
    not delivered, which the next run tries again for a day, and with 2 where the settings are wrong.
    """
    settings = read_settings()
    _require_mail(settings, "news goes by mail, so nobody would get any")
    _tell("Mailed", _notify(settings), "run")


@main.command()
@click.option("--recipient", multiple=True, help="The address it came to, if the mail server says so (repeatable).")
@click.option("--sender", help="The envelope's sender, if the mail server says so; empty for a mail about a mail.")
@click.option("--lmtp", metavar="WHERE", help="Serve LMTP at HOST:PORT or at the path of a socket, until stopped.")
def receive(recipient: tuple[str, ...], sender: str | None, lmtp: str | None) -> None:
    """Take in a reply to a question: one mail from standard input, for a mail server's pipe, or mail over LMTP.

    Needs VERHAAL_REPLY_ADDRESS. What cannot become an answer is explained to its sender by mail, so that is no error:

    \b
     0  taken, explained, or nothing to be said (such as to an answering machine)
    67  none of the addresses is ours: the mail server may bounce it
    75  not now (database away or behind, settings wrong): the mail server is to try again later

    With --lmtp it ends with 2 where the settings are wrong, and the mail server hears 250, 550 or 451 for the same.
    docs/mail.md shows how a mail server is set up for either.
    """
    if lmtp:
        _receive_over_lmtp(lmtp)
    else:
        sys.exit(_receive_from_pipe(recipient, sender))


def _receive_from_pipe(recipients: tuple[str, ...], sender: str | None) -> int:
    """Whatever is the matter, a mail is not to be lost: the mail server keeps it."""
    from sqlalchemy.exc import SQLAlchemyError

    from verhaal.replies import pipe

    try:
        app, door = _door()
        code = pipe.take(door, sys.stdin.buffer, sender, recipients)
        app.extensions["postman"].wait()
    except (WrongSettings, OSError) as error:
        click.echo(str(error), err=True)
        return pipe.LATER
    except SQLAlchemyError as error:
        click.echo(f"The database is away ({type(error).__name__}).", err=True)
        return pipe.LATER
    return code


@_told_plainly
def _receive_over_lmtp(where: str) -> None:
    import asyncio

    from verhaal.replies.lmtp import serve

    if "/" not in where and not re.fullmatch(r"\S+:\d{1,5}", where):
        raise WrongSettings(f"--lmtp {where}: it should be HOST:PORT, such as 127.0.0.1:8024, or the path of a socket.")
    app, door = _door()
    try:
        asyncio.run(serve(door, where, lambda: click.echo(f"Verhaal takes mail in at {where}. Stop with Ctrl-C.")))
    except OSError as error:
        raise WrongSettings(f"Nobody can listen at {where}: {error.strerror}.") from None
    app.extensions["postman"].wait()


@main.command()
@click.argument("reference")
@click.argument("year", type=click.IntRange(1990, 2200))
@click.option("--as", "email", required=True, help="The address of the coordinator on whose behalf it is made.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Otherwise REFERENCE-YEAR.pdf here.")
@_told_plainly
def export(reference: str, year: int, email: str, output: Path | None) -> None:
    """Write the annual account of the grant with REFERENCE over YEAR as PDF."""
    from verhaal.annual.export import pdf_of
    from verhaal.app import create_app
    from verhaal.people.queries import person_with

    app = create_app(read_settings())
    with app.app_context(), _session(app.extensions["database"]) as session:
        person = person_with(session, email)
        if person is None:
            raise LookupError(f"Nobody has the address {email}.")
        paper = pdf_of(session, access.viewer_of(session, person), reference, year, datetime.now(UTC))
    file = output or Path(f"{reference.replace('/', '-')}-{year}.pdf")
    file.write_bytes(paper)
    click.echo(str(file))


def _notify(settings: Settings) -> Result:
    from verhaal.digests.actions import letters
    from verhaal.digests.letter import letter

    return _round(settings, lambda session: letters(session, datetime.now(UTC), letter))


def _round(settings: Settings, letters: Callable[[Session], Iterable[Letter]]) -> Result:
    """Mail letters that are written in the application, as a page is."""
    from verhaal.app import create_app

    app = create_app(settings)
    with app.test_request_context(base_url=settings.base_url), _session(app.extensions["database"]) as session:
        return go_round(letters(session), app.extensions["postman"].deliver, session.commit)


def _tell(what: str, result: Result, next_run: str) -> None:
    """Say how a round went, and end with 1 where mail was not delivered."""
    click.echo(f"{what}: {result.mailed}.")
    if result.refused:
        click.echo(f"Refused by the mail server: {result.refused}. The next {next_run} tries again.", err=True)
    if result.stopped:
        click.echo(f"The mail server did not serve ({result.stopped}). The next {next_run} goes on.", err=True)
    sys.exit(1 if result.refused or result.stopped else 0)


def _settings(**given: object) -> Settings:
    """The settings, with what the command line says put into the environment, where the server's workers read it."""
    for name, value in given.items():
        if value is not None:
            os.environ[PREFIX + name.upper()] = str(value)
    if given.get("port") and f"{PREFIX}BASE_URL" not in os.environ:
        os.environ[f"{PREFIX}BASE_URL"] = f"http://127.0.0.1:{given['port']}"
    return read_settings()


def _session(database: Database) -> Session:
    if not migrations.is_current(database):
        raise WrongSettings("The database is not up to date. Run: verhaal migrate")
    return database.session(writes=True)


def _door() -> tuple["Flask", "Door"]:
    """Where replies come in."""
    from verhaal.app import create_app
    from verhaal.replies.door import Door

    settings = read_settings()
    if not settings.reply_address:
        hint = Settings.model_fields["reply_address"].description
        raise WrongSettings(f"{PREFIX}REPLY_ADDRESS is not set, so no reply can come in. It should be {hint}.")
    _require_mail(settings, "a reply that is not placed is explained by mail")
    app = create_app(settings)
    _session(app.extensions["database"]).close()
    return app, Door(app, Session.commit)


def _migrate(database: Database) -> None:
    """To the newest schema, and every story in the search index as this release makes it."""
    migrations.upgrade(database)
    with database.session(writes=True) as session:
        stories = indexing.stories_behind(session)
        session.commit()
        _index(session, stories)


def _index(session: Session, stories: Sequence[int]) -> None:
    """With progress where it takes longer than a moment."""
    with click.progressbar(length=len(stories), label="Indexing", hidden=len(stories) < 2 * indexing.AT_ONCE) as bar:
        indexing.reindex_all(session, stories, session.commit, bar.update)


def _fill_if_empty(database: Database) -> None:
    from verhaal.demo import fill

    with database.session(writes=True) as session:
        if fill.is_empty(session):
            fill.fill(session, datetime.now(UTC))
            session.commit()


def _serve(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    settings.key()  # made once, before two workers would each make one
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


def _address(email: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise LookupError(f"{email} is not an e-mail address: {error}") from None


def _require_mail(settings: Settings, otherwise: str) -> None:
    """A mail server, or the demo's outbox."""
    if not settings.smtp_url and not settings.demo:
        hint = Settings.model_fields["smtp_url"].description
        raise WrongSettings(f"{PREFIX}SMTP_URL is not set; {otherwise}. It should be {hint}.")


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
