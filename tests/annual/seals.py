"""Sealing an account as signing does, with a seal that nobody checks: whole, and once for each funder in it."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from sqlmodel import Session, col, select

from tests.factories import kept
from verhaal.access import Viewer, viewer_of
from verhaal.annual import queries, record, standing
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedGrant, SealedPage, State
from verhaal.grants.models import Grant
from verhaal.people.models import Person
from verhaal.stories.models import Story
from verhaal.week import day_of


def signed(session: Session, coordinator: Person, of: AnnualAccount, now: datetime) -> AnnualAccount:
    """The account, signed by this coordinator: what it holds today is sealed."""
    viewer = viewer_of(session, coordinator)
    for funder_id, grants in _parts(session, viewer, of):
        whole = standing.of_grants(session, viewer, of, grants, day_of(now), lambda: secrets.token_hex(16))
        sha256 = record.digest(whole.core)
        seal = record.Seal(
            sha256=sha256, key="k", signature="s", signed_at=now.isoformat(), signed_by="Coba, directeur"
        )
        sealed = SealedAccount(
            account_id=of.id, number=of.number, funder_id=funder_id, core=record.canonical(whole.core).decode(),
            seal=record.canonical(seal).decode(), sha256=sha256, person_id=coordinator.id, sealed_at=now,
        )  # fmt: skip
        kept(session, sealed)
        for place, grant in enumerate(grants):
            kept(session, SealedGrant(sealed_id=sealed.id, position=place, grant_id=grant.id))
        _keep_pages(session, sealed, whole)
    of.state = State.SIGNED
    kept(session, of)
    return of


def _parts(session: Session, viewer: Viewer, of: AnnualAccount) -> Iterator[tuple[int | None, Sequence[Grant]]]:
    grants = queries.grants_in(session, viewer, of)
    yield of.funder_id, grants
    if of.funder_id is None:
        for funder_id, theirs in groupby(grants, key=lambda grant: grant.funder_id):
            yield funder_id, list(theirs)


def _keep_pages(session: Session, sealed: SealedAccount, whole: record.Account) -> None:
    pages = [page for page in whole.pages.values() if page]
    keys = select(Story.key, Story.id).where(col(Story.key).in_([page.key for page in pages]))
    stories = dict(session.exec(keys).all())
    session.add_all(
        SealedPage(sealed_id=sealed.id, ref=each.ref, story_id=stories[each.key], page=record.canonical(each).decode())
        for each in pages
    )
    session.flush()
