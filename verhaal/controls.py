"""The controls of a form, drawn the short way.

WTForms draws each of them, and each option of a list, as if any attribute might stand in it. The week's form has thirty
controls with a hundred options; drawing those takes longer so than finding everything that stands in it.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape
from wtforms import widgets

Attributes = dict[str, Any]


def drawn(field: Any, given: Attributes) -> Markup:
    """A field's control, as its own widget draws it; `given` are attributes that come first."""
    widget, given = field.widget, {**(field.render_kw or {}), **given}
    draw = DRAWN.get(type(widget))
    if draw is None or getattr(widget, "multiple", False):
        return Markup(widget(field, **given))  # noqa: S704  (what it drew)
    flags = {name: value for name, value in vars(field.flags).items() if name in widget.validation_attrs}
    return Markup(draw(field, {"id": field.id, "name": field.name} | flags | given))  # noqa: S704  (all is escaped)


def _input(field: Any, given: Attributes) -> str:
    return f"<input{_written({'type': field.widget.input_type, 'value': field._value()} | given)}>"


def _area(field: Any, given: Attributes) -> str:
    return f"<textarea{_written(given)}>\r\n{escape(field._value())}</textarea>"


def _list(field: Any, given: Attributes) -> str:
    if not field.has_groups():
        return f"<select{_written(given)}>{_options(field.iter_choices())}</select>"
    groups = (_options(some) if name is None else f"<optgroup{_written({'label': name})}>{_options(some)}</optgroup>"
              for name, some in field.iter_groups())  # fmt: skip
    return f"<select{_written(given)}>{''.join(groups)}</select>"


def _options(choices: Any) -> str:
    return "".join(
        [
            f'<option{" selected" if each.selected else ""} value="{escape(each.value)}">'
            f"{escape(each.label or each.value)}</option>"
            for each in choices
        ]
    )


def _written(attributes: Attributes) -> str:
    """What is true is named only, what is false left out; `data_` and `class_` are written as HTML does."""
    said = sorted((_name(key), value) for key, value in attributes.items() if value is not False)
    return "".join([f" {key}" if value is True else f' {key}="{_quoted(value)}"' for key, value in said])


def _name(key: str) -> str:
    key = key.rstrip("_")
    return key.replace("_", "-") if key.startswith(("data_", "aria_")) else key


def _quoted(value: Any) -> str:
    return str(escape(value)).replace('"', "&quot;")


DRAWN: dict[type, Callable[[Any, Attributes], str]] = {
    widgets.TextInput: _input,
    widgets.HiddenInput: _input,
    widgets.NumberInput: _input,
    widgets.TextArea: _area,
    widgets.Select: _list,
}
