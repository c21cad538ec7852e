"""Files in a folder and in a bucket: a real server that speaks S3 and checks every signature."""

import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from tests.conftest import Clock
from tests.factories import make_cast, signed_in_as
from tests.stories import hostile
from tests.stories.test_photos import told
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.files import Files, StoreFailed, is_place, try_out
from verhaal.stories.models import Photo


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder behind the bucket `verhaal-photos`, and the environment that leads to it."""
    folder = tmp_path_factory.mktemp("s3")
    (folder / "verhaal-photos").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    rclone = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert rclone, "rclone comes with the development environment"
    serve = [
        rclone,
        "serve",
        "s3",
        "--auth-key",
        "ons,geheim",
        "--addr",
        f"127.0.0.1:{port}",
        "--config",
        "",
        str(folder),
    ]
    with subprocess.Popen(serve, stderr=subprocess.DEVNULL) as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        environment.setenv("AWS_ACCESS_KEY_ID", "ons")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "geheim")
        environment.setenv("AWS_REGION", "eu-central-1")
        _until_it_listens(port)
        yield folder / "verhaal-photos"
        server.terminate()


def _until_it_listens(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the S3 server does not answer")


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return str(tmp_path / "photos")
    request.getfixturevalue("bucket")
    return f"s3://verhaal-photos/{tmp_path.name}"


def test_a_file_is_kept_and_forgotten(place: str) -> None:
    files = Files(place)
    files.put("ab/één.jpg", b"\xff\xd8 bytes", "image/jpeg")
    assert files.get("ab/één.jpg") == b"\xff\xd8 bytes"
    assert Files(place).get("ab/één.jpg") == b"\xff\xd8 bytes"
    files.delete("ab/één.jpg")
    files.delete("ab/één.jpg")
    assert files.get("ab/één.jpg") is None


def test_a_name_cannot_leave_its_place(place: str) -> None:
    with pytest.raises(StoreFailed):
        Files(place).put("../../evil", b"x", "text/plain")
    with pytest.raises(StoreFailed):
        Files(place).get("../secret-key")


def test_a_folder_is_for_us_alone(tmp_path: Path) -> None:
    Files(str(tmp_path / "new" / "photos"))
    assert stat.S_IMODE((tmp_path / "new" / "photos").stat().st_mode) == 0o700


def test_a_place_is_tried_out_and_left_as_it_was(place: str, bucket: Path) -> None:
    try_out(place)
    assert list(bucket.rglob("verhaal-tries*")) == []


def test_a_wrong_key_is_named(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "verkeerd")
    with pytest.raises(StoreFailed, match="403"):
        try_out(f"s3://{bucket.name}/x")


def test_a_bucket_that_is_not_there_is_named(bucket: Path) -> None:
    with pytest.raises(StoreFailed, match="404"):
        try_out(f"s3://{bucket.name}-2")


def test_a_server_that_does_not_answer_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ons")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "geheim")
    begun = time.monotonic()
    with pytest.raises(StoreFailed):
        Files("s3://verhaal-photos").get("x")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("s3://verhaal-photos", True), ("s3://verhaal-photos/a/b", True), ("/var/lib/verhaal/photos", True),
        ("s3://", False), ("s3://Hoofdletters", False), ("s3://key:secret@bucket", False), ("s3://bucket?x=1", False),
        ("s3://bucket/../other", False), ("photos", False), ("https://bucket.example.org", False), ("s3:bucket", False),
    ],
)  # fmt: skip
def test_a_place_is_known_by_its_form(place: str, expected: bool) -> None:
    assert is_place(place) is expected


def test_a_whole_week_with_a_photo_in_a_bucket(
    bucket: Path, migrated_sqlite: Path, tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "verhaal.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    app = create_app(
        Settings(data_folder=tmp_path, photo_store=f"s3://{bucket.name}/week", base_url="http://localhost"), clock
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.extensions["database"].session(writes=True) as session:
        cast = make_cast(session, clock())
        tokens = {who.id: signed_in_as(session, who, clock()) for who in (cast.author, cast.funder)}
        session.commit()

        def browser(person_id: int) -> FlaskClient:
            client = app.test_client()
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = tokens[person_id], True
            return client

        author = browser(cast.author.id)
        assert author.post("/stories", data=told(cast, ("a.jpg", hostile.jpeg()), share="1")).status_code == 303
        photo = session.exec(select(Photo)).one()
        shown = browser(cast.funder.id).get(f"/stories/{photo.story_id}/photos/{photo.id}/large")
        assert shown.data == (bucket / "week" / photo.file("large")).read_bytes()
    assert not (tmp_path / "photos").exists()
    app.extensions["database"].engine.dispose()
