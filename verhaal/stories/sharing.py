"""Sharing: first one more look where something still looks like personal data, which never blocks; then thanks."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlmodel import Session

from verhaal.access import Viewer
from verhaal.forms import chosen
from verhaal.stories import actions, queries
from verhaal.stories.entries import entry_of
from verhaal.stories.flagged import answered, fits, flagged, let_stand
from verhaal.stories.hint_forms import LookForm
from verhaal.stories.known import known_to
from verhaal.stories.models import Entry, Story, Version
from verhaal.stories.week_form import clear_same
from verhaal.web import done, now, page, session, viewer

# What later capabilities do with a story when it is shared; they add themselves, since this one knows none of them.
AT_SHARING: list[Callable[[Session, Viewer, Story, Version, datetime], None]] = []


def look_page(story: Story, draft: Version) -> ResponseReturnValue:
    """Each flagged word in its sentence, what it means, and what could be done about it."""
    return _look(story, draft, LookForm(formdata=None))


def shared(story: Story, draft: Version) -> ResponseReturnValue:
    """Share the draft and say who can read it now, unless its author is to look first."""
    if (look := _once_more(story, draft)) is not None:
        return look
    share_now(story, draft)
    return redirect(url_for("reading.story", story_id=story.id), 303)


def share_now(story: Story, draft: Version) -> None:
    """Share, and say thank you: who can read it, and how little time it took."""
    actions.share(session(), story, draft, now())
    for do in AT_SHARING:
        do(session(), viewer(), story, draft, now())
    clear_same(story, draft)
    readers = ", ".join(queries.funders_reached(session(), draft))
    thanks = gettext("Thank you. %(readers)s can read your story now.", readers=readers)
    alone = gettext("Thank you. Your colleagues can read your story now.")
    flash(" ".join(filter(None, (thanks if readers else alone, _took(draft.writing_seconds)))), "success")


def wants_a_look(draft: Version) -> bool:
    """Whether something in it is flagged and not answered for."""
    return bool(flagged(entry_of(session(), draft), known_to(session(), viewer())))


def _took(seconds: int) -> str:
    if not seconds:
        return ""
    if seconds < 60:
        return str(gettext("It took you less than a minute."))
    return str(ngettext("It took you %(num)d minute.", "It took you %(num)d minutes.", round(seconds / 60)))


def _once_more(story: Story, draft: Version) -> ResponseReturnValue | None:
    """The page to look at first; or None where sharing goes on: nothing is flagged, or its author has looked."""
    if "looked" in request.form:
        return _answer(story, draft)
    if wants_a_look(draft):
        return redirect(url_for("stories.look", story_id=story.id), 303)
    return None


def _answer(story: Story, draft: Version) -> ResponseReturnValue | None:
    """Keep what the author chose, replace what was to be replaced; untouched words stand."""
    form = LookForm()
    if chosen(form.seen.data) not in (None, draft.revision):
        flash(gettext("Your story was changed elsewhere since. Look once more, please."), "warning")
        return redirect(url_for("stories.look", story_id=story.id), 303)
    if not form.validate():
        return _look(story, draft, form, 422)
    entry, known = entry_of(session(), draft), known_to(session(), viewer())
    told = answered(entry, [row.form.row() for row in form.words], known)
    if not fits(told):
        return done(gettext("With these words one of your lines becomes too long. Shorten it first."),
                    url_for("stories.edit", story_id=story.id))  # fmt: skip
    _keep(draft, entry, let_stand(told, flagged(told, known)))
    return None


def _look(story: Story, draft: Version, form: LookForm, status: int = 200) -> ResponseReturnValue:
    form.offer(flagged(entry_of(session(), draft), known_to(session(), viewer())))
    form.seen.data = str(draft.revision)
    return page("stories/look.html", status, form=form, story=story)


def _keep(draft: Version, entry: Entry, told: Entry) -> None:
    if told != entry:
        actions.save(session(), draft, told, draft.mark, now())
