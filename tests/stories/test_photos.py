"""Photos of a story: added, described, seen by who sees the version, removed with their files."""

import io
import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import Session, col, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.stories import hostile
from tests.stories.hostile import FILES, SCRIPT, SVG
from tests.stories.test_telling import only, week
from verhaal.files import Files
from verhaal.people.models import Person
from verhaal.stories import arriving
from verhaal.stories.models import Photo, Story, VersionPhoto
from verhaal.stories.photos import Picture, Refusal
from verhaal.stories.photos import made_safe as really_made_safe
from verhaal.uploads import Errand, Slot

Client = Callable[[Person | None], FlaskClient]
TEXT = "De buurvrouwen zetten zelf de stoelen klaar."


def sent(*files: tuple[str, bytes], **fields: object) -> MultiDict[str, object]:
    """A form with files, as a browser sends it."""
    data: MultiDict[str, object] = MultiDict()
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            data.add(name, each)
    for name, content in files:
        data.add("new_photos", FileStorage(io.BytesIO(content), name))
    return data


def told(cast: Cast, *files: tuple[str, bytes], **more: object) -> MultiDict[str, object]:
    return sent(*files, **week(cast, **more))


def encoded(data: MultiDict[str, object]) -> dict[str, Any]:
    """The same in bytes: the test client would leave a temporary file behind for a large form."""
    boundary, content = encode_multipart(data)
    return {"data": content, "content_type": f'multipart/form-data; boundary="{boundary}"'}


def in_store(data_folder: Path) -> list[str]:
    return sorted(file.name for file in (data_folder / "photos").rglob("*") if file.is_file())


def photos(session: Session) -> list[Photo]:
    session.expire_all()
    session.rollback()
    return list(session.exec(select(Photo).order_by(col(Photo.id))))


def address(photo: Photo, size: str = "small") -> str:
    return f"/stories/{photo.story_id}/photos/{photo.id}/{size}"


def mark_in(page: str) -> str:
    found = re.search(r'name="mark"[^>]* value="([\d.]+)"', page)
    assert found
    return found[1]


def with_photo(session: Session, app: Flask, story: Story, clock: Clock, alt: str = "Drie stoelen") -> Photo:
    version = factories.version_of(session, story, story.draft_number or story.shared_number or 1)
    photo = factories.photo(session, app.extensions["files"], version, clock(), alt)
    session.commit()
    return photo


def test_a_week_is_told_with_a_photo(cast: Cast, client_of: Client, session: Session, data_folder: Path) -> None:
    author = client_of(cast.author)
    data = told(cast, ("IMG_1.jpg", hostile.with_everything()), ("IMG_2.heic", hostile.heic()), share="1")
    assert author.post("/stories", data=data).status_code == 303
    story, (first, second) = only(session), photos(session)
    assert story.is_shared
    funder = client_of(cast.funder)
    page = funder.get(f"/stories/{story.id}").text
    assert page.index(TEXT) < page.index(address(first)) < page.index(address(second))
    assert f'width="{first.width}" height="{first.height}"' in page
    assert 'loading="lazy"' in page
    for size in ("small", "large"):
        answer = funder.get(address(first, size))
        assert Image.open(io.BytesIO(answer.data)).size == (320, 200)
        assert hostile.SECRET not in answer.data
    assert len(in_store(data_folder)) == 4
    assert client_of(cast.other_funder).get(address(first)).status_code == 404


def test_a_photo_is_served_as_a_picture_and_nothing_else(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    photo = with_photo(session, app, factories.shared(session, cast, clock()), clock)
    answer = client_of(cast.funder).get(address(photo))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_browser_that_has_a_photo_asks_and_gets_no_bytes(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    photo = with_photo(session, app, factories.shared(session, cast, clock()), clock)
    funder = client_of(cast.funder)
    mark = funder.get(address(photo)).headers["ETag"]
    again = funder.get(address(photo), headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    author = client_of(cast.author)
    author.post(f"/stories/{photo.story_id}/withdrawal", data={"reason": "Op verzoek."})
    assert funder.get(address(photo), headers={"If-None-Match": mark}).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # forty files are slow enough once
def test_whatever_is_sent_is_refused_with_advice_or_served_as_a_jpeg(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author, safe = client_of(cast.author), 0
    files = [(name, make()) for name, make, _ in FILES.values()]
    expected = [refusal for _, _, refusal in FILES.values()]
    for start in range(0, len(files), 8):
        author.post("/stories", **encoded(told(cast, *files[start : start + 8], text="Een verhaal.")))
        safe += sum(refusal is None for refusal in expected[start : start + 8])
    kept = photos(session)
    assert len(kept) == safe
    for photo in kept:
        for size in ("small", "large"):
            answer = author.get(address(photo, size))
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.data.startswith(b"\xff\xd8\xff")
            assert SCRIPT not in answer.data


ADVICE = {
    ("nl", Refusal.EMPTY): "dit bestand is leeg. Kies de foto opnieuw.",
    ("nl", Refusal.HEAVY): "Kies een foto en geen filmpje",
    ("nl", Refusal.UNKNOWN): "Van iets anders kun je een schermafdruk maken",
    ("nl", Refusal.DAMAGED): "Kies hem nog een keer.",
    ("nl", Refusal.HUGE): "Maak een kleinere kopie",
    ("en", Refusal.EMPTY): "this file is empty. Choose the photo again.",
    ("en", Refusal.HEAVY): "Choose a photo rather than a film",
    ("en", Refusal.UNKNOWN): "Of anything else you can make a screenshot",
    ("en", Refusal.DAMAGED): "Choose it once more.",
    ("en", Refusal.HUGE): "Make a smaller copy",
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_wrong_file_never_costs_a_word_and_the_message_says_what_to_do(
    cast: Cast, client_of: Client, session: Session, language: str
) -> None:
    cast.author.language = language
    session.add(cast.author)
    session.commit()
    examples = {refusal: name for name, (_, _, refusal) in FILES.items() if refusal}
    author = client_of(cast.author)
    wrong = [(f"{refusal}.jpg", FILES[name][1]()) for refusal, name in examples.items()]
    data = told(cast, ("good.jpg", hostile.jpeg()), *wrong, share="1", title="Stoelen")
    answer = author.post("/stories", **encoded(data))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/draft#photos")
    page = author.get(answer.headers["Location"]).text
    fold = page[page.index('id="photos"') : page.index('name="new_photos"')]
    for refusal in examples:
        assert f"{refusal}.jpg: " in fold
        assert ADVICE[language, refusal] in fold
    assert TEXT in page
    story = only(session)
    assert story.is_draft, "what the author has not seen yet is not shared"
    assert len(photos(session)) == 1
    assert ADVICE[language, Refusal.HUGE] not in author.get(f"/stories/{story.id}/draft").text


def test_a_form_that_needs_another_look_says_that_photos_must_be_chosen_again(cast: Cast, client_of: Client) -> None:
    data = told(cast, ("a.jpg", hostile.jpeg()), share="1", text="", title="Alleen een titel")
    answer = client_of(cast.author).post("/stories", data=data)
    assert answer.status_code == 422
    assert "Alleen een titel" in answer.text
    assert "Je browser onthoudt gekozen foto" in answer.text


def test_a_form_without_a_photo_sends_an_empty_file_and_is_fine(
    cast: Cast, client_of: Client, session: Session
) -> None:
    assert client_of(cast.author).post("/stories", data=told(cast, ("", b""), share="1")).status_code == 303
    assert only(session).is_shared
    assert photos(session) == []


def test_what_is_said_of_a_photo_is_kept_and_shown_to_who_does_not_look(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.draft(session, cast, clock())
    photo = with_photo(session, app, story, clock, alt="")
    author, path = client_of(cast.author), f"/stories/{story.id}/draft"
    words = 'Twee vrouwen & "een" stoel <b>'
    about = {"photos-0-photo": str(photo.id), "photos-0-alt": words, "photos-0-faces_agreed": "y"}
    author.post(path, data=week(cast, share="1", mark="1.1", **about))
    session.expire_all()
    session.rollback()
    said = session.exec(select(VersionPhoto)).one()
    assert (said.alt, said.faces_agreed) == (words, True)
    page = client_of(cast.funder).get(f"/stories/{story.id}").text
    assert 'alt="Twee vrouwen &amp; &#34;een&#34; stoel &lt;b&gt;"' in page


def test_too_many_words_about_a_photo_are_shown_again(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.draft(session, cast, clock())
    photo = with_photo(session, app, story, clock)
    about = {"photos-0-photo": str(photo.id), "photos-0-alt": "X" * 301}
    answer = client_of(cast.author).post(f"/stories/{story.id}/draft", data=week(cast, mark="1.1", **about))
    assert answer.status_code == 422
    assert "X" * 301 in answer.text
    assert "1 tekens te lang" in answer.text


def test_anothers_photo_cannot_be_named_in_a_form(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    theirs = with_photo(session, app, factories.draft(session, cast, clock(), author=cast.colleague), clock)
    mine = factories.draft(session, cast, clock())
    session.commit()
    about = {"photos-0-photo": str(theirs.id), "photos-0-alt": "van mij nu"}
    data = week(cast, share="1", mark="1.1", remove=str(theirs.id), **about)
    page = client_of(cast.author).post(f"/stories/{mine.id}/draft", data=data, follow_redirects=True).text
    assert address(theirs) not in page
    session.expire_all()
    session.rollback()
    assert session.exec(select(VersionPhoto.alt)).all() == ["Drie stoelen"]


def test_a_photo_that_came_while_the_form_stood_open_stays(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.draft(session, cast, clock())
    photo = with_photo(session, app, story, clock)
    author = client_of(cast.author)
    answer = author.post(f"/stories/{story.id}/draft", data=week(cast, keep="1", mark="1.1", text="Verder."))
    assert answer.status_code == 303
    assert address(photo) in author.get(f"/stories/{story.id}/draft").text


@pytest.mark.parametrize("keys", [[], [str(uuid.uuid4())]])
def test_an_upload_sent_twice_is_one_photo(
    cast: Cast, client_of: Client, session: Session, clock: Clock, data_folder: Path, keys: list[str]
) -> None:
    story = factories.draft(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    for _time in range(2):
        data = sent(("a.jpg", hostile.jpeg()), photo_keys=keys)
        answer = author.post(f"/stories/{story.id}/photos", data=data, headers={"Accept": "application/json"})
        assert answer.status_code == 200
    assert len(answer.get_json()["photos"]) == len(photos(session)) == 1
    assert len(in_store(data_folder)) == 2


def test_a_script_is_told_which_photos_there_are_and_what_was_refused(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story, key = factories.draft(session, cast, clock()), str(uuid.uuid4())
    session.commit()
    author, json = client_of(cast.author), {"Accept": "application/json"}
    data = sent(("a.jpg", hostile.jpeg()), ("b.svg", SVG), photo_keys=[key])
    answer = author.post(f"/stories/{story.id}/photos", data=data, headers=json)
    assert answer.status_code == 200
    (photo,), (refused,) = answer.get_json()["photos"], answer.get_json()["refused"]
    assert (photo["key"], photo["width"], photo["height"]) == (key, 320, 200)
    assert author.get(photo["small"]).status_code == author.get(photo["large"]).status_code == 200
    assert refused.startswith("b.svg: dit is geen foto")
    for wrong in (sent(("b.svg", SVG)), sent()):
        assert author.post(f"/stories/{story.id}/photos", data=wrong, headers=json).status_code == 422


def test_there_is_room_for_twelve(app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    story = factories.draft(session, cast, clock())
    for _number in range(11):
        with_photo(session, app, story, clock)
    files = [(f"{shade}.png", hostile.saved(Image.new("RGB", (9, 9), (shade, 0, 0)), "PNG")) for shade in (1, 99, 200)]
    author = client_of(cast.author)
    page = author.post(f"/stories/{story.id}/photos", data=sent(*files), follow_redirects=True).text
    assert "Er is plaats voor 12 foto" in page
    assert len(photos(session)) == 12


def test_a_removed_photo_is_gone_with_its_files(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, data_folder: Path
) -> None:
    story = factories.draft(session, cast, clock())
    photo = with_photo(session, app, story, clock)
    author = client_of(cast.author)
    assert len(in_store(data_folder)) == 2
    assert author.post(f"/stories/{story.id}/photos/{photo.id}/removal").status_code == 303
    assert author.get(address(photo)).status_code == 404
    assert in_store(data_folder) == []


def test_removing_a_photo_in_the_form_keeps_what_was_typed(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, data_folder: Path
) -> None:
    story = factories.draft(session, cast, clock())
    photo = with_photo(session, app, story, clock)
    author = client_of(cast.author)
    data = week(cast, mark="1.1", text="Nieuwe woorden.", remove=str(photo.id))
    page = author.post(f"/stories/{story.id}/draft", data=data, follow_redirects=True).text
    assert "Nieuwe woorden." in page
    assert address(photo) not in page
    assert in_store(data_folder) == []


def test_a_correction_begins_with_the_same_photos_and_never_changes_what_was_shared(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, data_folder: Path
) -> None:
    story = factories.shared(session, cast, clock())
    photo = with_photo(session, app, story, clock)
    author, funder = client_of(cast.author), client_of(cast.funder)
    path = author.post(f"/stories/{story.id}/corrections").headers["Location"]
    page = author.get(path).text
    assert address(photo) in page
    assert "Drie stoelen" in page
    author.post(f"/stories/{story.id}/photos/{photo.id}/removal")
    assert address(photo) in funder.get(f"/stories/{story.id}").text
    assert funder.get(address(photo)).status_code == 200
    revised = week(cast, share="1", mark=mark_in(author.get(path).text), change_note="Zonder foto.")
    assert author.post(path, data=revised).status_code == 303
    assert address(photo) not in funder.get(f"/stories/{story.id}").text
    assert funder.get(address(photo)).status_code == 404
    assert author.get(address(photo)).status_code == 200
    assert client_of(cast.colleague).get(address(photo)).status_code == 200
    assert address(photo) in author.get(f"/stories/{story.id}/versions/1").text
    assert len(in_store(data_folder)) == 2


def test_a_photo_of_an_unshared_correction_is_the_authors_alone(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    author.post(f"/stories/{story.id}/corrections")
    author.post(f"/stories/{story.id}/photos", data=sent(("a.jpg", hostile.jpeg())))
    (photo,) = photos(session)
    for person in (cast.colleague, cast.coordinator, cast.funder):
        assert client_of(person).get(address(photo)).status_code == 404
    assert author.get(address(photo)).status_code == 200


def test_a_draft_thrown_away_takes_its_photos_along(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, data_folder: Path
) -> None:
    story = factories.draft(session, cast, clock())
    with_photo(session, app, story, clock)
    client_of(cast.author).post(f"/stories/{story.id}/discarding")
    assert photos(session) == []
    assert in_store(data_folder) == []


def test_a_correction_thrown_away_leaves_the_shared_photos(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, data_folder: Path
) -> None:
    story = factories.shared(session, cast, clock())
    photo = with_photo(session, app, story, clock)
    before, author = in_store(data_folder), client_of(cast.author)
    author.post(f"/stories/{story.id}/corrections")
    author.post(f"/stories/{story.id}/photos", data=sent(("a.jpg", hostile.jpeg())))
    assert len(in_store(data_folder)) == 4
    author.post(f"/stories/{story.id}/discarding")
    assert [each.id for each in photos(session)] == [photo.id]
    assert in_store(data_folder) == before


def test_a_request_that_is_not_kept_leaves_no_file(
    cast: Cast, client_of: Client, session: Session, clock: Clock, data_folder: Path
) -> None:
    story = factories.draft(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    data = told(cast, ("a.jpg", hostile.jpeg()), keep="1", mark="1.7", text="Uit een ander tabblad.")
    answer = author.post(f"/stories/{story.id}/draft", data=data)
    assert answer.status_code == 409
    assert "Uit een ander tabblad." in answer.text
    assert "Je browser onthoudt gekozen foto" in answer.text
    assert in_store(data_folder) == []


def test_a_story_sent_twice_has_its_photo_once(
    cast: Cast, client_of: Client, session: Session, data_folder: Path
) -> None:
    key, author = str(uuid.uuid4()), client_of(cast.author)
    for _time in range(2):
        author.post("/stories", data=told(cast, ("a.jpg", hostile.jpeg()), share="1", key=key))
    assert only(session).is_shared
    assert len(photos(session)) == 1
    assert len(in_store(data_folder)) == 2


def test_a_store_that_does_not_answer_costs_no_word(
    app: Flask,
    cast: Cast,
    client_of: Client,
    session: Session,
    data_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = data_folder / "elsewhere"
    monkeypatch.setitem(app.extensions, "files", Files(str(folder)))
    folder.rmdir()
    folder.write_text("in the way")
    data = told(cast, ("a.jpg", hostile.jpeg()), share="1")
    page = client_of(cast.author).post("/stories", data=data, follow_redirects=True).text
    assert "a.jpg: bewaren lukte nu even niet." in page
    assert TEXT in page
    assert only(session).is_draft


def test_others_can_write_while_a_photo_is_decoded(
    app: Flask, cast: Cast, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one writes at a time, and a photo can take seconds."""
    waited: list[float] = []

    def slowly(original: bytes) -> Picture:
        begun = time.monotonic()
        with app.extensions["database"].session(writes=True) as other:
            factories.organisation(other, "Ondertussen")
            other.commit()
        waited.append(time.monotonic() - begun)
        return really_made_safe(original)

    monkeypatch.setattr(arriving, "made_safe", slowly)
    answer = client_of(cast.author).post("/stories", data=told(cast, ("a.jpg", hostile.jpeg()), share="1"))
    assert answer.status_code == 303
    assert max(waited) < 5


def test_a_photo_of_thirty_megabytes_is_taken_and_nothing_else_may_be_that_large(
    cast: Cast, client_of: Client, session: Session
) -> None:
    author, large = client_of(cast.author), hostile.jpeg() + bytes(30 * 2**20)
    assert author.post("/stories", **encoded(told(cast, ("a.jpg", large), share="1"))).status_code == 303
    assert only(session).is_shared
    assert len(photos(session)) == 1
    assert author.post("/me", **encoded(sent(("a.jpg", large), name="Anna", language="nl"))).status_code == 413


def test_photos_sent_after_a_sign_in_ended_leave_nothing_but_the_words(
    cast: Cast, client_of: Client, data_folder: Path
) -> None:
    large = hostile.jpeg() + bytes(6 * 2**20)
    answer = client_of(None).post("/stories", **encoded(told(cast, ("a.jpg", large), text="Niet kwijtraken.")))
    assert answer.status_code == 401
    assert "Niet kwijtraken." in answer.text
    assert in_store(data_folder) == []


def test_what_is_too_much_is_not_kept() -> None:
    slot = Slot(10)
    assert slot.write(b"12345678") == 8
    assert slot.write(b"90abcdef") == 8
    slot.seek(0)
    assert slot.read() == b"1234567890"
    slot.close()


def test_an_errand_leaves_only_what_a_row_points_to() -> None:
    errand = Errand(stored={"new", "twice"}, kept={"new"}, dropped={"old"})
    assert errand.leftovers(committed=True) == {"twice", "old"}
    assert errand.leftovers(committed=False) == {"new", "twice"}


def test_three_photos_ask_no_more_of_the_database_than_one_and_lists_ask_nothing(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    story = factories.shared(session, cast, clock())
    session.commit()
    funder, numbers = client_of(cast.funder), []
    for number in range(3):
        count_queries()
        funder.get(f"/stories/{story.id}")
        of_the_page = count_queries()
        funder.get("/reading/list")
        numbers.append((of_the_page, count_queries()))
        for _photo in range(number + 1):
            with_photo(session, app, story, clock)
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("path", ["/stories/1/photos/1/medium", "/stories/1/photos/99999999999/small"])
def test_an_address_that_no_photo_has_is_not_found(cast: Cast, client_of: Client, path: str) -> None:
    assert client_of(cast.author).get(path).status_code == 404


def test_a_photo_under_the_number_of_another_story_is_not_found(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    photo = with_photo(session, app, factories.shared(session, cast, clock()), clock)
    other = factories.shared(session, cast, clock())
    session.commit()
    funder = client_of(cast.funder)
    assert funder.get(f"/stories/{other.id}/photos/{photo.id}/small").status_code == 404
    assert funder.get(address(photo)).status_code == 200
