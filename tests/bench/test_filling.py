"""The benchmark's stories are as the application would have made them, and the same every time."""

import shutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, col, func, select

from tests import factories
from tests.bench.filling import fill
from tests.bench.telling import NOW, Size
from tests.bench.words import COMMON, PHRASE, vocabulary
from verhaal.db import Database
from verhaal.people.models import Person
from verhaal.reading.models import Reading
from verhaal.stories.models import Story, Version

SMALL = Size(stories=150, organisations=6, funders=5)


def test_a_filled_database_serves_its_people_and_takes_more(
    app: Flask, session: Session, client_of: Callable[[Person | None], FlaskClient]
) -> None:
    filled = fill(app.extensions["database"], SMALL)
    people = {
        name: session.get_one(Person, getattr(filled, name)) for name in ("reader", "professional", "coordinator")
    }
    draw = client_of(people["reader"]).post(
        f"/draws?side=funder&grant={filled.grant}", data={"wanted": "3", "key": "0b8e7a9e-4c1d-4f8e-9d7e-1f1c6c5b6a01"}
    )
    assert draw.status_code == 303
    assert client_of(people["reader"]).get(draw.headers["Location"]).text.count("<li value=") == 3
    assert client_of(people["professional"]).get("/stories").status_code == 200
    assert "Stichting 001" in client_of(people["coordinator"]).get("/team").text
    told = session.exec(select(func.count()).select_from(Story)).one()
    late = select(func.max(Version.saved_at)), select(func.max(Reading.read_at))
    assert told == SMALL.stories
    assert all((moment := session.exec(each).one()) and moment <= NOW for each in late)
    session.rollback()
    factories.person(session, "Nieuw Mens", NOW)
    session.commit()


def test_the_same_seed_gives_the_same_database(tmp_path: Path, migrated_sqlite: Path) -> None:
    assert _content(tmp_path / "one", migrated_sqlite, 1) == _content(tmp_path / "two", migrated_sqlite, 1)
    assert _content(tmp_path / "three", migrated_sqlite, 2) != _content(tmp_path / "four", migrated_sqlite, 1)


def _content(file: Path, migrated: Path, seed: int) -> dict[str, list[str]]:
    """Everything in it, of which nothing points nowhere."""
    shutil.copy(migrated, file)
    database = Database(f"sqlite:///{file}")
    fill(database, SMALL, seed)
    with database.engine.connect() as connection:
        ask = connection.exec_driver_sql
        rows = {t.name: list(map(repr, ask(f'SELECT * FROM "{t.name}"'))) for t in SQLModel.metadata.sorted_tables}
        assert list(ask("PRAGMA foreign_key_check")) == []
    database.engine.dispose()
    return rows


def test_words_run_from_everywhere_to_almost_nowhere(tmp_path: Path, migrated_sqlite: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "words")
    database = Database(f"sqlite:///{tmp_path / 'words'}")
    fill(database, SMALL._replace(stories=600))
    with Session(database.engine) as session:
        texts = session.exec(select(Version.text).order_by(col(Version.id))).all()
    database.engine.dispose()
    holding = {each: sum(each in text for text in texts) for each in (" de ", COMMON, PHRASE)}
    assert holding[" de "] > 400
    assert 120 > holding[COMMON] > 20 > holding[PHRASE] > 0
    words = " ".join(texts).lower().replace(".", "").split()
    assert len(set(words)) > 3_000
    assert len(vocabulary()) == len(set(vocabulary())) > 4_000
