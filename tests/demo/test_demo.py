"""The demo's world: every key exists, nothing lies in the future, and its account prints."""

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlmodel import Session, col, select

from tests.paper import pages_of
from verhaal.access import viewer_of
from verhaal.annual import queries
from verhaal.annual.models import ChosenStory
from verhaal.app import create_app
from verhaal.cli import main
from verhaal.config import Settings
from verhaal.demo import fill
from verhaal.dilemmas.models import Dilemma
from verhaal.grants.models import Grant
from verhaal.people.models import Membership, Person
from verhaal.reading.models import Answer, Commitment, Note, Reading, Response, ResponseKind, Standing
from verhaal.stories.models import Story, Version
from verhaal.storylines.models import Storyline, StorylineStory
from verhaal.week import Week, day_of

MOMENTS = [
    datetime(2026, 11, 23, 9, tzinfo=UTC),
    datetime(2026, 12, 31, 12, tzinfo=UTC),
    datetime(2027, 1, 2, 12, tzinfo=UTC),
    datetime(2027, 2, 10, 8, tzinfo=UTC),
]


def test_the_sheets_hold_a_year_of_real_stories() -> None:
    cast, told = fill.read_world()
    shared = [story for story in told if story.get("state") != "draft"]
    assert len(shared) >= 150
    assert len({story["author"] for story in shared}) == 7
    lengths = [len(story["text"].split()) for story in shared]
    assert min(lengths) >= 38
    assert max(lengths) <= 205
    assert sum(story.get("setback", False) for story in shared) >= 20
    openings = Counter(story["text"].strip().split(".")[0] for story in told)
    assert openings.most_common(1)[0][1] == 1
    said = [response for story in shared for response in story.get("response", [])]
    assert {response["kind"] for response in said} == set(ResponseKind)
    questions = ["answer" in response for response in said if response["kind"] == "question"]
    assert True in questions
    assert False in questions
    assert sum(story.get("current", False) for story in shared) >= 6
    assert {grant["key"] for grant in cast["grant"]} == {key for story in told for key in story["grants"]}


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_nothing_lies_after_now_and_something_lies_in_this_week(year: Session, now: datetime) -> None:
    for moment in (Story.shared_at, Story.created_at, Version.shared_at, Reading.read_at, Response.created_at,
                   Answer.created_at):  # fmt: skip
        newest = year.exec(select(moment).where(col(moment).is_not(None)).order_by(col(moment).desc())).first()
        assert newest
        assert newest <= now
    weeks = {version.week for version in year.exec(select(Version))}
    assert Week.of(now) in weeks
    assert max(weeks) == Week.of(now)


@pytest.mark.parametrize("now", MOMENTS[:1], ids=str)
def test_one_professional_keeps_dilemmas_one_of_them_with_a_story_of_hers(year: Session, now: datetime) -> None:
    notes = year.exec(select(Dilemma)).all()
    assert len(notes) == 2
    assert len({note.author_id for note in notes}) == 1
    assert max(note.saved_at for note in notes) <= now
    [story_id] = [note.story_id for note in notes if note.story_id]
    assert year.get_one(Story, story_id).author_id == notes[0].author_id


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_lines_go_on_over_the_year_and_over_someone_who_left(year: Session, now: datetime) -> None:
    lines = [
        year.exec(select(Story).join(StorylineStory, col(StorylineStory.story_id) == col(Story.id)).where(
            StorylineStory.storyline_id == line.id).order_by(col(Story.created_at))).all()
        for line in year.exec(select(Storyline))
    ]  # fmt: skip
    assert len(lines) >= 3
    assert all(len(line) >= 2 for line in lines)
    longest = max(lines, key=len)
    [gone] = year.exec(select(Membership).where(col(Membership.until).is_not(None), col(Membership.until) <= now))
    assert {gone.person_id} < {story.author_id for story in longest}
    assert len(year.exec(select(Version).where(col(Version.recurrence).is_not(None))).all()) >= 20


def test_filling_twice_gives_the_same_world(session: Session) -> None:
    def world() -> list[object]:
        fill.fill(session, MOMENTS[0])
        readings = session.exec(select(Reading.read_at).order_by(col(Reading.read_at))).all()
        texts = session.exec(select(Version.text, Version.shared_at).order_by(col(Version.id))).all()
        session.rollback()
        return [*readings, *texts]

    assert world() == world()


def test_one_press_makes_one_anyone_of_the_cast(settings: Settings, session: Session) -> None:
    app = create_app(settings.model_copy(update={"demo": True}))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    fill.fill(session, datetime.now(UTC))
    session.commit()
    for person in session.exec(select(Person).join(Membership, col(Membership.person_id) == col(Person.id))).all():
        browser = app.test_client()
        assert person.name in browser.get("/demo").text
        browser.post(f"/demo/sign-ins/{person.id}")
        page = browser.get("/", follow_redirects=True)
        assert page.status_code == 200
        assert person.name in page.text
    assert app.test_client().get("/demo", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404


def test_there_is_no_demo_where_it_is_not_asked_for(app: Flask) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("demo.")]


def test_the_account_of_the_demo_year_prints_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERHAAL_DATA_FOLDER", str(tmp_path))
    runner = CliRunner()
    runner.invoke(main, ["migrate"])
    from verhaal.db import Database

    database = Database(Settings(data_folder=tmp_path).database)
    with database.session(writes=True) as session:
        fill.fill(session, datetime.now(UTC))
        session.commit()
    database.engine.dispose()
    paper, year = tmp_path / "account.pdf", str(Week.of(datetime.now(UTC)).year)
    words = ["export", "SB-2026-0417", year, "--as", "yusuf@verhaal.example", "--output", str(paper)]
    result = runner.invoke(main, words)
    assert result.exit_code == 0, result.output
    text = " ".join(pages_of(paper.read_bytes()))
    cast = tomllib.loads((fill.HERE / "cast.toml").read_text("utf-8"))
    for activity in cast["grant"][0]["activities"]:
        assert activity["name"].split()[0] in text
    for title in ("De subsidie", "Doelen: beoogd en bereikt", "Wat ontbreekt", "Bijlage: de verhalen"):
        assert title in text


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_what_funders_took_on_is_done_open_late_and_explained(year: Session, now: datetime) -> None:
    made = year.exec(select(Commitment)).all()
    assert {each.standing(day_of(now)) for each in made} == set(Standing)
    promised = select(Response).where(Response.kind == ResponseKind.COMMITMENT)
    assert {each.response_id for each in made} == {each.id for each in year.exec(promised)}
    happened = [each.closed_at for each in made] + [note.created_at for note in year.exec(select(Note))]
    assert max(at for at in happened if at) <= now
    assert year.exec(select(Note)).all()


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_the_coordinator_has_begun_to_compose_and_left_most_to_do(year: Session, now: datetime) -> None:
    chosen = year.exec(select(ChosenStory)).one()
    viewer = viewer_of(year, year.get_one(Person, chosen.person_id))
    of = queries.grant_year(year, viewer, year.get_one(Grant, chosen.grant_id), chosen.year)
    assert [row.why for row in of.chosen[chosen.objective_id]] == [chosen.why]
    assert [each.who for rows in of.confirmed.values() for each in rows] == ["de huismeester van de flat ernaast"]
    assert len(of.words) == 1
    assert all(said.at <= now for said in of.words.values())
