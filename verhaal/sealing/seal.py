"""The seal on an account: that its core was signed, when and by whom; in words in `docs/sealed-account.md`."""

from datetime import UTC, datetime

import rfc8785

from verhaal.annual import record
from verhaal.sealing.key import SIGNATURE, Key, is_signed


def put_on(core: record.Core, key: Key, at: datetime, by: str) -> record.Seal:
    """The seal on a core; the same core, key, second and name give the same seal. `at` knows its time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    unsigned = record.Seal(
        sha256=record.digest(core),
        key=key.public,
        signature="A" * SIGNATURE,
        signed_at=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        signed_by=by,
    )
    return unsigned.model_copy(update={"signature": key.sign(signed(unsigned))})


def signed(seal: record.Seal) -> bytes:
    """What the signature is on: the seal but for the signature itself, so that nothing in it can be changed."""
    return rfc8785.dumps(seal.model_dump(mode="json", exclude={"signature"}))


def is_genuine(seal: record.Seal) -> bool:
    """Whether the key in the seal made its signature. Whose key that is, the seal cannot say."""
    return is_signed(seal.key, seal.signature, signed(seal))
