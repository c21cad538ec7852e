"""Who is to be told, and what is new to someone, asked on that person's behalf."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.db import rows_of
from verhaal.digests.commitments import promised, taken_on
from verhaal.digests.models import Digested
from verhaal.digests.moments import Span
from verhaal.digests.news import KINDS, MOST, About, AuthorNews, Read, Reader, ReaderNews, Said
from verhaal.people.models import Funder, Membership, Organisation, Person, Role, Topic, Wish
from verhaal.reading.models import Answer, Reading, Response
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Story, Version
from verhaal.stories.queries import standing, tellings

ROLES = {Topic.STORIES: Role.FUNDER, Topic.ANSWERS: Role.PROFESSIONAL}


@dataclass(frozen=True)
class Hearer:
    """Someone in a role that a topic is for, since when, what was chosen, and up to when was told."""

    person: Person
    since: datetime
    wish: Wish
    told_until: datetime | None
    refused_at: datetime | None


def hearers(session: Session, topic: Topic) -> list[Hearer]:
    """Asked on nobody's behalf: it finds who could be told, not what."""
    current = col(Membership.until).is_(None), col(Membership.role) == ROLES[topic]
    since = select(func.min(Membership.since)).where(*current, col(Membership.person_id) == col(Person.id))
    joined = since.correlate(Person).scalar_subquery()
    columns: Any = (Person, joined, Wish, Digested.until, Digested.refused_at)
    rows: Any = (
        select(*columns)
        .select_from(Person)
        .outerjoin(Wish, and_(col(Wish.person_id) == col(Person.id), col(Wish.topic) == topic))
        .outerjoin(Digested, and_(col(Digested.person_id) == col(Person.id), col(Digested.topic) == topic))
        .where(joined.is_not(None))
        .order_by(col(Person.id))
    )
    return [
        Hearer(person, joined_at, wish or Wish.unless_chosen(person.id, topic, joined_at), told_until, refused_at)
        for person, joined_at, wish, told_until, refused_at in rows_of(session, rows)
    ]


def reader_news(session: Session, viewer: Viewer, span: Span) -> ReaderNews:
    """What was shared with the viewer's funders in the span and not read since, and what authors answered."""
    unread = Sieve(read=False).narrowed(access.stories_to_read(viewer), viewer)
    new = standing(unread).where(_within(Version.shared_at, span))
    first = new.order_by(col(Version.shared_at).desc(), col(Story.id).desc()).limit(MOST)
    return ReaderNews(
        stories=tellings(session, first),
        new=_count(session, new),
        waiting=_count(session, unread),
        answers=_answered(session, viewer, span),
        taken_on=taken_on(session, viewer, span),
    )


def author_news(session: Session, viewer: Viewer, span: Span) -> AuthorNews:
    """What was said to the viewer in the span about own stories that stand, and by whom they were read."""
    changes = promised(session, viewer, span)
    told = {each.commitment.response_id for each in changes if each.is_new}  # these words stand with what was promised
    said = [each for each in _responses(session, viewer, span) if each.response_id not in told]
    said += _further(session, viewer, span)
    said.sort(key=lambda one: KINDS.index(one.kind))
    return AuthorNews(said, changes, _readings(session, viewer, span))


def _answered(session: Session, viewer: Viewer, span: Span) -> list[Said]:
    """What others said under the viewer's own words to a story that is still shared with the viewer."""
    rows: Any = (
        _said(viewer, Organisation, Answer)
        .join(Organisation, col(Organisation.id) == col(Story.organisation_id))
        .join(Answer, col(Answer.response_id) == col(Response.id))
        .join(Person, col(Person.id) == col(Answer.person_id))
        .where(access.shared_with_our_funder(viewer), access.by_our_funder(viewer))
        .where(Response.person_id == viewer.id, Answer.person_id != viewer.id, _within(Answer.created_at, span))
        .order_by(col(Answer.created_at), col(Answer.id))
    )
    return [
        Said(_about(version), response.id, None, Reader(person.name, organisation.name), answer.text)
        for response, version, person, organisation, answer in rows_of(session, rows)
    ]


def _responses(session: Session, viewer: Viewer, span: Span) -> list[Said]:
    rows: Any = (
        _said(viewer, Funder)
        .join(Funder, col(Funder.id) == col(Response.funder_id))
        .join(Person, col(Person.id) == col(Response.person_id))
        .where(access.told_by_viewer(viewer), _within(Response.created_at, span))
        .order_by(col(Response.created_at), col(Response.id))
    )
    return [
        Said(_about(version), response.id, response.kind, Reader(person.name, funder.name), response.text)
        for response, version, person, funder in rows_of(session, rows)
    ]


def _further(session: Session, viewer: Viewer, span: Span) -> list[Said]:
    rows: Any = (
        _said(viewer, Funder, Answer)
        .join(Funder, col(Funder.id) == col(Response.funder_id))
        .join(Answer, col(Answer.response_id) == col(Response.id))
        .join(Person, col(Person.id) == col(Answer.person_id))
        .where(access.told_by_viewer(viewer), Answer.person_id != viewer.id, _within(Answer.created_at, span))
        .order_by(col(Answer.created_at), col(Answer.id))
    )
    return [
        Said(_about(version), response.id, None, Reader(person.name, funder.name), answer.text)
        for response, version, person, funder, answer in rows_of(session, rows)
    ]


def _readings(session: Session, viewer: Viewer, span: Span) -> list[Read]:
    """Per story that was read, each reader once, the first first."""
    stands = aliased(Version)
    columns: Any = (stands, Person.name, Funder.name)
    rows: Any = (
        access.visible_readings(viewer)
        .with_only_columns(*columns)
        .join(stands, and_(col(stands.story_id) == col(Story.id), col(stands.number) == col(Story.shared_number)))
        .join(Person, col(Person.id) == col(Reading.person_id))
        .join(Funder, col(Funder.id) == col(Reading.funder_id))
        .where(access.told_by_viewer(viewer), _within(Reading.read_at, span))
        .order_by(col(Reading.read_at), col(Reading.id))
    )
    read: dict[About, dict[Reader, None]] = {}
    for version, person, funder in rows_of(session, rows):
        read.setdefault(_about(version), {})[Reader(person, funder)] = None
    return [Read(about, list(readers)) for about, readers in read.items()]


def _said(viewer: Viewer, *more: type) -> Any:
    """Rows of the responses that the viewer sees, each with the version that stands; a person is still to be joined."""
    stands = and_(col(Version.story_id) == col(Story.id), col(Version.number) == col(Story.shared_number))
    columns: Any = (Response, Version, Person, *more)
    return access.visible_responses(viewer).with_only_columns(*columns).join(Version, stands)


def _within(column: Any, span: Span) -> ColumnElement[bool]:
    return and_(col(column) > span.after, col(column) <= span.until)


def _about(version: Version) -> About:
    return About(version.story_id, version.title, version.week)


def _count(session: Session, rows: Any) -> int:
    return session.exec(select(func.count()).select_from(rows.with_only_columns(col(Story.id)).subquery())).one()
