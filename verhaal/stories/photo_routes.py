"""The photos of a story: add them to a draft, take one out, look at one."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import uploads
from verhaal.files import StoreFailed
from verhaal.stories import actions, queries
from verhaal.stories.arriving import arrive, hang, say
from verhaal.stories.models import Photo, Story, Version
from verhaal.stories.seen import the_draft
from verhaal.uploads import takes_files
from verhaal.web import done, found, session, viewer

photos = Blueprint("photos", __name__, url_prefix="/stories")


@photos.post("/<id:story_id>/photos")
@takes_files
def add(story_id: int) -> ResponseReturnValue:
    the_draft(story_id)  # before anything is decoded
    arrival = arrive()
    story, draft = the_draft(story_id)
    refused = hang(story, draft, arrival)
    if not (arrival.photos or refused):
        refused = [gettext("Choose a photo first.")]
    if _wants_json():
        return _listed(story, draft, refused), 200 if arrival.photos else 422
    say(refused)
    return redirect(_place(story), 303)


@photos.post("/<id:story_id>/photos/<id:photo_id>/removal")
def remove(story_id: int, photo_id: int) -> ResponseReturnValue:
    photo = found(queries.readable_photo(viewer(), story_id, photo_id))
    story, draft = the_draft(story_id)
    uploads.drop(*actions.remove_photo(session(), draft, photo))
    return done(gettext("The photo is gone from this draft."), _place(story))


@photos.get("/<id:story_id>/photos/<id:photo_id>/<any(large,small):size>")
def show(story_id: int, photo_id: int, size: str) -> ResponseReturnValue:
    photo = found(queries.readable_photo(viewer(), story_id, photo_id))
    mark = f"{photo.name}-{size}"
    if request.if_none_match.contains(mark):
        return _guarded(Response(status=HTTPStatus.NOT_MODIFIED), mark)
    try:
        content = uploads.files().get(photo.file(size))
    except StoreFailed as error:
        current_app.logger.error("A photo could not be fetched: %s", error)
        abort(503)
    return _guarded(Response(content or abort(404), mimetype="image/jpeg"), mark)


def _guarded(response: Response, mark: str) -> Response:
    """Shown as a picture and nothing else. A browser may keep it, but asks each time whether it may still show it."""
    response.set_etag(mark)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _place(story: Story) -> str:
    return url_for("stories.edit", story_id=story.id, _anchor="photos")


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _listed(story: Story, draft: Version, refused: list[str]) -> dict[str, object]:
    """For a script: the draft's photos as they are now, and a sentence for each file that is not among them."""
    photos = queries.photos_of(session(), [draft.id])[draft.id]
    return {"photos": [_row(story, photo) for _, photo in photos], "refused": refused}


def _row(story: Story, photo: Photo) -> dict[str, object]:
    sizes = {size: url_for(".show", story_id=story.id, photo_id=photo.id, size=size) for size in ("large", "small")}
    return {"id": photo.id, "key": photo.key, "width": photo.width, "height": photo.height, **sizes}
