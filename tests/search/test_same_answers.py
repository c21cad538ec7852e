"""Sixty questions over the demo's year: both databases find the same stories, and nobody finds what they may not see.

What should be found is worked out without the index: a plain walk over what `access` says that a person sees.
"""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import Stemmer
from sqlalchemy import make_url
from sqlmodel import Session, col, select

from tests.conftest import START
from verhaal import access
from verhaal.access import Viewer
from verhaal.db import Database, rows_of
from verhaal.demo import fill
from verhaal.markdown import plain_text
from verhaal.migrations import upgrade
from verhaal.people.models import Membership, Person, Role
from verhaal.reading.models import Answer, Response
from verhaal.search import marking
from verhaal.search.asking import Kind, Order, parse
from verhaal.search.queries import COUNTED, PAGES, Found, search
from verhaal.stories.models import Count, Outcome, Story
from verhaal.stories.queries import standing

pytestmark = pytest.mark.slow

LINES = (Path(__file__).parent / "questions.txt").read_text("utf-8").splitlines()
QUESTIONS = [line.replace("|", " ") for line in LINES if not line.startswith("#")]
WHO = ("Naima el Idrissi", "Yusuf Kaya", "Ilse Brouwer", "Joost", "A reader of both", "One who left", "Nobody yet")
STEMMER = Stemmer.Stemmer("dutch")


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, postgresql: str) -> Iterator[list[Database]]:
    """The demo's year in a database of each kind, beside those of the other tests; filled once."""
    file = tmp_path_factory.mktemp("year") / "verhaal.sqlite3"
    shutil.copy(migrated_sqlite, file)
    server = Database(str(make_url(postgresql).set(drivername="postgresql+psycopg").render_as_string(False)))
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE year")
    address = make_url(postgresql).set(drivername="postgresql+psycopg", database="year")
    databases = [Database(f"sqlite:///{file}"), Database(address.render_as_string(False))]
    for database in databases:
        upgrade(database)
        with database.session(writes=True) as session:
            fill.fill(session, START)
            _add_people(session)
            session.commit()
    yield databases
    for database in (*databases, server):
        database.engine.dispose()


def _add_people(session: Session) -> None:
    """Who reads for every funder at once, who told and has left, and who belongs nowhere."""
    names = ("A reader of both", "One who left", "Nobody yet")
    both, left, nobody = (
        Person(email=f"{number}@example.org", name=name, created_at=START) for number, name in enumerate(names)
    )
    session.add_all([both, left, nobody])
    session.flush()
    for (funder_id,) in rows_of(session, select(Membership.funder_id).where(Membership.role == Role.FUNDER).distinct()):
        session.add(Membership(person_id=both.id, role=Role.FUNDER, funder_id=funder_id, since=START))
    for story in session.exec(select(Story).order_by(col(Story.id)).limit(30)):
        story.author_id = left.id


@dataclass(frozen=True)
class Text:
    """The parts of a story, or of a response with its answers, as the viewer reads them."""

    story: str  # its key
    kinds: tuple[tuple[Kind, str], ...]

    def answers(self, typed: str, kind: Kind) -> bool:
        parts = [part for field, part in self.kinds if kind in (Kind.ALL, field)]
        everything = [part for _field, part in self.kinds]
        wanted, unwanted = _terms(typed)
        return all(any(_stands(*term, part) for part in parts) for term in wanted) and not any(
            _stands(term, False, part) for term in unwanted for part in everything
        )


@cache
def _plain(text: str) -> list[str]:
    text = re.sub(r"['’]s\b", " ", text.lower())
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", bare)


@cache
def _stems(text: str) -> list[str]:
    stems: list[str] = STEMMER.stemWords(_plain(text))
    return stems


def _stands(term: str, is_open: bool, text: str) -> bool:
    stems, words, asked = _stems(text), _plain(text), _plain(term)
    if f" {' '.join(_stems(term))} " in f" {' '.join(stems)} ":
        return True
    if is_open and len(asked) == 1:
        return any(word.startswith(asked[0]) for word in (*stems, *words))
    return is_open and f" {' '.join([*STEMMER.stemWords(asked[:-1]), asked[-1]])}" in f" {' '.join(stems)}"


def _terms(typed: str) -> tuple[list[tuple[str, bool]], list[str]]:
    parts = re.findall(r'(-?)(?:"([^"]+)"?|(\S+))', typed)
    parts = [part for part in parts if _plain(part[1] or part[2])]
    is_open = typed[-1] not in ' "'
    wanted = [(phrase or word, False) for minus, phrase, word in parts if not minus]
    wanted[-1:] = [(wanted[-1][0], is_open and not parts[-1][0])]
    return wanted, [phrase or word for minus, phrase, word in parts if minus]


def _texts(session: Session, viewer: Viewer) -> list[Text]:
    """All that the viewer may read, by `access` alone."""
    found, keys = [], {}
    for story, version, *_rest in rows_of(session, standing(access.visible_stories(viewer))):
        keys[story.id] = story.key
        outcomes = session.exec(select(Outcome).where(Outcome.version_id == version.id)).all()
        counts = session.exec(select(Count).where(Count.version_id == version.id)).all()
        beside = [(Kind.OUTCOMES, part) for each in outcomes for part in (each.whom, each.change, each.significance)]
        beside += [(Kind.STORIES, f"{count.amount} {count.unit}") for count in counts]
        found.append(Text(story.key, ((Kind.STORIES, version.title), (Kind.STORIES, version.text), *beside)))
    for response in session.exec(access.visible_responses(viewer)):
        answers = session.exec(select(Answer.text).where(Answer.response_id == response.id)).all()
        said = tuple((Kind.RESPONSES, part) for part in (response.text, *answers))
        found.append(Text(keys[response.story_id], said))
    return found


def _viewer(session: Session, name: str) -> Viewer:
    person = session.exec(select(Person).where(col(Person.name).startswith(name))).one()
    return access.viewer_of(session, person)


def _found(session: Session, viewer: Viewer, typed: str, kind: Kind, order: Order) -> list[Found]:
    """On all pages together, with what is counted as many as there are."""
    found: list[Found] = []
    for number in range(1, PAGES + 1):
        page = search(session, viewer, parse(typed), kind, order, number)
        found += page.stories
        if not page.has_more:
            break
    assert page.counted == min(len(found), COUNTED)
    assert page.is_more == (len(found) > COUNTED)
    return found


def test_there_are_sixty_questions() -> None:
    assert len(QUESTIONS) == len(set(QUESTIONS)) >= 60


@pytest.mark.parametrize("name", WHO)
def test_both_databases_find_what_a_person_may_read_and_nothing_else(years: list[Database], name: str) -> None:
    answered = 0
    orders: list[list[list[str]]] = []
    for database in years:
        orders.append([])
        with database.session(writes=False) as session:
            viewer = _viewer(session, name)
            texts = _texts(session, viewer)
            for number, typed in enumerate(QUESTIONS):
                kind = list(Kind)[number % 4] if number % 3 == 0 else Kind.ALL
                found = _found(session, viewer, typed, kind, Order.BEST)
                keys = [each.story.key for each in found]
                assert len(keys) == len(set(keys)), typed
                assert set(keys) == {text.story for text in texts if text.answers(typed, kind)}, (typed, kind)
                _assert_shown_from(texts, typed, kind, found)
                answered += bool(found)
                orders[-1].append(keys)
    assert orders[0] == orders[1], "and in the same order"
    assert answered == 0 if name == "Nobody yet" else answered > 30


@cache
def _readable(part: str) -> str:
    return " ".join(plain_text(part).split())


def _assert_shown_from(texts: list[Text], typed: str, kind: Kind, found: list[Found]) -> None:
    """Every shown word stands in what the viewer may read of that story."""
    for each in found:
        readable = [_readable(part) for text in texts if text.story == each.story.key for _kind, part in text.kinds]
        for fragment in marking.fragments(parse(typed), kind, each):
            for shown in re.split(r" ?… ?|(?:^| )·(?: |$)", fragment.words.striptags()):
                assert any(" ".join(shown.strip(" ·").split()) in part for part in readable), (typed, shown)


@pytest.mark.parametrize("name", ["Yusuf Kaya", "Ilse Brouwer"])
def test_the_newest_first_is_by_when_it_was_told(years: list[Database], name: str) -> None:
    for database in years:
        with database.session(writes=False) as session:
            found = _found(session, _viewer(session, name), "koffie ", Kind.ALL, Order.NEWEST)
            told = [(each.story.shared_at or each.story.created_at).replace(second=0) for each in found]
            assert told == sorted(told, reverse=True)
            assert len(told) > 5


def test_what_stands_in_the_title_comes_first(years: list[Database]) -> None:
    for database in years:
        with database.session(writes=False) as session:
            found = _found(session, _viewer(session, "Ilse"), "koffie ", Kind.ALL, Order.BEST)
            titles = ["koffie" in each.version.title.lower() for each in found]
            assert titles == sorted(titles, reverse=True)
            assert titles[0]
            assert not titles[-1]


def test_a_colleague_finds_no_draft_and_a_funder_no_other_funders_words(years: list[Database]) -> None:
    with years[0].session(writes=False) as session:
        drafts = {each.key for each in session.exec(select(Story).where(col(Story.shared_number).is_(None)))}
        ilse = _viewer(session, "Ilse Brouwer")
        others = {
            each.text for each in session.exec(select(Response).where(col(Response.funder_id).not_in(ilse.reads_for)))
        }
        assert drafts
        assert others
        for typed in ("de ", "e", "n"):
            for name in ("Ilse Brouwer", "Yusuf Kaya"):
                found = _found(session, _viewer(session, name), typed, Kind.ALL, Order.NEWEST)
                assert not drafts & {each.story.key for each in found}
            said = {
                thread.response.text
                for each in _found(session, ilse, typed, Kind.ALL, Order.NEWEST)
                for thread in each.threads
            }
            assert not others & said
