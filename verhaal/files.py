"""Where files are kept: a folder, or a bucket that speaks S3, through one library. Knows no Flask."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class StoreFailed(Exception):
    """The place where files are kept does not answer, or does not let us in; the message says what it said."""


class Files:
    """Named bytes, in a local folder (an absolute path) or under `s3://bucket/prefix`.

    For S3 the address and the keys come from the environment that its tools share: AWS_ENDPOINT_URL, AWS_REGION,
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
    """

    def __init__(self, place: str) -> None:
        self._store = _bucket(place) if place.startswith("s3://") else _folder(Path(place))

    def put(self, name: str, content: bytes, kind: str) -> None:
        """Keep bytes of a MIME type under a name. Raises `StoreFailed`."""
        try:
            # A folder holds bytes alone; the type is for who looks into the bucket.
            attributes = {"Content-Type": kind} if isinstance(self._store, S3Store) else None
            self._store.put(name, content, attributes=attributes)
        except (BaseError, OSError, ValueError) as error:
            raise _failed(error) from error

    def get(self, name: str) -> bytes | None:
        """The bytes under a name, or None where there are none. Raises `StoreFailed`."""
        try:
            return self._store.get(name).bytes().to_bytes()
        except FileNotFoundError:
            return None
        except (BaseError, OSError, ValueError) as error:
            raise _failed(error) from error

    def delete(self, name: str) -> None:
        """Forget a name; that it is gone already is fine. Raises `StoreFailed`."""
        try:
            self._store.delete(name)
        except FileNotFoundError:
            pass
        except (BaseError, OSError, ValueError) as error:
            raise _failed(error) from error


def is_place(place: str) -> bool:
    """Whether files could be kept there: an absolute path, or s3://bucket with perhaps a prefix."""
    parts = urlsplit(place)
    if parts.scheme == "s3":
        return bool(BUCKET.fullmatch(parts.netloc)) and not (parts.query or parts.fragment) and ".." not in parts.path
    return not parts.scheme and Path(place).is_absolute()


def try_out(place: str) -> None:
    """Write and delete one small file. Raises `StoreFailed`."""
    try:
        files = Files(place)
    except (BaseError, OSError, ValueError) as error:
        raise _failed(error) from error
    files.put("verhaal-tries-this-place", b"", "text/plain")
    files.delete("verhaal-tries-this-place")


def _folder(folder: Path) -> LocalStore:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what stands on photos is nobody else's business
    return LocalStore(folder, automatic_cleanup=True)


def _bucket(place: str) -> S3Store:
    # Plain http only where AWS_ENDPOINT_URL itself says so: a server beside us.
    return S3Store.from_url(
        place,
        client_options={"timeout": timedelta(seconds=20), "connect_timeout": timedelta(seconds=3), "allow_http": True},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
    )


def _failed(error: Exception) -> StoreFailed:
    return StoreFailed(str(error).partition("\n")[0])
