"""Mail: `remind` and `notify` for a scheduler, `receive` for a mail server."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from sqlmodel import Session

from verhaal.cli.base import main, require_mail, session_of, told_plainly
from verhaal.cli.printing import forget_prints
from verhaal.config import PREFIX, Settings, WrongSettings, read_settings
from verhaal.notices.rounds import Letter, Result, go_round

if TYPE_CHECKING:
    from flask import Flask

    from verhaal.replies.door import Door


@main.command()
@told_plainly
def remind() -> None:
    """Mail a reminder to everyone who asked for one, whose moment passed today, and who has not told this week; and
    coordinators that an annual account is due: eight, three and one week before, and once when it is late.

    Run it from a scheduler, every quarter of an hour: it is safe to run twice, and at the same time, since each
    person is reminded once a week at most, and of an account once at each of these. A week's reminder that is not run
    on the chosen day is left out, not sent late; of an account it is sent later.

    Needs VERHAAL_SMTP_URL, or VERHAAL_DEMO=true with which mail goes to the demo's outbox. Ends with 1 where mail was
    not delivered, which the next run of that day tries again, and with 2 where the settings are wrong.
    """
    from verhaal.annual import letter as due
    from verhaal.annual import reminding
    from verhaal.reminders.actions import letters
    from verhaal.reminders.letter import letter

    def everyone(session: Session) -> Iterator[Letter]:
        now = datetime.now(UTC)
        yield from letters(session, now, letter)
        yield from reminding.letters(session, now, due.letter)

    settings = read_settings()
    require_mail(settings, "a reminder is a mail, so nobody would get one")
    forget_prints(settings)
    _tell("Reminded", _round(settings, everyone), "run of today")


@main.command()
@told_plainly
def notify() -> None:
    """Mail readers what is new to read, and authors who read and answered, each at the rhythm that they chose.

    Run it from a scheduler, every quarter of an hour: it is safe to run twice, and at the same time, since everyone is
    told everything once. What was not run in time is told later, in one mail. Without news there is no mail.

    Needs VERHAAL_SMTP_URL, or VERHAAL_DEMO=true with which mail goes to the demo's outbox. Ends with 1 where mail was
    not delivered, which the next run tries again for a day, and with 2 where the settings are wrong.
    """
    settings = read_settings()
    require_mail(settings, "news goes by mail, so nobody would get any")
    _tell("Mailed", tell_the_news(settings), "run")


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


@told_plainly
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


def tell_the_news(settings: Settings) -> Result:
    from verhaal.digests.actions import letters
    from verhaal.digests.letter import letter

    return _round(settings, lambda session: letters(session, datetime.now(UTC), letter))


def _round(settings: Settings, letters: Callable[[Session], Iterable[Letter]]) -> Result:
    """Mail letters that are written in the application, as a page is."""
    from verhaal.app import create_app

    app = create_app(settings)
    with app.test_request_context(base_url=settings.base_url), session_of(app.extensions["database"]) as session:
        return go_round(letters(session), app.extensions["postman"].deliver, session.commit)


def _tell(what: str, result: Result, next_run: str) -> None:
    """Say how a round went, and end with 1 where mail was not delivered."""
    click.echo(f"{what}: {result.mailed}.")
    if result.refused:
        click.echo(f"Refused by the mail server: {result.refused}. The next {next_run} tries again.", err=True)
    if result.stopped:
        click.echo(f"The mail server did not serve ({result.stopped}). The next {next_run} goes on.", err=True)
    sys.exit(1 if result.refused or result.stopped else 0)


def _door() -> tuple["Flask", "Door"]:
    """Where replies come in."""
    from verhaal.app import create_app
    from verhaal.replies.door import Door

    settings = read_settings()
    if not settings.reply_address:
        hint = Settings.model_fields["reply_address"].description
        raise WrongSettings(f"{PREFIX}REPLY_ADDRESS is not set, so no reply can come in. It should be {hint}.")
    require_mail(settings, "a reply that is not placed is explained by mail")
    app = create_app(settings)
    session_of(app.extensions["database"]).close()
    return app, Door(app, Session.commit)
