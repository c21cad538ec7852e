"""Where LibreOffice is, or how it gets there; and a file opened by it and written again as another kind of file."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

NAMES = ("soffice", "libreoffice")
PACKAGES = ("libreoffice-writer-nogui", "libreoffice-calc-nogui")
SECONDS = 180


def executable() -> str:
    """The path of LibreOffice on this machine; fails where there is none."""
    given = os.environ.get("VERHAAL_SOFFICE")
    found = given or next((path for name in NAMES if (path := shutil.which(name))), None)
    if not found:
        raise FileNotFoundError(
            f"There is no LibreOffice here. Install it (on Debian: {' '.join(PACKAGES)}) and try again."
        )
    return found


def install() -> None:
    """Make sure that there is one, or fail."""
    try:
        executable()
    except FileNotFoundError:
        if not shutil.which("apt-get") or os.geteuid() != 0:
            raise
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "-qq", "update"], check=True, **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *PACKAGES], check=True, **quiet)  # type: ignore[call-overload]
        executable()


def converted(files: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """Each file as LibreOffice writes it after opening it, all in one run; `folder` holds its own profile too."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [
            executable(),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    made = [folder / f"{file.stem}.{kind}" for file in files]
    missing = [file.name for file in made if not file.exists()]
    assert not missing, f"LibreOffice could not open {missing}"
    return made


if __name__ == "__main__":
    install()
