"""Has Lighthouse look at a professional's screens as a phone shows them; fails below what Verhaal asks of itself.

Run by `make lighthouse`. Needs Node.js 18.20 or newer with npm; Lighthouse itself goes into .venv.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.chromium import executable
from tests.browser.demonstration import be, demo

VERSION = "12.8.2"  # the last that runs on Node.js 18 and 20
FOLDER = Path(sys.prefix) / "lighthouse"
RUNS = 3  # of which the median counts: performance differs from run to run
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
TIMES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
    "total-byte-weight": "bytes",
}

Report = dict[str, Any]


def main() -> int:
    """0 where every screen reaches what is asked, 1 otherwise."""
    _install()
    with demo() as url, chromium() as port:
        seen = {"/sign-in": look(f"{url}/sign-in", port)}  # before anyone has signed in
        paths = sign_in(url, port)
        seen |= {path: look(url + path, port) for path in paths}
    _print_table(seen)
    fallen = [path for path, reports in seen.items() if any(_score(reports, each) < LEAST[each] for each in LEAST)]
    for path, reports in seen.items():
        _print_faults(path, _middle(reports))
    return 1 if fallen else 0


def look(url: str, port: int) -> list[Report]:
    """Lighthouse's reports on its phone profile and default throttling, with an empty cache each time."""
    script = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    words = ["node", str(script), url, f"--port={port}", "--quiet", "--output=json",
             f"--only-categories={','.join(LEAST)}"]  # fmt: skip
    print(f"Looking at {url}…", file=sys.stderr)
    return [_run(words) for _time in range(RUNS)]


def _run(words: list[str], tries: int = 3) -> Report:
    """A report; Lighthouse now and then loses its own trace on a busy machine, and then asks to be run again."""
    run = subprocess.run(words, check=tries == 1, stdout=subprocess.PIPE)
    if run.returncode:
        return _run(words, tries - 1)
    report: Report = json.loads(run.stdout)
    return report


def sign_in(url: str, port: int) -> tuple[str, ...]:
    """As a professional; gives the paths of the week's screen, with a draft and empty, and of their stories."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = browser.contexts[0].new_page()
        be(page, "Naima", url)
        page.goto(f"{url}/stories")
        story = page.locator("main .list h2 a").first.get_attribute("href")
        page.close()
        browser.close()
    return "/stories/week", "/stories/week?new=1", "/stories", str(story)


@contextmanager
def chromium() -> Iterator[int]:
    """A Chromium of its own, without a window; gives the port on which it takes orders."""
    with sync_playwright() as playwright:
        path = executable() or playwright.chromium.executable_path
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [path, "--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-sync",
                 "--disable-component-update", "--no-first-run", f"--user-data-dir={profile}",
                 "--remote-debugging-port=0", "about:blank"]  # fmt: skip
        with subprocess.Popen(words, stderr=subprocess.DEVNULL) as browser:
            try:
                yield _port_of(Path(profile))
            finally:
                browser.terminate()


def _port_of(profile: Path) -> int:
    told = profile / "DevToolsActivePort"
    for _attempt in range(300):
        if told.exists() and (lines := told.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.1)
    raise SystemExit("Chromium did not start.")


def _install() -> None:
    if not shutil.which("node") or not shutil.which("npm"):
        raise SystemExit("Lighthouse runs on Node.js: install Node.js 18.20 or newer with npm, and try again.")
    told = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if told.exists() and json.loads(told.read_text("utf-8"))["version"] == VERSION:
        return
    print(f"Fetching Lighthouse {VERSION}…", file=sys.stderr)
    npm = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--silent", f"--prefix={FOLDER}"]
    FOLDER.mkdir(exist_ok=True)
    subprocess.run([*npm, f"lighthouse@{VERSION}"], check=True)


def _score(reports: list[Report], category: str) -> int:
    """Of 100: the median for performance, the worst for what should not differ."""
    scores = [round(100 * (report["categories"][category]["score"] or 0)) for report in reports]
    return int(statistics.median(scores)) if category == "performance" else min(scores)


def _middle(reports: list[Report]) -> Report:
    return sorted(reports, key=lambda report: report["categories"]["performance"]["score"] or 0)[RUNS // 2]


def _print_table(seen: dict[str, list[Report]]) -> None:
    print(f"\n| screen | {' | '.join([*LEAST, *TIMES.values()])} |")
    print("|---" * (1 + len(LEAST) + len(TIMES)) + "|")
    for path, reports in seen.items():
        audits = _middle(reports)["audits"]
        times = [audits[name]["displayValue"].replace("Total size was ", "") for name in TIMES]
        print(f"| {path} | {' | '.join([*(str(_score(reports, name)) for name in LEAST), *times])} |")
    measured = [report["environment"]["benchmarkIndex"] for reports in seen.values() for report in reports]
    print(f"| asked | {' | '.join(str(least) for least in LEAST.values())} |{' |' * len(TIMES)}")
    print(f"\nThe machine's own speed meanwhile (benchmarkIndex): {min(measured):.0f} to {max(measured):.0f}.")


def _print_faults(path: str, report: Report) -> None:
    """What Lighthouse would have otherwise, where it counts for a score."""
    for category in LEAST:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"{path}: {category}: {audit['title']} {audit.get('displayValue', '')}")


if __name__ == "__main__":
    raise SystemExit(main())
