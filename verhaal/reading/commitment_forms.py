"""What a funder takes on, and what became of it."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from verhaal.forms import Form, line, options, paragraph
from verhaal.reading.commitments import Show
from verhaal.reading.models import Commitment, Response, ResponseKind

LONGEST_WHAT = 600
LONGEST_WORDS = 2_000
FEWEST_WORDS = 5  # of an explanation: fewer is no sentence
YEARS_AHEAD = 10  # what lies further on is a slip of the keyboard


def in_a_month(today: date) -> date:
    """The same day of the next month, or that month's last day where it is shorter."""
    year, month = divmod(today.year * 12 + today.month, 12)
    for day in (today.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


class DueForm(Form):
    due_on = DateField(_("By when"), [InputRequired(_("Choose a day, so that it can be kept."))])

    @property
    def due(self) -> date:
        """The day, of a form that was found complete."""
        if self.due_on.data is None:
            raise ValueError("the form was not validated")
        return self.due_on.data

    def is_complete(self, today: date) -> bool:
        """Whether all is there, and the day lies ahead; says what is wrong where not."""
        return self.validate() and self._lies_ahead(today)

    def _lies_ahead(self, today: date) -> bool:
        if self.due < today:
            self.due_on.errors = [gettext("That day has passed. Choose today or a later day.")]
        elif self.due.year > today.year + YEARS_AHEAD:
            self.due_on.errors = [gettext("That is more than ten years from now. Is the year right?")]
        return not self.due_on.errors


class CommitmentForm(DueForm):
    """Beside the words of a response. Without `what`, those words are what was taken on; without `who`, who said it."""

    what = paragraph(_("What do you take on?"), LONGEST_WHAT)
    who = line(_("Who does it?"), 160)

    def propose(self, who: str, today: date) -> "CommitmentForm":
        """Fill in what was not asked yet: who writes does it, within a month. To be looked at before it is promised."""
        self.who.data = self.who.data or who
        if not self.due_on.raw_data:
            self.due_on.data, self.due_on.errors = in_a_month(today), []
        return self

    def promised(self, response: Response, who: str) -> Commitment:
        """What was taken on in a response that is kept, by a form that was found complete."""
        what = (self.what.data or "").strip() or response.text
        return Commitment(response_id=response.id, what=what, who=self.who.data or who, due_on=self.due)


def taken_on(kind: str | None) -> CommitmentForm | None:
    """The fields that a response of this kind needs beside its words, if it needs any."""
    return CommitmentForm() if kind == ResponseKind.COMMITMENT else None


class ClosingForm(Form):
    became = RadioField(
        _("What became of it?"),
        [InputRequired(_("Choose one of the two."))],
        choices=options([(Show.KEPT.value, _("It is done")), (Show.EXPLAINED.value, _("It will not be done"))]),
    )
    text = paragraph(_("Your words"), LONGEST_WORDS, required=True)

    @property
    def is_kept(self) -> bool:
        return bool(self.became.data == Show.KEPT)

    @property
    def words(self) -> str:
        return (self.text.data or "").strip()

    def is_complete(self) -> bool:
        """An explanation takes full sentences: whoever was promised something must be able to understand it."""
        if not self.validate():
            return False
        if not self.is_kept and len(self.words.split()) < FEWEST_WORDS:
            self.text.errors = [gettext("Explain it in full sentences: why not, and what there is instead.")]
        return not self.text.errors


class ReopeningForm(DueForm):
    text = paragraph(_("Why is it open again?"), LONGEST_WORDS)

    @property
    def words(self) -> str:
        return (self.text.data or "").strip()
