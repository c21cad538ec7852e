"""What the server starts for a file that takes long: `print-job`, and the removal of files that had their day."""

from datetime import UTC, datetime

import click
from sqlmodel import Session

from verhaal.cli.base import main, session_of, told_plainly
from verhaal.config import Settings, read_settings


@main.command("print-job", hidden=True)
@click.argument("job_id", type=click.IntRange(1))
@told_plainly
def print_job(job_id: int) -> None:
    """Make the file of a job that somebody asked for on an account's page."""
    from verhaal.app import create_app
    from verhaal.exports.jobs import Worker

    settings = read_settings()
    app = create_app(settings)
    database, files = app.extensions["database"], app.extensions["files"]
    session_of(database).close()
    with app.app_context():
        Worker(database, files, settings, Session.commit, lambda: datetime.now(UTC)).work(job_id)


def forget_prints(settings: Settings) -> None:
    """Remove the files that were kept for a day."""
    from verhaal.db import Database
    from verhaal.exports.jobs import forget_outlived
    from verhaal.files import Files

    with session_of(Database(settings.database)) as session:
        forget_outlived(session, Files(settings.photos), datetime.now(UTC))
        session.commit()
