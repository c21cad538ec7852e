"""Finding: the index proposes, `access` disposes. What is counted and shown passed through `visible_…` queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Integer, literal, union_all
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.grants.models import Place
from verhaal.people.models import Organisation, Person
from verhaal.prepared import prepared
from verhaal.reading.models import Response
from verhaal.reading.queries import Thread, threads_of
from verhaal.search.asking import Field, Kind, Order, Question
from verhaal.search.contents import Piece, pieces_of
from verhaal.search.documents import audiences_of
from verhaal.search.engines import Tier, engine_of
from verhaal.search.models import Passage
from verhaal.stories.models import Story, Version
from verhaal.stories.queries import standing

PAGE = 20  # stories
COUNTED = 100  # stories; more are said to be more, so that a common word costs no more than a rare one
PAGES = 50  # who looks further wants another word


class Hit(NamedTuple):
    """A passage of the index that answers the question; the lower the tier, the better it does."""

    tier: int
    id: int
    story_id: int
    response_id: int | None


@dataclass(frozen=True)
class Found:
    """One story with what in it answers: itself, or responses to it."""

    story: Story
    version: Version
    author: Person
    organisation: Organisation
    place: Place | None
    pieces: Sequence[Piece]
    is_itself_found: bool
    threads: Sequence[Thread]


@dataclass(frozen=True)
class Results:
    """A page of stories; `counted` of all found, at most COUNTED, with `is_more` where there are more."""

    stories: Sequence[Found]
    counted: int
    is_more: bool
    number: int
    has_more: bool


def search(session: Session, viewer: Viewer, question: Question, kind: Kind, order: Order, number: int = 1) -> Results:
    """What the viewer may see and that answers the question; six queries, however much there is."""
    needed = max(COUNTED, number * PAGE) + 1
    most = 3 * needed  # passages: a story can be found several times, by itself and by responses to it
    hits = _hits(session, viewer, _tiers(question, kind, order), most)
    found = _judged(session, viewer, dict(islice(_by_story(hits).items(), needed)))
    ids, start = list(found), (number - 1) * PAGE
    return Results(
        _shown(session, viewer, {story_id: found[story_id] for story_id in ids[start : start + PAGE]}),
        counted=min(len(ids), COUNTED),
        is_more=len(ids) > COUNTED or len(hits) >= most,
        number=number,
        has_more=number < PAGES and len(ids) > start + PAGE,
    )


def _tiers(question: Question, kind: Kind, order: Order) -> list[Tier]:
    """The best first: all in the title; as it was typed, word after word; whole words; beginnings of words."""
    everything = Tier(question, kind.fields)
    if order == Order.NEWEST:
        return [everything]
    titles = [Tier(question, (Field.TITLE,))] if Field.TITLE in kind.fields else []
    phrases = [Tier(question.as_phrase, kind.fields)] if len(question.wanted) > 1 else []
    whole = [Tier(question.whole, kind.fields)] if question != question.whole else []
    return [*titles, *phrases, *whole, everything]


def _hits(session: Session, viewer: Viewer, tiers: Sequence[Tier], most: int) -> list[Hit]:
    """What the index has under the viewer's own tokens: the best tier first, in each the newest first."""
    engine = engine_of(session)
    proposed = engine.hits(tiers, audiences_of(viewer), most).columns(tier=Integer, id=BigInteger)
    rows: Any = proposed.subquery()
    passages = select(rows.c.tier, rows.c.id, Passage.story_id, Passage.response_id)
    found = rows_of(session, passages.join(Passage, col(Passage.id) == rows.c.id))
    best: dict[int, Hit] = {}
    for hit in sorted((Hit(*row) for row in found), key=lambda hit: (hit.tier, -hit.id)):
        best.setdefault(hit.id, hit)
    return list(best.values())


def _judged(session: Session, viewer: Viewer, found: dict[int, list[Hit]]) -> dict[int, list[Hit]]:
    """Those hits that the viewer may see; what the index says about that is never enough."""
    said = {hit.response_id for hits in found.values() for hit in hits if hit.response_id}
    seen = {tuple(row) for row in rows_of(session, _seen(viewer, list(found), said))}
    allowed = {
        story_id: [hit for hit in hits if hit.response_id is None or (1, hit.response_id) in seen]
        for story_id, hits in found.items()
        if (0, story_id) in seen
    }
    return {story_id: hits for story_id, hits in allowed.items() if hits}


@prepared
def _seen(viewer: Viewer, story_ids: list[int], response_ids: set[int]) -> Any:
    stories = access.visible_stories(viewer).with_only_columns(literal(0), col(Story.id))
    responses = access.visible_responses(viewer).with_only_columns(literal(1), col(Response.id))
    return union_all(stories.where(col(Story.id).in_(story_ids)), responses.where(col(Response.id).in_(response_ids)))


def _by_story(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """Per story its hits; the stories in the order of their best."""
    stories: dict[int, list[Hit]] = {}
    for hit in hits:
        stories.setdefault(hit.story_id, []).append(hit)
    return stories


def _shown(session: Session, viewer: Viewer, hits: dict[int, list[Hit]]) -> list[Found]:
    rows = rows_of(session, _standing(viewer, list(hits)))
    pieces = pieces_of(session, [version.id for _story, version, *_ in rows])
    threads = threads_of(session, viewer, hits)
    found = {
        story.id: Found(
            story, version, author, organisation, place, pieces[version.id],
            is_itself_found=None in (ids := {hit.response_id for hit in hits[story.id]}),
            threads=[each for each in threads[story.id] if each.response.id in ids],
        )
        for story, version, author, organisation, place in rows
    }  # fmt: skip
    return [found[story_id] for story_id in hits if story_id in found]


@prepared
def _standing(viewer: Viewer, story_ids: list[int]) -> Any:
    return standing(access.visible_stories(viewer).where(col(Story.id).in_(story_ids)))
