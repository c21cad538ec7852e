"""The built wheel, installed where nothing else is, starts and serves."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import free_port

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.wheel


def run(*words: str | Path, folder: Path) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  (our own server)
        return str(answer.read().decode("utf-8", "replace"))


def test_the_wheel_starts_in_an_empty_environment(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path / "dist", ROOT, folder=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "venv", folder=tmp_path)
    pip = (tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", folder=tmp_path)
    run(*pip, "--no-deps", wheel, folder=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("VERHAAL_", "PYTHONPATH"))}
    verhaal = str(tmp_path / "venv" / "bin" / "verhaal")
    with subprocess.Popen([verhaal, "demo", "--port", str(port)], cwd=empty, env=kept) as server:
        try:
            base = f"http://127.0.0.1:{port}"
            assert '"ok"' in wait_for(f"{base}/healthz", server)
            assert "Wie wil je zijn?" in get(f"{base}/demo")
            assert "Source Serif 4" in get(f"{base}/static/fonts/fonts.css")
            assert get(f"{base}/static/fonts/source-serif-4-latin-400-normal.woff2")
        finally:
            server.terminate()
            assert server.wait(20) is not None
    paper = empty / "account.pdf"
    year = time.strftime("%Y")
    words = (verhaal, "export", "SB-2026-0417", year, "--as", "yusuf@verhaal.example", "--output", paper)
    run(*words, folder=empty)
    assert paper.read_bytes().startswith(b"%PDF")


def wait_for(url: str, server: subprocess.Popen[bytes]) -> str:
    for _attempt in range(300):
        assert server.poll() is None, "the server stopped"
        try:
            return get(url)
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {url}")
