"""Signing: today's record is composed once more, sealed, and kept for whom it concerns."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlmodel import Session, col, select

from verhaal.access import Viewer
from verhaal.annual import queries, record, standing
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedGrant, SealedPage, State
from verhaal.grants.models import Grant
from verhaal.sealing import seal
from verhaal.sealing.key import Key
from verhaal.settling.actions import Meanwhile, step
from verhaal.stories.models import Story
from verhaal.week import day_of


class Changed(Exception):
    """The account is no longer what the page showed to who signs it."""


@dataclass(frozen=True)
class Signature:
    """Who signs, with name and function, and what: the account's revision, and the `fingerprint` of what was shown."""

    by: str
    seen: int
    fingerprint: str


def fingerprint(session: Session, viewer: Viewer, of: AnnualAccount, today: date) -> str:
    """Of what would be signed now, but for its salts: by which a page knows that it still shows just that."""
    return record.digest(standing.today_of(session, viewer, of, today).core)


def sign(session: Session, viewer: Viewer, of: AnnualAccount, signature: Signature, key: Key, at: datetime) -> None:
    """Seal the account as it is today, if that is what was shown. Raises `Changed` and `Meanwhile`.

    For an account with a funder there is one seal; one over the grants of several is sealed whole, for the
    organisation, and once for each funder with its own grants alone.
    """
    parts = list(_parts(session, viewer, of, day_of(at)))
    if record.digest(parts[0].whole.core) != signature.fingerprint:
        raise Changed
    step(session, of, {State.OFFERED}, State.SIGNED, signature.seen)
    for part in parts:
        whole = salted(part.whole)
        put = seal.put_on(whole.core, key, at, signature.by)
        sealed = SealedAccount(account_id=of.id, number=of.number, funder_id=part.funder_id, core=_text(whole.core),
                               seal=_text(put), sha256=put.sha256, person_id=viewer.id, sealed_at=at)  # fmt: skip
        _keep(session, sealed, part.grants, whole)


def salted(of: record.Account) -> record.Account:
    """The account with a random salt in each page, so that nobody can guess a page from its fingerprint."""
    pages = {ref: page.model_copy(update={"salt": secrets.token_hex(16)}) for ref, page in of.pages.items() if page}
    stories = tuple(record.Entry(ref=ref, digest=record.digest(page)) for ref, page in pages.items())
    return record.Account(core=of.core.model_copy(update={"stories": stories}), pages=dict(pages))


@dataclass(frozen=True)
class _Part:
    """What is sealed by itself: the whole (of no funder, where it is over several), or a funder's own grants."""

    funder_id: int | None
    grants: Sequence[Grant]
    whole: record.Account


def _parts(session: Session, viewer: Viewer, of: AnnualAccount, today: date) -> Iterator[_Part]:
    """The whole first."""
    grants = queries.grants_in(session, viewer, of)  # ordered by funder
    yield _Part(of.funder_id, grants, standing.of_grants(session, viewer, of, grants, today))
    for funder_id, theirs in groupby(grants, key=lambda grant: grant.funder_id) if of.funder_id is None else ():
        own = list(theirs)
        yield _Part(funder_id, own, standing.of_grants(session, viewer, of, own, today))


def _keep(session: Session, sealed: SealedAccount, grants: Sequence[Grant], whole: record.Account) -> None:
    session.add(sealed)
    session.flush()
    places = enumerate(grants)
    session.add_all(SealedGrant(sealed_id=sealed.id, position=place, grant_id=each.id) for place, each in places)
    session.add_all(_pages(session, sealed, whole))
    session.flush()


def _pages(session: Session, sealed: SealedAccount, whole: record.Account) -> Iterator[SealedPage]:
    """Their stories are held until the commit: one that is withdrawn at this moment is not sealed after all."""
    pages = [page for page in whole.pages.values() if page]
    held = select(Story.key, Story.id).where(
        col(Story.key).in_([page.key for page in pages]), col(Story.withdrawn_at).is_(None)
    )
    stories = dict(session.exec(held.with_for_update(read=True)).all())
    if len(stories) < len(pages):
        raise Meanwhile
    for page in pages:
        yield SealedPage(sealed_id=sealed.id, ref=page.ref, story_id=stories[page.key], page=_text(page))


def _text(of: record.Plain) -> str:
    return record.canonical(of).decode()
