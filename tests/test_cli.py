"""The command line, as an administrator uses it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from verhaal.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VERHAAL_DATA_FOLDER", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    "name", ["run", "demo", "migrate", "reindex", "invite", "remind", "notify", "receive", "export", "verify"]
)
def test_help_is_enough(name: str) -> None:
    text = command(name, "--help").output
    assert "Usage: " in text
    assert len(text.splitlines()) >= 6


def test_an_administrator_invites_the_first_coordinator(folder: Path) -> None:
    assert command("migrate").exit_code == 0
    result = command("invite", "coba@example.org", "--organisation", "De Brede Stoep")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/invitations/\S{40,}\n", result.output)
    assert len(list((folder / "outbox").glob("*.eml"))) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("invite", "coba", "--organisation", "x"), "not an e-mail address"),
        (("export", "X-1", "2026", "--as", "niemand@example.org"), "Nobody has the address"),
        (("run",), "VERHAAL_SMTP_URL is not set"),
        (("remind",), "VERHAAL_SMTP_URL is not set"),
        (("notify",), "VERHAAL_SMTP_URL is not set"),
    ],
)
def test_what_is_wrong_is_one_clear_line(folder: Path, words: tuple[str, ...], says: str) -> None:
    assert folder.exists()
    command("migrate")
    result = command(*words)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_database_that_is_behind_is_said(folder: Path) -> None:
    result = command("invite", "coba@example.org", "--organisation", "x")
    assert folder.exists()
    assert "verhaal migrate" in result.output


def test_a_place_where_photos_cannot_be_kept_is_said_before_anything_starts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "taken").write_text("a file, not a folder")
    monkeypatch.setenv("VERHAAL_SMTP_URL", "smtp+plain://127.0.0.1:25")
    monkeypatch.setenv("VERHAAL_PHOTO_STORE", str(folder / "taken" / "photos"))
    command("migrate")
    result = command("run")
    assert result.exit_code == 2
    assert "Photos cannot be kept in" in result.output
    assert "Traceback" not in result.output
