"""Controls that are drawn the short way are drawn as their own widgets draw them, to the last sign."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined]  # its stubs are older than SelectChoice
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, NumberRange

from verhaal.forms import Form

GROUPED = [SelectChoice("", "geen"), SelectChoice("1", 'De "Stoep" & co', optgroup="A & B"),
           SelectChoice("2", "<b>", optgroup="C")]  # fmt: skip


class Everything(Form):
    key = HiddenField()
    amount = IntegerField("Hoeveel", [InputRequired("Vul in"), NumberRange(0, 9)])
    title = StringField("Titel", render_kw={"data_guarded": "title", "class_": "wide"})
    text = TextAreaField("Verhaal", [InputRequired("Vul in")])
    place = SelectField("Plek", choices=[SelectChoice("1", "Lombok"), SelectChoice("2", "O'Hara's")])
    objective = SelectField("Doel", choices=GROUPED)
    grants = SelectMultipleField("Subsidies", choices=[SelectChoice("1", "een"), SelectChoice("2", "twee")])


TYPED = MultiDict([("key", "k"), ("amount", "3"), ("title", '<i>"Stoelen"</i> & soep'), ("text", "<p>\n'ja' & \"nee\""),
                   ("place", "2"), ("objective", "1"), ("grants", "2")])  # fmt: skip
GIVEN: list[dict[str, Any]] = [{}, {"rows": 3, "dir": "auto", "aria_label": 'zo"', "hidden": True, "open": False},
                               {"id": "other", "data-x": "1"}]  # fmt: skip


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("typed", [TYPED, MultiDict()])
def test_a_control_is_what_its_widget_draws(app: Flask, typed: MultiDict[str, str], given: dict[str, Any]) -> None:
    with app.test_request_context():
        form = Everything(typed)
        for field in form:
            assert field(**given) == DefaultMeta().render_field(field, given)
