"""Signing in, inviting, and one's own page."""

import re
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Email, InputRequired

from verhaal.display import NAMES, hour, weekday
from verhaal.forms import Form, chosen, line, one_line, options
from verhaal.people.models import Rhythm, Role, Wish


def _email() -> StringField:
    return StringField(
        _("E-mail address"),
        [InputRequired(_("Please fill this in.")), Email(_("This is not an e-mail address; is it complete?"))],
        filters=[one_line],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )


def _rhythm(*offered: tuple[Rhythm, Any]) -> RadioField:
    choices = options((rhythm.value, words) for rhythm, words in offered)
    return RadioField(_("How often?"), [InputRequired(_("Choose one of them."))], choices=choices)


class SignInForm(Form):
    email = _email()
    is_private = BooleanField(_("This is my own device: keep me signed in"))
    next = HiddenField()


class CodeForm(Form):
    code = StringField(
        _("Code from the mail"),
        [InputRequired(_("Please fill this in."))],
        filters=[lambda typed: re.sub(r"\D", "", typed or "")],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"},
    )

    def validate_code(self, field: StringField) -> None:
        if len(field.data or "") != 6:
            raise ValidationError(_("The code has six digits."))


class LinkForm(Form):
    is_private = BooleanField(_("This is my own device: keep me signed in"))


class InvitationForm(Form):
    name = line(_("Name"), 120, required=True)
    email = _email()


class StaffInvitationForm(InvitationForm):
    role = RadioField(
        _("As what?"),
        choices=options((role.value, NAMES[role]) for role in (Role.PROFESSIONAL, Role.COORDINATOR)),
        default=Role.PROFESSIONAL.value,
    )


class NameForm(Form):
    name = line(_("Your name"), 120, required=True, render_kw={"autocomplete": "name"})


class ProfileForm(NameForm):
    language = RadioField(_("Language"), choices=options([("nl", "Nederlands"), ("en", "English")]))
    single_keys = BooleanField(_("Single keys do something"))


class WeekdayForm(Form):
    weekday = SelectField(_("Day"), [InputRequired(_("Please fill this in."))], coerce=chosen, choices=[], default=5)

    def offer(self) -> Self:
        self.weekday.choices = options((number, weekday(number)) for number in range(1, 8))
        return self


class ReminderForm(WeekdayForm):
    """Offers the end of the working week, which is when most tell."""

    hour = SelectField(_("Time"), [InputRequired(_("Please fill this in."))], coerce=chosen, choices=[], default=14)

    def offer(self) -> Self:
        self.hour.choices = options((number, hour(number)) for number in range(6, 23))
        return super().offer()


class RhythmForm(WeekdayForm):
    """How often one wants mail; the day counts where that is every week."""

    about: str
    rhythm: RadioField
    questions = BooleanField(_("Mail me a question, and an answer to one, as soon as it is there"))

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix=f"{self.about}-", **given)  # both can stand on one page

    @classmethod
    def showing(cls, wish: Wish, questions: Wish) -> Self:
        return cls(formdata=None, obj=wish, questions=questions.rhythm != Rhythm.NEVER).offer()


class StoriesForm(RhythmForm):
    about = "stories"
    rhythm = _rhythm(
        (Rhythm.DAILY, _("every working day")),
        (Rhythm.WEEKLY, _("every week")),
        (Rhythm.MONTHLY, _("every month, on its first working day")),
        (Rhythm.NEVER, _("never")),
    )


class AnswersForm(RhythmForm):
    about = "answers"
    rhythm = _rhythm(
        (Rhythm.WEEKLY, _("every week")),
        (Rhythm.DAILY, _("every working day")),
        (Rhythm.AT_ONCE, _("as soon as someone answers")),
        (Rhythm.NEVER, _("never")),
    )


class DueMailForm(Form):
    """For coordinators."""

    wanted = BooleanField(_("Mail me when an annual account is nearly due"))
