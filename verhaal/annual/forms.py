"""The organisation's own words in an annual account: one field for each thing that asks for words."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from verhaal.forms import Form, paragraph

LONGEST = 8_000


class WordsForm(Form):
    """One topic a form, so that two coordinators rarely meet."""

    seen = HiddenField()  # what stood there when the page was opened
    text = paragraph(_("Your words"), LONGEST)
