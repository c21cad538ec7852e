"""What a coordinator fills in for an annual account: what it is about, and the organisation's own words."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField
from wtforms.validators import InputRequired

from verhaal.annual.models import OutcomeConfirmation
from verhaal.forms import Form, KeyedForm, line, options, paragraph
from verhaal.stories.hint_forms import GUARDED

LONGEST = 8_000
LONGEST_WHY = 1_000
LONGEST_LINE = 160


class WordsForm(Form):
    """One topic a form, so that two coordinators rarely meet."""

    seen = HiddenField()  # what stood there when the page was opened
    text = paragraph(_("Your words"), LONGEST, render_kw=GUARDED)


class WhyForm(Form):
    """Why a story was chosen."""

    seen = HiddenField()
    text = paragraph(_("Why this story?"), LONGEST_WHY)


class ChoiceForm(Form):
    """One press: the reason comes with a suggestion, or is written after."""

    text = paragraph(_("Why this story?"), LONGEST_WHY)


class ConfirmationForm(KeyedForm):
    """Who confirmed an outcome, by role."""

    who = line(_("Who confirmed it?"), LONGEST_LINE, required=True, render_kw=GUARDED)
    relation = line(_("What do they have to do with it?"), LONGEST_LINE, required=True, render_kw=GUARDED)
    on = DateField(_("When?"), [InputRequired(_("Choose the day on which they said so."))])
    words = paragraph(_("In their words"), LONGEST_WHY, render_kw=GUARDED)

    def is_complete(self, today: date) -> bool:
        """Whether all is there, and the day has come; says what is wrong where not."""
        if self.validate() and self.on.data and self.on.data > today:
            self.on.errors = [gettext("That day has not come yet.")]
        return not self.errors and not self.on.errors

    def confirmation(self, outcome_id: int, person_id: int, now: datetime) -> OutcomeConfirmation:
        """Of a form that was found complete."""
        if self.on.data is None:
            raise ValueError("the form was not validated")
        return OutcomeConfirmation(
            key=self.keyed(), outcome_id=outcome_id, who=self.who.data or "", relation=self.relation.data or "",
            confirmed_on=self.on.data, words=(self.words.data or "").strip(), person_id=person_id, added_at=now,
        )  # fmt: skip

    @classmethod
    def empty(cls) -> "ConfirmationForm":
        return cls(formdata=None, key=str(uuid.uuid4()))


class BeginForm(Form):
    """Offers what an account of the chosen year can be about, as (key, words)."""

    year = HiddenField()
    about = RadioField(_("What is it about?"), [InputRequired(_("Choose what it is about."))], choices=[])

    def offer(self, about: Iterable[tuple[str, str]]) -> "BeginForm":
        self.about.choices = options(about)
        return self
