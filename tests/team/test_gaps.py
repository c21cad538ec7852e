"""What the team told little of, per running grant."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.access import viewer_of
from verhaal.grants.models import Activity, Objective
from verhaal.people.models import Person
from verhaal.stories.models import Count
from verhaal.team.gaps import Gap, GrantGaps, gaps
from verhaal.week import AMSTERDAM, Week, day_of

Client = Callable[[Person | None], FlaskClient]

THIS = Week(2026, 48)


def found(session: Session, cast: Cast, now: datetime, person: Person | None = None) -> list[GrantGaps]:
    viewer = viewer_of(session, person or cast.coordinator)
    return gaps(session, viewer, cast.organisation.id, day_of(now))


def of_grant(session: Session, cast: Cast, now: datetime) -> dict[str, Gap]:
    (ours,) = [each for each in found(session, cast, now) if each.grant.id == cast.grant.id]
    return {gap.name: gap for gap in ours.gaps}


def test_each_part_of_a_grant_says_how_much_was_told_this_year_and_when_last(
    session: Session, cast: Cast, clock: Clock
) -> None:
    now = clock()
    factories.shared(session, cast, now - timedelta(weeks=60))
    factories.shared(session, cast, now - timedelta(weeks=9))
    newest = factories.shared(session, cast, now - timedelta(weeks=2))
    factories.shared(session, cast, now - timedelta(weeks=5))
    told = of_grant(session, cast, now)
    assert told["Inloop"] == Gap("activity", "Inloop", 3, 3, Week(2026, 46), newest.id)
    assert told["Buren kennen elkaar"] == Gap("objective", "Buren kennen elkaar", 3, 3, Week(2026, 46), newest.id)
    assert told["Overvecht"] == Gap("place", "Overvecht", 3, 0, Week(2026, 46), newest.id)


def test_what_nobody_told_of_stands_first_and_then_the_longest_ago(session: Session, cast: Cast, clock: Clock) -> None:
    now = clock()
    factories.kept(session, Activity(grant_id=cast.grant.id, position=2, name="Moestuin"))
    factories.kept(session, Objective(grant_id=cast.grant.id, position=2, name="Meer groen"))
    factories.make_place(session, cast.organisation, "Zuilen", cast.grant)
    factories.shared(session, cast, now - timedelta(weeks=6))
    (ours,) = [each for each in found(session, cast, now) if each.grant.id == cast.grant.id]
    names = [gap.name for gap in ours.gaps]
    assert names == ["Moestuin", "Meer groen", "Zuilen", "Inloop", "Buren kennen elkaar", "Overvecht"]
    assert [gap.last for gap in ours.gaps[:3]] == [None, None, None]
    quietest = ours.quietest(THIS)
    assert quietest
    assert quietest.name == "Moestuin"


def test_only_what_stands_and_was_told_for_the_grant_counts(session: Session, cast: Cast, clock: Clock) -> None:
    now = clock()
    factories.draft(session, cast, now)
    factories.withdrawn(session, cast, now)
    factories.shared(session, cast, now, grants=(cast.other_grant,))
    nothing = {gap.name: (gap.stories, gap.marks, gap.last) for gap in of_grant(session, cast, now).values()}
    assert set(nothing.values()) == {(0, 0, None)}
    factories.corrected(session, cast, now)  # its second version holds no count and no outcome
    told = of_grant(session, cast, now)
    assert told["Overvecht"].stories == 1
    assert told["Inloop"].stories == 0


def test_several_counts_in_one_story_are_several_counts_of_one_story(
    session: Session, cast: Cast, clock: Clock
) -> None:
    now = clock()
    story = factories.shared(session, cast, now, grants=(cast.grant, cast.other_grant))
    version = factories.version_of(session, story, 1)
    factories.kept(session, Count(version_id=version.id, position=2, amount=3, unit="x", activity_id=cast.activity.id))
    told = of_grant(session, cast, now)["Inloop"]
    assert (told.stories, told.marks) == (1, 2)


def test_a_grant_that_does_not_run_today_is_left_out(session: Session, cast: Cast, clock: Clock) -> None:
    assert {each.grant.id for each in found(session, cast, clock())} == {cast.grant.id, cast.other_grant.id}
    new_year = datetime(2027, 1, 1, 0, 30, tzinfo=AMSTERDAM)
    assert found(session, cast, new_year) == []
    cast.grant.ends_on = date(2027, 12, 31)
    session.add(cast.grant)
    session.flush()
    assert [each.grant.id for each in found(session, cast, new_year)] == [cast.grant.id]


def test_a_stranger_finds_nothing(session: Session, cast: Cast, clock: Clock) -> None:
    factories.shared(session, cast, clock())
    assert found(session, cast, clock(), cast.stranger) == []


def test_the_page_says_it_kindly_and_leads_to_the_newest_story(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.kept(session, Activity(grant_id=cast.grant.id, position=2, name="Moestuin <b>"))
    story = factories.shared(session, cast, clock() - timedelta(weeks=9))
    session.commit()
    page = client_of(cast.coordinator).get("/team").text
    assert "wie was er pas nog bij ‘Moestuin &lt;b&gt;’, en wat gebeurde er?" in page
    assert "nog niets verteld" in page
    assert f'<a href="/stories/{story.id}">week 39<span' in page
    clock.moment += timedelta(weeks=3)
    factories.shared(session, cast, clock())
    session.commit()
    clock.moment = datetime(2026, 12, 31, 12, tzinfo=AMSTERDAM)
    page = client_of(cast.coordinator).get("/team").text
    assert ">week 51<" in page


def test_a_grant_of_which_everything_was_told_lately_says_so(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock() - timedelta(weeks=4))
    session.commit()
    coordinator = client_of(cast.coordinator)
    assert "Over alles in deze subsidie is de laatste weken verteld." in coordinator.get("/team").text
    clock.moment += timedelta(weeks=1)
    page = client_of(cast.coordinator).get("/team").text
    assert "wie was er pas nog bij ‘Inloop’" in page


def test_what_was_last_told_a_year_ago_names_the_year(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock() - timedelta(weeks=52))
    session.commit()
    assert ">week 48 van 2025<" in client_of(cast.coordinator).get("/team").text
