"""A signed account, one proposed for publishing and one public, as rows."""

import secrets
from datetime import datetime

from sqlmodel import Session, select

from tests import factories
from tests.factories import Cast, kept
from tests.sealing.conftest import KEY
from verhaal.access import viewer_of
from verhaal.annual import record
from verhaal.annual.actions import begin
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedPage, State
from verhaal.annual.standing import today_of
from verhaal.publishing.models import Publication, Side, new_key
from verhaal.sealing.key import Key
from verhaal.sealing.seal import put_on
from verhaal.stories.models import Story

SIGNER = "Coba Coördinator, coördinator"


def sealed(
    session: Session, cast: Cast, now: datetime, of: AnnualAccount | None = None, key: Key = KEY
) -> SealedAccount:
    """The account as the coordinator signs it today; once more, then as a next version."""
    of = of or factories.account(session, cast, now)
    of.number = len(session.exec(select(SealedAccount).where(SealedAccount.account_id == of.id)).all()) + 1
    whole = today_of(session, viewer_of(session, cast.coordinator), of, now.date(), lambda: secrets.token_hex(16))
    seal = put_on(whole.core, key, now, SIGNER)
    made = SealedAccount(
        account_id=of.id, number=of.number, funder_id=of.funder_id, core=record.canonical(whole.core).decode(),
        seal=record.canonical(seal).decode(), sha256=seal.sha256, person_id=cast.coordinator.id, sealed_at=now,
    )  # fmt: skip
    kept(session, made)
    stories = {story.key: story.id for story in session.exec(select(Story))}
    for ref, page in whole.pages.items():
        assert page
        kept(session, SealedPage(sealed_id=made.id, ref=ref, story_id=stories[page.key],
                                 page=record.canonical(page).decode()))  # fmt: skip
    of.state = State.SIGNED
    session.add(of)
    session.flush()
    return made


def public_of_funder(session: Session, cast: Cast, now: datetime) -> Publication:
    """Another account than that of the grant, which stays as it is: of all that the funder gave."""
    viewer = viewer_of(session, cast.coordinator)
    of = begin(session, viewer, cast.organisation.id, 2026, now, funder_id=cast.funder_party.id)
    return public(session, cast, now, sealed(session, cast, now, of))


def withdrawn(session: Session, cast: Cast, now: datetime) -> Publication:
    """Public once, and taken back by the funder."""
    made = public(session, cast, now)
    made.withdraw(cast.funder.id, "Er staat een adres in.", now)
    session.flush()
    return made


def proposed(session: Session, cast: Cast, now: datetime, of: SealedAccount | None = None) -> Publication:
    """By the coordinator; the funder has not said anything."""
    of = of or sealed(session, cast, now)
    made = Publication(account_id=of.account_id, sealed_id=of.id, key=new_key())
    made.agree(Side.ORGANISATION, cast.coordinator.id, now)
    kept(session, made)
    return made


def public(session: Session, cast: Cast, now: datetime, of: SealedAccount | None = None) -> Publication:
    """With the yes of both."""
    made = proposed(session, cast, now, of)
    made.agree(Side.FUNDER, cast.funder.id, now)
    session.flush()
    return made
