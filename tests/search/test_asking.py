"""What a question means, and what of a text is shown and marked: without a database."""

import pytest

from verhaal.search.asking import Question, parse
from verhaal.search.marking import around, marked
from verhaal.search.words import words_of


def marks(typed: str, text: str) -> str:
    return str(marked(text, parse(typed).places_in(text)))


def terms(question: Question) -> list[tuple[str, bool]]:
    return [(" ".join(word.form for word in term.words), term.is_open) for term in question.wanted]


def test_the_last_word_is_open_until_something_comes_after_it() -> None:
    assert terms(parse("koffie buur")) == [("koffie", False), ("buur", True)]
    assert terms(parse("koffie buur ")) == [("koffie", False), ("buur", False)]
    assert terms(parse('"koffie buur')) == [("koffie buur", True)]
    assert terms(parse('"koffie buur"')) == [("koffie buur", False)]
    assert terms(parse("„koffie buur”")) == [("koffie buur", False)]


def test_a_word_with_a_minus_is_unwanted_and_one_with_a_hyphen_is_two_together() -> None:
    question = parse('koffie -ochtend -"kopje thee" buurt-bbq ')
    assert terms(question) == [("koffie", False), ("buurt bbq", False)]
    assert [len(term.words) for term in question.unwanted] == [1, 2]
    assert parse("-koffie").wanted == ()


@pytest.mark.parametrize("typed", ["", "  ", "-", '"', '""', "''", "***", "·", "»", "\0", '-"', "()", "🙂", "́"])
def test_nothing_is_asked_by_signs_alone(typed: str) -> None:
    assert parse(typed).wanted == parse(typed).unwanted == ()


def test_a_question_is_cut_where_nobody_reads_on() -> None:
    assert len(parse("woord " * 10_000).wanted) == 12
    assert len(parse("x" * 10_000).wanted[0].words[0].form) == 40


def test_one_form_of_a_word_is_every_form() -> None:
    assert len({word.stem for word in words_of("stoel stoelen STOELEN stoél")}) == 1
    forms = [word.form for word in words_of("Foto's van de café’s, zo'n één")]
    assert forms == ["foto", "van", "de", "cafe", "zo", "n", "een"]


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("stoel ", "Twee stoelen.", "Twee <mark>stoelen</mark>."),
        ("reunie", "Een reünie!", "Een <mark>reünie</mark>!"),
        ("verhal", "Drie verhalen", "Drie <mark>verhalen</mark>"),
        ("verhal ", "Drie verhalen", "Drie verhalen"),
        ('"de buren"', "De buren, de stoep", "<mark>De buren</mark>, de stoep"),
        ("<b>", "<b>vet</b>", "&lt;<mark>b</mark>&gt;vet&lt;/<mark>b</mark>&gt;"),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
        ("-koffie thee ", "koffie of thee", "koffie of <mark>thee</mark>"),
        ("buren", "de **buren**", "de **<mark>buren</mark>**"),
    ],
)
def test_matches_are_marked_in_the_text_as_it_was_written(typed: str, text: str, shown: str) -> None:
    assert marks(typed, text) == shown


def test_a_fragment_shows_every_word_that_was_asked_for() -> None:
    text = f"{'vooraf ' * 60}koffie {'tussen ' * 60}taart {'achteraf ' * 60}".strip()
    shown = str(around(text, list(parse("koffie taart").places_in(text))))
    assert "<mark>koffie</mark>" in shown
    assert "<mark>taart</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300


def test_a_fragment_of_a_short_text_is_the_text() -> None:
    text = "Koffie & taart"
    assert around(text, list(parse("taart").places_in(text))) == "Koffie &amp; <mark>taart</mark>"
