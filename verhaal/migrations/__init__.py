"""Alembic's migrations, inside the package so that they ship; run by `verhaal migrate`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from verhaal.db import Database


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the database to the newest schema, one at a time: a second process waits for the first.

    On SQLite the write lock serves; on PostgreSQL an advisory lock does.
    """
    with database.session(writes=True) as session, session.begin():
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261123)")
        command.upgrade(configuration(connection), to)


def is_current(database: Database) -> bool:
    """Whether the database has the newest schema."""
    newest = ScriptDirectory.from_config(configuration(None)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def is_modelled(name: str | None, kind: str, parents: object) -> bool:  # noqa: ARG001  (Alembic gives three)
    """Whether a table is a model's: that of the search index's words is not, nor what FTS5 keeps beside it."""
    return not (kind == "table" and (name or "").startswith("passage_words"))


def configuration(connection: object) -> Config:
    """Alembic's settings for an open connection."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["connection"] = connection
    return settings
