"""The week's form, from a request, a draft or a kept sheet, with what can be chosen in it."""

import uuid
from contextlib import suppress

from werkzeug.datastructures import MultiDict

from verhaal.stories import offering, queries, sheets
from verhaal.stories.entries import entry_of
from verhaal.stories.forms import StoryForm
from verhaal.stories.models import Sheet, Story, Version
from verhaal.stories.sheets import Typed
from verhaal.web import now, session, viewer
from verhaal.week import Week


def offered(form: StoryForm, draft: Version | None, story: Story | None) -> StoryForm:
    """The form with its choices: the last weeks (and the draft's own), the viewer's grants and places."""
    weeks = [Week.of(now()).back(number) for number in range(13)]
    posted = _posted_week(form) or (draft.week if draft else None)
    if posted and posted not in weeks:
        weeks.append(posted)
    form.offer_earlier(offering.earlier(session(), viewer(), form.follows.data, story.id if story else None))
    form.hang(queries.photos_of(session(), [draft.id])[draft.id] if draft else [])
    return form.offer(
        offering.offer(session(), viewer()), weeks, is_correction=story is not None and not story.is_draft
    )


def _posted_week(form: StoryForm) -> Week | None:
    """A page that stood open for weeks still offers the week it was opened with."""
    with suppress(ValueError):
        given = Week.parse(form.week.data or "")
        return given if given <= Week.of(now()) else None
    return None


def put_aside(story: Story, draft: Version) -> None:
    """Keep what stands in a draft beside it, since another text takes its place."""
    was = StoryForm(formdata=None)
    was.show(entry_of(session(), draft))
    sheets.put_beside(session(), viewer(), Typed(story.key, str(uuid.uuid4()), 1, draft.mark, was.pairs()), now())


def kept_form(sheet: Sheet, draft: Version | None, story: Story | None) -> StoryForm:
    """What was kept beside a draft, as it was typed."""
    return offered(StoryForm(MultiDict(sheet.pairs)), draft, story)


def says_the_same(form: StoryForm, version: Version) -> bool:
    """Whether a form holds what the version does, to the last count; one that is not in order never does."""
    return bool(form.validate()) and form.entry().told == entry_of(session(), version).told


def clear_same(story: Story, version: Version) -> None:
    """What was kept beside a story and says just what is shared now."""
    for sheet in offering.sheets_of(session(), viewer(), story.key):
        if says_the_same(kept_form(sheet, version, story), version):
            sheets.clear(session(), viewer(), sheet.sheet)
