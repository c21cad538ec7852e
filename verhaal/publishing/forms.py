"""Input for publishing: why it is taken back; the question to the council."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from verhaal.forms import Form, paragraph


class WithdrawalForm(Form):
    reason = paragraph(_("Why do you take it back?"), 600, required=True)


class QuestionForm(Form):
    text = paragraph(_("An open question to the council"), 400)
    seen = HiddenField()  # the mark of what stood there, so that a colleague's words are not overwritten unseen
