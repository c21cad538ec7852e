"""Where a story belongs, and what a line is called."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField

from verhaal.display import short_week
from verhaal.forms import Form, chosen, line, options
from verhaal.storylines.parts import Line, Listed

TITLE = 160


class NameForm(Form):
    title = line(_("Title of the storyline"), TITLE)


class PlaceForm(Form):
    into = SelectField(_("Storyline"), coerce=chosen, choices=[])
    title = line(_("Title of the new storyline"), TITLE)
    was = HiddenField()  # the line in which the story stood when this was asked

    def offer(self, lines: Iterable[Listed], now_in: Line | None) -> None:
        """Every line but its own, the new one first."""
        own = now_in.line.id if now_in else None
        self.into.choices = options([("", _("A new storyline")), *(
            (each.line.id, f"{each.title} · {short_week(each.since)}") for each in lines if each.line.id != own
        )])  # fmt: skip

    def knows(self, now_in: Line | None) -> bool:
        """Whether the story still stands where it stood: it moves only on purpose."""
        return chosen(self.was.data) == (now_in.line.id if now_in else None)
