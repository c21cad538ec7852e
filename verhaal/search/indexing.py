"""Bringing the index to what stands in the stories."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import exists, text
from sqlmodel import Session, col, delete, func, select

from verhaal.db import rows_of
from verhaal.prepared import prepared
from verhaal.search.contents import documents_of
from verhaal.search.documents import RULES, Document
from verhaal.search.engines import engine_of
from verhaal.search.models import Passage
from verhaal.stories.models import Story

AT_ONCE = 500  # stories in one transaction; others may write in between


def reindex(session: Session, story_ids: Collection[int], *, anew: bool = False) -> None:
    """Let the index say what these stories say now; what it says already is written again only when asked `anew`."""
    if session.get_bind().dialect.name != "sqlite":  # which lets one write at a time
        _wait_for_others(session, story_ids)
    documents = {document.id: document for document in documents_of(session, story_ids)}
    there: dict[int, str] = dict(rows_of(session, _marks(list(story_ids))))
    new = {each: document for each, document in documents.items() if anew or there.get(each) != document.mark}
    _remove(session, [each for each in there if each not in documents])
    _keep(session, [new[each] for each in sorted(new)])


def reindex_all(
    session: Session, story_ids: Sequence[int], commit: Callable[[], None], tell: Callable[[int], None]
) -> None:
    """Index these stories anew, some at a time; `tell` hears how many were done, `commit` is the command's."""
    for start in range(0, len(story_ids), AT_ONCE):
        some = story_ids[start : start + AT_ONCE]
        reindex(session, some, anew=True)
        commit()
        tell(len(some))


def remove_orphans(session: Session) -> None:
    """Take out what is about stories that are gone."""
    gone = select(Passage.id).where(~exists().where(col(Story.id) == col(Passage.story_id)))
    _remove(session, session.exec(gone).all())
    key = engine_of(session).key
    session.connection().execute(text(f"DELETE FROM passage_words WHERE {key} NOT IN (SELECT id FROM passage)"))


def every_story(session: Session) -> Sequence[int]:
    """The oldest first, as the index likes them."""
    told_at = func.coalesce(Story.shared_at, Story.created_at)
    return session.exec(select(Story.id).order_by(told_at, col(Story.id))).all()


def stories_behind(session: Session) -> Sequence[int]:
    """Those that are not in the index, or stand in it by the rules of an earlier release."""
    indexed = exists().where(col(Passage.story_id) == col(Story.id), col(Passage.mark).startswith(RULES))
    return session.exec(select(Story.id).where(~indexed).order_by(col(Story.id))).all()


@prepared
def _marks(story_ids: list[int]) -> Any:
    return select(Passage.id, Passage.mark).where(col(Passage.story_id).in_(story_ids))


def _wait_for_others(session: Session, story_ids: Collection[int]) -> None:
    """Two that change one story at the same time index it after each other, and the second sees what the first did."""
    stories = select(Story.id).where(col(Story.id).in_(story_ids)).order_by(col(Story.id))
    session.exec(stories.with_for_update(key_share=True)).all()


def _remove(session: Session, ids: Sequence[int]) -> None:
    if ids:
        engine_of(session).remove(session, ids)
        session.exec(delete(Passage).where(col(Passage.id).in_(ids)))


def _keep(session: Session, documents: Sequence[Document]) -> None:
    """In place of what was there; few statements, since a draft is saved every few seconds."""
    rows = [
        {"id": each.id, "story_id": each.story_id, "response_id": each.response_id, "mark": each.mark}
        for each in documents
    ]
    if rows:
        session.connection().execute(_PASSAGE, rows)
        engine_of(session).write(session, documents)


_PASSAGE = text(
    "INSERT INTO passage (id, story_id, response_id, mark) VALUES (:id, :story_id, :response_id, :mark)"
    " ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
)
