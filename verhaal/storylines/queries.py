"""Storylines, as a viewer may see them: only the stories that the viewer sees, in order, without a trace of others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.people.models import Person
from verhaal.prepared import prepared
from verhaal.stories.models import Story, Version
from verhaal.stories.queries import counts_of, outcomes_of, photos_of, standing, tellings
from verhaal.storylines.models import Storyline, StorylineStory
from verhaal.storylines.parts import Around, Candidate, Line, Listed, Part, Told, passed
from verhaal.week import Week

PAGE = 25  # lines, or first lines of stories
FOUND = 8
IN_ORDER = (col(Version.year), col(Version.week_number), col(Story.shared_at), col(Story.id))


def lines(session: Session, viewer: Viewer, number: int) -> tuple[list[Listed], bool]:
    """One page of the lines of which the viewer sees a story, those that went on last first; and whether there are
    more. One query."""
    found = _listed(session, _first_parts(viewer), PAGE + 1, (number - 1) * PAGE)
    return found[:PAGE], len(found) > PAGE


def lines_of(session: Session, viewer: Viewer, organisation_id: int, most: int = 200) -> list[Listed]:
    """The lines of one organisation, to choose from."""
    rows = _first_parts(viewer).where(col(Story.organisation_id) == organisation_id)
    return _listed(session, rows, most, 0)


def line(session: Session, viewer: Viewer, line_id: int) -> Line | None:
    """A line, if the viewer sees a story of it; one query."""
    return _line(session, _parts_of(viewer, line_id))


def line_of(session: Session, viewer: Viewer, story_id: int) -> Line | None:
    """The line that a story stands in, if the viewer sees it there; one query."""
    found = _line(session, _parts_with(viewer, story_id))
    return found if found and any(part.story_id == story_id for part in found.parts) else None


def around(session: Session, viewer: Viewer, story: Story, version: Version) -> Around | None:
    """What stands around a story in its line; of a draft, what it goes on from. One query at most."""
    if not story.is_shared:
        return _goes_on_from(session, viewer, version.follows_id)
    found = line_of(session, viewer, story.id)
    if found is None:
        return None
    here = [part.story_id for part in found.parts].index(story.id)
    before = found.parts[here - 1] if here else None
    return Around(found, before, next(iter(found.parts[here + 1 :]), None), here + 1)


def told(session: Session, viewer: Viewer, line: Line, number: int) -> list[Told]:
    """One page of a line: whole stories with all that stands beside them, or of a long one only the words.

    Five queries, or two.
    """
    first = (number - 1) * PAGE if line.is_long else 0
    ids = [part.story_id for part in line.parts[first : first + PAGE]]
    rows = standing(access.visible_stories(viewer).where(col(Story.id).in_(ids)))
    found = tellings(session, rows.order_by(*IN_ORDER))
    beside = _beside(session, [] if line.is_long else [each.version.id for each in found])
    weeks = [each.version.week for each in found]
    return [
        Told(first + place + 1, passed(weeks[place - 1], weeks[place]) if place else None, each, beside(each))
        for place, each in enumerate(found)
    ]


def candidates(session: Session, viewer: Viewer, line: Storyline, words: str) -> list[Candidate]:
    """Shared stories of the line's organisation that stand elsewhere or nowhere, the newest first; one query.

    `words` must stand in the title or the text.
    """
    seen = access.visible_stories(viewer).where(
        access.shared_in_our_organisation(viewer), Story.organisation_id == line.organisation_id
    )
    rows = (
        standing(seen)
        .outerjoin(StorylineStory, col(StorylineStory.story_id) == col(Story.id))
        .with_only_columns(*_PART, col(StorylineStory.storyline_id))
        .where(or_(col(StorylineStory.storyline_id).is_(None), col(StorylineStory.storyline_id) != line.id))
    )
    if words:
        holds = (col(each).icontains(words, autoescape=True) for each in (Version.title, Version.text))
        rows = rows.where(or_(*holds))
    newest = rows.order_by(col(Story.shared_at).desc(), col(Story.id).desc()).limit(FOUND)
    return [Candidate(_part(*part), line_id) for *part, line_id in rows_of(session, newest)]


_PART: tuple[Any, ...] = (Story.id, Version.title, Version.year, Version.week_number, Person.name)


def _part(story_id: int, title: str, year: int, week: int, author: str) -> Part:
    return Part(story_id, title, Week(year, week), author)


def _parts(viewer: Viewer) -> Any:
    """Every story in a line that the viewer sees, in order."""
    return (
        standing(access.stories_in_lines(viewer))
        .join(Storyline, col(Storyline.id) == col(StorylineStory.storyline_id))
        .with_only_columns(Storyline, *_PART)
        .order_by(*IN_ORDER)
    )


@prepared
def _parts_of(viewer: Viewer, line_id: int) -> Any:
    return _parts(viewer).where(col(StorylineStory.storyline_id) == line_id)


@prepared
def _parts_with(viewer: Viewer, story_id: int) -> Any:
    its = select(StorylineStory.storyline_id).where(StorylineStory.story_id == story_id).scalar_subquery()
    return _parts(viewer).where(col(StorylineStory.storyline_id) == its)


def _line(session: Session, rows: Any) -> Line | None:
    found = rows_of(session, rows)
    return Line(found[0][0], tuple(_part(*part) for _line, *part in found)) if found else None


def _goes_on_from(session: Session, viewer: Viewer, story_id: int | None) -> Around | None:
    if story_id is None:
        return None
    rows = standing(access.visible_stories(viewer).where(Story.id == story_id)).with_only_columns(*_PART)
    found = rows_of(session, rows)
    return Around(None, _part(*found[0]), None) if found else None


def _first_parts(viewer: Viewer) -> Any:
    """Per line its stories numbered, and what goes for all of them that the viewer sees."""
    line_id, week = col(StorylineStory.storyline_id), col(Version.year) * 100 + col(Version.week_number)
    return standing(access.stories_in_lines(viewer)).with_only_columns(
        line_id.label("line_id"),
        col(Version.title).label("first_title"),
        func.row_number().over(partition_by=line_id, order_by=IN_ORDER).label("place"),
        func.count().over(partition_by=line_id).label("stories"),
        func.min(week).over(partition_by=line_id).label("since"),
        func.max(week).over(partition_by=line_id).label("until"),
        func.max(col(Story.shared_at)).over(partition_by=line_id).label("went_on_at"),
    )


def _listed(session: Session, parts: Any, most: int, skipped: int) -> list[Listed]:
    first = parts.subquery()
    rows = (
        sa_select(Storyline, first.c.first_title, first.c.stories, first.c.since, first.c.until)
        .join(first, first.c.line_id == col(Storyline.id))
        .where(first.c.place == 1)
        .order_by(first.c.went_on_at.desc(), col(Storyline.id).desc())
    )
    return [
        Listed(line, line.title or title, stories, Week(*divmod(since, 100)), Week(*divmod(until, 100)))
        for line, title, stories, since, until in rows_of(session, rows.limit(most).offset(skipped))
    ]


def _beside(session: Session, version_ids: Sequence[int]) -> Any:
    """What stands beside each of these versions; three queries for all of them, none for none."""
    if not version_ids:
        return lambda _telling: {}
    outcomes, counts = outcomes_of(session, version_ids), counts_of(session, version_ids)
    photos = photos_of(session, version_ids)
    return lambda each: {
        "outcomes": outcomes[each.version.id], "counts": counts[each.version.id], "photos": photos[each.version.id],
    }  # fmt: skip
