"""What every `forms.py` shares: how text comes in. Nothing that was typed is dropped without a word."""

import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import get_locale, lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (  # type: ignore[attr-defined]  # its stubs are older than SelectChoice
    HiddenField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.i18n import messages_path
from wtforms.validators import InputRequired

from verhaal.controls import drawn
from verhaal.text import tidy


class Form(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A form of ours. The CSRF check is made once, for every request, by the application."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False

        def get_translations(self, _form: Any) -> Any:
            return _own_words(str(get_locale()))

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Markup:
            return drawn(field, render_kw)


class KeyedForm(Form):
    """A form whose key is made with it, so that sent twice it is one."""

    key = HiddenField()

    def keyed(self) -> str:
        try:
            return str(uuid.UUID(self.key.data or ""))
        except ValueError:
            return str(uuid.uuid4())


@cache
def _own_words(language: str) -> NullTranslations:
    """What WTForms says by itself, which it would read from disk with every request."""
    return Translations.load(messages_path(), [language], domain="wtforms")


def options(pairs: Iterable[tuple[Any, Any]], group: str | None = None) -> list[Any]:
    """What a field offers: pairs of a value and its words, perhaps under the heading of a group."""
    return [SelectChoice(str(value), words, optgroup=group) for value, words in pairs]


def one_line(text: str | None) -> str | None:
    """Tidy text on one line, without spaces at its ends."""
    return None if text is None else " ".join(tidy(text).split())


def line(label: Any, most: int, *, required: bool = False, **more: Any) -> StringField:
    """A field of one line, at most `most` characters."""
    return StringField(label, _checks(most, required), filters=[one_line], **more)


def paragraph(label: Any, most: int, *, required: bool = False, **more: Any) -> TextAreaField:
    """A field of several lines, at most `most` characters."""
    return TextAreaField(label, _checks(most, required), filters=[_tidied], **more)


def chosen(value: Any) -> int | None:
    """The number that a choice or a hidden field carries, or None for the empty one; nonsense is no number."""
    return int(value) if str(value).isdecimal() and len(str(value)) < 10 else None


def blank(*values: object) -> bool:
    """Whether nothing was filled in: a row of such fields is left out."""
    return not any(value is not None and str(value).strip() for value in values)


def _checks(most: int, required: bool) -> list[Any]:
    checks: list[Any] = [_Length(most)]
    if required:
        checks.insert(0, _Required(lazy_gettext("Please fill this in.")))
    return checks


def _tidied(text: str | None) -> str | None:
    return None if text is None else tidy(text)


class _Required(InputRequired):
    """Also refuses what is only spaces."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if blank(field.data):
            raise ValidationError(str(self.message))


class _Length:
    """Says how much is too much; and lets the browser know no limit, since a browser cuts a paste in silence."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Any) -> None:
        over = len(field.data or "") - self.most
        if over > 0:
            raise ValidationError(
                lazy_gettext(
                    "This is %(over)d characters too long; there is room for %(most)d. Nothing was lost: "
                    "shorten it and send it again.",
                    over=over,
                    most=self.most,
                )
            )
