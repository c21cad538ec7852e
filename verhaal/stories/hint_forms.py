"""The answers to hints as they come in: hidden in the week's form, and asked once more before sharing."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, RadioField, StringField, ValidationError

from verhaal.forms import Form, blank, line, one_line, options
from verhaal.privacy import wording
from verhaal.privacy.guard import Kind, Tone
from verhaal.privacy.replacing import kept, key
from verhaal.stories.flagged import Flagged
from verhaal.stories.models import HintAnswer

GUARDED = {"data-hints": "true"}  # the fields that hints.js watches
MOST_ANSWERS = 200
OWN, KEEP = "own", "keep"


class HintForm(Form):
    """An answer given while writing. Hidden, so it never stands in the way: what does not fit is cut, nonsense left."""

    words = HiddenField(filters=[lambda text: kept(one_line(text) or "")])
    kind = HiddenField()
    instead = HiddenField(filters=[lambda text: (one_line(text) or "")[:120]])
    why = HiddenField(filters=[lambda text: (one_line(text) or "")[:200]])

    def row(self) -> HintAnswer:
        instead = self.instead.data or ""
        why = "" if instead else self.why.data or ""
        return HintAnswer(words=self.words.data or "", kind=_kind(self.kind.data), instead=instead, why=why)


def answers_in(rows: Any) -> tuple[HintAnswer, ...]:
    """The last answer for each of the words."""
    answers = (each.form.row() for each in rows)
    return tuple({key(answer.words): answer for answer in answers if answer.words}.values())


class WordsForm(Form):
    """What to do about the words that are still flagged: replace them, or let them stand."""

    words = HiddenField(filters=[lambda text: kept(one_line(text) or "")])
    kind = HiddenField()
    choice = RadioField(_("What do you do with it?"), choices=[], validate_choice=False)
    own: StringField = line(_("Other words"), 120)
    why: StringField = line(_("Why may it stay?"), 200)

    def validate_own(self, field: Any) -> None:
        if self.choice.data == OWN and blank(field.data):
            raise ValidationError(_("Type the words to use instead, or choose something else."))

    def row(self) -> HintAnswer:
        """Untouched words stand, without a reason."""
        verb, _space, chosen = (self.choice.data or "").partition(" ")
        instead = chosen[:120] if verb == "replace" else self.own.data if verb in (OWN, "") else ""
        why = "" if instead else self.why.data or (chosen if verb == KEEP else "")
        return HintAnswer(words=self.words.data or "", kind=_kind(self.kind.data), instead=instead or "", why=why[:200])

    def offer(self, found: Flagged | None) -> None:
        """What can be chosen, and what the page says of the words; none are found where the text moved on."""
        kind, used = _kind(self.kind.data), found.used if found else ""
        tone = found.tone if found else Tone.SOFT
        self.is_firm, self.label_text, self.meaning = (
            tone == Tone.FIRM,
            wording.label(kind, tone),
            wording.meaning(kind),
        )
        passages = found.passages if found else []
        self.passages, self.more = passages[:3], len(passages[3:])
        self.replacements = options(
            [*((f"replace {words}", words) for words in wording.suggestions(kind, used)), (OWN, _("other words…"))]
        )
        self.reasons = options(
            [(KEEP, _("no reason")), *((f"{KEEP} {reason}", reason) for reason in wording.reasons(kind))]
        )


class LookForm(Form):
    looked = HiddenField(default="1")
    seen = HiddenField()  # the revision that the author looked at
    words = FieldList(FormField(WordsForm), max_entries=MOST_ANSWERS)

    def offer(self, flagged: Iterable[Flagged]) -> "LookForm":
        """A row for each of the flagged words, or what was chosen for them already."""
        found = {key(each.words): each for each in flagged}
        if not self.is_submitted():
            for each in found.values():
                self.words.append_entry({"words": each.words, "kind": each.kind.value})
        for row in self.words:
            row.form.offer(found.get(key(row.form.words.data or "")))
        return self


def _kind(value: str | None) -> Kind:
    with suppress(ValueError):
        return Kind(value or "")
    return Kind.NAME
