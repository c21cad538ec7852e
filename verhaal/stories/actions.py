"""The verbs of a story that span its tables."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal.access import Viewer
from verhaal.db import add_once
from verhaal.markdown import first_words
from verhaal.stories.entries import entry_of
from verhaal.stories.laying import lay
from verhaal.stories.models import (
    Count,
    Entry,
    HintAnswer,
    Outcome,
    Photo,
    Story,
    Version,
    VersionGrant,
    VersionPhoto,
)  # fmt: skip


class Overtaken(Exception):
    """Someone, perhaps the author in another tab, saved the draft since this text was opened."""


def begin(
    session: Session, viewer: Viewer, organisation_id: int, key: str, entry: Entry, now: datetime
) -> Story | None:
    """A new story with its first draft; None where the key is in use, since it was sent twice."""
    story = Story(key=key, author_id=viewer.id, organisation_id=organisation_id, created_at=now, draft_number=1)
    if not add_once(session, story):
        return None
    _begin(session, story, _new_version(story, 1, entry, now), entry, now)
    return story


def save(session: Session, version: Version, entry: Entry, mark: str, now: datetime) -> None:
    """Change a draft that stood at `mark`. Raises `Overtaken` where it has moved on."""
    if version.mark != mark:
        raise Overtaken
    version.revision += 1
    version.sheet = None
    write(session, version, entry, now)


def share(session: Session, story: Story, version: Version, now: datetime) -> None:
    """Let readers see this version; from here on it never changes."""
    version.share(now)
    version.title = version.title or first_words(version.text)
    story.shared_number, story.draft_number = version.number, None
    story.shared_at = story.shared_at or now
    session.add_all([story, version])
    lay(session, story, version)


def begin_correction(session: Session, story: Story, shared: Version, now: datetime) -> Version:
    """A new draft that starts as what was shared; what was shared stays as it is."""
    number = shared.number + 1
    # A title made from the first words is made anew: else it would keep the name that a correction takes out.
    title = "" if shared.title == first_words(shared.text) else shared.title
    entry = replace(entry_of(session, shared), writing_seconds=0, title=title)
    version = _new_version(story, number, entry, now)
    _begin(session, story, version, entry, now)
    session.add_all(VersionPhoto(**{**each.model_dump(), "version_id": version.id}) for each in entry.photos)
    story.draft_number = number
    session.add(story)
    return version


def discard(session: Session, story: Story, draft: Version) -> list[str]:
    """Throw a draft away: the correction, or the whole story if it was never shared.

    Gives the names of files that nothing needs any more.
    """
    gone = [file for photo in _photos_in(session, draft) for file in remove_photo(session, draft, photo)]
    _clear(session, draft)
    session.delete(draft)
    session.flush()
    if story.is_draft:
        session.delete(story)
    else:
        story.draft_number = None
        session.add(story)
    return gone


def add_photo(session: Session, draft: Version, photo: Photo) -> bool:
    """Put a photo of this story at the end of a draft; False where its key is known: then it is that one again."""
    is_new = add_once(session, photo)
    if not is_new:
        photo = session.exec(select(Photo).where(Photo.story_id == photo.story_id, Photo.key == photo.key)).one()
    there = list(session.exec(select(VersionPhoto).where(VersionPhoto.version_id == draft.id)))
    if photo.id not in {each.photo_id for each in there}:
        position = max((each.position for each in there), default=0) + 1
        session.add(VersionPhoto(version_id=draft.id, photo_id=photo.id, position=position))
        session.flush()
    return is_new


def remove_photo(session: Session, draft: Version, photo: Photo) -> list[str]:
    """Take a photo out of a draft. Gives the names of its files if it stood nowhere else."""
    session.exec(
        delete(VersionPhoto).where(col(VersionPhoto.version_id) == draft.id, col(VersionPhoto.photo_id) == photo.id)
    )
    if session.exec(select(VersionPhoto).where(VersionPhoto.photo_id == photo.id)).first():
        return []
    session.delete(photo)
    session.flush()
    return list(photo.files)


def _new_version(story: Story, number: int, entry: Entry, now: datetime) -> Version:
    return Version(
        story_id=story.id,
        number=number,
        year=entry.week.year,
        week_number=entry.week.number,
        title="",
        text="",
        saved_at=now,
    )


def write(session: Session, version: Version, entry: Entry, now: datetime) -> None:
    """Make the version hold exactly what was entered."""
    _fill(session, version, entry, now)
    _sign(session, version, entry.hints, now)
    _clear(session, version)
    _put(session, version, entry)
    _describe(session, version, entry.photos)


def _sign(session: Session, version: Version, answers: Iterable[HintAnswer], now: datetime) -> None:
    """Who answered a hint and when: the author, now, unless the same answer stood there before."""
    before = {answer.said: answer for answer in session.exec(_answers_in(version))}
    author = session.get_one(Story, version.story_id).author_id
    for answer in answers:
        same = before.get(answer.said)
        answer.sign(*(same.person_id, same.answered_at) if same else (author, now))


def _begin(session: Session, story: Story, version: Version, entry: Entry, now: datetime) -> None:
    """The same for a new version: there is nothing in it yet."""
    _fill(session, version, entry, now)
    for answer in entry.hints:
        answer.sign(story.author_id, now)
    _put(session, version, entry)


def _fill(session: Session, version: Version, entry: Entry, now: datetime) -> None:
    version.year, version.week_number = entry.week
    version.title, version.text, version.place_id = entry.title, entry.text, entry.place_id
    version.is_setback, version.change_note, version.saved_at = entry.is_setback, entry.change_note, now
    version.follows_id, version.recurrence = entry.follows_id, entry.recurrence
    version.writing_seconds = max(version.writing_seconds, entry.writing_seconds)
    session.add(version)
    session.flush()


def _put(session: Session, version: Version, entry: Entry) -> None:
    """What stands beside the text: for which grants, and the rows, each in their order."""
    session.add_all(VersionGrant(version_id=version.id, grant_id=grant) for grant in sorted(entry.grant_ids))
    for rows in (entry.outcomes, entry.counts, entry.hints):
        for position, row in enumerate(rows, 1):
            row.version_id, row.position = version.id, position
            session.add(row)


def _describe(session: Session, version: Version, given: Iterable[VersionPhoto]) -> None:
    """What is said of the photos that stand there. They come and go by themselves: a form that was opened before a
    photo came must not take it away."""
    said = {each.photo_id: each for each in given}
    for photo in session.exec(select(VersionPhoto).where(VersionPhoto.version_id == version.id)):
        if photo.photo_id in said:
            photo.alt, photo.faces_agreed = said[photo.photo_id].alt, said[photo.photo_id].faces_agreed
            session.add(photo)


def _photos_in(session: Session, version: Version) -> Sequence[Photo]:
    shown = select(Photo).join(VersionPhoto, col(VersionPhoto.photo_id) == col(Photo.id))
    return session.exec(shown.where(VersionPhoto.version_id == version.id)).all()


def _clear(session: Session, version: Version) -> None:
    for table in (VersionGrant, Outcome, Count, HintAnswer):
        session.exec(delete(table).where(col(table.version_id) == version.id))


def _answers_in(version: Version) -> SelectOfScalar[HintAnswer]:
    return select(HintAnswer).where(HintAnswer.version_id == version.id).order_by(col(HintAnswer.position))
