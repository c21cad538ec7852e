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
from verhaal.draws.models import Party
from verhaal.people.models import Person
from verhaal.publishing.models import Assent, Publication, new_key
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
    of.number, of.state = max((each.number for each in session.exec(versions)), default=0) + 1, State.OFFERED
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


def over_all(session: Session, cast: Cast, now: datetime) -> SealedAccount:
    """The whole of an account over the grants of both funders, with a story for each."""
    for grant in (cast.grant, cast.other_grant):
        factories.shared(session, cast, now, grants=(grant,), title=f"Een verhaal voor {grant.reference}")
    of = begin(session, viewer_of(session, cast.coordinator), cast.organisation.id, 2026, now)
    seals = select(SealedAccount).where(SealedAccount.account_id == of.id, col(SealedAccount.funder_id).is_(None))
    sealed(session, cast, now, of)
    return session.exec(seals.order_by(col(SealedAccount.number).desc())).first() or pytest.fail("no whole was sealed")


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
    kept(session, made)
    assent(session, made, cast.coordinator, Party(cast.organisation.id), now)
    return made


def public(session: Session, cast: Cast, now: datetime, of: SealedAccount | None = None) -> Publication:
    """With the yes of both."""
    made = proposed(session, cast, now, of)
    assent(session, made, cast.funder, Party(funder_id=cast.funder_party.id), now)
    return made


def proposed_over_all(session: Session, cast: Cast, now: datetime) -> Publication:
    """By the coordinator; neither of the two funders has said anything."""
    return proposed(session, cast, now, over_all(session, cast, now))


def agreed_by_one(session: Session, cast: Cast, now: datetime) -> Publication:
    """Over both funders, with the yes of the organisation and of one of them."""
    return public(session, cast, now, over_all(session, cast, now))


def public_over_all(session: Session, cast: Cast, now: datetime) -> Publication:
    """With the yes of all three."""
    made = agreed_by_one(session, cast, now)
    assent(session, made, cast.other_funder, Party(funder_id=cast.other_funder_party.id), now)
    return made


def withdrawn_over_all(session: Session, cast: Cast, now: datetime) -> Publication:
    """Public once, and taken back by one of the funders."""
    made = public_over_all(session, cast, now)
    made.withdraw(cast.other_funder.id, "Er staat een adres in.", now)
    session.flush()
    return made


def assent(session: Session, to: Publication, by: Person, party: Party, now: datetime) -> None:
    kept(session, Assent(publication_id=to.id, organisation_id=party.organisation_id, funder_id=party.funder_id,
                         person_id=by.id, agreed_at=now))  # fmt: skip
