"""The form of a grant decision."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from verhaal.display import name
from verhaal.forms import Form, blank, chosen, line, options, paragraph
from verhaal.grants.models import Activity, Due, Objective, Obligation
from verhaal.grants.queries import Decision
from verhaal.people.models import Funder, FunderKind

ROOM = 40  # rows of a kind
MOST_CENTS = 10**13
CBS_CODE = r"^(GM\d{4}|WK\d{6}|BU\d{8})?$"


class RowForm(Form):
    """A row that may be blank; `row` is the id of what stands there already."""

    row = HiddenField()

    @property
    def row_id(self) -> int:
        return chosen(self.row.data) or 0

    @property
    def is_blank(self) -> bool:
        return blank(*(field.data for field in self if field.name != self.row.name)) and not any(
            field.errors for field in self
        )


class DueForm(RowForm):
    what = line(_("What is due?"), 200)
    due_on = DateField(_("When?"), [Optional()])
    is_account = BooleanField(_("This is the annual account"), default=True)

    @property
    def is_blank(self) -> bool:
        """A tick alone says nothing: it stands there from the start."""
        return blank(self.what.data, self.due_on.data) and not any(field.errors for field in self)

    def validate_what(self, field: Any) -> None:
        if blank(field.data) != (self.due_on.data is None):
            raise ValidationError(_("Say both what is due and when."))


class ActivityForm(RowForm):
    name = line(_("Activity"), 200)
    planned = IntegerField(_("How many were agreed?"), [Optional(), NumberRange(0, 10_000_000)])
    unit = line(_("Of what?"), 60)

    def validate_name(self, field: Any) -> None:
        if blank(field.data) and not blank(self.planned.data, self.unit.data):
            raise ValidationError(_("Name the activity."))

    def validate_unit(self, field: Any) -> None:
        if self.planned.data is not None and blank(field.data):
            raise ValidationError(_("Say what is counted, such as visits."))


class ObjectiveForm(RowForm):
    name = line(_("Objective"), 200)
    target = paragraph(_("When is it reached?"), 600)
    agreement = line(_("Performance agreement that it serves"), 200, default="")

    def validate_name(self, field: Any) -> None:
        if blank(field.data) and not blank(self.target.data, self.agreement.data):
            raise ValidationError(_("Name the objective."))


class ObligationForm(RowForm):
    text = paragraph(_("Obligation"), 600)


class PlaceForm(RowForm):
    name = line(_("Place"), 120)
    cbs_code = line(_("CBS code"), 10)

    def validate_cbs_code(self, field: Any) -> None:
        field.data = (field.data or "").upper()
        Regexp(CBS_CODE, message=_("A CBS code looks like WK034403 or BU03440311."))(self, field)
        if field.data and blank(self.name.data):
            raise ValidationError(_("Name the place too."))


class GrantForm(Form):
    revision = HiddenField()
    funder = SelectField(_("Funder"), coerce=chosen, choices=[], validate_choice=False)
    funder_name = line(_("Name of the new funder"), 160)
    funder_kind = SelectField(_("What kind of funder?"), choices=[], validate_choice=False)
    title = line(_("Title"), 160, required=True)
    reference = line(_("Reference of the decision"), 80, required=True)
    starts_on = DateField(_("From"), [InputRequired(_("Give a date."))])
    ends_on = DateField(_("Until and including"), [InputRequired(_("Give a date."))])
    amount = line(_("Amount in euros"), 40, required=True)
    places = SelectMultipleField(_("Where?"), coerce=chosen, choices=[])
    new_places = FieldList(FormField(PlaceForm), max_entries=ROOM)
    due = FieldList(FormField(DueForm), max_entries=ROOM)
    activities = FieldList(FormField(ActivityForm), max_entries=ROOM)
    objectives = FieldList(FormField(ObjectiveForm), max_entries=ROOM)
    obligations = FieldList(FormField(ObligationForm), max_entries=ROOM)

    def offer(self, funders: list[Funder], places: list[tuple[int, str]]) -> "GrantForm":
        self.funder.choices = options([*((funder.id, funder.name) for funder in funders), ("", _("A new funder"))])
        self.funder_kind.choices = options((kind.value, name(kind)) for kind in FunderKind)
        self.places.choices = options(places)
        for rows in self.lists:
            if not rows.entries:
                rows.append_entry()
        return self

    @property
    def lists(self) -> "tuple[FieldList[Any], ...]":
        return (self.new_places, self.due, self.activities, self.objectives, self.obligations)

    def add_row(self, which: str) -> None:
        for rows in self.lists:
            if rows.short_name == which and len(rows.entries) < ROOM:
                rows.append_entry()

    def show(self, decision: Decision) -> None:
        """Fill the form with what stands."""
        grant = decision.grant
        self.revision.data, self.funder.data, self.reference.data = (
            str(grant.revision),
            grant.funder_id,
            grant.reference,
        )
        self.title.data, self.starts_on.data, self.ends_on.data = grant.title, grant.starts_on, grant.ends_on
        euros, cents = divmod(grant.amount_cents, 100)
        self.amount.data = f"{euros}{',' if get_locale().language == 'nl' else '.'}{cents:02}" if cents else str(euros)
        self.places.data = [place.id for place in decision.places]
        for rows, found in (
            (self.due, decision.due),
            (self.activities, decision.activities),
            (self.objectives, decision.objectives),
            (self.obligations, decision.obligations),
        ):
            for row in found:
                rows.append_entry({"row": str(row.id), **row.model_dump(exclude={"id", "grant_id", "position"})})

    def validate_funder_name(self, field: Any) -> None:
        if self.funder.data is None and blank(field.data):
            raise ValidationError(_("Name the new funder, or choose one above."))

    def validate_funder_kind(self, field: Any) -> None:
        if self.funder.data is None and field.data not in list(FunderKind):
            raise ValidationError(_("Choose what kind of funder it is."))

    def validate_ends_on(self, field: Any) -> None:
        if isinstance(self.starts_on.data, date) and field.data and field.data < self.starts_on.data:
            raise ValidationError(_("This lies before the beginning. Did the two change places?"))

    def validate_amount(self, field: Any) -> None:
        try:
            self.amount_cents = cents_of(field.data or "", get_locale().language)
        except (NumberFormatError, ValueError):
            raise ValidationError(_("Type an amount in euros, such as 312.500 or 312.500,50.")) from None

    def rows(self, field: "FieldList[Any]", table: type[Any]) -> list[tuple[int, Any]]:
        """What was filled in, in order, each with the id of the row that it replaces (0 for a new one)."""
        made = []
        for entry in field:
            if not entry.form.is_blank:
                given = {each.short_name: each.data for each in entry.form if each.short_name != "row"}
                made.append(
                    (entry.form.row_id, table(grant_id=0, position=0, **{k: _kept(v) for k, v in given.items()}))
                )
        return made

    def agreed(self) -> dict[type[Any], list[tuple[int, Any]]]:
        return {
            Due: self.rows(self.due, Due),
            Activity: self.rows(self.activities, Activity),
            Objective: self.rows(self.objectives, Objective),
            Obligation: self.rows(self.obligations, Obligation),
        }

    def places_added(self) -> list[tuple[str, str | None]]:
        forms = [entry.form for entry in self.new_places]
        return [(form.name.data or "", form.cbs_code.data or None) for form in forms if not form.is_blank]


def _kept(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def cents_of(text: str, language: str) -> int:
    """Euros as typed, the Dutch or the English way, as whole cents."""
    amount: Decimal = parse_decimal(
        text.replace("€", "").replace(" ", "").replace("\u00a0", ""), locale=language, strict=True
    )
    cents = amount * 100
    if not cents.is_finite() or cents != cents.to_integral_value() or not 0 <= cents <= MOST_CENTS:
        raise ValueError(text)
    return int(cents)
