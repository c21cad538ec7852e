"""Telling the week: drafts, sharing, correcting, withdrawing; and that nothing typed is lost."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.people.models import Person
from verhaal.stories.models import AlreadyShared, Count, Outcome, Story, Version, VersionGrant

Client = Callable[[Person | None], FlaskClient]


def week(cast: Cast, **more: object) -> dict[str, object]:
    """The week's form as a browser sends it."""
    return {
        "key": str(uuid.uuid4()),
        "text": "De buurvrouwen zetten zelf de stoelen klaar.",
        "week": "2026-W48",
        "place": str(cast.place.id),
        "grants": [str(cast.grant.id)],
        "outcomes-0-whom": "", "outcomes-0-change": "", "outcomes-0-contribution": "", "outcomes-0-objective": "",
        "counts-0-amount": "", "counts-0-unit": "", "counts-0-activity": "",
    } | more  # fmt: skip


def only(session: Session) -> Story:
    session.expire_all()
    session.rollback()
    return session.exec(select(Story)).one()


def test_a_week_is_told_with_an_outcome_and_a_count(cast: Cast, client_of: Client, session: Session) -> None:
    data = week(cast, share="1", **{
        "outcomes-0-whom": "drie buurvrouwen", "outcomes-0-change": "Ze openen zelf de zaal.",
        "outcomes-0-contribution": "residents", "outcomes-0-objective": str(cast.objective.id),
        "counts-0-amount": "14", "counts-0-activity": str(cast.activity.id)})  # fmt: skip
    answer = client_of(cast.author).post("/stories", data=data, follow_redirects=True)
    assert "Gemeente Voorbeeld kan je verhaal nu lezen" in answer.text
    story = only(session)
    version = factories.version_of(session, story, 1)
    assert story.is_shared
    assert version.title == "De buurvrouwen zetten zelf de stoelen klaar"
    assert session.exec(select(Outcome.change)).one() == "Ze openen zelf de zaal."
    count = session.exec(select(Count)).one()
    assert (count.amount, count.unit) == (14, "bezoeken")
    assert client_of(cast.funder).get(f"/stories/{story.id}").status_code == 200


def test_a_story_sent_twice_is_one_story(cast: Cast, client_of: Client, session: Session) -> None:
    data, author = week(cast, share="1"), client_of(cast.author)
    first, second = author.post("/stories", data=data), author.post("/stories", data=data)
    assert first.headers["Location"] == second.headers["Location"]
    assert only(session).is_shared


def test_the_same_key_with_another_text_shows_both_and_overwrites_nothing(
    cast: Cast, client_of: Client, session: Session
) -> None:
    data, author = week(cast, keep="1"), client_of(cast.author)
    author.post("/stories", data=data)
    answer = author.post("/stories", data=data | {"text": "Een heel andere tekst."})
    assert answer.status_code == 409
    assert "Een heel andere tekst." in answer.text
    assert "zelf de stoelen klaar" in answer.text
    assert factories.version_of(session, only(session), 1).text.startswith("De buurvrouwen")


def test_anothers_key_does_not_open_anothers_story(cast: Cast, client_of: Client) -> None:
    data = week(cast, keep="1")
    client_of(cast.author).post("/stories", data=data)
    assert client_of(cast.colleague).post("/stories", data=data).status_code == 404


def test_two_tabs_cannot_overwrite_each_other(cast: Cast, client_of: Client, session: Session) -> None:
    author = client_of(cast.author)
    path = author.post("/stories", data=week(cast, keep="1")).headers["Location"]
    author.post(path, data=week(cast, keep="1", mark="1.1", text="Eerste tabblad."))
    answer = author.post(path, data=week(cast, keep="1", mark="1.1", text="Tweede tabblad."))
    assert answer.status_code == 409
    assert "Eerste tabblad." in answer.text
    assert "Tweede tabblad." in answer.text
    assert factories.version_of(session, only(session), 1).text == "Eerste tabblad."


@pytest.mark.parametrize("intent", [{"more": "outcome"}, {"more": "count"}, {"share": "1", "counts-0-amount": "veel"}])
def test_another_row_or_an_error_keeps_what_was_typed(cast: Cast, client_of: Client, intent: dict[str, str]) -> None:
    data = week(cast, **{"outcomes-0-whom": "twee vaders", "title": "Mijn titel"}) | intent
    answer = client_of(cast.author).post("/stories", data=data | {"outcomes-0-change": "Ze komen."})
    assert answer.status_code == (200 if "more" in intent else 422)
    for typed in ("zelf de stoelen klaar", "twee vaders", "Mijn titel", "Ze komen."):
        assert typed in answer.text


def test_a_story_that_is_too_long_is_refused_and_kept(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.author).post("/stories", data=week(cast, share="1", text="woord " * 17_000))
    assert answer.status_code == 422
    assert "tekens te lang" in answer.text
    assert answer.text.count("woord ") >= 16_999


def test_nothing_but_the_story_is_required(cast: Cast, client_of: Client, session: Session) -> None:
    data = week(cast, share="1", place="", grants=[])
    assert client_of(cast.author).post("/stories", data=data).status_code == 303
    assert only(session).is_shared
    empty = client_of(cast.author).post("/stories", data=week(cast, share="1", text="  "))
    assert empty.status_code == 422
    assert "nog geen verhaal" in empty.text


def test_an_outcome_for_a_grant_that_is_not_chosen_is_refused(cast: Cast, client_of: Client) -> None:
    data = week(cast, share="1", grants=[str(cast.other_grant.id)], **{
        "outcomes-0-change": "Iets.", "outcomes-0-objective": str(cast.objective.id)})  # fmt: skip
    answer = client_of(cast.author).post("/stories", data=data)
    assert answer.status_code == 422
    assert "hoort bij de subsidie" in answer.text


def test_a_grant_of_another_organisation_cannot_be_chosen(cast: Cast, client_of: Client) -> None:
    data = week(cast, share="1", grants=[str(cast.foreign_grant.id)])
    assert client_of(cast.author).post("/stories", data=data).status_code == 422


def test_a_correction_is_a_new_version_and_readers_see_it(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), text="De eerste tekst.")
    session.commit()
    author, funder = client_of(cast.author), client_of(cast.funder)
    path = author.post(f"/stories/{story.id}/corrections").headers["Location"]
    assert "De eerste tekst." in funder.get(f"/stories/{story.id}").text
    data = week(cast, share="1", mark="2.1", text="De tweede tekst.")
    assert author.post(path, data=data).status_code == 422
    author.post(path, data=data | {"change_note": "Het waren er twee."})
    page = funder.get(f"/stories/{story.id}").text
    assert "De tweede tekst." in page
    assert "Het waren er twee." in page
    assert factories.version_of(session, only(session), 1).text == "De eerste tekst."
    assert funder.get(f"/stories/{story.id}/versions/1").status_code == 404


def test_a_draft_opened_again_still_offers_what_was_counted_last_time(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock())
    session.commit()
    author, offered = client_of(cast.author), 'name="counts-0-remembered"'
    assert offered in author.get("/stories/week").text
    draft = author.post("/stories", data=week(cast, keep="1")).headers["Location"]
    assert offered in author.get(draft).text
    assert offered in author.get("/stories/week").text


def test_what_was_counted_for_another_grant_and_stays_open_keeps_no_story_back(
    cast: Cast, client_of: Client, session: Session
) -> None:
    remembered = {"counts-0-remembered": "1", "counts-0-activity": str(cast.activity.id)}
    author = client_of(cast.author)
    assert author.post("/stories", data=week(cast, share="1", grants=[], **remembered)).status_code == 303
    assert only(session).is_shared
    counted = week(cast, share="1", grants=[], **remembered | {"counts-0-amount": "3"})
    assert author.post("/stories", data=counted).status_code == 422


def test_looking_first_shows_the_title_that_readers_will_see(cast: Cast, client_of: Client) -> None:
    author = client_of(cast.author)
    page = author.post(
        "/stories", data=week(cast, preview="1", text="Soep voor tien. Meer niet."), follow_redirects=True
    )
    assert '<h1 dir="auto">Soep voor tien</h1>' in page.text
    assert ">Soep voor tien</a></h2>" in author.get("/stories").text


def test_a_title_made_from_the_first_words_follows_the_correction_and_one_of_your_own_stays(
    cast: Cast, client_of: Client
) -> None:
    author = client_of(cast.author)
    for title, words in (("", "Fatma kwam langs"), ("Soep", "Soep")):
        told = author.post("/stories", data=week(cast, preview="1", title=title, text="Fatma kwam langs."))
        story = told.headers["Location"]
        author.post(f"{story}/sharing", data={"looked": "1"})
        assert f'<h1 dir="auto">{words}</h1>' in client_of(cast.funder).get(story).text
        form = author.post(f"{story}/corrections", follow_redirects=True).text
        shown = re.findall(r'<input[^>]*name="title"[^>]*value="([^"]*)"', form)
        assert shown == [title]
        author.post(f"{story}/draft", data=week(cast, mark="2.1", share="1", title=shown[0], text="Een buurvrouw kwam.",
                                                change_note="Zonder naam."))  # fmt: skip
        page = client_of(cast.funder).get(story).text
        assert "Fatma" not in page
        assert f'<h1 dir="auto">{title or "Een buurvrouw kwam"}</h1>' in page


def test_a_correction_keeps_outcomes_and_counts(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    client_of(cast.author).post(f"/stories/{story.id}/corrections")
    only(session)
    second = factories.version_of(session, story, 2)
    assert session.exec(select(Outcome.change).where(Outcome.version_id == second.id)).all() == [
        "Ze openen zelf de zaal."
    ]
    assert session.exec(select(Count.amount).where(Count.version_id == second.id)).all() == [14]
    assert session.exec(select(VersionGrant.grant_id).where(VersionGrant.version_id == second.id)).all() == [
        cast.grant.id
    ]


def test_a_correction_without_a_grant_leaves_that_funders_sight(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    path = author.post(f"/stories/{story.id}/corrections").headers["Location"]
    author.post(path, data=week(cast, share="1", mark="2.1", grants=[], change_note="Verkeerde subsidie."))
    assert client_of(cast.funder).get(f"/stories/{story.id}").status_code == 404
    assert client_of(cast.colleague).get(f"/stories/{story.id}").status_code == 200


def test_a_withdrawn_story_leaves_every_readers_sight(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), title="Uniek en weg")
    session.commit()
    author = client_of(cast.author)
    assert author.post(f"/stories/{story.id}/withdrawal", data={"reason": " "}).status_code == 422
    author.post(f"/stories/{story.id}/withdrawal", data={"reason": "Op verzoek."})
    for person in (cast.funder, cast.colleague, cast.coordinator):
        assert client_of(person).get(f"/stories/{story.id}").status_code == 404
    assert "Uniek en weg" not in client_of(cast.funder).get("/reading/list").text
    assert "Uniek en weg" not in client_of(cast.coordinator).get("/stories/shared").text
    assert "Op verzoek." in author.get(f"/stories/{story.id}").text


def test_a_draft_is_thrown_away_without_a_trace(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    story = factories.draft(session, cast, clock())
    session.commit()
    client_of(cast.author).post(f"/stories/{story.id}/discarding")
    session.expire_all()
    session.rollback()
    assert session.exec(select(Version)).all() == []
    assert session.exec(select(Story)).all() == []


def test_a_shared_version_cannot_be_shared_again(cast: Cast, session: Session, clock: Clock) -> None:
    story = factories.shared(session, cast, clock())
    with pytest.raises(AlreadyShared):
        factories.version_of(session, story, 1).share(clock())


def test_the_next_week_begins_with_the_place_and_grants_of_last_time(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock())
    session.commit()
    page = client_of(cast.author).get("/stories/week").text
    assert f'<option selected value="{cast.place.id}">' in page
    assert f'value="{cast.grant.id}" checked' in page


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 3, 22, 59, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 3, 23, 1, tzinfo=UTC), "2027-W01"),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "2026-W43"),
        (datetime(2026, 10, 25, 23, 1, tzinfo=UTC), "2026-W44"),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "2026-W13"),
        (datetime(2026, 3, 29, 22, 1, tzinfo=UTC), "2026-W14"),
    ],
)
def test_the_week_offered_is_the_week_in_amsterdam(
    cast: Cast, client_of: Client, session: Session, clock: Clock, moment: datetime, expected: str
) -> None:
    clock.moment = moment
    page = client_of(cast.author).get("/stories/week").text
    assert f'<option selected value="{expected}">' in page
    client_of(cast.author).post("/stories", data=week(cast, share="1", week=expected))
    assert str(factories.version_of(session, only(session), 1).week) == expected


@pytest.mark.parametrize("given", ["2025-W53", "2026-W54", "x", "", "2026-W49", "9999999-W01", "-1-W02"])
def test_a_week_that_is_not_offered_is_refused(cast: Cast, client_of: Client, given: str) -> None:
    assert client_of(cast.author).post("/stories", data=week(cast, share="1", week=given)).status_code == 422
