"""Other words in the place of a name."""

import pytest

from verhaal.privacy.replacing import Passage, key, passage, replaced, utf16


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Toen kwam Aylin. Aylin lachte.", "Toen kwam een bewoner. Een bewoner lachte."),
        ("- Aylin\n- en Aylin", "- Een bewoner\n- en een bewoner"),
        ("Aylin Kaya belde Aylin", "Aylin Kaya belde een bewoner"),
        ("Aylins fiets is van Aylin", "Aylins fiets is van een bewoner"),
        ("met Aylins moeder", "met een bewoners moeder"),
        ("de heer Aylin, ‘Goed.’ Aylin!", "de heer een bewoner, ‘Goed.’ Een bewoner!"),
        ("niets", "niets"),
    ],
)
def test_each_occurrence_is_replaced_but_not_within_longer_flagged_words(text: str, told: str) -> None:
    assert replaced(text, {"Aylin": "een bewoner"}, ["Aylin Kaya", "Aylin"]) == told


def test_signs_in_words_are_no_pattern() -> None:
    assert replaced("Bel +31 (6) 1.", {"+31 (6) 1": "[nummer]"}) == "Bel [nummer]."


def test_several_words_are_replaced_in_one_go() -> None:
    told = replaced("Nu Aylin en Mehmet.", {"Aylin": "Mehmet", "Mehmet": "een vader"})
    assert told == "Nu Mehmet en een vader."


def test_a_passage_is_the_sentence_around_the_words() -> None:
    text = "Eerst dit. Toen kwam Aylin langs! En dat."
    start = text.index("Aylin")
    assert passage(text, start, start + 5) == Passage("Toen kwam ", "Aylin", " langs!")


def test_a_long_sentence_is_cut_at_a_word() -> None:
    text = "woord " * 100 + "Aylin" + " woord" * 100
    before, _words, after = passage(text, 600, 605)
    assert before.startswith("… woord")
    assert after.endswith("woord …")
    assert len(before) + len(after) < 330


def test_the_same_words_are_the_same_in_any_capitals_and_spacing() -> None:
    assert key(" Fatma\n YILDIZ") == key("fatma yildiz")


def test_an_emoji_counts_as_two_for_a_browser() -> None:
    assert utf16("😀a", 1) == 2
