"""The index follows every change, in the transaction that makes it: whoever writes need not think of it.

Listens to every session of the process from the moment this is imported, which `app` and `cli` do. What goes past the
session (SQL by hand, rows inserted in bulk) it cannot hear; then there is `verhaal reindex`.
"""

import operator
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import BinaryExpression, BindParameter, event, inspect
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as SqlAlchemySession
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal.grants.models import Grant
from verhaal.reading.models import Answer, Response
from verhaal.search.indexing import reindex
from verhaal.stories.models import Count, Outcome, Story, Version, VersionGrant

TOUCHED = "verhaal.search.touched"  # in a session's `info`: per table of _KEYS' the numbers that were written


class Key(NamedTuple):
    """The column of a table that leads to a story, and the table that it is a number of."""

    column: str
    of: type[Any]


_KEYS: dict[type[Any], Key] = {
    Story: Key("id", Story), Version: Key("story_id", Story), Response: Key("story_id", Story),
    VersionGrant: Key("version_id", Version), Outcome: Key("version_id", Version), Count: Key("version_id", Version),
    Answer: Key("response_id", Response), Grant: Key("id", Grant),
}  # fmt: skip
_STORIES_OF: dict[type[Any], Callable[[Iterable[int]], SelectOfScalar[int]]] = {
    Version: lambda ids: select(Version.story_id).where(col(Version.id).in_(ids)),
    Response: lambda ids: select(Response.story_id).where(col(Response.id).in_(ids)),
    Grant: lambda ids: (
        select(Version.story_id)
        .join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
        .where(col(VersionGrant.grant_id).in_(ids))
    ),
}


@event.listens_for(Session, "after_flush")
def _note_rows(session: Session, _context: object) -> None:
    for row in (*session.new, *session.deleted, *filter(session.is_modified, session.dirty)):
        if type(row) in _KEYS and (not isinstance(row, Grant) or _changed_hands(row)):
            key = _KEYS[type(row)]
            _note(session, key.of, [getattr(row, key.column)])


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """A DELETE or UPDATE that names no rows: which they are is asked before they are gone."""
    if not (state.is_delete or state.is_update) or state.bind_mapper is None:
        return
    table = state.bind_mapper.class_
    if table in _KEYS:
        column, condition = getattr(table, _KEYS[table].column), state.statement.whereclause  # type: ignore[attr-defined]
        ids = _named_in(condition, column) or _found_by(state.session, condition, column)
        _note(state.session, _KEYS[table].of, ids)


@event.listens_for(Session, "before_commit")
def _index(session: Session) -> None:
    if session.in_nested_transaction():
        return  # it is part of a transaction that will still be committed
    session.flush()
    touched: dict[type[Any], set[int]] = session.info.pop(TOUCHED, {})
    stories = touched.get(Story, set()) | _stories_of_versions(session, touched.pop(Version, set()))
    for table in touched.keys() & _STORIES_OF.keys():
        stories.update(session.exec(_STORIES_OF[table](touched[table])))
    if stories:
        reindex(session, sorted(stories))


def _stories_of_versions(session: Session, ids: set[int]) -> set[int]:
    """Asked only for those that the session does not hold: a draft that is saved, it does."""
    held = {each.id: each.story_id for each in session.identity_map.values() if isinstance(each, Version)}
    missing = ids - held.keys()
    asked = session.exec(_STORIES_OF[Version](missing)) if missing else ()
    return {held[each] for each in ids & held.keys()} | set(asked)


def _note(session: SqlAlchemySession, table: type[Any], ids: Iterable[int]) -> None:
    session.info.setdefault(TOUCHED, {}).setdefault(table, set()).update(ids)


def _named_in(condition: Any, column: Any) -> list[int]:
    """The one that `column = 7` names, without asking; none for any other condition."""
    is_equal = isinstance(condition, BinaryExpression) and condition.operator is operator.eq
    if not is_equal or not isinstance(condition.right, BindParameter) or not condition.left.compare(column.expression):
        return []
    value: Any = condition.right.effective_value
    return [value]


def _found_by(session: SqlAlchemySession, condition: Any, column: Any) -> list[int]:
    asked = select(column)
    return [each for (each,) in session.execute(asked if condition is None else asked.where(condition))]


def _changed_hands(grant: Grant) -> bool:
    """What else changes in a grant, nobody finds a story by."""
    return bool(inspect(grant).attrs.funder_id.history.has_changes())
