"""Hints while typing: what in these texts looks like a resident's personal data. Nothing of it is kept or logged."""

from collections.abc import Iterator
from typing import Annotated, Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from pydantic import BaseModel, Field, ValidationError

from verhaal import access
from verhaal.privacy import wording
from verhaal.privacy.guard import Hint, Kind
from verhaal.privacy.replacing import key, utf16
from verhaal.stories.flagged import pseudonyms, unanswered
from verhaal.stories.known import known_to
from verhaal.stories.models import HintAnswer
from verhaal.web import reads_only, require, session, viewer

Short = Annotated[str, Field(max_length=1_000)]


class Typed(BaseModel):
    field: Short
    text: Annotated[str, Field(max_length=40_000)]


class Answered(BaseModel):
    words: Short
    instead: Short = ""


class Asked(BaseModel):
    """The texts as they stand in the form, by field, with the answers given in this story."""

    texts: Annotated[list[Typed], Field(max_length=60)]
    answers: Annotated[list[Answered], Field(max_length=400)] = []

    def given(self) -> list[HintAnswer]:
        return [HintAnswer(words=each.words, kind=Kind.NAME, instead=each.instead) for each in self.answers]


@reads_only
def hints() -> ResponseReturnValue:
    """For the week's form in the browser. Offsets count UTF-16 units, as JavaScript does."""
    require(access.may_tell(viewer()))
    try:
        asked = Asked.model_validate_json(request.get_data())
    except ValidationError:
        return {"hints": []}, 422
    found = list(_found(asked))
    number = len({(hint["field"], hint["words"]) for hint in found})
    said = ngettext("%(num)d hint under your story", "%(num)d hints under your story", number) if number else ""
    return {"hints": found, "said": said}


def _found(asked: Asked) -> Iterator[dict[str, Any]]:
    known, answers = known_to(session(), viewer()), asked.given()
    used = pseudonyms(answers)
    for typed in asked.texts:
        for hint in unanswered(typed.text, known, answers):
            yield {"field": typed.field} | _shown(typed.text, hint, used.get(key(hint.words), ""))


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
