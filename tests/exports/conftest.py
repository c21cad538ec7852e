"""An account true to life, for the tests of every format."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from tests.conftest import Clock
from verhaal import access
from verhaal.annual.record import Account
from verhaal.demo import fill
from verhaal.exports.files import whole_of
from verhaal.grants.models import Grant
from verhaal.people.models import Person
from verhaal.people.queries import person_with

NEW_YEAR = datetime(2026, 12, 31, 12, tzinfo=UTC)


@pytest.fixture
def demo(session: Session, clock: Clock) -> tuple[Account, Grant, Person]:
    """The account of a grant of the demo's year, with the grant and its coordinator."""
    clock.moment = NEW_YEAR
    fill.fill(session, NEW_YEAR)
    session.commit()
    coordinator = person_with(session, "yusuf@verhaal.example")
    assert coordinator
    grant = session.exec(select(Grant).where(Grant.reference == "JW-2026-0112")).one()
    whole = whole_of(session, access.viewer_of(session, coordinator), grant, 2026, NEW_YEAR)
    return whole, grant, coordinator
