"""Migrations bring every database to what the models say."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tests.apart import at_once
from tests.conftest import START
from verhaal import migrations
from verhaal.access import public_accounts
from verhaal.config import Settings
from verhaal.db import Database, metadata
from verhaal.demo import fill
from verhaal.draws.models import Party
from verhaal.publishing.models import Assent, Publication
from verhaal.reading.models import Commitment

OLD = """INSERT INTO person (id, email, name, language, created_at)
    VALUES (1, 'f@example.org', 'Femke', 'nl', '2026-01-01');
INSERT INTO organisation (id, name) VALUES (1, 'O');
INSERT INTO funder (id, name, kind) VALUES (1, 'F', 'foundation');
INSERT INTO story (id, key, author_id, organisation_id, created_at, withdrawn_reason)
    VALUES (1, 'k', 1, 1, '2026-01-01', '');
INSERT INTO version (id, story_id, number, year, week_number, title, text, is_setback, change_note, saved_at, revision,
    sheet_typed, writing_seconds) VALUES (1, 1, 1, 2026, 1, '', 'x', 0, '', '2026-01-01', 1, 0, 0);
INSERT INTO response (id, key, story_id, version_id, person_id, funder_id, kind, text, created_at)
    VALUES (1, 'a', 1, 1, 1, 1, 'commitment', 'Ik laat de lamp maken.', '2026-01-01'),
           (2, 'b', 1, 1, 1, 1, 'question', 'Brandt hij?', '2026-01-01')"""


BETWEEN_TWO = """INSERT INTO person (id, email, name, language, created_at)
    VALUES (1, 'c@example.org', 'Coba', 'nl', '2026-01-01 12:00:00'),
           (2, 'f@example.org', 'Femke', 'nl', '2026-01-01 12:00:00');
INSERT INTO organisation (id, name) VALUES (1, 'O');
INSERT INTO funder (id, name, kind) VALUES (7, 'F', 'foundation');
INSERT INTO annualaccount (id, organisation_id, year, scope, funder_id, state, number, changed, person_id, begun_at,
    revision) VALUES (1, 1, 2025, 'funder-7', 7, 'signed', 1, '', 1, '2026-01-01 12:00:00', 2);
INSERT INTO sealedaccount (id, account_id, number, funder_id, core, seal, sha256, person_id, sealed_at)
    VALUES (1, 1, 1, 7, '{}', '{}', 'a', 1, '2026-01-01 12:00:00');
INSERT INTO publication (id, account_id, sealed_id, turn, key, organisation_person_id, organisation_agreed_at,
    funder_person_id, funder_agreed_at, withdrawn_person_id, withdrawn_at, reason)
    VALUES (1, 1, 1, 1, 'k', NULL, NULL, 2, '2026-01-02 12:00:00', 2, '2026-01-03 12:00:00', 'Toch niet.'),
           (2, 1, 1, 2, 'k', 1, '2026-01-04 12:00:00', 2, '2026-01-05 12:00:00', NULL, NULL, '')"""


@pytest.fixture
def nowhere(database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing was made yet."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    server = Database(database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE old")
        yield server.engine.url.set(database="old").render_as_string(hide_password=False)
        connection.exec_driver_sql("DROP DATABASE old")
    server.engine.dispose()


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


def test_what_was_taken_on_before_commitments_had_a_day_gets_a_month(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    migrations.upgrade(database, "0006")
    with database.session(writes=True) as session:
        for statement in OLD.split(";\n"):
            session.connection().exec_driver_sql(statement)
        session.commit()
    migrations.upgrade(database)
    with Session(database.engine) as session:
        [taken] = session.exec(select(Commitment)).all()
    assert (taken.response_id, taken.what, taken.who) == (1, "Ik laat de lamp maken.", "Femke")
    assert abs((taken.due_on - datetime.now(UTC).date()).days - 30) <= 1
    assert taken.closed_at is None
    database.engine.dispose()


def test_what_both_sides_said_before_there_could_be_more_is_carried_over(nowhere: str) -> None:
    database = Database(nowhere)
    migrations.upgrade(database, "0020")
    with database.session(writes=True) as session:
        for statement in BETWEEN_TWO.split(";\n"):
            session.connection().exec_driver_sql(statement)
        session.commit()
    migrations.upgrade(database)
    with Session(database.engine) as session:
        said = session.exec(select(Assent).order_by(col(Assent.id))).all()
        told = [(each.publication_id, each.party, each.person_id, each.agreed_at.day) for each in said]
        assert told == [(1, Party(funder_id=7), 2, 2), (2, Party(1), 1, 4), (2, Party(funder_id=7), 2, 5)]
        before, after = session.exec(select(Publication).order_by(col(Publication.id))).all()
        assert (before.key, before.turn, before.withdrawn_person_id, before.reason) == ("k", 1, 2, "Toch niet.")
        assert (after.key, after.turn, after.withdrawn_at) == ("k", 2, None)
        assert [sealed.id for sealed in session.exec(public_accounts())] == [1]
        beside = Publication(account_id=1, sealed_id=1, turn=2, key="k")
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(beside)
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
    assert at_once(_migrate, url) == [0, 0]
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
