"""A signed account, one proposed for publishing and one public, as rows."""

from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from tests import factories
from tests.factories import Cast, kept
from tests.sealing.conftest import KEY
from verhaal.access import viewer_of
from verhaal.annual.actions import begin
from verhaal.annual.models import AnnualAccount, SealedAccount, State
from verhaal.publishing.models import Publication, Side, new_key
from verhaal.sealing.key import Key
from verhaal.settling import signing
from verhaal.week import day_of

SIGNER = "Coba Coördinator, coördinator"


def sealed(
    session: Session, cast: Cast, now: datetime, of: AnnualAccount | None = None, key: Key = KEY
) -> SealedAccount:
    """The account as the coordinator signs it today; once more, then as a next version."""
    of = of or factories.account(session, cast, now)
    versions = select(SealedAccount).where(SealedAccount.account_id == of.id).order_by(col(SealedAccount.id).desc())
    of.number, of.state = len(session.exec(versions).all()) + 1, State.OFFERED
    session.flush()
    viewer = viewer_of(session, cast.coordinator)
    shown = signing.fingerprint(session, viewer, of, day_of(now))
    signing.sign(session, viewer, of, signing.Signature(SIGNER, of.revision, shown), key, now)
    return session.exec(versions).first() or pytest.fail("nothing was sealed")


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
