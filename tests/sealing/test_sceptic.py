"""The sceptic asks the two files that are handed out, with a script that has no line of Verhaal."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.annual.samples import account
from tests.sealing import sceptic
from tests.sealing.conftest import KEY, OTHER, sealed
from verhaal.annual.record import Account, canonical

SCRIPT = Path(sceptic.__file__)
EVERY = ", ".join(f"V-2026-00{number}" for number in range(1, 7))
SAYS = f"""\
Stories: 6; removed after signing: none
REF-1: written 8, shared 6, withdrawn 0, shown 6
REF-1: of a setback tell 2: V-2026-003, V-2026-006
REF-1: coordinators who chose: 1
REF-1: chosen for Gewone tekst.: V-2026-001, because Gewone tekst.
REF-1: chosen for Gewone tekst.: V-2026-002, because Gewone tekst.
REF-1: draw 1, time 1, done over: the same: V-2026-002, V-2026-006
REF-1: Gewone tekst., 72 Gewone tekst., is told in: {EVERY}
REF-1: Gewone tekst., 6 outcomes, is told in: {EVERY}
REF-1: missing: place Gewone tekst.
REF-1: missing: reading  2
Nothing has changed since it was signed.
"""


def asked(file: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, str(SCRIPT), str(file), *more], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def files(tmp_path: Path, written: bytes, paper: bytes) -> list[Path]:
    found = [tmp_path / "account.json", tmp_path / "account.pdf"]
    for file, content in zip(found, (written, paper), strict=True):
        file.write_bytes(content)
    return found


def test_either_file_answers_who_chose_how_many_the_draw_each_statement_and_what_is_missing(files: list[Path]) -> None:
    for file in files:
        assert asked(file, KEY.public) == (0, SAYS)


def test_a_key_that_is_not_the_organisations_is_said(files: list[Path]) -> None:
    for file in files:
        code, says = asked(file, OTHER.public)
        assert (code, says.splitlines()[-1]) == (1, "CHANGED: signed with another key")


def test_a_story_that_was_taken_out_is_named_and_what_remains_still_holds(tmp_path: Path, whole: Account) -> None:
    file = tmp_path / "account.json"
    file.write_bytes(canonical(whole.model_copy(update={"pages": {**whole.pages, "V-2026-006": None}})))
    code, says = asked(file, KEY.public)
    assert code == 0
    assert "removed after signing: V-2026-006" in says
    assert "done over: the same: V-2026-002, one that is not here" in says


def test_a_draw_that_gives_others_is_said(tmp_path: Path) -> None:
    of = account()
    grant = of.core.grants[0]
    (draw,) = grant.selection.draws
    selection = grant.selection.model_copy(update={"draws": (draw.model_copy(update={"seed": "1" * 32}),)})
    core = of.core.model_copy(update={"grants": (grant.model_copy(update={"selection": selection}),)})
    file = tmp_path / "account.json"
    file.write_bytes(canonical(sealed(of.model_copy(update={"core": core}))))
    assert "done over: OTHERS THAN IT SAYS" in asked(file)[1]


def test_what_cannot_be_read_is_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    for content in (b"", b"%PDF-1.7", b"[" * 100_000, b"{}"):
        file.write_bytes(content)
        code, says = asked(file)
        assert code == 1
        assert says.startswith("CHANGED: cannot be read")


def test_the_sceptic_writes_canonical_json_as_we_do(whole: Account) -> None:
    hostile = sealed(account('"\\\x00\x1f\x7f\u2028é\U0001f600/'))
    for of in (whole, hostile):
        assert sceptic.canonical(of.model_dump(mode="json")) == canonical(of)
    order = {"\U0001f600": 1, "\ufb33": 2, "é": 3, "a": 4, "": 5}
    assert list(order) != sorted(order)
    assert sceptic.canonical(order).decode() == '{"":5,"a":4,"é":3,"\U0001f600":1,"\ufb33":2}'


def test_no_line_of_the_sceptic_is_ours() -> None:
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    modules = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    modules |= {name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
    assert {name.split(".")[0] for name in modules} - sys.stdlib_module_names == {"cryptography", "pypdf"}
