"""What every `forms.py` shares: how text comes in. Nothing that was typed is dropped without a word."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import escape
from wtforms import (  # type: ignore[attr-defined]  # its stubs are older than SelectChoice
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired
from wtforms.widgets import Select

from verhaal.text import tidy


class Form(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A form of ours. The CSRF check is made once, for every request, by the application."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False


class _Options(Select):
    """A list's options. WTForms draws each as if it had many attributes; with some dozens on a page that is felt."""

    @classmethod
    def render_option(cls, choice: Any) -> str:  # type: ignore[override]  # its stubs are older
        chosen = "selected " if choice.selected else ""
        return f'<option {chosen}value="{escape(choice.value)}">{escape(choice.label or choice.value)}</option>'


class Choosing(SelectField):
    """One of a list."""

    widget = _Options()


class KeyedForm(Form):
    """A form whose key is made with it, so that sent twice it is one."""

    key = HiddenField()

    def keyed(self) -> str:
        try:
            return str(uuid.UUID(self.key.data or ""))
        except ValueError:
            return str(uuid.uuid4())


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
