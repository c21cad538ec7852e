"""The week's form: the story, and beside it what changed and what was counted."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)

from verhaal.display import name, week
from verhaal.forms import Form, blank, chosen, line, options, paragraph
from verhaal.stories.following_forms import FollowingForm
from verhaal.stories.hint_forms import GUARDED, MOST_ANSWERS, HintForm, answers_in
from verhaal.stories.models import Contribution, Count, Entry
from verhaal.stories.offering import Offer
from verhaal.stories.row_forms import CountForm, OutcomeForm
from verhaal.week import Week

LONGEST_STORY = 20_000
LONGEST_WRITING = 4 * 60 * 60  # seconds; more was a page left open
KINDS = (("story", _("How it went")), ("setback", _("Something that did not work out")))
ANOTHER = "another"  # stands for the number of a row that a script adds
ROOM = 12  # outcomes or counts; a week that needs more is two stories


class StoryForm(FollowingForm):
    key = HiddenField()
    mark = HiddenField()  # the state of the draft that the page grew from
    sheet = HiddenField()  # the page's own id, given by its script
    before = HiddenField()
    both = HiddenField()  # the author is shown two texts
    seconds = HiddenField()
    organisation = SelectField(_("For which organisation?"), coerce=chosen, choices=[], validate_choice=False)
    text = paragraph(_("Your story"), LONGEST_STORY, render_kw=GUARDED)
    title = line(_("Title"), 160, render_kw=GUARDED)
    week = SelectField(_("Week"), choices=[])
    place = SelectField(_("Place"), coerce=chosen, choices=[])
    grants = SelectMultipleField(_("For which grants?"), coerce=chosen, choices=[])
    kind = RadioField(_("What kind of story is it?"), choices=options(KINDS), default="story")
    change_note = line(_("What did you change?"), 300, render_kw=GUARDED)
    outcomes = FieldList(FormField(OutcomeForm), max_entries=ROOM)
    counts = FieldList(FormField(CountForm), max_entries=ROOM)
    hints = FieldList(FormField(HintForm), max_entries=MOST_ANSWERS)

    def offer(self, offer: Offer, weeks: list[Week], *, is_correction: bool) -> "StoryForm":
        """Fill in what can be chosen, and make room for one more outcome and count."""
        self._offer, self._weeks, self._is_correction = offer, weeks, is_correction
        self.organisation.choices = options((each.id, each.name) for each in offer.organisations)
        self.week.choices = options((each, week(each)) for each in weeks)
        self.place.choices = options([("", _("No particular place")), *((each.id, each.name) for each in offer.places)])
        self.grants.choices = options((each.id, each.name) for each in offer.grants)
        if not self.key.data:
            self.key.data = str(uuid.uuid4())
        if not self.outcomes.entries:
            self.outcomes.append_entry()
        if all(count.form.remembered.data for count in self.counts):
            self.counts.append_entry()
        self.another_outcome = OutcomeForm(formdata=None, prefix=f"outcomes-{ANOTHER}-")
        self.another_count = CountForm(formdata=None, prefix=f"counts-{ANOTHER}-")
        for outcome in (*(each.form for each in self.outcomes), self.another_outcome):
            self._offer_outcome(outcome)
        for count in (*(each.form for each in self.counts), self.another_count):
            count.activity.choices = self._grouped(offer.activities, _("No activity in particular"))
        return self

    @property
    def sent_key(self) -> str:
        return self.key.data or ""

    def remember(self, counts: Iterable[Count]) -> None:
        """Offer to count again what was counted last time."""
        for count in counts:
            self.counts.append_entry({"unit": count.unit, "activity": count.activity_id, "remembered": "1"})

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
        homes = {each.id: each.of for each in self._offer.grants}
        places = {each.id: each.of for each in self._offer.places}
        organisations = {homes[grant] for grant in field.data if grant in homes}
        if self.place.data in places:
            organisations.add(places[self.place.data])
        if organisations - {self.organisation_id}:
            raise ValidationError(_("The place and the grants belong to different organisations. Choose those of one."))

    @property
    def organisation_id(self) -> int:
        """The organisation chosen, or the only one there is; 0 for who tells for none any more."""
        offered = [each.id for each in self._offer.organisations]
        return self.organisation.data if self.organisation.data in offered else next(iter(offered), 0)

    def validate_outcomes(self, field: Any) -> None:
        homes = {each.id: each.of for each in self._offer.objectives}
        self._belong(field, "objective", homes)

    def validate_counts(self, field: Any) -> None:
        homes = {each.id: each.of for each in self._offer.activities}
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
            is_setback=self.kind.data == "setback",
            change_note=self.change_note.data or "",
            follows_id=self.follows.data,
            recurrence=self.recurrence.data,
            writing_seconds=min(chosen(self.seconds.data) or 0, LONGEST_WRITING),
            grant_ids=frozenset(self.grants.data or []),
            outcomes=tuple(each.form.row() for each in self.outcomes if not blank(each.form.change.data)),
            counts=tuple(each.form.row(units) for each in self.counts if each.form.amount.data is not None),
            hints=answers_in(self.hints),
            photos=self.photos_said(),
        )

    @property
    def holds_anything(self) -> bool:
        """Whether there is something to keep: words in the story, or anything beside it."""
        rows = [*(each.form for each in self.outcomes), *(each.form for each in self.counts)]
        return not blank(self.text.data, self.title.data) or any(not row.is_blank for row in rows)

    def pairs(self) -> list[tuple[str, str]]:
        """The form as a browser would send it."""
        return [pair for field in self for pair in _pairs(field)]

    def show(self, entry: Entry) -> None:
        """Fill the form with what stands in a draft."""
        self.week.data, self.text.data, self.title.data = str(entry.week), entry.text, entry.title
        self.place.data, self.grants.data = entry.place_id, list(entry.grant_ids)
        self.kind.data, self.change_note.data = "setback" if entry.is_setback else "story", entry.change_note
        self.follows.data, self.recurrence.data = entry.follows_id, entry.recurrence
        self.seconds.data = str(entry.writing_seconds)
        for outcome in entry.outcomes:
            self.outcomes.append_entry(
                {**outcome.model_dump(include={"whom", "change", "significance"}),
                 "contribution": outcome.contribution or "", "objective": outcome.objective_id}
            )  # fmt: skip
        for count in entry.counts:
            self.counts.append_entry(
                {"amount": count.amount, "unit": count.unit, "activity": count.activity_id, "remembered": "1"}
            )
        for answer in entry.hints:
            self.hints.append_entry(answer.model_dump(include={"words", "kind", "instead", "why"}))

    def _offer_outcome(self, form: OutcomeForm) -> None:
        form.contribution.choices = options([("", _("Not said")), *((each.value, name(each)) for each in Contribution)])
        form.objective.choices = self._grouped(self._offer.objectives, _("No objective in particular"))

    def _grouped(self, rows: Any, none: Any) -> Any:
        """Choices under the titles of their grants."""
        titles = {grant.id: grant.name for grant in self._offer.grants}
        return options([("", none)]) + [
            choice for row in rows for choice in options([(row.id, row.name)], titles[row.of])
        ]

    def _belong(self, rows: Any, field: str, homes: dict[int, int]) -> None:
        """What an outcome or a count is for must be of a grant that the story is for: a story is shared only
        with funders that its author chose."""
        titles = {grant.id: grant.name for grant in self._offer.grants}
        for row in (each for each in rows if not each.form.is_blank):
            grant = homes.get(row.form[field].data or 0)
            if grant is not None and grant not in (self.grants.data or []):
                row.form[field].errors = [
                    _("This belongs to the grant “%(grant)s”. Choose that grant too, or something else here.",
                      grant=titles[grant])
                ]  # fmt: skip
                raise ValidationError(_("One of these belongs to a grant that is not chosen."))


def _pairs(field: Any) -> list[tuple[str, str]]:
    inner = field.entries if hasattr(field, "entries") else list(field.form) if hasattr(field, "form") else None
    if inner is not None:
        return [pair for each in inner for pair in _pairs(each)]
    values = field.data if isinstance(field.data, list) else [field.data]
    return [(field.name, str(value)) for value in values if value is not None]


class WithdrawalForm(Form):
    reason = paragraph(_("Why do you withdraw it?"), 600, required=True)
