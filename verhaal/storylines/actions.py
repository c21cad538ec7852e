"""The verbs of storylines: a story goes on from another, is gathered, moves, leaves."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import add_once
from verhaal.stories.models import Story, Version
from verhaal.storylines.models import Storyline, StorylineStory


def follow(session: Session, viewer: Viewer, story: Story, version: Version, now: datetime) -> None:
    """When a version is shared: into the line of the story that it goes on from, which is made where there is none.

    A correction that still goes on from the same story changes nothing: a coordinator may have moved it since, or its
    author taken it out. One that goes on from nothing any more leaves the line of the story that it went on from.
    """
    before = _followed_before(session, version) if version.number > 1 else None
    if version.follows_id == before:
        return
    if version.follows_id is None:
        if before is not None and line_id_of(session, story.id) == line_id_of(session, before):
            leave(session, story.id)
        return
    followed = session.exec(access.followable_stories(viewer).where(Story.id == version.follows_id)).first()
    if followed is not None and followed.organisation_id == story.organisation_id:
        _join(session, viewer, story, followed, now)


def _followed_before(session: Session, version: Version) -> int | None:
    earlier = col(Version.story_id) == version.story_id, col(Version.number) == version.number - 1
    return session.exec(select(Version.follows_id).where(*earlier)).first()


def begin(session: Session, organisation_id: int, title: str, now: datetime) -> Storyline:
    """A new line; put a story in it in the same breath."""
    line = Storyline(organisation_id=organisation_id, title=title, created_at=now)
    session.add(line)
    session.flush()
    return line


def place(session: Session, story_id: int, line_id: int, by_id: int, now: datetime) -> None:
    """Let a story stand in this line and in no other; a line that it leaves empty is gone."""
    new = StorylineStory(story_id=story_id, storyline_id=line_id, by_id=by_id, added_at=now)
    if line_id_of(session, story_id) is None and add_once(session, new):
        return
    there = session.get_one(StorylineStory, story_id)
    if there.storyline_id != line_id:
        left, there.storyline_id = there.storyline_id, line_id
        there.by_id, there.added_at = by_id, now
        session.add(there)
        _tidy(session, left)


def leave(session: Session, story_id: int) -> None:
    """Out of its line, if it stands in one; the last one out takes the line away."""
    there = session.get(StorylineStory, story_id)
    if there is not None:
        session.delete(there)
        _tidy(session, there.storyline_id)


def line_id_of(session: Session, story_id: int) -> int | None:
    return session.exec(select(StorylineStory.storyline_id).where(StorylineStory.story_id == story_id)).first()


def tail(follows: Mapping[int, int | None], story_id: int) -> list[int]:
    """A story with those that go on from it, and from those, whatever circle they make; `follows` is by story."""
    found = [story_id]
    for each in found:
        found += [other for other, followed in follows.items() if followed == each and other not in found]
    return found


def _join(session: Session, viewer: Viewer, story: Story, followed: Story, now: datetime) -> None:
    """The story, with what goes on from it in its own line so far, to the line of the one it follows."""
    own, theirs = line_id_of(session, story.id), line_id_of(session, followed.id)
    if own is not None and theirs is None:
        place(session, followed.id, own, viewer.id, now)
        return
    if theirs is None:
        theirs = begin(session, story.organisation_id, "", now).id
        place(session, followed.id, theirs, viewer.id, now)
    for each in tail(_follows(session, own), story.id):
        place(session, each, theirs, viewer.id, now)


def _follows(session: Session, line_id: int | None) -> dict[int, int | None]:
    """By story of a line, the one that its standing version goes on from."""
    rows = (
        select(Story.id, Version.follows_id)
        .join(StorylineStory, col(StorylineStory.story_id) == col(Story.id))
        .join(Version, (col(Version.story_id) == col(Story.id)) & (col(Version.number) == col(Story.shared_number)))
    )
    found = session.exec(rows.where(StorylineStory.storyline_id == line_id).order_by(col(Story.id)))
    return {story_id: follows_id for story_id, follows_id in found}  # noqa: C416  (a result is no mapping, though it looks it)


def _tidy(session: Session, line_id: int) -> None:
    session.flush()
    if session.exec(select(StorylineStory.story_id).where(StorylineStory.storyline_id == line_id)).first() is None:
        session.delete(session.get_one(Storyline, line_id))
        session.flush()
