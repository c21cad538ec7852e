"""How long an account takes to print and how much memory, beside an empty Typst document in the same run: the demo
year's, and made-up years of the sizes that the issue names, with ninety words a story."""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import select

from tests.annual.years import year
from verhaal import access, migrations
from verhaal.annual.record import Account
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.demo import fill
from verhaal.exports.files import whole_of
from verhaal.grants.models import Grant
from verhaal.people.queries import person_with

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
SIZES = (150, 1_000, 2_000)
# Printed in a process of its own, as a server's worker would: imports are there, nothing is cached.
MEASURED = """
import json, resource, sys, time
from datetime import datetime
from verhaal.annual.record import Account
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.exports.formats import FORMATS
settings = Settings(data_folder=sys.argv[2])
whole = Account.model_validate_json(open(sys.argv[1]).read())
app = create_app(settings)
with app.app_context():
    cpu, wall = time.process_time(), time.perf_counter()
    paper = FORMATS["pdf"].made(whole, datetime.fromisoformat(sys.argv[3]), app.extensions["key"])
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu + child.ru_utime + child.ru_stime,
                      child.ru_maxrss / 1024, len(paper)]))
"""
FLOOR = """
import time, sys
begun = time.perf_counter()
import typst
typst.compile(sys.argv[1])
print(time.perf_counter() - begun)
"""


class Printed(NamedTuple):
    """Seconds by the clock and of the processor, MB of the press at its most, bytes of the paper."""

    seconds: float
    cpu: float
    most: float
    size: int


def printed(whole: Account, folder: Path) -> Printed:
    file = folder / "account.json"
    file.write_text(whole.model_dump_json(), "utf-8")
    runs = [Printed(*json.loads(_run(MEASURED, str(file), str(folder), NOW.isoformat()))) for _time in range(3)]
    return min(runs)


def floor(folder: Path) -> float:
    blank = folder / "blank.typ"
    blank.write_text("Leeg")
    return min(float(_run(FLOOR, str(blank))) for _time in range(3))


def _run(code: str, *about: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *about], check=True, capture_output=True, text=True)
    return done.stdout


def demo_years(folder: Path) -> dict[str, Account]:
    app = create_app(Settings(data_folder=folder))
    database = app.extensions["database"]
    migrations.upgrade(database)
    with app.app_context(), database.session(writes=True) as session:
        fill.fill(session, NOW)
        coordinator = person_with(session, "yusuf@verhaal.example")
        assert coordinator
        viewer = access.viewer_of(session, coordinator)
        grants = session.exec(select(Grant)).all()
        return {f"demo {each.reference}": whole_of(session, viewer, each, 2026, NOW) for each in grants}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = floor(folder)
        print(f"floor: an empty Typst document {empty:6.2f} s")
        for about, whole in (demo_years(folder) | {f"made up, {n}": year(n) for n in SIZES}).items():
            took = printed(whole, folder)
            print(
                f"{about:20} {len(whole.pages):5} stories: {took.seconds:6.2f} s ({took.cpu:5.2f} s of processor), "
                f"{took.most:5.0f} MB, {took.size / 1e6:4.1f} MB of paper, {took.seconds / empty:5.0f} × the floor"
            )


if __name__ == "__main__":
    main()
