"""The seal on an account's core: its fingerprint, signed with the installation's key."""

from datetime import UTC, datetime

from verhaal.annual import record
from verhaal.sealing.key import Key


def put_on(core: record.Core, key: Key, at: datetime, by: str) -> record.Seal:
    """`by` is the name and function of who signed for the organisation."""
    content = record.canonical(core)
    return record.Seal(
        sha256=record.digest(core),
        key=key.public,
        signature=key.sign(content),
        signed_at=at.astimezone(UTC).isoformat(),
        signed_by=by,
    )
