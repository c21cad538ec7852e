"""The index follows every change, in the transaction that makes it: whoever writes need not think of it.

Listens to every session of the process from the moment this is imported, which `app` and `cli` do. What goes past the
session (SQL by hand, rows inserted in bulk) it cannot hear; then there is `verhaal reindex`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as SqlAlchemySession
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal.grants.models import Grant
from verhaal.reading.models import Answer, Response
from verhaal.search.indexing import reindex
from verhaal.stories.models import Count, Outcome, Story, Version, VersionGrant

TOUCHED = "verhaal.search.touched"  # in a session's `info`: {column of _FOUND_BY: {values}}
_OF_VERSION = {VersionGrant, Outcome, Count}
_KEYS: dict[type[Any], str] = {
    Story: "id", Version: "story_id", Response: "story_id", Answer: "response_id", Grant: "id",
    **dict.fromkeys(_OF_VERSION, "version_id"),
}  # fmt: skip
_FOUND_BY: dict[type[Any], Callable[[Iterable[int]], SelectOfScalar[int]]] = {
    Answer: lambda ids: select(Response.story_id).where(col(Response.id).in_(ids)),
    Grant: lambda ids: (
        select(Version.story_id)
        .join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
        .where(col(VersionGrant.grant_id).in_(ids))
    ),
    **dict.fromkeys(_OF_VERSION, lambda ids: select(Version.story_id).where(col(Version.id).in_(ids))),
}


@event.listens_for(Session, "after_flush")
def _note_rows(session: Session, _context: object) -> None:
    for row in (*session.new, *session.deleted, *filter(session.is_modified, session.dirty)):
        if type(row) in _KEYS and (not isinstance(row, Grant) or _changed_hands(row)):
            _note(session, type(row), [getattr(row, _KEYS[type(row)])])


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """A DELETE or UPDATE that names no rows: which they are is asked before they are gone."""
    if not (state.is_delete or state.is_update) or state.bind_mapper is None:
        return
    table = state.bind_mapper.class_
    if table in _KEYS:
        condition: Any = state.statement.whereclause  # type: ignore[attr-defined]
        asked = select(getattr(table, _KEYS[table]))
        found = state.session.execute(asked if condition is None else asked.where(condition))
        _note(state.session, table, [each for (each,) in found])


@event.listens_for(Session, "before_commit")
def _index(session: Session) -> None:
    if session.in_nested_transaction():
        return  # it is part of a transaction that will still be committed
    session.flush()
    touched: dict[type[Any], set[int]] = session.info.pop(TOUCHED, {})
    stories: set[int] = set()
    for table, ids in touched.items():
        stories.update(session.exec(_FOUND_BY[table](ids)) if table in _FOUND_BY else ids)
    if stories:
        reindex(session, sorted(stories))


def _note(session: SqlAlchemySession, table: type[Any], ids: Iterable[int]) -> None:
    session.info.setdefault(TOUCHED, {}).setdefault(table, set()).update(ids)


def _changed_hands(grant: Grant) -> bool:
    """What else changes in a grant, nobody finds a story by."""
    return bool(inspect(grant).attrs.funder_id.history.has_changes())
