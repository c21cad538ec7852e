"""What a coordinator may add to a nudge."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from verhaal.forms import Form, line


class NudgeForm(Form):
    """One stands beside each name, so each has names of its own for its fields."""

    week = HiddenField()
    words = line(_("A line of your own"), 300)

    @classmethod
    def to(cls, membership_id: int, **filled: object) -> "NudgeForm":
        """The form as it was sent, or filled in."""
        prefix = f"to-{membership_id}-"
        return cls(formdata=None, prefix=prefix, **filled) if filled else cls(prefix=prefix)
