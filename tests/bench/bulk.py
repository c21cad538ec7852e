"""Rows by the hundred thousand, past the ORM: COPY on PostgreSQL, executemany on SQLite.

They can be made anew and are known to fit, so neither a crash nor foreign keys are minded while they go in.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel

Row = Sequence[Any]


class Bulk:
    """A connection that only takes in rows. `close` makes both databases ready for questions."""

    def __init__(self, engine: Engine) -> None:
        self.is_postgresql = engine.dialect.name == "postgresql"
        self.connection: Any = engine.raw_connection()
        self.cursor: Any = self.connection.cursor()
        if self.is_postgresql:
            self.cursor.execute("SET TIME ZONE 'UTC'")
            self.cursor.execute("SET synchronous_commit = off")
            self.cursor.execute("SET session_replication_role = replica")  # no foreign keys; wants a superuser
        else:
            for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000", "temp_store=MEMORY"):
                self.cursor.execute(f"PRAGMA {pragma}")
            self.cursor.execute("BEGIN IMMEDIATE")

    def put(self, model: type[SQLModel], names: str, rows: Iterable[Row]) -> None:
        """Rows with these columns; what a table has beside them gets its default."""
        table: Table = model.__table__  # type: ignore[attr-defined]
        defaults = dict(_defaults(table, names.split()))
        columns = [*names.split(), *defaults]
        listed = ", ".join(f'"{name}"' for name in columns)
        whole = ((*row, *defaults.values()) for row in rows)
        if not self.is_postgresql:
            marks = ", ".join("?" * len(columns))
            self.cursor.executemany(f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})', whole)
            return
        with self.cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
            for row in whole:
                copy.write_row(row)

    def close(self, tables: Iterable[Table]) -> None:
        """Commit; let PostgreSQL number on from the last row; let both count what there is."""
        if self.is_postgresql:
            for table in tables:
                if "id" in table.columns and table.columns["id"].autoincrement:
                    self._number_on(table.name)
        self.connection.commit()
        if self.is_postgresql:
            self.connection.driver_connection.autocommit = True
            self.cursor.execute("VACUUM ANALYZE")
            self.connection.driver_connection.autocommit = False
        else:
            self.cursor.execute("ANALYZE")
            self.cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.invalidate()  # what was set for filling is not for asking

    def _number_on(self, table: str) -> None:
        last = f'(SELECT max(id) FROM "{table}")'
        sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
        self.cursor.execute(f"SELECT setval({sequence}, {last}) WHERE {sequence} IS NOT NULL AND {last} IS NOT NULL")


def moment(at: datetime) -> str:
    """As SQLAlchemy writes it on SQLite, in UTC; on PostgreSQL the connection says that it is."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _defaults(table: Table, given: list[str]) -> Iterable[tuple[str, Any]]:
    for column in table.columns:
        if column.name not in given and isinstance(column.default, ScalarElementColumnDefault):
            value = column.default.arg
            yield column.name, int(value) if isinstance(value, bool) else getattr(value, "value", value)
