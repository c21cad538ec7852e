"""What is kept: `migrate`, `reindex`, the first coordinator by `invite`, and `export` of an account."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlmodel import Session, select

from verhaal import access, migrations
from verhaal.cli.base import main, session_of, told_plainly
from verhaal.config import read_settings
from verhaal.db import Database
from verhaal.search import following, indexing  # noqa: F401  (the index listens to every session)
from verhaal.settling import forgetting  # noqa: F401  (sealed pages follow every withdrawal)


@main.command()
@told_plainly
def migrate() -> None:
    """Bring the database to the newest schema. Safe to run at any time, and from two places at once."""
    bring_up_to_date(Database(read_settings().database))
    click.echo("The database is up to date.")


@main.command()
@told_plainly
def reindex() -> None:
    """Make the search index anew from the stories, outcomes and responses.

    The index follows every change by itself; this is for after changes by hand in the database. People can go on
    working and searching meanwhile. Safe to stop, and to run again.
    """
    with session_of(Database(read_settings().database)) as session:
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
@told_plainly
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
    with app.test_request_context(base_url=settings.base_url), session_of(app.extensions["database"]) as session:
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
@click.argument("reference")
@click.argument("year", type=click.IntRange(1990, 2200))
@click.option("--as", "email", required=True, help="The address of the coordinator on whose behalf it is made.")
@click.option("--format", "name", default="pdf", show_default=True, help="Such as pdf, xlsx, csv or json.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Otherwise REFERENCE-YEAR.pdf here.")
@told_plainly
def export(reference: str, year: int, email: str, name: str, output: Path | None) -> None:
    """Write the annual account of the grant with REFERENCE over YEAR as a file, PDF unless another format is named."""
    from verhaal.app import create_app
    from verhaal.exports.files import own_account
    from verhaal.exports.formats import FORMATS
    from verhaal.people.queries import person_with

    wanted = FORMATS.get(name)
    if wanted is None:
        raise LookupError(f"There is no format {name}. There are: {', '.join(FORMATS)}.")
    settings, now = read_settings(), datetime.now(UTC)
    app = create_app(settings)
    with app.app_context(), session_of(app.extensions["database"]) as session:
        person = person_with(session, email)
        if person is None:
            raise LookupError(f"Nobody has the address {email}.")
        whole = own_account(session, access.viewer_of(session, person), reference, year, now)
        content = wanted.made(whole, now, app.extensions["key"])
    file = output or Path(f"{reference.replace('/', '-')}-{year}.{wanted.suffix}")
    file.write_bytes(content)
    click.echo(str(file))


def bring_up_to_date(database: Database) -> None:
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


def _address(email: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise LookupError(f"{email} is not an e-mail address: {error}") from None
