"""The reply clock: its definitions, and that both sides read the same."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import START, Clock
from tests.factories import Cast
from verhaal.access import viewer_of
from verhaal.grants.models import Grant
from verhaal.people.models import Person
from verhaal.reading import clock as clocks
from verhaal.reading import lately as in_passing
from verhaal.reading.clock import Days, ReplyClock, Wait, clock_of, spread
from verhaal.reading.commitments import Promises
from verhaal.stories.models import Story, VersionGrant

Client = Callable[[Person | None], FlaskClient]


def after(days: float) -> datetime:
    return START + timedelta(days=days)


def test_the_percentile_lies_on_the_line_between_two_values() -> None:
    assert spread([1, 2, 3, 4, 5]) == Days(3, 4.6)
    assert spread([4, 1, 3, 2, 10, 20]) == Days(3.5, 15)
    assert spread([2] * 9) == Days(2, 2)


def test_fewer_than_five_waits_have_no_days() -> None:
    assert spread([1, 2, 3, 4]) is None
    assert spread([]) is None


def test_nothing_shared_is_a_clock_at_nought() -> None:
    assert clock_of([]) == ReplyClock(0, 0, 0, None, None, 0, Promises())


def test_what_is_not_read_yet_is_counted_but_has_no_days() -> None:
    waits = [Wait(number, START, after(number)) for number in range(1, 6)] + [Wait(6, START)]
    clock = clock_of(waits)
    assert (clock.shared, clock.read, clock.answered) == (6, 5, 0)
    assert clock.read_days == Days(3, 4.6)
    assert clock.answer_days is None


def test_a_story_told_to_two_funders_is_one_story_with_two_waits() -> None:
    waits = [Wait(number, START, after(1)) for number in range(1, 5)] + [Wait(1, START, after(9)), Wait(4, START)]
    clock = clock_of(waits)
    assert (clock.shared, clock.read) == (4, 4)
    assert clock.read_days
    assert clock.read_days.median == 1
    assert clock.read_days.p90 == pytest.approx(5.8)


def test_a_reading_before_the_clock_was_set_back_took_no_time() -> None:
    assert clock_of([Wait(number, START, after(-1)) for number in range(5)]).read_days == Days(0, 0)


def test_both_sides_see_the_same_figures_and_others_none(cast: Cast, session: Session, clock: Clock) -> None:
    for days in range(1, 6):
        told = factories.shared(session, cast, clock())
        factories.read_by(session, told, cast.funder, cast.funder_party, after(days))
        factories.response(session, told, cast.funder, cast.funder_party, after(2 * days))
    factories.promised(session, cast, clock(), told, days=-1)
    factories.withdrawn(session, cast, clock())
    factories.draft(session, cast, clock())
    # The commitment was the first word back on the last story, at once.
    expected = ReplyClock(5, 5, 5, Days(3, 4.6), Days(4, 7.2), 5, Promises(late=1))
    for person in (cast.funder, cast.author, cast.colleague, cast.coordinator):
        assert _clock(session, person, cast.grant) == expected, person.name
    for person in (cast.other_funder, cast.stranger):
        assert _clock(session, person, cast.grant).shared == 0
    assert _clock(session, cast.coordinator, cast.other_grant).shared == 0


def test_what_another_funder_did_does_not_count(cast: Cast, session: Session, clock: Clock) -> None:
    told = factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    factories.read_by(session, told, cast.other_funder, cast.other_funder_party, after(1))
    factories.response(session, told, cast.other_funder, cast.other_funder_party, after(1))
    ours, theirs = (_clock(session, cast.coordinator, grant) for grant in (cast.grant, cast.other_grant))
    assert (ours.shared, ours.read, ours.answered, ours.open_questions) == (1, 0, 0, 0)
    assert (theirs.shared, theirs.read, theirs.answered, theirs.open_questions) == (1, 1, 1, 1)


def test_two_grants_of_one_funder_count_a_promise_once(cast: Cast, session: Session, clock: Clock) -> None:
    second = factories.make_grant(session, cast.organisation, cast.funder_party, "SB-9", clock())
    told = factories.shared(session, cast, clock(), grants=(cast.grant, second))
    factories.promised(session, cast, clock(), told)
    factories.read_by(session, told, cast.funder, cast.funder_party, after(1))
    factories.response(session, told, cast.funder, cast.funder_party, after(1))
    clock_ = _clock(session, cast.funder, cast.grant, second)
    assert (clock_.shared, clock_.open_questions, clock_.commitments) == (1, 1, Promises(open=1))


def test_a_correction_neither_sets_the_clock_back_nor_makes_a_new_funder_wait_before_it_could_see(
    cast: Cast, session: Session, clock: Clock
) -> None:
    stories = [factories.corrected(session, cast, clock()) for _each in range(5)]  # first shared two days ago
    for story in stories:
        corrected = factories.version_of(session, story, 2)
        factories.kept(session, VersionGrant(version_id=corrected.id, grant_id=cast.other_grant.id))
        factories.read_by(session, story, cast.funder, cast.funder_party, after(1))
        factories.read_by(session, story, cast.other_funder, cast.other_funder_party, after(1))
    assert _clock(session, cast.author, cast.grant).read_days == Days(3, 3)
    assert _clock(session, cast.author, cast.other_grant).read_days == Days(1, 1)


def test_a_story_that_was_moved_away_leaves_the_clock(cast: Cast, session: Session, clock: Clock) -> None:
    story = factories.corrected(session, cast, clock())
    factories.read_by(session, story, cast.funder, cast.funder_party, clock())
    _move(session, story, cast.other_grant)
    assert _clock(session, cast.coordinator, cast.grant).shared == 0
    both = _clock(session, cast.coordinator, cast.grant, cast.other_grant)
    assert (both.shared, both.read) == (1, 0)


def test_a_question_is_open_until_its_author_answers(cast: Cast, session: Session, clock: Clock) -> None:
    told = factories.shared(session, cast, clock())
    asked = factories.response(session, told, cast.funder, cast.funder_party, clock())
    factories.answer(session, asked, cast.funder, clock(), "Ik bedoel de keuken.")
    assert _clock(session, cast.funder, cast.grant).open_questions == 1
    factories.answer(session, asked, cast.author, clock())
    assert _clock(session, cast.funder, cast.grant).open_questions == 0


def test_the_reading_table_says_how_it_went_lately_and_of_all_commitments_what_is_open(
    cast: Cast, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = factories.shared(session, cast, after(-9))
    factories.promised(session, cast, after(-9), old, days=1)
    factories.promised(session, cast, after(-9), old, days=60)
    new = factories.shared(session, cast, clock())
    factories.read_by(session, new, cast.funder, cast.funder_party, after(1))
    monkeypatch.setattr(in_passing, "LATEST", 1)
    found = in_passing.lately(session, viewer_of(session, cast.funder), clock())
    assert (found.shared, found.read, found.answered) == (1, 1, 0)
    assert found.commitments == Promises(open=1, late=1)
    assert in_passing.lately(session, viewer_of(session, cast.other_funder), clock()).shared == 0


def test_the_pages_show_it_or_say_from_when(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    def told_and_read(days: int) -> None:
        told = factories.shared(session, cast, clock())
        factories.read_by(session, told, cast.funder, cast.funder_party, after(days))
        session.commit()

    told_and_read(1)
    browsers = [client_of(cast.funder), client_of(cast.author)]
    paths = [f"/grants/{cast.grant.id}"] * 2
    before = [_shown(browser, path, count_queries) for browser, path in zip(browsers, paths, strict=True)]
    for text, _queries in before:
        assert "Vanaf vijf verhalen staat hier hoe lang ze wachten" in text
        assert "Tot nu toe is er 1 gedeeld." in text
    assert "Vanaf vijf gelezen verhalen" in browsers[0].get("/reading/list").text
    for days in range(2, 6):
        told_and_read(days)
    after_ = [_shown(browser, path, count_queries) for browser, path in zip(browsers, paths, strict=True)]
    for text, _queries in after_:
        assert "5 van de 5 verhalen · de helft daarvan binnen 3 dagen, negen van de tien binnen 4,6 dagen" in text
        assert cast.funder.name not in text.split('id="clock"')[1].split("</section>")[0]
    assert [queries for _text, queries in before] == [queries for _text, queries in after_]
    table, _queries = _shown(browsers[0], "/reading/list", count_queries)
    assert "Van de laatste 5 verhalen zijn er 5 gelezen, de helft daarvan binnen 3 dagen." in table


def _shown(browser: FlaskClient, path: str, count_queries: Callable[[], int]) -> tuple[str, int]:
    count_queries()
    return " ".join(browser.get(path).text.split()), count_queries()


def _clock(session: Session, person: Person, *grants: Grant) -> ReplyClock:
    session.flush()
    return clocks.reply_clock(session, viewer_of(session, person), grants, START)


def _move(session: Session, story: Story, grant: Grant) -> None:
    version = factories.version_of(session, story, story.shared_number or 1)
    for told in session.exec(select(VersionGrant).where(col(VersionGrant.version_id) == version.id)):
        session.delete(told)
    factories.kept(session, VersionGrant(version_id=version.id, grant_id=grant.id))
