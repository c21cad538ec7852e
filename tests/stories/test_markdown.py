"""A story's Markdown is shown as it was meant, and nothing more."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verhaal import markdown


def test_paragraphs_lists_quotes_and_emphasis() -> None:
    html = markdown.to_html("Een *zin*.\n\n- een\n- twee\n\n> Ik kom terug.\n\n**Klaar**")
    assert html.replace("\n", "") == (
        "<p>Een <em>zin</em>.</p><ul><li>een</li><li>twee</li></ul>"
        "<blockquote><p>Ik kom terug.</p></blockquote><p><strong>Klaar</strong></p>"
    )


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://evil)", "<img src=x onerror=a>",
     "<http://evil.example>", "`code`", "# kop", "    ingesprongen", "[x]: http://evil\n\n[x]", "&lt;script&gt;"],
)  # fmt: skip
def test_what_a_story_does_not_need_stays_the_characters_typed(text: str) -> None:
    html = markdown.to_html(text)
    for forbidden in ("<script", "<a ", "<img", "<code", "<h1", "<pre"):
        assert forbidden not in html
    assert markdown.plain_text(text).split() == text.split()


@pytest.mark.parametrize("sign", ["[", "*", "_", "> ", "- ", "(", "<", "&", "`", "\\", "1. ", "**a", "![", "~", "|"])
def test_a_hostile_story_costs_little(sign: str) -> None:
    begun = time.monotonic()
    markdown.to_html((sign * 20_000)[:20_000])
    assert time.monotonic() - begun < 5


@given(st.text(max_size=400))
def test_any_text_gives_a_tree_and_a_title(text: str) -> None:
    assert isinstance(markdown.to_tree(text), list)
    assert len(markdown.first_words(text)) <= 62


def test_signs_that_no_xml_holds_do_not_stop_a_story_from_being_shown() -> None:
    assert markdown.plain_text("Naast\uffffelkaar\ufffe.") == "Naast\ufffdelkaar\ufffd."
