"""The engine, on SQLite or PostgreSQL, and the sessions it gives. Knows no Flask."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as SqlAlchemySession
from sqlmodel import Session, SQLModel

# Named constraints, so that a migration can find them on every database.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
# Nothing asks a table to validate or to serialise itself (forms do), so that is built where it is asked after all.
SQLModel.model_config["defer_build"] = True


class Moment(TypeDecorator[datetime]):
    """An aware point in time, kept as UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Database:
    """One engine, from which each request or command takes its session."""

    def __init__(self, url: str) -> None:
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
        # On SQLite a write must say so when it begins: a read that turns into a write fails at once when
        # another is writing, whatever the timeout.
        self._for_writing = self.engine.execution_options(verhaal_writes=True)
        # On PostgreSQL each question by itself: a transaction that ends without a commit makes the driver forget what
        # it had prepared, and the server would plan every question of every page anew.
        is_sqlite = self.engine.dialect.name == "sqlite"
        self._for_looking = self.engine if is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def session(self, *, writes: bool) -> Session:
        """A new session; the caller closes it. `writes` takes SQLite's one write lock from the start."""
        return Session(self._for_writing if writes else self.engine, expire_on_commit=False, autoflush=True)

    def looking(self) -> Session:
        """A new session in which nothing is written, not even what was changed in a row; the caller closes it."""
        return Session(self._for_looking, expire_on_commit=False, autoflush=False)


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30})
    if engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # stories are nobody else's
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not guessed by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("verhaal_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def add_once(session: Session, row: SQLModel) -> bool:
    """Insert a row that carries a unique key; False where it is there already, since it was sent twice."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


class Prepared(NamedTuple):
    """A statement that was built once, with what is to be filled in; made by `prepared`."""

    statement: Any
    values: dict[str, Any]


def rows_of(session: Session, asked: Any) -> list[Any]:
    """The whole rows of a statement, prepared or not; `exec` would keep only the first of each."""
    statement, values = asked if isinstance(asked, Prepared) else (asked, None)
    return list(SqlAlchemySession.execute(session, statement, values))


def firsts_of(session: Session, asked: Any) -> list[Any]:
    """Of each row what stands first in it."""
    return [row[0] for row in rows_of(session, asked)]
