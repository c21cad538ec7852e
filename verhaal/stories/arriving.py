"""Photos that arrive with a request: made safe and stored while others may write, and then put into a draft."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field

from flask import current_app, flash, request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import FileStorage

from verhaal import uploads
from verhaal.files import StoreFailed
from verhaal.stories import actions, queries
from verhaal.stories.models import Photo, Story, Version
from verhaal.stories.photo_forms import MOST_PHOTOS
from verhaal.stories.photos import Picture, Refusal, Unusable, made_safe
from verhaal.text import tidy
from verhaal.web import let_go, now, session

FIELD, KEYS = "new_photos", "photo_keys"  # the files, and for a script a key for each of them

WHY: dict[Refusal, LazyString] = {
    Refusal.EMPTY: lazy_gettext("this file is empty. Choose the photo again."),
    Refusal.HEAVY: lazy_gettext(
        "this file is larger than 40 MB. Choose a photo rather than a film, or a smaller copy."
    ),
    Refusal.UNKNOWN: lazy_gettext(
        "this is not a photo that can be shown here. Choose one as your phone makes it (JPEG, HEIC, PNG, WebP or GIF). "
        "Of anything else you can make a screenshot, and choose that."
    ),
    Refusal.DAMAGED: lazy_gettext(
        "this photo is damaged, or did not arrive in full. Choose it once more. If that does not help, open it on "
        "your phone, make a screenshot of it and choose that."
    ),
    Refusal.HUGE: lazy_gettext(
        "this photo has more pixels than can be handled here. Make a smaller copy or a screenshot, and choose that."
    ),
}


@dataclass
class Arrival:
    """Safe photos that are not yet of a story, and for each file that could not be used a sentence."""

    photos: list[Photo] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def arrive() -> Arrival:
    """What the request brought. Lets go of the database: what was found before must be found again."""
    arrival, sent = Arrival(), [file for file in request.files.getlist(FIELD) if file.filename]
    if sent:
        let_go()
    for number, file in enumerate(sent):
        try:
            arrival.photos.append(_stored(file, number))
        except Unusable as error:
            arrival.refused.append(_about(file, str(WHY[error.refusal])))
        except StoreFailed as error:
            current_app.logger.error("A photo could not be stored: %s", error)
            arrival.refused.append(_about(file, gettext("it could not be kept just now. Try again in a few minutes.")))
    return arrival


def hang(story: Story, draft: Version, arrival: Arrival) -> list[str]:
    """Put the photos into the draft; gives a sentence for each file that is not there now."""
    room = MOST_PHOTOS - len(queries.photos_of(session(), [draft.id])[draft.id]) if arrival.photos else 0
    for photo in arrival.photos[: max(room, 0)]:
        photo.story_id = story.id
        if actions.add_photo(session(), draft, photo):
            uploads.keep(*photo.files)
    over = len(arrival.photos) - max(room, 0)
    full = gettext("There is room for %(most)d photos. Remove one before you add another.", most=MOST_PHOTOS)
    return arrival.refused + [full] * (over > 0)


def say(refused: list[str]) -> bool:
    """Beside the photos of the next page; whether there was anything to say."""
    for sentence in refused:
        flash(sentence, "photos")
    return bool(refused)


def take_out(draft: Version, photo_id: int | None) -> None:
    """Remove this photo, if it stands in the draft."""
    for _, photo in queries.photos_of(session(), [draft.id])[draft.id] if photo_id else []:
        if photo.id == photo_id:
            uploads.drop(*actions.remove_photo(session(), draft, photo))


def _stored(file: FileStorage, number: int) -> Photo:
    """Decoded and stored under a name of this request's own. Raises `Unusable` and `StoreFailed`."""
    original = file.read()
    picture = made_safe(original)
    photo = Photo(
        key=_key(original, number), name=_name(picture), width=picture.width, height=picture.height, created_at=now()
    )
    for name, content in zip(photo.files, (picture.large, picture.small), strict=True):
        uploads.put(name, content, "image/jpeg")
    return photo


def _key(original: bytes, number: int) -> str:
    """The key that the browser gave to this file, or one that the same file always gets."""
    given = request.form.getlist(KEYS)
    try:
        return str(uuid.UUID(given[number]))
    except (IndexError, ValueError):
        return str(uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(original).hexdigest()))


def _name(picture: Picture) -> str:
    """The content's hash, so that a copy can be checked; and some signs, so that no other request touches the file."""
    return f"{hashlib.sha256(picture.large).hexdigest()}-{secrets.token_hex(8)}"


def _about(file: FileStorage, why: str) -> str:
    return f"{tidy(file.filename or '')[-60:]}: {why}"
