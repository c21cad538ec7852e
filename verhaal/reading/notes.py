"""What a funder's people note about a story among themselves. Nothing that leaves the funder may import this."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.people.models import Funder, Person
from verhaal.prepared import prepared
from verhaal.reading.models import Note
from verhaal.stories.models import Story
from verhaal.stories.queries import Telling


class Noted(NamedTuple):
    note: Note
    person: Person
    funder: Funder


def notes_of(session: Session, viewer: Viewer, story: Story) -> list[Noted]:
    """The notes on a story of the funders for which the viewer reads, the first first; one query, for readers only."""
    if not viewer.reads_for:
        return []
    return [Noted(*row) for row in rows_of(session, _notes(viewer, story.id))]


@prepared
def _notes(viewer: Viewer, story_id: int) -> Any:
    rows: Any = access.visible_notes(viewer).with_only_columns(Note, Person, Funder)
    return (
        rows.join(Person, col(Person.id) == col(Note.person_id))
        .join(Funder, col(Funder.id) == col(Note.funder_id))
        .where(col(Note.story_id) == story_id)
        .order_by(col(Note.created_at), col(Note.id))
    )


def funders_of(session: Session, viewer: Viewer, telling: Telling) -> Sequence[Funder]:
    """Those for which the viewer reads the story: among whose people a note can stay."""
    ids = viewer.reads_for & telling.funder_ids
    return session.exec(select(Funder).where(col(Funder.id).in_(ids)).order_by(col(Funder.name))).all() if ids else []
