"""The demo's year as it stands at a moment: filled once for each database, of which a test then takes the rows."""

from datetime import datetime
from functools import cache
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table
from sqlmodel import Session, SQLModel

from verhaal.db import Database
from verhaal.demo import fill


@pytest.fixture
def year(app: Flask, session: Session, now: datetime) -> Session:
    """A session in which the world lies as it was filled at `now`; what the search index holds of it is left out."""
    for table, rows in _filled(app.extensions["database"], now):
        session.connection().execute(table.insert(), rows)
    return session


@cache
def _filled(database: Database, now: datetime) -> list[tuple[Table, list[dict[str, Any]]]]:
    with database.session(writes=True) as session:
        fill.fill(session, now)
        session.flush()
        every = ((table, session.connection().execute(table.select())) for table in SQLModel.metadata.sorted_tables)
        rows = [(table, [dict(row._mapping) for row in found]) for table, found in every]
        session.rollback()
    return [(table, found) for table, found in rows if found]
