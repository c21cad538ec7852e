"""A funder's words back, and the answer to them."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired

from verhaal.display import NAMES
from verhaal.forms import KeyedForm, options, paragraph
from verhaal.reading.models import ResponseKind

LONGEST_RESPONSE = 4_000


class ResponseForm(KeyedForm):
    kind = RadioField(
        _("What do you want to say?"),
        [InputRequired(_("Choose one of the four."))],
        choices=options((kind.value, NAMES[kind]) for kind in ResponseKind),
    )
    text = paragraph(_("Your words"), LONGEST_RESPONSE, required=True)


class AnswerForm(KeyedForm):
    text = paragraph(_("Your answer"), LONGEST_RESPONSE, required=True)
