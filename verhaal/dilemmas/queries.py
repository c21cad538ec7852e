"""Dilemma notes, as their author may see them."""

from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.dilemmas.models import Dilemma
from verhaal.stories.models import Story, Version


class Noted(NamedTuple):
    """A note, and the story it belongs to in the version that stands, if it belongs to one."""

    dilemma: Dilemma
    about: Version | None


def noted(session: Session, viewer: Viewer) -> list[Noted]:
    """All of the viewer's notes, the last written first; one query."""
    number = func.coalesce(col(Story.shared_number), col(Story.draft_number))
    rows: Any = (
        access.own_dilemmas(viewer)
        .with_only_columns(Dilemma, Version)
        .outerjoin(Story, col(Story.id) == col(Dilemma.story_id))
        .outerjoin(Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == number))
        .order_by(col(Dilemma.saved_at).desc(), col(Dilemma.id).desc())
    )
    return [Noted(*row) for row in rows_of(session, rows)]


def dilemma(viewer: Viewer, dilemma_id: int) -> SelectOfScalar[Dilemma]:
    return access.own_dilemmas(viewer).where(Dilemma.id == dilemma_id)


def by_key(viewer: Viewer, key: str) -> SelectOfScalar[Dilemma]:
    return access.own_dilemmas(viewer).where(Dilemma.key == key)


def own_story(viewer: Viewer, story_id: int) -> SelectOfScalar[Story]:
    """The story that a note may be tied to: one's own, in any state."""
    return access.visible_stories(viewer).where(Story.id == story_id, Story.author_id == viewer.id)
