"""The headings of an account's pages: one of the first level before all others, and no level left out."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.access import viewer_of
from verhaal.annual.actions import begin
from verhaal.annual.models import State
from verhaal.people.models import Person

Client = Callable[[Person | None], FlaskClient]


def levels(page: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]


@pytest.mark.parametrize("over", ["grant", "all"])
@pytest.mark.parametrize("state", list(State))
def test_who_goes_from_heading_to_heading_misses_none(
    session: Session, cast: Cast, client_of: Client, clock: Clock, over: str, state: State
) -> None:
    factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    viewer = viewer_of(session, cast.coordinator)
    of = begin(session, viewer, cast.organisation.id, 2026, clock(), grant=cast.grant if over == "grant" else None)
    factories.question(session, of, cast.funder, cast.funder_party, clock())
    factories.brought(session, cast, of, state, clock())
    session.commit()
    looked = 0
    for who in (cast.coordinator, cast.author, cast.funder):
        for path in ("", "/questions", "/publication", "/versions/1", "/places/1"):
            answer = client_of(who).get(f"/accounts/{of.id}{path}")
            if answer.status_code == 200:
                found, looked = levels(answer.text), looked + 1
                assert found[0] == 1, (path, found)
                assert found.count(1) == 1, (path, found)
                assert all(after - before <= 1 for before, after in pairwise(found)), (path, found)
    assert looked >= 3
