"""Where Chromium is, or how it gets there: Debian's where there is apt and root, else Playwright's.

The headless shell is the same browser without its windows, as Playwright's own is, and takes a quarter less time.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """The path of a Chromium on this machine; none means the one that Playwright keeps."""
    given = os.environ.get("VERHAAL_CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Make sure that there is one, or fail."""
    if executable():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        _apt("update")
        if not any(_apt("install", "-y", "--no-install-recommends", package) for package in NAMES[:2]):
            raise SystemExit("apt-get could not install Chromium; install one and set VERHAAL_CHROMIUM to its path")
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def _apt(*words: str) -> bool:
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *words], check=False, stdout=subprocess.DEVNULL, env=surroundings)
    return not done.returncode


if __name__ == "__main__":
    install()
