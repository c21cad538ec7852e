"""Migrations bring every database to what the models say."""

import multiprocessing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import Session

from tests.conftest import START
from verhaal import migrations
from verhaal.config import Settings
from verhaal.db import Database, metadata
from verhaal.demo import fill


def opened(settings: Settings) -> Database:
    return Database(settings.database)


def test_models_and_migrations_agree(settings: Settings) -> None:
    database = opened(settings)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": migrations.is_modelled}
        )
        assert compare_metadata(context, metadata) == []
    database.engine.dispose()


def test_a_filled_database_is_upgraded_and_keeps_what_it_holds(settings: Settings) -> None:
    database = opened(settings)
    with database.session(writes=True) as session:
        fill.fill(session, START)
        session.commit()
    before = _rows(database)
    migrations.upgrade(database)
    assert migrations.is_current(database)
    assert _rows(database) == before
    assert before["story"] >= 50
    database.engine.dispose()


def _rows(database: Database) -> dict[str, int]:
    with Session(database.engine) as session:
        connection = session.connection()
        return {table.name: len(connection.execute(table.select()).all()) for table in metadata.sorted_tables}


def _migrate(url: str) -> None:
    migrations.upgrade(Database(url))


@pytest.mark.slow
def test_two_processes_can_migrate_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=_migrate, args=(url,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    database = Database(url)
    assert migrations.is_current(database)
    database.engine.dispose()


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert not migrations.is_current(database)
    database.engine.dispose()


@pytest.mark.parametrize("statement", ["INSERT INTO versiongrant VALUES (99, 99)"])
def test_the_database_itself_refuses_what_points_nowhere(settings: Settings, statement: str) -> None:
    database = opened(settings)
    with database.session(writes=True) as session, pytest.raises(Exception, match=r"(?i)foreign key"):
        session.connection().exec_driver_sql(statement)
    database.engine.dispose()
