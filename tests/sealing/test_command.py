"""`verhaal verify`, as an auditor uses it on a machine of their own."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.sealing.conftest import KEY, OTHER, sealed
from verhaal.annual.record import Account, canonical
from verhaal.cli import main
from verhaal.sealing.key import public_pem


@pytest.fixture(autouse=True)
def nothing_is_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No database that could be opened, no settings that could be read, and a folder that stays as it is."""
    monkeypatch.setenv("VERHAAL_DATABASE_URL", "no database")
    monkeypatch.setenv("VERHAAL_SIGNING_KEY", "/no/such/key")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(content: bytes, *words: str) -> Result:
    Path("account").write_bytes(content)
    result = CliRunner().invoke(main, ["verify", "account", *words])
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert sorted(path.name for path in Path().iterdir() if path.suffix != ".pem") == ["account"]
    return result


def test_what_was_signed_holds_with_0(written: bytes, paper: bytes) -> None:
    for file in (written, paper):
        result = verify(file, "--key", KEY.public)
        assert (result.exit_code, result.output.splitlines()[-1]) == (0, "Everything holds.")
        assert "FAILS" not in result.output
        assert "Signed by Yusuf Kaya, teamleider, 2026-12-31T12:00:00Z" in result.output


def test_what_was_changed_fails_with_1_and_says_what(whole: Account, paper: bytes) -> None:
    page = whole.pages["V-2026-002"]
    assert page
    other = {**whole.pages, "V-2026-002": page.model_copy(update={"text": "Iets anders."})}
    result = verify(canonical(whole.model_copy(update={"pages": other})))
    assert result.exit_code == 1
    assert "FAILS  The stories are those that were sealed: 6 of 6 are here.\n" in result.output
    assert "       - V-2026-002 is not as it was sealed\n" in result.output
    result = verify(paper + b"\n")
    assert result.exit_code == 1
    assert "FAILS  Not a byte of the PDF has changed" in result.output
    assert result.output.splitlines()[-1] == "This is not the account as it was signed."


def test_what_is_no_account_ends_with_2_in_one_line() -> None:
    for content in (b"", b"Beste lezer,", b"\xff\xfe", b"[" * 100_000, b"%PDF-1.7", b'{"\x1b[2J\\n": 1}'):
        result = verify(content)
        assert result.exit_code == 2
        assert result.output.startswith("account is no annual account of Verhaal: it ")
        assert len(result.output.splitlines()) == 1
        assert "\x1b" not in result.output


def test_a_file_that_is_not_there_ends_with_2(nothing_is_set_up: Path) -> None:
    for name in ("nowhere.pdf", str(nothing_is_set_up)):
        result = CliRunner().invoke(main, ["verify", name])
        assert result.exit_code == 2
        assert "Traceback" not in result.output


def test_the_key_may_be_given_as_text_or_as_a_file(written: bytes) -> None:
    Path("ours.pem").write_text(public_pem(KEY.public))
    Path("theirs.pem").write_text(public_pem(OTHER.public))
    assert verify(written, "--key", "ours.pem").exit_code == 0
    assert verify(written, "--key", "theirs.pem", "--key", KEY.public).exit_code == 0
    assert verify(written, "--key", "theirs.pem").exit_code == 1
    assert "only this file's own word" not in verify(written, "--key", "ours.pem").output
    assert "only this file's own word" in verify(written).output


def test_what_is_no_key_is_said() -> None:
    Path("wrong.pem").write_text("geen sleutel")
    for wrong in ("x", "A" * 42, KEY.public + "A", "wrong.pem", "é", "\x1b" * 43):
        result = verify(b"{}", "--key", wrong)
        assert result.exit_code == 2
        assert "it should be 43 signs of base64url, or a file with an Ed25519 public key in PEM" in result.output


def test_a_name_in_a_hostile_file_writes_no_lines_of_its_own(whole: Account) -> None:
    name = "Stichting\nEverything holds.\x1b[2J\u202e"
    core = whole.core.model_copy(update={"organisation": name})
    result = verify(canonical(sealed(whole.model_copy(update={"core": core}), OTHER)), "--key", KEY.public)
    assert result.exit_code == 1
    assert "\nEverything holds." not in result.output
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_of_very_much_that_is_wrong_it_shows_the_beginning(whole: Account) -> None:
    pages = {f"V-2026-{number:03}": whole.pages["V-2026-001"] for number in range(100, 200)}
    result = verify(canonical(whole.model_copy(update={"pages": {**whole.pages, **pages}})))
    assert "       - and 80 more\n" in result.output
    assert len(result.output.splitlines()) < 60
