"""Hints while typing: what in these texts looks like a resident's personal data. Nothing of it is kept or logged."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from pydantic import BaseModel, ValidationError
from pydantic import Field as Bounds
from wtforms import Field, FieldList, Form

from verhaal import access
from verhaal.privacy import wording
from verhaal.privacy.guard import Hint, Kind
from verhaal.privacy.replacing import key, utf16
from verhaal.stories.flagged import pseudonyms, unanswered
from verhaal.stories.forms import StoryForm
from verhaal.stories.hint_forms import answers_in
from verhaal.stories.known import known_to
from verhaal.stories.models import HintAnswer
from verhaal.web import reads_only, require, session, viewer

Short = Annotated[str, Bounds(max_length=1_000)]


class Typed(BaseModel):
    field: Short
    text: Annotated[str, Bounds(max_length=40_000)]


class Answered(BaseModel):
    words: Short
    instead: Short = ""


class Asked(BaseModel):
    """The texts as they stand in the form, by field, with the answers given in this story."""

    texts: Annotated[list[Typed], Bounds(max_length=60)]
    answers: Annotated[list[Answered], Bounds(max_length=400)] = []

    def given(self) -> list[HintAnswer]:
        return [HintAnswer(words=each.words, kind=Kind.NAME, instead=each.instead) for each in self.answers]


@reads_only
def hints() -> ResponseReturnValue:
    """For the week's form, and for words in an account. Offsets count UTF-16 units, as JavaScript does."""
    require(access.may_be_hinted(viewer()))
    try:
        asked = Asked.model_validate_json(request.get_data())
    except ValidationError:
        return {"hints": []}, 422
    return _told(((typed.field, typed.text) for typed in asked.texts), asked.given())


def hints_in(form: StoryForm) -> dict[str, Any]:
    """The same for a draft as it is opened, so that nothing moves when its hints would come after the page."""
    return _told(((field.id, field.data or "") for field in _guarded(form)), answers_in(form.hints))


def _guarded(form: Form) -> Iterator[Field]:
    for field in form:
        if isinstance(field, FieldList):
            yield from (guarded for row in field.entries for guarded in _guarded(row.form))
        elif "data-hints" in (field.render_kw or {}):
            yield field


def _told(texts: Iterable[tuple[str, str]], answers: Sequence[HintAnswer]) -> dict[str, Any]:
    found = list(_found(texts, answers))
    number = len({(hint["field"], hint["words"]) for hint in found})
    said = ngettext("%(num)d hint under your text", "%(num)d hints under your text", number) if number else ""
    return {"hints": found, "said": said}


def _found(texts: Iterable[tuple[str, str]], answers: Sequence[HintAnswer]) -> Iterator[dict[str, Any]]:
    known, used = known_to(session(), viewer()), pseudonyms(answers)
    for field, text in texts:
        for hint in unanswered(text, known, answers):
            yield {"field": field} | _shown(text, hint, used.get(key(hint.words), ""))


def _shown(text: str, hint: Hint, used: str) -> dict[str, str | int | list[str]]:
    return {
        "start": utf16(text, hint.start),
        "end": utf16(text, hint.end),
        "words": hint.words,
        "kind": hint.kind.value,
        "tone": hint.tone.value,
        "label": wording.label(hint.kind, hint.tone),
        "suggestions": wording.suggestions(hint.kind, used),
        "reasons": wording.reasons(hint.kind),
    }
