"""What is typed on the way from draft to settled."""

import re
from collections.abc import Iterable
from typing import Any

from babel.numbers import NumberFormatError
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from verhaal.display import NAMES, euro
from verhaal.forms import Form, KeyedForm, blank, chosen, line, options, paragraph
from verhaal.grants.forms import cents_of
from verhaal.settling.models import Decision

LONGEST = 4_000
LONGEST_REASONS = 8_000
FEWEST_LETTERS, FEWEST_SENTENCES = 60, 2


class StepForm(Form):
    """A step from state to state: as how the account stood when the page was opened."""

    seen = HiddenField()

    @property
    def revision(self) -> int:
        known = chosen(self.seen.data)
        return -1 if known is None else known


class SignatureForm(StepForm):
    fingerprint = HiddenField()  # of what the page showed
    name = line(_("Your name"), 120, required=True)
    function = line(_("Your function"), 120, required=True)
    agreed = BooleanField(_("I sign this account for the organisation."), [InputRequired(_("Tick this to sign."))])

    @property
    def signed_by(self) -> str:
        return f"{self.name.data}, {self.function.data}"


class CorrectionForm(StepForm):
    changed = paragraph(_("What changes, and why?"), LONGEST, required=True)


class QuestionForm(KeyedForm):
    section = SelectField(_("About which part?"), choices=[])
    text = paragraph(_("Your question"), LONGEST, required=True)

    def offer(self, sections: Iterable[tuple[str, str]]) -> "QuestionForm":
        self.section.choices = options([("", _("The account as a whole")), *sections])
        return self


class AnswerForm(KeyedForm):
    text = paragraph(_("Your answer"), LONGEST, required=True)

    def under(self, question_id: int) -> "AnswerForm":
        """One of several in a page, so its field is called after the question."""
        self.text.id = f"answer-{question_id}"
        return self


class SettlementForm(Form):
    """`seen`: the sealed version that the page showed, a dot, and the number of the decision on it, 0 for none."""

    seen = HiddenField()
    decision = RadioField(
        _("What do you decide?"),
        [InputRequired(_("Choose one of the three."))],
        choices=options((each.value, NAMES[each]) for each in Decision),
    )
    amount = line(_("Settled on, in euros"), 40)
    reasons = paragraph(_("Your reasons"), LONGEST_REASONS, required=True)
    changed = paragraph(_("What changed since the earlier decision?"), LONGEST)

    granted_cents = 0
    amount_cents = 0

    def of(self, granted_cents: int) -> "SettlementForm":
        self.granted_cents = granted_cents
        return self

    @property
    def is_anew(self) -> bool:
        return bool(chosen((self.seen.data or "").partition(".")[2]))

    def validate_amount(self, field: Any) -> None:
        """Asked for a lower settlement only; the other two say it themselves."""
        if self.decision.data != Decision.LOWER:
            self.amount_cents = self.granted_cents if self.decision.data == Decision.AS_GRANTED else 0
            return
        try:
            self.amount_cents = cents_of(field.data or "", get_locale().language)
        except (NumberFormatError, ValueError):
            raise ValidationError(_("Type an amount in euros, such as 312.500 or 312.500,50.")) from None
        if not 0 < self.amount_cents < self.granted_cents:
            raise ValidationError(
                _(
                    "A lower settlement lies between nothing and the granted %(amount)s.",
                    amount=euro(self.granted_cents),
                )
            )

    def validate_reasons(self, field: Any) -> None:
        if not in_full_sentences(field.data or ""):
            raise ValidationError(
                _("Write your reasons in full sentences: two of them or more, each with a full stop. Say on what the "
                  "decision rests, so that the organisation can follow it. What you typed is still here.")
            )  # fmt: skip

    def validate_changed(self, field: Any) -> None:
        if self.is_anew and blank(field.data):
            raise ValidationError(_("An earlier decision stands. Say what changed since."))


def in_full_sentences(text: str) -> bool:
    """Two sentences of three words or more, or one long one; and the last has its end (see `Settlement`)."""
    ended = re.search(r"[.!?…][\"'”’)]*$", text.strip())
    sentences = [each for each in re.split(r"[.!?…]+", text) if len(each.split()) >= 3]
    is_enough = len(sentences) >= FEWEST_SENTENCES or (sentences and len(text.strip()) >= FEWEST_LETTERS)
    return bool(ended and is_enough)
