"""What a story has to do with others: on which earlier one it goes on, and how often this also happened."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, ValidationError

from verhaal.display import name, short_week
from verhaal.forms import chosen, options
from verhaal.stories.models import Recurrence
from verhaal.stories.offering import Earlier
from verhaal.stories.photo_forms import PhotosForm


def recurring(value: Any) -> Recurrence | None:
    """What a choice says; nonsense says nothing."""
    return Recurrence(value) if value in list(Recurrence) else None


class FollowingForm(PhotosForm):
    follows = SelectField(_("Earlier story"), coerce=chosen, choices=[])
    recurrence = SelectField(_("This also happened"), coerce=recurring, choices=[])

    def offer_earlier(self, stories: Sequence[Earlier]) -> None:
        """A choice that can no longer be seen, as when that story was withdrawn, falls away: it would lead nowhere."""
        self.recurrence.choices = options([("", _("Not said")), *((each.value, name(each)) for each in Recurrence)])
        self._homes = {each.story_id: each.organisation_id for each in stories}
        if self.follows.data not in self._homes:
            self.follows.data = None
        own = [each for each in stories if each.is_own]
        lines = [each for each in stories if each.ends_a_line and not each.is_own]
        others = [each for each in stories if not each.is_own and not each.ends_a_line]
        self.follows.choices = [
            *options([("", _("No, it stands by itself"))]),
            *_titled(own, _("Your own stories")),
            *_titled(lines, _("Storylines of your organisation")),
            *_titled(others, _("A colleague's story")),
        ]

    def validate_follows(self, field: Any) -> None:
        if field.data and self._homes[field.data] != self.organisation_id:
            raise ValidationError(_("That story is of another organisation. Choose one of the same, or none."))

    @property
    def organisation_id(self) -> int:
        """The organisation that the story is told for."""
        raise NotImplementedError


def _titled(stories: Sequence[Earlier], group: Any) -> list[Any]:
    return options(
        ((each.story_id, " · ".join((each.title, short_week(each.week), *([] if each.is_own else [each.author]))))
         for each in stories),
        group,
    )  # fmt: skip
