"""Drawing fairly, without a database: the same ten whatever the order, none favoured, and a sceptic agrees."""

import random
import shutil
import subprocess
import uuid
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.draws import sceptic
from tests.draws.documented import written_in_the_docs
from verhaal.draws import method

REFERENCES = st.lists(st.uuids().map(str), min_size=1, max_size=60, unique=True)
FIFTY = [str(uuid.UUID(int=number * 7919)) for number in range(50)]


@given(REFERENCES, st.integers(1, 50), st.randoms(use_true_random=False))
def test_the_order_of_the_references_does_not_matter(references: list[str], wanted: int, chance: random.Random) -> None:
    drawn = method.drawn("zaad", references, wanted)
    chance.shuffle(references)
    assert method.drawn("zaad", references, wanted) == drawn
    assert method.lines(references) == method.lines(sorted(references))
    assert len(drawn) == len(set(drawn)) == min(wanted, len(references))


@given(REFERENCES, st.integers(1, 50))
def test_who_is_gone_moves_nobody_but_those_behind(references: list[str], wanted: int) -> None:
    drawn = method.drawn("zaad", references, wanted)
    still = [each for each in drawn if each != drawn[0]]
    assert method.drawn("zaad", set(references) - {drawn[0]}, wanted)[: len(still)] == still
    others = set(references) - set(drawn)
    assert method.drawn("zaad", set(references) - set(list(others)[:1]), wanted) == drawn


@given(REFERENCES, st.integers(1, 50), st.integers(0, 2**128 - 1))
def test_the_sceptic_draws_the_same(references: list[str], wanted: int, number: int) -> None:
    seed, file = f"{number:032x}", method.lines(references)
    assert sceptic.draw(file.encode(), seed, wanted) == method.drawn(seed, references, wanted)
    assert sceptic.fingerprint_of(file.encode()) == method.fingerprint(file)
    assert method.references(file) == sorted(references)


def test_no_story_is_favoured() -> None:
    """Over 2,000 fixed seeds each of fifty is drawn first, and among the ten, about as often as any other."""
    first, among = Counter[str](), Counter[str]()
    for seed in range(2_000):
        drawn = method.drawn(str(seed), FIFTY, 10)
        first[drawn[0]] += 1
        among.update(drawn)
    # Chi-square with 49 degrees of freedom passes 85.4 once in a thousand; without putting back a draw of ten of
    # fifty spreads less, by (50 - 10) / (50 - 1).
    assert sum((first[each] - 40) ** 2 / 40 for each in FIFTY) < 85.4
    assert sum((among[each] - 400) ** 2 / 400 for each in FIFTY) / (40 / 49) < 85.4


def test_two_draws_have_nothing_to_do_with_each_other() -> None:
    seeds = {method.new_seed() for _draw in range(100)}
    assert len(seeds) == 100
    assert all(len(seed) == 32 and int(seed, 16) >= 0 for seed in seeds)


def test_the_sceptic_uses_nothing_of_ours() -> None:
    assert "import verhaal" not in (text := Path(sceptic.__file__).read_text("utf-8"))
    assert "from verhaal" not in text


def test_the_example_in_the_docs_is_right() -> None:
    file, seed, fingerprint, drawn = written_in_the_docs()
    assert method.fingerprint(file) == fingerprint == sceptic.fingerprint_of(file.encode())
    assert method.drawn(seed, method.references(file), len(drawn)) == drawn


@pytest.mark.parametrize("wanted", [1, 3, 50])
def test_the_commands_in_the_docs_draw_the_same(tmp_path: Path, wanted: int) -> None:
    shell = shutil.which("bash")
    assert shell
    (tmp_path / "trekking-1-populatie.csv").write_text(method.lines(FIFTY[:7]), "ascii")
    commands = (
        "while read -r ref; do echo \"$(printf '%s' \"zaad:$ref\" | sha256sum | cut -d' ' -f1) $ref\"; "
        f"done < trekking-1-populatie.csv | LC_ALL=C sort | head -n {wanted}"
    )
    told = subprocess.run([shell, "-c", commands], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in told.splitlines()] == method.drawn("zaad", FIFTY[:7], wanted)
