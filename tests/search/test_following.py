"""The index follows whatever changes, in the same transaction, and shows nobody what they may not see."""

import random
import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlmodel import Session, col, delete, select, update

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from verhaal import access
from verhaal.people.models import Person
from verhaal.search.asking import Kind, Order, parse
from verhaal.search.documents import RULES
from verhaal.search.indexing import every_story, reindex, reindex_all, remove_orphans, stories_behind
from verhaal.search.models import Passage
from verhaal.search.queries import search
from verhaal.stories import actions
from verhaal.stories.models import Story, VersionGrant

VIEWERS = ("author", "colleague", "coordinator", "funder", "other_funder", "stranger")


def finders(session: Session, cast: Cast, typed: str, kind: Kind = Kind.ALL) -> set[str]:
    """Who of the cast finds something."""
    found = set()
    for name in VIEWERS:
        viewer = access.viewer_of(session, getattr(cast, name))
        results = search(session, viewer, parse(typed), kind, Order.BEST)
        assert bool(results.counted) == bool(results.stories), name
        found |= {name} if results.counted else set()
    return found


def index(session: Session) -> list[str]:
    """All that stands in it, as the database keeps it."""
    key, words = ("id", "words::text") if session.get_bind().dialect.name == "postgresql" else ("rowid", "w.*")
    rows = session.connection().execute(
        text(f"SELECT p.*, {words} FROM passage p FULL OUTER JOIN passage_words w ON w.{key} = p.id")
    )
    return sorted(map(repr, rows))


OURS = {"author", "colleague", "coordinator"}


def test_a_story_is_found_by_whom_it_is_shared_with(session: Session, cast: Cast, clock: Clock) -> None:
    story = factories.draft(session, cast, clock(), text="Een pauw op het plein.")
    session.commit()
    assert finders(session, cast, "pauwen") == {"author"}
    actions.share(session, story, factories.version_of(session, story, 1), clock())
    session.commit()
    assert finders(session, cast, "pauwen") == OURS | {"funder"}
    story.withdraw("Op verzoek.", clock())
    session.add(story)
    session.commit()
    assert finders(session, cast, "pauwen") == {"author"}


def test_a_correction_is_found_once_it_is_shared_and_what_it_replaced_never_again(
    session: Session, cast: Cast, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), text="Een pauw.")
    correction = factories.add_version(session, story, cast, clock(), number=2, text="Een fazant.", grants=())
    story.draft_number = 2
    session.commit()
    assert (finders(session, cast, "fazant"), finders(session, cast, "pauw")) == (set(), OURS | {"funder"})
    actions.share(session, story, correction, clock())
    session.commit()
    assert (finders(session, cast, "fazant"), finders(session, cast, "pauw")) == (OURS, set())


def test_a_response_is_found_within_the_organisation_and_by_its_own_funder(
    session: Session, cast: Cast, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), grants=(cast.grant, cast.other_grant))
    asked = factories.response(session, story, cast.funder, cast.funder_party, clock(), "Was er een kraanvogel?")
    session.commit()
    assert finders(session, cast, "stoelen") == OURS | {"funder", "other_funder"}
    assert finders(session, cast, "kraanvogel") == OURS | {"funder"}
    factories.answer(session, asked, cast.author, clock(), "Nee, een ooievaar.")
    session.commit()
    assert finders(session, cast, "ooievaar kraanvogels", Kind.RESPONSES) == OURS | {"funder"}
    assert finders(session, cast, "ooievaar", Kind.STORIES) == set()


def test_a_grant_that_changes_hands_takes_its_stories_along(session: Session, cast: Cast, clock: Clock) -> None:
    factories.shared(session, cast, clock())
    session.commit()
    cast.grant.funder_id = cast.other_funder_party.id
    session.add(cast.grant)
    session.commit()
    assert finders(session, cast, "stoelen") == OURS | {"other_funder"}


def test_what_stands_beside_a_story_is_found_and_narrowed_to(session: Session, cast: Cast, clock: Clock) -> None:
    factories.shared(session, cast, clock(), text="Alleen dit.", title="Kop")
    session.commit()
    assert "author" in finders(session, cast, "14 bezoeken", Kind.STORIES)
    assert "author" in finders(session, cast, "vroeger", Kind.OUTCOMES)
    assert finders(session, cast, "kop dit", Kind.OUTCOMES) == set()
    assert "author" in finders(session, cast, "kop vroeger")
    assert finders(session, cast, '"kop alleen"') == set()  # no phrase reaches from a title into the text


def test_access_judges_what_an_index_gone_wrong_proposes(session: Session, cast: Cast, clock: Clock) -> None:
    story = factories.shared(session, cast, clock(), grants=())
    session.commit()
    session.connection().execute(text("UPDATE story SET withdrawn_at = shared_at"))  # past every listener
    session.commit()
    session.expire_all()
    assert finders(session, cast, "stoelen") == {"author"}
    assert story.withdrawn_at


def test_nothing_is_indexed_of_what_was_rolled_back(session: Session, cast: Cast, clock: Clock) -> None:
    factories.shared(session, cast, clock())
    session.rollback()
    assert session.exec(select(Passage)).all() == []
    assert cast.author


@pytest.mark.slow
def test_the_index_equals_a_fresh_one_after_a_random_history(session: Session, cast: Cast, clock: Clock) -> None:
    chance = random.Random(8)  # noqa: S311  (the same history every time)
    deeds = [_tell, _tell, _tell, _share, _correct, _withdraw, _discard, _respond, _move_grant, _untell_in_bulk]
    for number in range(80):
        chance.choice(deeds)(session, cast, clock, chance, number)
        if chance.random() < 0.7:
            session.commit()
    session.commit()
    before = index(session)
    assert len(before) > 20
    session.connection().execute(text("DELETE FROM passage_words"))
    session.connection().execute(text("DELETE FROM passage"))
    reindex(session, every_story(session), anew=True)
    assert index(session) == before


Deed = Callable[[Session, Cast, Clock, random.Random, int], None]


def _one(session: Session, chance: random.Random, *conditions: object) -> Story | None:
    stories = session.exec(select(Story).where(*conditions).order_by(col(Story.id))).all()  # type: ignore[arg-type]
    return chance.choice(stories) if stories else None


_STANDS = (col(Story.shared_number).is_not(None), col(Story.withdrawn_at).is_(None))


def _tell(session: Session, cast: Cast, clock: Clock, chance: random.Random, number: int) -> None:
    make = chance.choice([factories.draft, factories.shared])
    grants = chance.choice([(), (cast.grant,), (cast.grant, cast.other_grant)])
    make(session, cast, clock(), text=f"Verhaal nummer {number}", grants=grants)


def _share(session: Session, _cast: Cast, clock: Clock, chance: random.Random, _number: int) -> None:
    story = _one(session, chance, col(Story.draft_number).is_not(None), col(Story.withdrawn_at).is_(None))
    if story and story.draft_number:
        actions.share(session, story, factories.version_of(session, story, story.draft_number), clock())


def _correct(session: Session, _cast: Cast, clock: Clock, chance: random.Random, number: int) -> None:
    story = _one(session, chance, *_STANDS, col(Story.draft_number).is_(None))
    if story and story.shared_number:
        draft = actions.begin_correction(
            session, story, factories.version_of(session, story, story.shared_number), clock()
        )
        draft.text += f" en verbetering {number}"


def _withdraw(session: Session, _cast: Cast, clock: Clock, chance: random.Random, _number: int) -> None:
    if (story := _one(session, chance, *_STANDS)) and chance.random() < 0.4:
        story.withdraw("Daarom.", clock())


def _discard(session: Session, _cast: Cast, _clock: Clock, chance: random.Random, _number: int) -> None:
    story = _one(session, chance, col(Story.draft_number).is_not(None))
    if story and story.draft_number:
        actions.discard(session, story, factories.version_of(session, story, story.draft_number))


def _respond(session: Session, cast: Cast, clock: Clock, chance: random.Random, number: int) -> None:
    if story := _one(session, chance, *_STANDS):
        said = factories.response(session, story, cast.funder, cast.funder_party, clock(), f"Reactie {number}")
        factories.answer(session, said, cast.author, clock(), f"Antwoord {number}")


def _move_grant(session: Session, cast: Cast, _clock: Clock, chance: random.Random, _number: int) -> None:
    cast.grant.funder_id = chance.choice([cast.funder_party, cast.other_funder_party]).id
    session.add(cast.grant)


def _untell_in_bulk(session: Session, cast: Cast, clock: Clock, chance: random.Random, _number: int) -> None:
    story = _one(session, chance, *_STANDS)
    if story and chance.random() < 0.5:
        session.exec(delete(VersionGrant).where(col(VersionGrant.grant_id) == cast.other_grant.id))
    elif story:
        session.exec(update(Story).where(col(Story.id) == story.id).values(withdrawn_at=clock()))


def test_what_says_the_same_is_not_written_again(app: Flask, session: Session, cast: Cast, clock: Clock) -> None:
    """Who corrects a story saves every few seconds: what stands is not indexed anew each time."""
    story = factories.shared(session, cast, clock())
    session.commit()
    written: list[str] = []
    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: written.append(statement))
    factories.add_version(session, story, cast, clock(), number=2, text="Nog niet klaar.")
    session.commit()
    assert [each for each in written if "passage" in each and not each.startswith("SELECT")] == []


def test_a_story_that_is_gone_leaves_nothing(session: Session, cast: Cast, clock: Clock) -> None:
    story = factories.draft(session, cast, clock())
    session.commit()
    actions.discard(session, story, factories.version_of(session, story, 1))
    session.commit()
    assert index(session) == []


def test_the_command_mends_an_index_that_was_passed_by(session: Session, cast: Cast, clock: Clock) -> None:
    for number in range(3):
        factories.shared(session, cast, clock(), text=f"Nummer {number}")
    session.commit()
    right, told = index(session), list[int]()
    session.connection().execute(text("DELETE FROM passage_words"))
    session.connection().execute(text("UPDATE passage SET mark = 'old'"))
    session.add(Passage(id=1, story_id=999, mark="gone"))
    assert len(stories_behind(session)) == 3
    reindex_all(session, stories_behind(session), session.commit, told.append)
    remove_orphans(session)
    assert index(session) == right
    assert (sum(told), list(stories_behind(session))) == (3, [])
    assert len(RULES) == 8


@pytest.mark.slow
@pytest.mark.parametrize("module", ["verhaal.app", "verhaal.cli"])
def test_every_process_that_writes_listens(module: str) -> None:
    listens = "event.contains(Session, 'before_commit', sys.modules['verhaal.search.following']._index)"
    code = f"import sys, {module}; from sqlalchemy import event; from sqlmodel import Session; sys.exit(not {listens})"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["author", "funder"])
def test_a_question_of_any_kind_gets_an_answer(
    session: Session, cast: Cast, client_of: Callable[[Person | None], object], clock: Clock, name: str
) -> None:
    factories.shared(session, cast, clock())
    session.commit()
    browser = client_of(getattr(cast, name))
    for typed in (
        '"',
        "-",
        "a AND b",
        "NEAR(a b)",
        "x*",
        "title:stoel",
        "'; DROP TABLE story",
        "a & | !",
        "\\",
        "%",
        "·»¶",
    ):
        for more in ({}, {"kind": "outcomes"}, {"kind": "x", "order": "newest", "page": "99999999999"}, {"part": "1"}):
            answer = browser.get("/search", query_string={"q": typed, **more})  # type: ignore[attr-defined]
            assert answer.status_code == 200, (typed, more)
