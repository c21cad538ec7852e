"""A statement that is built once serves everyone, and shows each only what is theirs."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from sqlalchemy.exc import SADeprecationWarning, StatementError
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal import access
from verhaal.access import Viewer, viewer_of
from verhaal.db import firsts_of, rows_of
from verhaal.prepared import prepared
from verhaal.stories.models import Story


class Spot(NamedTuple):
    story_id: int
    is_before: bool


def _counted(build: Callable[..., Any]) -> tuple[Callable[..., Any], list[int]]:
    built: list[int] = []

    def building(viewer: Viewer, asked: Any) -> Any:
        built.append(1)
        return build(viewer, asked)

    return prepared(building), built


def test_two_people_ask_one_statement_and_each_sees_their_own(cast: Cast, session: Session, clock: Clock) -> None:
    told = factories.shared(session, cast, clock())
    asking, built = _counted(lambda viewer, ids: access.visible_stories(viewer).where(col(Story.id).in_(ids)))
    for person, seen in ((cast.author, [told]), (cast.funder, [told]), (cast.stranger, []), (cast.other_funder, [])):
        assert firsts_of(session, asking(viewer_of(session, person), [told.id])) == seen
    assert firsts_of(session, asking(viewer_of(session, cast.author), [])) == []
    assert len(built) == 1


def test_what_is_not_filled_in_shows_nobody_anything(cast: Cast, session: Session, clock: Clock) -> None:
    factories.shared(session, cast, clock())
    asking, _built = _counted(lambda viewer, _asked: access.visible_stories(viewer))
    asked = asking(viewer_of(session, cast.author), None)
    with pytest.raises(StatementError, match="value is required"):
        rows_of(session, asked.statement)


def test_nothing_and_a_flag_are_another_statement_and_a_number_is_not(cast: Cast, session: Session) -> None:
    def build(viewer: Viewer, asked: Any) -> Any:
        own = access.visible_stories(viewer)
        return own if asked is None else own.where(col(Story.id) == asked)

    (asking, built), viewer = _counted(build), viewer_of(session, cast.author)
    for asked in (1, 2, 3):
        assert asking(viewer, asked).values["asked"] == asked
    assert len(built) == 1
    assert asking(viewer, None).values.keys() == asking(viewer, True).values.keys()
    assert len(built) == 3


def test_what_stands_in_a_named_tuple_is_filled_in_and_its_flags_are_not(
    cast: Cast, session: Session, clock: Clock
) -> None:
    told = factories.shared(session, cast, clock())

    def build(viewer: Viewer, spot: Spot) -> Any:
        ours, number = access.visible_stories(viewer), col(Story.id)
        return ours.where(number < spot.story_id if spot.is_before else number > spot.story_id)

    (asking, built), viewer = _counted(build), viewer_of(session, cast.author)
    for number, is_before, seen in ((told.id, True, []), (told.id + 1, True, [told]), (told.id - 1, False, [told])):
        assert firsts_of(session, asking(viewer, Spot(number, is_before))) == seen
    assert len(built) == 2


@pytest.mark.parametrize(
    "look",
    [
        lambda viewer: len(viewer.works_for),
        lambda viewer: bool(viewer.reads_for),
        lambda viewer: 1 in viewer.tells_for,
        lambda viewer: sorted(viewer.coordinates),
        lambda viewer: viewer.person,
        lambda viewer: viewer.memberships,
    ],
)
def test_a_statement_that_would_differ_from_person_to_person_cannot_be_built(
    cast: Cast, session: Session, look: Callable[[Viewer], object]
) -> None:
    def build(viewer: Viewer, _asked: object) -> Any:
        return select(Story).where(col(Story.id) == (7 if look(viewer) else 8))

    with pytest.raises((TypeError, AttributeError, SADeprecationWarning)):
        prepared(build)(viewer_of(session, cast.author), None)
