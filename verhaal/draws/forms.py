"""How many to draw; from what stands in the address."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from verhaal.draws.method import MOST
from verhaal.forms import KeyedForm

USUAL = 10


class DrawForm(KeyedForm):
    wanted = IntegerField(
        _("How many stories?"),
        [
            InputRequired(_("Fill in a number from 1 to 50.")),
            NumberRange(1, MOST, _("Fill in a number from 1 to 50.")),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST},
    )
