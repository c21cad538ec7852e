"""What may stand beside a story: what changed and for whom, and what was counted."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, ValidationError
from wtforms.validators import NumberRange, Optional

from verhaal.display import chosen_words
from verhaal.forms import Form, blank, chosen, line, paragraph
from verhaal.stories.hint_forms import GUARDED
from verhaal.stories.models import Contribution, Count, Outcome


class OutcomeForm(Form):
    whom = line(_("For whom?"), 200, render_kw=GUARDED)
    change = paragraph(_("What changed?"), 600, render_kw=GUARDED)
    significance = paragraph(_("Why does it matter?"), 600, render_kw=GUARDED)
    contribution = SelectField(_("Whose doing was it, mostly?"), choices=[])
    objective = SelectField(_("Towards which objective?"), coerce=chosen, choices=[])

    @property
    def is_blank(self) -> bool:
        return blank(*(self[given].data for given in ("whom", "change", "significance", "contribution")))

    def validate_change(self, field: Any) -> None:
        if blank(field.data) and not (self.is_blank and self.objective.data is None):
            raise ValidationError(_("Say in one sentence what changed, or empty this outcome."))

    def row(self) -> Outcome:
        contribution = self.contribution.data
        return Outcome(
            whom=self.whom.data or "",
            change=self.change.data or "",
            significance=self.significance.data or "",
            contribution=Contribution(contribution) if contribution else None,
            objective_id=self.objective.data,
        )


class CountForm(Form):
    remembered = HiddenField()  # offered since it was counted last time; left open, it is nothing
    amount = IntegerField(
        _("How many?"),
        [Optional(), NumberRange(0, 1_000_000, _("Give a whole number from 0 to 1,000,000."))],
    )
    unit = line(_("Of what?"), 60)
    activity = SelectField(_("For which activity?"), coerce=chosen, choices=[])

    @property
    def is_blank(self) -> bool:
        offered = () if self.remembered.data else (self.unit.data, self.activity.data)
        return blank(self.amount.data, *offered) and not self.amount.errors

    @property
    def words(self) -> str:
        """What is counted, as it is said beside the number."""
        return chosen_words(self.activity) if self.activity.data else (self.unit.data or "")

    def validate_activity(self, field: Any) -> None:
        if self.amount.data is None and not self.is_blank and not self.amount.errors:
            raise ValidationError(_("How many? Fill in a number, or empty this count."))
        if self.amount.data is not None and blank(self.unit.data) and field.data is None:
            raise ValidationError(_("Of what? Choose an activity or type a word, such as visitors."))

    def row(self, units: dict[int, str]) -> Count:
        unit = self.unit.data or units.get(self.activity.data or 0, "")
        return Count(amount=self.amount.data or 0, unit=unit, activity_id=self.activity.data)
