"""Composing the account: words in place, stories chosen, outcomes confirmed, and nothing of a colleague's lost."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast, begun
from verhaal.annual.actions import mark
from verhaal.annual.models import AccountChange, ChosenStory, Explanation, OutcomeConfirmation
from verhaal.people.models import Person, Role
from verhaal.stories.models import Outcome, Story

Client = Callable[[Person | None], FlaskClient]

JSON = {"Accept": "application/json"}


@pytest.fixture
def second(session: Session, cast: Cast, clock: Clock) -> Person:
    """Another coordinator of the organisation."""
    person = factories.person(session, "Kees Coördinator", clock(), Role.COORDINATOR, cast.organisation)
    session.commit()
    return person


def told(session: Session, cast: Cast, clock: Clock, *titles: str, **more: object) -> list[Story]:
    stories = [factories.shared(session, cast, clock(), title=title, **more) for title in titles]
    session.commit()
    return stories


def chosen(session: Session) -> list[tuple[int, str]]:
    session.rollback()
    session.expire_all()
    rows = session.exec(select(ChosenStory).order_by(col(ChosenStory.place), col(ChosenStory.id)))
    return [(row.story_id, row.why) for row in rows]


def said(session: Session) -> list[str]:
    session.rollback()
    return list(session.exec(select(Explanation.text)))


def last_change(session: Session) -> int:
    session.rollback()
    return max(session.exec(select(AccountChange.id)))


def section(page: str, name: str) -> str:
    """The text of a section of the document."""
    body = re.search(rf'<section id="{name}".*?</section>', page, re.S)
    assert body
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[0]))


def beside(page: str) -> str:
    """The text of the list beside the document."""
    body = re.search(r'<section id="checklist".*?</section>', page, re.S)
    assert body
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[0]))


def in_order(text: str, words: Sequence[str]) -> bool:
    places = [text.find(each) for each in words]
    return -1 not in places and places == sorted(places)


# Words


def test_words_are_saved_while_a_coordinator_types_and_a_repeated_save_is_the_same_one(
    client_of: Client, cast: Cast, session: Session
) -> None:
    coordinator = client_of(cast.coordinator)
    at = f"{begun(coordinator, cast)}/words/lessons/{cast.grant.id}"
    for _line_dropped in range(2):
        answer = coordinator.post(at, data={"text": "Eerder bellen.", "seen": mark("")}, headers=JSON)
        assert answer.status_code == 200
        assert answer.json
        assert answer.json["mark"] == mark("Eerder bellen.")
        assert answer.json["said"] == "Bewaard om 10:30"
    assert said(session) == ["Eerder bellen."]
    assert len(session.exec(select(AccountChange)).all()) == 1


def test_of_a_colleagues_words_meanwhile_both_are_shown_and_nothing_is_overwritten(
    client_of: Client, cast: Cast, session: Session, second: Person
) -> None:
    coordinator, other = client_of(cast.coordinator), client_of(second)
    at = f"{begun(coordinator, cast)}/words/lessons/{cast.grant.id}"
    other.post(at, data={"text": "Van Kees.", "seen": mark("")})
    script = coordinator.post(at, data={"text": "Van Coba.", "seen": mark("")}, headers=JSON)
    assert script.status_code == 409
    assert script.json == {"other": "Van Kees.", "mark": mark("Van Kees.")}
    page = coordinator.post(at, data={"text": "Van Coba.", "seen": mark("")})
    assert page.status_code == 409
    assert "Van Kees." in page.text
    assert "Van Coba." in page.text
    assert said(session) == ["Van Kees."]


def test_words_too_long_are_refused_in_a_sentence(client_of: Client, cast: Cast, session: Session) -> None:
    coordinator = client_of(cast.coordinator)
    at = f"{begun(coordinator, cast)}/words/lessons/{cast.grant.id}"
    answer = coordinator.post(at, data={"text": "a" * 8001, "seen": mark("")}, headers=JSON)
    assert answer.status_code == 422
    assert answer.json
    assert "1 tekens te lang" in answer.json["said"]
    assert said(session) == []


def test_the_list_says_what_is_missing_who_wrote_last_and_where_to_mend_it(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    told(session, cast, clock, "Stoelen")
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    page = coordinator.get(account).text
    assert "Vrij toegankelijk." in beside(page)
    assert f'action="{account}/words/obligation/{cast.obligation.id}"' in page
    coordinator.post(f"{account}/words/obligation/{cast.obligation.id}", data={"text": "Ja.", "seen": mark("")})
    after = coordinator.get(account).text
    assert "Coba Coördinator, 23 november 2026 om 10:30" in beside(after)
    missing = [int(n[0]) for each in (page, after) if (n := re.findall(r"Er ontbreken nog (\d+) van", each))]
    assert missing[0] == missing[1] + 1


def test_a_funder_and_a_colleague_see_no_list_nor_changes(client_of: Client, cast: Cast, session: Session) -> None:
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    coordinator.post(f"{account}/words/lessons/{cast.grant.id}", data={"text": "Eerder bellen.", "seen": mark("")})
    from verhaal.annual.models import AnnualAccount, State

    session.rollback()
    row = session.exec(select(AnnualAccount)).one()
    row.state = State.OFFERED
    session.add(row)
    session.commit()
    for person in (cast.funder, cast.colleague):
        page = client_of(person).get(account).text
        assert "Eerder bellen." in page
        assert 'id="checklist"' not in page
        assert "Coba Coördinator" not in page


# Choosing


def test_two_coordinators_choose_and_both_choices_stand_first_with_why(
    client_of: Client, cast: Cast, session: Session, clock: Clock, second: Person
) -> None:
    first, other, _third = told(session, cast, clock, "Stoelen", "Tafels", "Kasten")
    coordinator, colleague = client_of(cast.coordinator), client_of(second)
    account = begun(coordinator, cast)
    under = f"{account}/choices/{cast.objective.id}"
    page = coordinator.get(account).text
    assert "Niemand heeft gekozen" in section(page, "selection")
    coordinator.post(f"{under}/{other.id}", data={"text": "Omdat het van henzelf kwam."})
    colleague.post(f"{under}/{first.id}", data={"text": "Omdat het bleef."})
    colleague.post(f"{under}/{other.id}", data={"text": "Nog eens."})
    assert chosen(session) == [(other.id, "Omdat het van henzelf kwam."), (first.id, "Omdat het bleef.")]
    page = coordinator.get(account).text
    words = ["Tafels", "Omdat het van henzelf kwam.", "Stoelen", "Omdat het bleef.", "V-2026-003"]
    assert in_order(section(page, "objectives"), words)
    selection = section(page, "selection")
    assert "Niemand heeft gekozen" not in selection
    assert "2 coördinatoren van de organisatie kozen" in selection
    assert "Gekozen om vooraan te staan 2 van de 3 verhalen" in selection
    assert "Daarvan over een tegenvaller 0 van de 2 verhalen" in selection


def test_a_chosen_story_without_a_reason_says_so(client_of: Client, cast: Cast, session: Session, clock: Clock) -> None:
    (story,) = told(session, cast, clock, "Stoelen")
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    at = f"{account}/choices/{cast.objective.id}/{story.id}"
    assert coordinator.post(at).status_code == 303
    page = coordinator.get(account).text
    assert "Gekozen omdat: nog niet gegeven" in section(page, "objectives")
    assert "Van 1 gekozen verhaal is de reden nog niet gegeven." in section(page, "selection")
    answer = coordinator.post(f"{at}/why", data={"text": "Daarom.", "seen": mark("")}, headers=JSON)
    assert answer.status_code == 200
    assert "Gekozen omdat: Daarom." in section(coordinator.get(account).text, "objectives")


def test_a_story_of_another_grant_or_a_draft_cannot_be_chosen(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    (elsewhere,) = told(session, cast, clock, "Elders", grants=(cast.other_grant,))
    draft = factories.draft(session, cast, clock())
    session.commit()
    coordinator = client_of(cast.coordinator)
    under = f"{begun(coordinator, cast)}/choices/{cast.objective.id}"
    for story in (elsewhere, draft):
        assert coordinator.post(f"{under}/{story.id}").status_code == 404
    assert chosen(session) == []


def test_a_chosen_story_that_is_withdrawn_leaves_the_account(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    first, other = told(session, cast, clock, "Stoelen", "Tafels")
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    coordinator.post(f"{account}/choices/{cast.objective.id}/{first.id}", data={"text": "Uniek merkteken."})
    session.rollback()
    story = session.get_one(Story, first.id)
    session.refresh(story)
    story.withdraw("Op verzoek.", clock())
    session.add(story)
    session.commit()
    page = coordinator.get(account).text
    assert "Uniek merkteken." not in page
    assert "Stoelen" not in page
    assert "Niemand heeft gekozen" in section(page, "selection")
    assert coordinator.get(f"{account}/choices/{cast.objective.id}").status_code == 200
    assert other.id


def test_stories_move_one_place_at_a_time_and_a_stale_order_moves_nothing(
    client_of: Client, cast: Cast, session: Session, clock: Clock, second: Person
) -> None:
    a, b, c = told(session, cast, clock, "Aa", "Bb", "Cc")
    coordinator, colleague = client_of(cast.coordinator), client_of(second)
    under = f"{begun(coordinator, cast)}/choices/{cast.objective.id}"
    for story in (a, b, c):
        coordinator.post(f"{under}/{story.id}")
    seen = f"{a.id}-{b.id}-{c.id}"
    colleague.post(f"{under}/{c.id}/moves", data={"to": "up", "seen": seen})
    assert [each for each, _why in chosen(session)] == [a.id, c.id, b.id]
    stale = coordinator.post(f"{under}/{a.id}/moves", data={"to": "down", "seen": seen}, follow_redirects=True)
    assert "Een collega heeft deze keuzes intussen veranderd." in stale.text
    assert [each for each, _why in chosen(session)] == [a.id, c.id, b.id]
    coordinator.post(f"{under}/{a.id}/moves", data={"to": "up", "seen": f"{a.id}-{c.id}-{b.id}"})
    assert [each for each, _why in chosen(session)] == [a.id, c.id, b.id]


def test_an_objective_with_a_chosen_story_is_not_taken_out_of_the_grant(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    from verhaal.grants import queries
    from verhaal.grants.models import Objective

    (story,) = told(session, cast, clock, "Stoelen")
    empty = Objective(grant_id=cast.grant.id, position=2, name="Leeg doel", target="")
    factories.kept(session, empty)
    session.commit()
    coordinator = client_of(cast.coordinator)
    coordinator.post(f"{begun(coordinator, cast)}/choices/{empty.id}/{story.id}")
    session.rollback()
    assert queries.is_pointed_to(session, Objective, {empty.id})


# Taking back


def test_what_was_typed_in_one_sitting_is_taken_back_and_done_again_at_once(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    at, text = f"{account}/words/lessons/{cast.grant.id}", ""
    for longer in ("Eerder", "Eerder bellen", "Eerder bellen."):
        coordinator.post(at, data={"text": longer, "seen": mark(text)})
        text, clock.moment = longer, clock.moment + timedelta(minutes=1)
    clock.moment += timedelta(minutes=30)
    coordinator.post(at, data={"text": "Later bellen.", "seen": mark(text)})
    session.rollback()
    first, last = session.exec(select(AccountChange.id).order_by(col(AccountChange.id))).all()
    for number, left in ((last, ["Eerder bellen."]), (first, [])):
        coordinator.post(f"{account}/changes/{number}/undoing")
        assert said(session) == left
    coordinator.post(f"{account}/changes/{first}/redoing")
    assert said(session) == ["Eerder bellen."]


def test_a_change_that_a_colleague_changed_on_top_of_is_not_taken_back_unseen(
    client_of: Client, cast: Cast, session: Session, second: Person
) -> None:
    coordinator, colleague = client_of(cast.coordinator), client_of(second)
    account = begun(coordinator, cast)
    at = f"{account}/words/lessons/{cast.grant.id}"
    coordinator.post(at, data={"text": "Van Coba.", "seen": mark("")})
    mine = last_change(session)
    colleague.post(at, data={"text": "Van Coba en Kees.", "seen": mark("Van Coba.")})
    answer = coordinator.post(f"{account}/changes/{mine}/undoing", follow_redirects=True)
    assert "Daar is sindsdien iets veranderd" in answer.text
    assert said(session) == ["Van Coba en Kees."]
    assert "Kees Coördinator" in beside(answer.text)
    coordinator.post(f"{account}/changes/{last_change(session)}/undoing")
    assert said(session) == ["Van Coba."]


def test_choosing_leaving_out_and_ordering_are_taken_back(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    a, b = told(session, cast, clock, "Aa", "Bb")
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    under = f"{account}/choices/{cast.objective.id}"
    coordinator.post(f"{under}/{a.id}", data={"text": "Eén."})
    first = last_change(session)
    coordinator.post(f"{under}/{b.id}", data={"text": "Twee."})
    coordinator.post(f"{under}/{b.id}/moves", data={"to": "up", "seen": f"{a.id}-{b.id}"})
    ordered = last_change(session)
    coordinator.post(f"{under}/{b.id}/removal")
    assert chosen(session) == [(a.id, "Eén.")]
    coordinator.post(f"{account}/changes/{last_change(session)}/undoing")
    assert chosen(session) == [(b.id, "Twee."), (a.id, "Eén.")]
    coordinator.post(f"{account}/changes/{ordered}/undoing")
    assert chosen(session) == [(a.id, "Eén."), (b.id, "Twee.")]
    coordinator.post(f"{account}/changes/{first}/undoing")
    assert chosen(session) == [(b.id, "Twee.")]


def test_a_change_of_another_account_is_not_there(client_of: Client, cast: Cast, session: Session) -> None:
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    other = coordinator.post(f"/grants/{cast.other_grant.id}/accounts/2026").headers["Location"]
    coordinator.post(f"{account}/words/lessons/{cast.grant.id}", data={"text": "Van Coba.", "seen": mark("")})
    assert coordinator.post(f"{other}/changes/{last_change(session)}/undoing").status_code == 404
    assert said(session) == ["Van Coba."]


# Confirming


def test_an_independent_confirmation_stands_with_its_outcome_until_it_is_taken_out(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    (story,) = told(session, cast, clock, "Stoelen")
    outcome = factories.outcome_of(session, story.id)
    session.rollback()
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    at = f"{account}/outcomes/{outcome}/confirmations"
    form = {"who": "de wijkagent", "relation": "loopt er elke week", "on": "2026-11-20", "words": "Het is zo.",
            "key": "0b8f7a52-33a4-4e0c-9b86-7ad60a7b8d01"}  # fmt: skip
    for _pressed_twice in range(2):
        assert coordinator.post(at, data=form).status_code == 303
    stands = "Bevestigd door: de wijkagent (loopt er elke week), 20 november 2026: Het is zo."
    assert section(coordinator.get(account).text, "objectives").count(stands) == 1
    session.rollback()
    row = session.exec(select(OutcomeConfirmation.id)).one()
    coordinator.post(f"{account}/confirmations/{row}/removal")
    assert stands not in coordinator.get(account).text
    coordinator.post(f"{account}/changes/{last_change(session)}/undoing")
    assert stands in section(coordinator.get(account).text, "objectives")


def test_a_confirmation_that_lies_ahead_or_says_nothing_is_refused(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    (story,) = told(session, cast, clock, "Stoelen")
    outcome = factories.outcome_of(session, story.id)
    session.rollback()
    coordinator = client_of(cast.coordinator)
    at = f"{begun(coordinator, cast)}/outcomes/{outcome}/confirmations"
    ahead = coordinator.post(at, data={"who": "de wijkagent", "relation": "kijkt", "on": "2026-11-24"})
    assert ahead.status_code == 422
    assert "Die dag is nog niet geweest." in ahead.text
    assert coordinator.post(at, data={"who": "", "relation": "", "on": ""}).status_code == 422


def test_a_correction_keeps_the_confirmation_of_words_that_it_leaves_as_they_were(
    client_of: Client, cast: Cast, session: Session, clock: Clock
) -> None:
    (story,) = told(session, cast, clock, "Stoelen")
    factories.confirmation(session, cast, story.id, clock())
    version = factories.add_version(session, story, cast, clock(), number=2, text="Verbeterd.")
    version.share(clock())
    outcome = Outcome(
        version_id=version.id, position=1, change="Ze openen zelf de zaal.", objective_id=cast.objective.id
    )
    factories.kept(session, outcome)
    story.shared_number = 2
    session.add(story)
    session.commit()
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    assert "de schoolleider" in section(coordinator.get(account).text, "objectives")
    outcome.change = "Ze openen soms zelf de zaal."
    session.add(outcome)
    session.commit()
    assert "de schoolleider" not in coordinator.get(account).text


# How much it asks of the database


def test_the_page_asks_as_often_for_one_story_as_for_three(
    client_of: Client, cast: Cast, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    pages = (account, f"{account}/choices/{cast.objective.id}")
    asked: list[list[int]] = []
    for _times in (1, 2):
        for story in told(session, cast, clock, *(("Aa",) if not asked else ("Bb", "Cc"))):
            factories.chosen(session, cast, story, clock())
            factories.confirmation(session, cast, story.id, clock())
        session.commit()
        count_queries()
        asked.append([coordinator.get(page).status_code == 200 and count_queries() for page in pages])
    assert asked[0] == asked[1]


def test_the_page_asks_as_often_for_one_topic_as_for_three(
    client_of: Client, cast: Cast, session: Session, count_queries: Callable[[], int]
) -> None:
    coordinator = client_of(cast.coordinator)
    account = begun(coordinator, cast)
    topics = (("lessons", cast.grant.id), ("obligation", cast.obligation.id), ("objective", cast.objective.id))
    asked = []
    for about, number in topics:
        coordinator.post(f"{account}/words/{about}/{number}", data={"text": "Zo.", "seen": mark("")})
        count_queries()
        coordinator.get(account)
        asked.append(count_queries())
    assert len(said(session)) == 3
    assert asked == [asked[0]] * 3
