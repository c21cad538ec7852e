"""The search index of many stories at once: what `verhaal reindex` makes, taken in by the databases in bulk."""

from sqlalchemy import Connection, text
from sqlmodel import Session

from verhaal.db import Database
from verhaal.search import indexing

AT_ONCE = 10_000  # stories in a transaction: FTS5 writes its words out at the end of each
WIDE, USUAL = 64 * 2**20, 2**20  # bytes of words that FTS5 keeps in memory before it writes them out
GIN = "ix_passage_words_words"


def fill_index(database: Database) -> None:
    with database.session(writes=True) as session:
        is_postgresql = session.get_bind().dialect.name == "postgresql"
        made_again = _without_gin(session) if is_postgresql else _hold_much(session, WIDE)
        stories = indexing.every_story(session)
        for start in range(0, len(stories), indexing.AT_ONCE):
            indexing.reindex(session, stories[start : start + indexing.AT_ONCE])
            session.expunge_all()
            if start % AT_ONCE == 0:
                session.commit()
        if is_postgresql:
            session.connection().execute(text(made_again))
        else:
            _hold_much(session, USUAL)
        session.commit()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _count_what_there_is(connection)


def _without_gin(session: Session) -> str:
    """Gives the statement that makes the index again: at once that takes a fraction of the time."""
    asked = text("SELECT indexdef FROM pg_indexes WHERE indexname = :name").bindparams(name=GIN)
    made: str = session.connection().execute(asked).scalar_one()
    session.connection().execute(text(f"DROP INDEX {GIN}"))
    return made


def _hold_much(session: Session, size: int) -> str:
    session.connection().execute(text(f"INSERT INTO passage_words (passage_words, rank) VALUES ('hashsize', {size})"))
    return ""


def _count_what_there_is(connection: Connection) -> None:
    """As an installation's database has done by itself."""
    is_postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql("VACUUM ANALYZE" if is_postgresql else "ANALYZE")
