"""Telling everyone who is due what is new, once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import CursorResult
from sqlmodel import Session, col, update

from verhaal import access
from verhaal.db import add_once
from verhaal.digests import queries
from verhaal.digests.models import Digested
from verhaal.digests.moments import Span, due
from verhaal.digests.news import News
from verhaal.digests.queries import Hearer
from verhaal.notices.mail import Mail
from verhaal.notices.rounds import Letter
from verhaal.people.models import Person, Rhythm, Topic
from verhaal.people.queries import wants_questions_at_once

TRYING = timedelta(days=1)  # how long a mail is tried for an address that is refused


def letters(session: Session, now: datetime, write: Callable[[Person, News], Mail]) -> Iterator[Letter]:
    """To every reader and author who is due; without a mail where there is no news, so that it is not sought again."""
    for topic in queries.ROLES:
        for hearer in queries.hearers(session, topic):
            if span := due(hearer.wish, hearer.since, hearer.told_until, now):
                yield from _letter(session, hearer, span, now, write)


def _letter(
    session: Session, hearer: Hearer, span: Span, now: datetime, write: Callable[[Person, News], Mail]
) -> Iterator[Letter]:
    news = _news(session, hearer, span)
    if not news and hearer.wish.rhythm == Rhythm.AT_ONCE:
        return  # it is sought again at every round, and what was read in between comes along with the next words
    mail = write(hearer.person, news) if news else None
    yield Letter(mail, partial(_take, session, hearer, span), partial(_give_back, session, hearer, span, now))


def _news(session: Session, hearer: Hearer, span: Span) -> News | None:
    """Asked on behalf of who hears it, as that person stands now."""
    viewer = access.viewer_of(session, hearer.person)
    if hearer.wish.topic == Topic.STORIES:
        return queries.reader_news(session, viewer, span)
    news = queries.author_news(session, viewer, span)
    if hearer.wish.rhythm != Rhythm.AT_ONCE:
        return news
    said = news.without_questions if wants_questions_at_once(session, hearer.person) else news
    return said if said.has_words else None


def _take(session: Session, hearer: Hearer, span: Span) -> bool:
    """Move the mark, if nobody moved it since: of two rounds at once one finds it moved."""
    if hearer.told_until is None:
        add_once(session, Digested(person_id=hearer.person.id, topic=hearer.wish.topic))
    return _moved(session, hearer, hearer.told_until, until=span.until, refused_at=None)


def _give_back(session: Session, hearer: Hearer, span: Span, now: datetime, is_refused: bool) -> None:
    """For another try; but an address that is refused for a day hears from the next news on."""
    refused_at = hearer.refused_at or now if is_refused else hearer.refused_at
    if not is_refused or now - (refused_at or now) < TRYING:
        _moved(session, hearer, span.until, until=hearer.told_until, refused_at=refused_at)


def _moved(session: Session, hearer: Hearer, old: datetime | None, **new: datetime | None) -> bool:
    moved: CursorResult[tuple[()]] = session.exec(
        update(Digested)
        .where(col(Digested.person_id) == hearer.person.id, col(Digested.topic) == hearer.wish.topic)
        .where(col(Digested.until).is_not_distinct_from(old))
        .values(**new)
    )
    return moved.rowcount == 1
