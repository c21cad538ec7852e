"""The words of the templates in the reader's language, found the short way.

A page holds a hundred sentences. What the libraries do for each of them (four calls through Jinja, six looks at the
request) takes longer together than all that is asked of the database.
"""

from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import Any, TypeVar

from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

T = TypeVar("T")
KEPT = 2_000  # values of one filter; those of a page are some dozens


@pass_context
def said(context: Context, words: str, /, **values: Any) -> str:
    """What `_` says in a template: the sentence with its values, which are escaped where the sentence is HTML."""
    found = _catalogue(str(get_locale()))(words)
    sentence = Markup(found) if context.eval_ctx.autoescape else found  # noqa: S704  (a catalogue's own words)
    return sentence % values if values or "%" in found else sentence


def per_language(shown: Callable[[T], str]) -> Callable[[T], str]:
    """Remember what a filter says of a value, for one whose words depend on that and on the language alone."""

    @lru_cache(KEPT)
    def remembered(value: T, _language: str) -> str:
        return shown(value)

    return wraps(shown)(lambda value: remembered(value, str(get_locale())))


@cache
def _catalogue(_language: str) -> Callable[[str], str]:
    found: Callable[[str], str] = get_translations().ugettext
    return found


def init_app(app: Flask) -> None:
    app.jinja_env.globals["_"] = said
