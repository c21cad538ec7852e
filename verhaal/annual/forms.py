"""What a coordinator fills in for an annual account: what it is about, and the organisation's own words."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from verhaal.forms import Form, options, paragraph

LONGEST = 8_000


class WordsForm(Form):
    """One topic a form, so that two coordinators rarely meet."""

    seen = HiddenField()  # what stood there when the page was opened
    text = paragraph(_("Your words"), LONGEST)


class BeginForm(Form):
    """Offers what an account of the chosen year can be about, as (key, words)."""

    year = HiddenField()
    about = RadioField(_("What is it about?"), [InputRequired(_("Choose what it is about."))], choices=[])

    def offer(self, about: Iterable[tuple[str, str]]) -> "BeginForm":
        self.about.choices = options(about)
        return self
