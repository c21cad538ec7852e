"""A story that is withdrawn leaves every sealed account, in the transaction that withdraws it.

Listens to every session of the process from the moment this is imported, which `app` and `cli` do. The sealed core
keeps the page's fingerprint and nothing of what it told, so the seal holds. `access.sealed_pages` leaves the page out
by itself; here its text goes for good.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as SqlAlchemySession
from sqlmodel import Session, col, delete, select

from verhaal.annual.models import SealedPage
from verhaal.stories.models import Story

WITHDRAWN = "verhaal.settling.withdrawn"  # in a session's `info`: whether stories may have been withdrawn


@event.listens_for(Session, "after_flush")
def _note_rows(session: Session, _context: object) -> None:
    if any(isinstance(row, Story) and row.withdrawn_at for row in session.dirty):
        session.info[WITHDRAWN] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """An UPDATE of stories that names no rows."""
    if state.is_update and state.bind_mapper is not None and state.bind_mapper.class_ is Story:
        state.session.info[WITHDRAWN] = True


@event.listens_for(Session, "before_commit")
def _forget(session: SqlAlchemySession) -> None:
    if session.in_nested_transaction():
        return  # it is part of a transaction that will still be committed
    session.flush()
    if session.info.pop(WITHDRAWN, False):
        gone: Any = select(Story.id).where(col(Story.withdrawn_at).is_not(None))
        session.execute(
            delete(SealedPage).where(col(SealedPage.story_id).in_(gone)).execution_options(synchronize_session=False)
        )
