"""Where a person stopped reading, and where they go on."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import add_once
from verhaal.reading import queue
from verhaal.reading.models import Bookmark
from verhaal.reading.sieve import Sieve

STAYS = timedelta(days=1)  # so long a story that was read already stays open where one stopped


def keep_place(session: Session, viewer: Viewer, story_id: int, now: datetime) -> None:
    """Remember at which story the viewer is."""
    own = update(Bookmark).where(col(Bookmark.person_id) == viewer.id).values(story_id=story_id, kept_at=now)
    if not session.connection().execute(own).rowcount:
        add_once(session, Bookmark(person_id=viewer.id, story_id=story_id, kept_at=now))


def where_to_open(session: Session, viewer: Viewer, sieve: Sieve, now: datetime) -> int | None:
    """Where the viewer stopped, as far as that lies within the sieve; else the first unread story.

    What was read already and left for more than a day is not opened again: something newer may wait.
    """
    mark = session.exec(access.own_bookmark(viewer)).first()
    if mark is not None:
        asked = sieve if now - mark.kept_at <= STAYS else replace(sieve, read=False)
        if queue.lies_there(session, viewer, asked, mark.story_id):
            return mark.story_id
    return queue.next_unread(session, viewer, sieve)
