"""How long the account of the demo year takes to print, beside an empty Typst document in the same run."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import typst
from sqlmodel import select

from verhaal import access, migrations
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.demo import fill
from verhaal.exports.files import document_of, whole_of
from verhaal.exports.pdf import render
from verhaal.grants.models import Grant
from verhaal.people.queries import person_with

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)


def seconds(work: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _time in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_folder=Path(folder)))
        database = app.extensions["database"]
        migrations.upgrade(database)
        with app.app_context(), database.session(writes=True) as session:
            fill.fill(session, NOW)
            coordinator = person_with(session, "yusuf@verhaal.example")
            assert coordinator
            viewer = access.viewer_of(session, coordinator)
            blank = Path(folder) / "blank.typ"
            blank.write_text("Leeg")
            floor = seconds(lambda: typst.compile(str(blank)))
            print(f"floor: an empty Typst document          {floor:6.2f} s")
            for grant in session.exec(select(Grant)).all():
                whole = whole_of(session, viewer, grant, 2026, NOW)
                document = document_of(whole)
                composed = seconds(lambda g=grant: document_of(whole_of(session, viewer, g, 2026, NOW)))  # type: ignore[misc]
                printed = seconds(lambda d=document, w=whole: render(d, w, at=NOW))  # type: ignore[misc]
                print(
                    f"{grant.reference:14} {len(document.stories):4} stories: composed {composed:5.2f} s, "
                    f"printed {printed:5.2f} s, {printed / floor:5.1f} × the floor"
                )


if __name__ == "__main__":
    main()
