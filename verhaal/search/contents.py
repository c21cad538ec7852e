"""What stories say and who may find them, for the index. Asked on nobody's behalf; finding never is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func, literal, union_all
from sqlmodel import Session, col, select

from verhaal.db import rows_of
from verhaal.grants.models import Grant
from verhaal.prepared import prepared
from verhaal.reading.models import Answer, Response
from verhaal.search.asking import Field
from verhaal.search.documents import Document, audience, passage_id
from verhaal.stories.models import Count, Outcome, Story, Version, VersionGrant


class Piece(NamedTuple):
    """An outcome (for whom, what changed, why it matters) or a count (14 bezoeken), beside a version's text."""

    field: Field
    parts: tuple[str, ...]


def documents_of(session: Session, story_ids: Collection[int]) -> list[Document]:
    """All that is to stand in the index about these stories; at most five queries, however many."""
    told = rows_of(session, _standing(list(story_ids)))
    pieces = pieces_of(session, [version.version_id for version in told])
    shared = {each.id for each in told if each.shared_number is not None}
    funders = _funders_of(session, [each.version_id for each in told if each.id in shared])
    responses = _responses_to(session, shared)
    return [
        document
        for each in told
        for document in _documents(each, pieces[each.version_id], funders[each.version_id], responses[each.id])
    ]


def pieces_of(session: Session, version_ids: Iterable[int]) -> dict[int, list[Piece]]:
    """Per version what stands beside its text, in order; one query."""
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for version_id, field, _position, *parts in rows_of(session, _pieces(list(version_ids))):
        pieces[version_id].append(Piece(Field(field), tuple(part for part in parts if part)))
    return pieces


@prepared
def _pieces(version_ids: list[int]) -> Any:
    nothing, counted = literal(""), cast(Count.amount, String) + " " + col(Count.unit)
    of_outcome: Any = (
        col(Outcome.version_id), literal(Field.OUTCOME.value), col(Outcome.position).label("position"),
        Outcome.whom, Outcome.change, Outcome.significance,
    )  # fmt: skip
    of_count: Any = (col(Count.version_id), literal(Field.TEXT.value), col(Count.position), counted, nothing, nothing)
    return union_all(
        select(*of_outcome).where(col(Outcome.version_id).in_(version_ids)),
        select(*of_count).where(col(Count.version_id).in_(version_ids)),
    ).order_by("position")


@prepared
def _standing(story_ids: list[int]) -> Any:
    """Each story with the words of the version that stands: the shared one, or the draft of what never was."""
    columns: Any = (
        col(Story.id), Story.author_id, Story.organisation_id, Story.shared_number, Story.withdrawn_at,
        func.coalesce(Story.shared_at, Story.created_at).label("told_at"),
        col(Version.id).label("version_id"), Version.title, Version.text,
    )  # fmt: skip
    number = func.coalesce(col(Story.shared_number), col(Story.draft_number))
    standing = (col(Version.story_id) == col(Story.id)) & (col(Version.number) == number)
    return select(*columns).join(Version, standing).where(col(Story.id).in_(story_ids))


def _funders_of(session: Session, version_ids: Collection[int]) -> dict[int, set[int]]:
    """Per version the funders of the grants that it is told for."""
    funders: dict[int, set[int]] = defaultdict(set)
    if version_ids:
        for version_id, funder_id in rows_of(session, _funders(list(version_ids))):
            funders[version_id].add(funder_id)
    return funders


@prepared
def _funders(version_ids: list[int]) -> Any:
    rows = select(VersionGrant.version_id, Grant.funder_id).join(Grant, col(Grant.id) == col(VersionGrant.grant_id))
    return rows.where(col(VersionGrant.version_id).in_(version_ids))


def _responses_to(session: Session, story_ids: Collection[int]) -> dict[int, dict[int, tuple[int, list[str]]]]:
    """Per story its responses: of which funder, and their words with those of the answers, the oldest first."""
    responses: dict[int, dict[int, tuple[int, list[str]]]] = defaultdict(dict)
    if not story_ids:
        return responses
    for story_id, response_id, funder_id, said, answered in rows_of(session, _responses(list(story_ids))):
        _funder, words = responses[story_id].setdefault(response_id, (funder_id, [said]))
        words.extend([answered] if answered else [])
    return responses


@prepared
def _responses(story_ids: list[int]) -> Any:
    columns: Any = (Response.story_id, Response.id, Response.funder_id, Response.text, Answer.text)
    rows = select(*columns).outerjoin(Answer, col(Answer.response_id) == col(Response.id))
    return rows.where(col(Response.story_id).in_(story_ids)).order_by(
        col(Response.id), col(Answer.created_at), col(Answer.id)
    )


def _documents(
    told: Any, pieces: list[Piece], funders: set[int], responses: dict[int, tuple[int, list[str]]]
) -> Iterator[Document]:
    is_shared = told.shared_number is not None and told.withdrawn_at is None
    ours = told.organisation_id if is_shared else None
    fields = {
        Field.TITLE: (told.title,),
        Field.TEXT: (told.text, *(part for piece in pieces if piece.field == Field.TEXT for part in piece.parts)),
        Field.OUTCOME: tuple(part for piece in pieces if piece.field == Field.OUTCOME for part in piece.parts),
    }
    who = audience(told.author_id, ours, funders if is_shared else ())
    yield Document(passage_id(told.told_at, told.id, None), told.id, None, who, fields)
    for response_id, (funder_id, words) in responses.items():
        said = audience(told.author_id, ours, {funder_id} if is_shared else ())
        number = passage_id(told.told_at, told.id, response_id)
        yield Document(number, told.id, response_id, said, {Field.SAID: tuple(words)})
