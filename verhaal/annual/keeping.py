"""Keeping words that are typed in place: from a script while one types, or by the button without one."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, gettext

from verhaal.annual.actions import mark
from verhaal.annual.forms import WhyForm, WordsForm
from verhaal.web import done, now


def keep(
    form: WordsForm | WhyForm,
    stands: str,
    save: Callable[[str], None],
    again: Callable[..., ResponseReturnValue],
    back: str,
) -> ResponseReturnValue:
    """Save what was typed, unless other words stand there than it grew from: then both are shown, and nothing changes.

    A script gets JSON: `mark` of what stands now, and `said`; 409 with `other` (what stands), 422 with what is wrong.
    Else `again` shows the form once more, with `other`.
    """
    wants_json = request.accept_mimetypes.best == "application/json"
    if not form.validate():
        return ({"said": " ".join(map(str, form.text.errors))}, 422) if wants_json else again(422)
    text = (form.text.data or "").strip()
    if form.seen.data != mark(stands) and text != stands:  # the same words sent twice are the same words
        form.seen.data = mark(stands)
        return ({"other": stands, "mark": mark(stands)}, 409) if wants_json else again(409, other=stands)
    save(text)
    if wants_json:
        time = format_datetime(now(), "HH:mm")
        return {"mark": mark(text), "said": gettext("Saved at %(time)s", time=time)}
    return done(gettext("Saved."), back)
