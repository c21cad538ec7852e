"""Where one is among what is to be read: read from an address and written into it; and the order itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from tests import factories
from tests.conftest import START, Clock
from tests.factories import Cast
from verhaal.access import viewer_of
from verhaal.people.models import Person
from verhaal.reading import queue, stopping
from verhaal.reading.models import Bookmark
from verhaal.reading.sieve import Sieve
from verhaal.reading.sitting import Sitting, Spot
from verhaal.stories.models import Story

Client = Callable[[Person | None], FlaskClient]
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.builds(Spot, st.booleans(), MOMENTS, st.integers(0, 999_999_999)))
def test_a_spot_is_read_back_from_the_address(spot: Spot) -> None:
    assert Spot.parse(str(spot)) == spot


@given(st.text(max_size=40) | st.from_regex(r"(un)?read-[0-9T.]{20,24}-\d{1,12}", fullmatch=True))
def test_any_text_is_a_spot_that_can_be_written_or_none(text: str) -> None:
    spot = Spot.parse(text)
    assert spot is None or Spot.parse(str(spot)) == spot


@pytest.mark.parametrize("at", ["", "gisteren", "20261123T093000", "99991231T000000.000000", "20271123T093000.000000"])
def test_one_sits_down_now_unless_the_address_names_a_moment_before(at: str) -> None:
    assert Sitting.parse({"at": at, "setback": "yes"}, START) == Sitting(Sieve(setback=True), START)


def test_a_sitting_is_gone_on_with() -> None:
    sitting = Sitting(Sieve(grant=3), START)
    assert Sitting.parse({name: str(value) for name, value in sitting.address.items()}, START + timedelta(1)) == sitting


def told(session: Session, cast: Cast, number: int) -> list[Story]:
    """Stories on the table, the newest last; two were shared in the same moment."""
    return [factories.shared(session, cast, START + timedelta(minutes=max(each, 1))) for each in range(number)]


def read(session: Session, cast: Cast, story: Story, at: datetime) -> None:
    factories.read_by(session, story, cast.funder, cast.funder_party, at)


def pages(session: Session, who: Person, sitting: Sitting, meanwhile: Callable[[], None]) -> list[int]:
    """What one meets on all pages, one after another, while something happens between the first two."""
    viewer, met, after = viewer_of(session, who), [], None
    while True:
        spread = queue.to_read(session, viewer, sitting, after, None)
        met += [each.telling.story.id for each in spread.stories]
        if spread.older is None or not spread.stories:
            return met
        if after is None:
            meanwhile()
        after = Spot.parse(str(spread.older))


@pytest.mark.parametrize("sieve", [Sieve(), Sieve(read=False)])
def test_what_is_read_meanwhile_makes_no_story_be_passed_over_or_come_twice(
    cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch, sieve: Sieve
) -> None:
    monkeypatch.setattr(queue, "PAGE", 3)
    stories, later = told(session, cast, 8), START + timedelta(hours=2)
    for story in stories[:2]:
        read(session, cast, story, START + timedelta(minutes=30))
    expected = [story.id for story in reversed(stories[2:])] + [stories[1].id, stories[0].id] * (sieve.read is None)

    def meanwhile() -> None:
        for story in stories[4:]:
            read(session, cast, story, later)
        session.flush()

    assert pages(session, cast.funder, Sitting(sieve, START + timedelta(hours=1)), meanwhile) == expected


def test_a_page_goes_back_to_where_it_came_from(cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 3)
    stories = told(session, cast, 7)
    read(session, cast, stories[6], START)
    viewer, sitting = viewer_of(session, cast.funder), Sitting(Sieve(), START + timedelta(hours=1))
    first = queue.to_read(session, viewer, sitting, None, None)
    second = queue.to_read(session, viewer, sitting, first.older, None)
    third = queue.to_read(session, viewer, sitting, second.older, None)
    assert [each.telling.story.id for each in third.stories] == [stories[6].id]
    assert (first.newer, third.older) == (None, None)
    assert queue.to_read(session, viewer, sitting, None, third.newer).stories == second.stories
    back = queue.to_read(session, viewer, sitting, None, second.newer)
    assert (back.stories, back.newer) == (first.stories, None)


def test_from_story_to_story_one_meets_what_the_list_shows(cast: Cast, session: Session) -> None:
    stories = told(session, cast, 5)
    for story in stories[1:3]:
        read(session, cast, story, START)
    viewer, sitting = viewer_of(session, cast.funder), Sitting(Sieve(), START + timedelta(hours=1))
    order = [stories[4], stories[3], stories[0], stories[2], stories[1]]
    spots = [Spot(story not in stories[1:3], story.shared_at or START, story.id) for story in order]
    ids = [None, *(story.id for story in order), None]
    for at, spot in enumerate(spots, 1):
        assert queue.neighbours(session, viewer, sitting, spot) == (ids[at - 1], ids[at + 1])
        read(session, cast, order[at - 1], START + timedelta(hours=2)) if spot.is_unread else None
        session.flush()
    assert queue.next_unread(session, viewer, Sieve()) is None


def test_after_a_story_comes_the_next_older_unread_one_and_then_the_newest(cast: Cast, session: Session) -> None:
    stories = told(session, cast, 4)
    read(session, cast, stories[1], START)
    viewer = viewer_of(session, cast.funder)
    spot = Spot(True, stories[2].shared_at or START, stories[2].id)
    assert queue.next_unread(session, viewer, Sieve(), spot) == stories[0].id
    read(session, cast, stories[0], START)
    session.flush()
    assert queue.next_unread(session, viewer, Sieve(), spot) == stories[3].id
    assert queue.next_unread(session, viewer, Sieve(setback=True), spot) is None


def test_reading_goes_on_where_one_stopped_and_with_the_unread_after_a_day(cast: Cast, session: Session) -> None:
    stories = told(session, cast, 3)
    viewer, where = viewer_of(session, cast.funder), stopping.where_to_open
    assert where(session, viewer, Sieve(), START) == stories[2].id
    for story in (stories[0], stories[1]):
        stopping.keep_place(session, viewer, story.id, START)
    session.flush()
    assert len(session.exec(select(Bookmark)).all()) == 1
    assert where(session, viewer, Sieve(), START + timedelta(days=9)) == stories[1].id
    assert where(session, viewer, Sieve(setback=True), START) is None
    read(session, cast, stories[1], START)
    session.flush()
    assert where(session, viewer, Sieve(), START + timedelta(hours=3)) == stories[1].id
    assert where(session, viewer, Sieve(), START + timedelta(days=9)) == stories[2].id
    stories[1].withdraw("Op verzoek.", START)
    session.flush()
    assert where(session, viewer, Sieve(), START) == stories[2].id


def test_an_answer_leads_to_the_next_and_the_last_one_to_the_list(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    first, second = told(session, cast, 2)
    session.commit()
    clock.moment += timedelta(hours=1)
    funder = client_of(cast.funder)
    opened = funder.get("/reading?setback=no").headers["Location"]
    assert opened.startswith(f"/stories/{second.id}?setback=no&at=")
    address = opened.split("?")[1]
    said = {"kind": "lesson", "text": "Dit neem ik mee."}
    answer = funder.post(f"/stories/{second.id}/responses?{address}", data=said)
    assert answer.headers["Location"] == f"/stories/{first.id}?{address}#sent-{second.id}"
    answer = funder.post(f"/stories/{first.id}/responses?{address}", data=said)
    assert answer.headers["Location"] == f"/reading/list?setback=no#sent-{first.id}"
    wrong = funder.post(f"/stories/{first.id}/responses?{address}", data={"text": "Zonder soort."})
    assert (wrong.status_code, "Zonder soort." in wrong.text) == (422, True)
    assert f"?{address}".replace("&", "&amp;") in wrong.text


def test_a_shared_address_shows_a_colleague_only_what_they_may_see(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock(), title="Voor de gemeente")
    factories.shared(session, cast, clock(), title="Voor allebei", grants=(cast.grant, cast.other_grant))
    session.commit()
    address = f"/reading/list?organisation={cast.organisation.id}"
    assert "Voor de gemeente" in client_of(cast.funder).get(address).text
    other = client_of(cast.other_funder).get(address).text
    assert "Voor allebei" in other
    assert "Voor de gemeente" not in other
    hidden = client_of(cast.other_funder).get(f"/reading/list?grant={cast.grant.id}").text
    assert "Voor allebei" not in hidden
    assert cast.grant.title not in hidden
    ours = client_of(cast.coordinator).get(f"/stories/shared?grant={cast.other_grant.id}").text
    assert "Voor allebei" in ours
    assert "Voor de gemeente" not in ours
    assert f"Subsidie: {cast.other_grant.title}" in ours


def test_a_funders_story_page_asks_at_most_eight_queries_and_as_many_with_three_of_everything(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    def full(number: int) -> Story:
        line = [factories.shared(session, cast, clock()) for _before in range(number)]
        story = factories.shared(session, cast, clock())
        factories.storyline(session, cast, clock(), *line, story)
        for _each in range(number):
            factories.promised(session, cast, clock(), story)
            said = factories.response(session, story, cast.funder, cast.funder_party, clock())
            factories.answer(session, said, cast.author, clock())
            factories.note(session, story, cast.funder, cast.funder_party, clock())
        factories.read_by(session, story, cast.funder, cast.funder_party, clock())
        return story

    stories = [full(1), full(3)]
    session.commit()
    browser, numbers = client_of(cast.funder), []
    for story in stories:
        count_queries()
        page = browser.get(f"/stories/{story.id}?at=20261125T093000.000000")
        assert page.status_code == 200
        assert "Verhaallijn" in page.text
        numbers.append(count_queries())
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 8
