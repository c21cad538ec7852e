"""The form of a dilemma note: its text, and what keeps it from being lost."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from verhaal.forms import KeyedForm, chosen, paragraph

LONGEST_NOTE = 10_000


class DilemmaForm(KeyedForm):
    revision = HiddenField()
    story = HiddenField()
    text = paragraph(_("Your note"), LONGEST_NOTE, required=True)

    @property
    def typed(self) -> str:
        return (self.text.data or "").strip()

    @property
    def opened_at(self) -> int:
        """The revision that the author was looking at."""
        return chosen(self.revision.data) or 0

    @property
    def story_id(self) -> int | None:
        return chosen(self.story.data)
