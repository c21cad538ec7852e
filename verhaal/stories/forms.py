"""The week's form: the story, and beside it what changed and what was counted."""

import uuid
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from verhaal.display import name, week
from verhaal.forms import Form, blank, chosen, line, options, paragraph
from verhaal.stories.models import Contribution, Count, Entry, Outcome
from verhaal.stories.photo_forms import PhotosForm
from verhaal.stories.queries import Offer
from verhaal.week import Week

LONGEST_STORY = 20_000
ROOM = 12  # outcomes or counts; a week that needs more is two stories


class OutcomeForm(Form):
    whom = line(_("For whom?"), 200)
    change = paragraph(_("What changed?"), 600)
    significance = paragraph(_("Why does it matter?"), 600)
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
    amount = IntegerField(
        _("How many?"),
        [Optional(), NumberRange(0, 1_000_000, _("Give a whole number from 0 to 1,000,000."))],
    )
    unit = line(_("Of what?"), 60)
    activity = SelectField(_("For which activity?"), coerce=chosen, choices=[])

    @property
    def is_blank(self) -> bool:
        return blank(self.amount.data, self.unit.data, self.activity.data) and not self.amount.errors

    def validate_activity(self, field: Any) -> None:
        if self.amount.data is None and not self.is_blank and not self.amount.errors:
            raise ValidationError(_("How many? Fill in a number, or empty this count."))
        if self.amount.data is not None and blank(self.unit.data) and field.data is None:
            raise ValidationError(_("Of what? Choose an activity or type a word, such as visitors."))

    def row(self, units: dict[int, str]) -> Count:
        unit = self.unit.data or units.get(self.activity.data or 0, "")
        return Count(amount=self.amount.data or 0, unit=unit, activity_id=self.activity.data)


class StoryForm(PhotosForm):
    key = HiddenField()
    revision = HiddenField()
    organisation = SelectField(_("For which organisation?"), coerce=chosen, choices=[], validate_choice=False)
    text = paragraph(_("Your story"), LONGEST_STORY)
    title = line(_("Title"), 160)
    week = SelectField(_("Week"), choices=[])
    place = SelectField(_("Place"), coerce=chosen, choices=[])
    grants = SelectMultipleField(_("For which grants?"), coerce=chosen, choices=[])
    is_setback = BooleanField(_("This is about something that went wrong"))
    change_note = line(_("What did you change?"), 300)
    outcomes = FieldList(FormField(OutcomeForm), max_entries=ROOM)
    counts = FieldList(FormField(CountForm), max_entries=ROOM)

    def offer(self, offer: Offer, weeks: list[Week], *, is_correction: bool) -> "StoryForm":
        """Fill in what can be chosen, and make room for one more outcome and count."""
        self._offer, self._weeks, self._is_correction = offer, weeks, is_correction
        self.organisation.choices = options((each.id, each.name) for each in offer.organisations)
        self.week.choices = options((each, week(each)) for each in weeks)
        self.place.choices = options([("", _("No particular place")), *((each.id, each.name) for each in offer.places)])
        self.grants.choices = options((each.id, each.title) for each in offer.grants)
        if not self.key.data:
            self.key.data = str(uuid.uuid4())
        for rows in (self.outcomes, self.counts):
            if not rows.entries:
                rows.append_entry()
        for outcome in self.outcomes:
            self._offer_outcome(outcome.form)
        for count in self.counts:
            count.form.activity.choices = self._grouped(offer.activities, _("No activity in particular"))
        return self

    @property
    def sent_key(self) -> str:
        return self.key.data or ""

    def opened_at(self, revision: int) -> None:
        """Remember which state of the draft the author is looking at."""
        self.revision.data = str(revision)

    def add_row(self, which: str) -> None:
        rows = {"outcome": self.outcomes, "count": self.counts}.get(which)
        if rows is not None and len(rows.entries) < ROOM:
            rows.append_entry()
            self.offer(self._offer, self._weeks, is_correction=self._is_correction)

    def validate_key(self, field: Any) -> None:
        try:
            field.data = str(uuid.UUID(field.data or ""))
        except ValueError:
            field.data = str(uuid.uuid4())

    def validate_grants(self, field: Any) -> None:
        homes = {each.id: each.organisation_id for each in self._offer.grants}
        places = {each.id: each.organisation_id for each in self._offer.places}
        organisations = {homes[grant] for grant in field.data if grant in homes}
        if self.place.data in places:
            organisations.add(places[self.place.data])
        if organisations - {self.organisation_id}:
            raise ValidationError(_("The place and the grants belong to different organisations. Choose those of one."))

    @property
    def organisation_id(self) -> int:
        """The organisation chosen, or the only one there is."""
        offered = [each.id for each in self._offer.organisations]
        return self.organisation.data if self.organisation.data in offered else offered[0]

    def validate_outcomes(self, field: Any) -> None:
        homes = {each.id: each.grant_id for each in self._offer.objectives}
        self._belong(field, "objective", homes)

    def validate_counts(self, field: Any) -> None:
        homes = {each.id: each.grant_id for each in self._offer.activities}
        self._belong(field, "activity", homes)

    def is_fit_to_share(self) -> bool:
        """Nothing but the story is required; a correction also says what it changed."""
        if blank(self.text.data):
            self.text.errors = [*self.text.errors, _("There is no story yet. A few sentences are enough.")]
        if self._is_correction and blank(self.change_note.data):
            self.change_note.errors = [
                *self.change_note.errors,
                _("Readers see that your story changed. Tell them in a few words what."),
            ]
        return not (self.text.errors or self.change_note.errors)

    def entry(self) -> Entry:
        units = {each.id: each.unit for each in self._offer.activities}
        return Entry(
            week=Week.parse(self.week.data),
            text=self.text.data or "",
            title=self.title.data or "",
            place_id=self.place.data,
            is_setback=self.is_setback.data,
            change_note=self.change_note.data or "",
            grant_ids=frozenset(self.grants.data or []),
            outcomes=tuple(each.form.row() for each in self.outcomes if not blank(each.form.change.data)),
            counts=tuple(each.form.row(units) for each in self.counts if each.form.amount.data is not None),
            photos=self.photos_said(),
        )

    def show(self, entry: Entry) -> None:
        """Fill the form with what stands in a draft."""
        self.week.data, self.text.data, self.title.data = str(entry.week), entry.text, entry.title
        self.place.data, self.grants.data = entry.place_id, list(entry.grant_ids)
        self.is_setback.data, self.change_note.data = entry.is_setback, entry.change_note
        for outcome in entry.outcomes:
            self.outcomes.append_entry(
                {**outcome.model_dump(include={"whom", "change", "significance"}),
                 "contribution": outcome.contribution or "", "objective": outcome.objective_id}
            )  # fmt: skip
        for count in entry.counts:
            self.counts.append_entry({"amount": count.amount, "unit": count.unit, "activity": count.activity_id})

    def _offer_outcome(self, form: OutcomeForm) -> None:
        form.contribution.choices = options([("", _("Not said")), *((each.value, name(each)) for each in Contribution)])
        form.objective.choices = self._grouped(self._offer.objectives, _("No objective in particular"))

    def _grouped(self, rows: Any, none: Any) -> Any:
        """Choices under the titles of their grants."""
        titles = {grant.id: grant.title for grant in self._offer.grants}
        return options([("", none)]) + [
            choice for row in rows for choice in options([(row.id, row.name)], titles[row.grant_id])
        ]

    def _belong(self, rows: Any, field: str, homes: dict[int, int]) -> None:
        """What an outcome or a count is for must be of a grant that the story is for: a story is shared only
        with funders that its author chose."""
        titles = {grant.id: grant.title for grant in self._offer.grants}
        for row in rows:
            grant = homes.get(row.form[field].data or 0)
            if grant is not None and grant not in (self.grants.data or []):
                row.form[field].errors = [
                    _("This belongs to the grant “%(grant)s”. Choose that grant too, or something else here.",
                      grant=titles[grant])
                ]  # fmt: skip
                raise ValidationError(_("One of these belongs to a grant that is not chosen."))


class WithdrawalForm(Form):
    reason = paragraph(_("Why do you withdraw it?"), 600, required=True)
