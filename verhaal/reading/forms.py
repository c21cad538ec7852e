"""A funder's words back, and the answer to them."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired

from verhaal.display import NAMES
from verhaal.forms import KeyedForm, options, paragraph
from verhaal.people.models import Funder
from verhaal.reading.models import ResponseKind

LONGEST_RESPONSE = 4_000
LONGEST_NOTE = 4_000


class ResponseForm(KeyedForm):
    kind = RadioField(
        _("What do you want to say?"),
        [InputRequired(_("Choose one of the four."))],
        choices=options((kind.value, NAMES[kind]) for kind in ResponseKind),
    )
    text = paragraph(_("Your words"), LONGEST_RESPONSE, required=True)


class AnswerForm(KeyedForm):
    text = paragraph(_("Your answer"), LONGEST_RESPONSE, required=True)


class NoteForm(KeyedForm):
    """`funder`: among whose people it stays; asked only of who reads a story for two funders."""

    funder = RadioField(_("Among whose people?"), [InputRequired(_("Choose one of them."))], coerce=int)
    text = paragraph(_("Your note"), LONGEST_NOTE, required=True)

    def offer(self, funders: Iterable[Funder]) -> "NoteForm":
        self.funder.choices = options((funder.id, funder.name) for funder in funders)
        if len(self.funder.choices) == 1:
            self.funder.data = int(self.funder.choices[0].value)
        return self
