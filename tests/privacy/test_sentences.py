"""How much the guard finds in sentences that its makers did not write: every file in sentences/ counts."""

from functools import cache

import pytest

from tests.privacy.scoring import Score, read, score
from verhaal.privacy.guard import Kind

NUMBERS = [kind for kind in Kind if kind is not Kind.NAME]


@cache
def result() -> Score:
    return score(read())


def test_there_is_something_to_measure() -> None:
    sentences = read()
    assert len(sentences) >= 200
    assert sum(sentence.clean for sentence in sentences) >= 40
    origins = {one.origin for sentence in sentences for one in sentence.expected if one.kind is Kind.NAME}
    assert len(origins) >= 10


def test_at_least_95_of_100_names_are_found() -> None:
    assert result().recall([Kind.NAME]) >= 0.95


@pytest.mark.parametrize("origin", sorted({one.origin for sentence in read() for one in sentence.expected} - {""}))
def test_no_origin_of_name_is_left_behind(origin: str) -> None:
    assert result().recall([Kind.NAME], origin) >= 0.85


def test_at_least_99_of_100_numbers_are_found() -> None:
    assert result().recall(NUMBERS) >= 0.99


def test_at_least_95_of_100_firm_hints_are_right() -> None:
    assert result().firm_precision >= 0.95


def test_clean_text_gets_at_most_one_soft_hint_in_100_words() -> None:
    assert result().soft_per_hundred <= 1
