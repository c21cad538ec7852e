"""Sentences of templates: in the reader's language, with what was typed escaped where they are HTML."""

from flask import Flask, render_template_string
from flask_babel import force_locale
from jinja2 import DictLoader

from verhaal.display import short_week
from verhaal.week import Week


def test_what_is_put_in_a_sentence_is_escaped_on_a_page_and_not_in_a_mail(app: Flask) -> None:
    sentence = '{{ _("Thank you. %(readers)s can read your story now.", readers="<b>Jan</b>") }}'
    templates = app.jinja_env.overlay(loader=DictLoader({"a.html": sentence, "a.txt": sentence}))
    with app.test_request_context(), force_locale("en"):
        assert templates.get_template("a.html").render() == (
            "Thank you. &lt;b&gt;Jan&lt;/b&gt; can read your story now."
        )
        assert templates.get_template("a.txt").render() == "Thank you. <b>Jan</b> can read your story now."


def test_a_percent_sign_is_written_twice_and_read_once(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert render_template_string('{{ _("Kept at %%s.") }}') == "Kept at %s."


def test_each_language_has_its_own_words_for_the_same_week(app: Flask) -> None:
    with app.test_request_context():
        for _time in range(2):
            with force_locale("nl"):
                assert short_week(Week(2026, 48)) == "Week 48, 2026"
                assert render_template_string('{{ _("Save") }}') == "Bewaar"
            with force_locale("en"):
                assert render_template_string('{{ _("Save") }}') == "Save"
