"""A sieve is read from the address, written back, and takes away what was not asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal import access
from verhaal.access import viewer_of
from verhaal.people.models import Person
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Contribution, Count, Outcome, Story
from verhaal.week import Week

NUMBERS = st.none() | st.integers(1, 2**31 - 1)
WEEKS = st.none() | st.dates(date(1990, 1, 1), date(2200, 12, 1)).map(Week.on)
ANSWERS = st.none() | st.booleans()
SIEVES = st.builds(
    Sieve, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, WEEKS, WEEKS, ANSWERS, ANSWERS, ANSWERS,
    st.none() | st.sampled_from(Contribution),
)  # fmt: skip


@given(SIEVES)
def test_what_stands_in_the_address_is_read_back(sieve: Sieve) -> None:
    assert Sieve.parse({name: str(value) for name, value in sieve.address.items()}) == sieve


@given(st.dictionaries(st.sampled_from([*Sieve.__dataclass_fields__, "page", "x"]), st.text(max_size=12)))
def test_any_address_is_read_and_what_was_read_is_stable(args: dict[str, str]) -> None:
    sieve = Sieve.parse(args)
    assert Sieve.parse({name: str(value) for name, value in sieve.address.items()}) == sieve


@pytest.mark.parametrize(
    "wrong",
    [
        {"grant": "0"}, {"grant": "-3"}, {"grant": "2147483648"}, {"grant": "9" * 40}, {"grant": "1.0"},
        {"since": "2025-W53"}, {"until": "2026-W99"}, {"since": "2026-02-31"}, {"since": "gisteren"},
        {"setback": "maybe"}, {"contribution": "star"},
    ],
)  # fmt: skip
def test_nonsense_is_as_good_as_nothing(wrong: dict[str, str]) -> None:
    assert Sieve.parse(wrong) == Sieve()


def test_a_date_stands_for_its_week_also_around_new_year() -> None:
    assert Sieve.parse({"since": "2026-12-28", "until": "2027-01-03"}) == Sieve(
        since=Week(2026, 53), until=Week(2026, 53)
    )


def test_one_thing_is_taken_from_the_sieve_and_the_rest_stays() -> None:
    assert Sieve(grant=3, read=False).without("grant") == Sieve(read=False)


def found(session: Session, who: Person, sieve: Sieve) -> list[str]:
    """The first words of what comes through, for a viewer."""
    viewer = viewer_of(session, who)
    stories = session.exec(sieve.narrowed(access.visible_stories(viewer), viewer).order_by(Story.id)).all()  # type: ignore[arg-type]
    return [factories.version_of(session, story, story.shared_number or 1).title for story in stories]


def test_each_thing_asked_takes_away_what_has_it_not(cast: Cast, session: Session, clock: Clock) -> None:
    plain = factories.shared(session, cast, clock(), title="gewoon", grants=(cast.grant, cast.other_grant))
    other = factories.shared(session, cast, clock(), title="ander", is_setback=True)
    version = factories.version_of(session, other, 1)
    version.week_number, version.place_id = 12, factories.make_place(session, cast.organisation, "Lombok").id
    for row in session.exec(select(Outcome).where(Outcome.version_id == version.id)):
        row.objective_id, row.contribution = None, Contribution.US
    for count in session.exec(select(Count).where(Count.version_id == version.id)):
        count.activity_id = None
    factories.read_by(session, plain, cast.funder, cast.funder_party, clock())
    factories.response(session, plain, cast.funder, cast.funder_party, clock())
    session.flush()
    for sieve in (
        Sieve(objective=cast.objective.id), Sieve(activity=cast.activity.id), Sieve(place=cast.place.id),
        Sieve(since=Week(2026, 13)), Sieve(setback=False), Sieve(read=True), Sieve(answered=True),
        Sieve(contribution=Contribution.RESIDENTS),
        Sieve(objective=cast.objective.id, contribution=Contribution.RESIDENTS),
    ):  # fmt: skip
        assert found(session, cast.funder, sieve) == ["gewoon"], sieve
    for sieve in (
        Sieve(place=version.place_id), Sieve(until=Week(2026, 47)), Sieve(setback=True), Sieve(read=False),
        Sieve(answered=False), Sieve(contribution=Contribution.US),
    ):  # fmt: skip
        assert found(session, cast.funder, sieve) == ["ander"], sieve
    assert found(session, cast.funder, Sieve(objective=cast.objective.id, contribution=Contribution.US)) == []
    assert found(session, cast.funder, Sieve(grant=cast.grant.id, organisation=cast.organisation.id)) == [
        "gewoon",
        "ander",
    ]
    assert found(session, cast.author, Sieve(grant=cast.other_grant.id)) == ["gewoon"]
    assert found(session, cast.author, Sieve(answered=True)) == ["gewoon"]


def test_a_sieve_says_nothing_of_what_one_does_not_see(cast: Cast, session: Session, clock: Clock) -> None:
    story = factories.shared(session, cast, clock(), title="van beiden", grants=(cast.grant, cast.other_grant))
    factories.shared(session, cast, clock(), title="van de ander", grants=(cast.other_grant,))
    factories.response(session, story, cast.other_funder, cast.other_funder_party, clock())
    session.flush()
    assert found(session, cast.funder, Sieve()) == ["van beiden"]
    assert found(session, cast.funder, Sieve(grant=cast.other_grant.id)) == []
    assert found(session, cast.funder, Sieve(answered=True)) == []
    assert found(session, cast.author, Sieve(answered=True)) == ["van beiden"]


def test_only_what_stands_counts(cast: Cast, session: Session, clock: Clock) -> None:
    """A correction changed the place; and a draft is no part of what was told."""
    story = factories.corrected(session, cast, clock())
    elsewhere = factories.make_place(session, cast.organisation, "Lombok")
    factories.version_of(session, story, 1).place_id = elsewhere.id
    factories.draft(session, cast, clock())
    session.flush()
    assert len(found(session, cast.author, Sieve(place=cast.place.id))) == 1
    assert found(session, cast.author, Sieve(place=elsewhere.id)) == []
