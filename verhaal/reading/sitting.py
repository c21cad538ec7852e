"""Reading through stories: what one asked for, when one sat down, and where in the order one is. Knows no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from verhaal.reading.sieve import Sieve

STAMP = "%Y%m%dT%H%M%S.%f"  # UTC


class Spot(NamedTuple):
    """Where a story lies: the unread before the read, then the newest first."""

    is_unread: bool
    shared_at: datetime
    story_id: int

    def __str__(self) -> str:
        """As it stands in an address: unread-20261123T093000.000000-17"""
        return f"{'unread' if self.is_unread else 'read'}-{stamped(self.shared_at)}-{self.story_id}"

    @classmethod
    def parse(cls, text: str) -> "Spot | None":
        """None for what is no spot."""
        kind, _, rest = text.partition("-")
        moment, _, number = rest.partition("-")
        shared_at = moment_of(moment)
        if kind not in ("unread", "read") or shared_at is None or not number.isdecimal() or len(number) > 9:
            return None
        return cls(kind == "unread", shared_at, int(number))


@dataclass(frozen=True)
class Sitting:
    """What is read through in one go.

    What was unread when one sat down keeps its place among the unread until one sits down anew: so a story that is
    read meanwhile moves nothing, and no page and no step passes over another.
    """

    sieve: Sieve
    at: datetime

    @classmethod
    def parse(cls, args: Mapping[str, str], now: datetime) -> "Sitting":
        """What an address asks for; without a moment in the past, one sits down now."""
        at = moment_of(args.get("at", ""))
        return cls(Sieve.parse(args), at if at is not None and at < now else now)

    @property
    def afresh(self) -> dict[str, Any]:
        """The part of an address that asks for the same, and sits down anew: what is shared with a colleague."""
        return {**self.sieve.address}

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that goes on with this sitting."""
        return {**self.sieve.address, "at": stamped(self.at)}


def stamped(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(STAMP)


def moment_of(text: str) -> datetime | None:
    """The moment that `stamped` wrote; None for anything else."""
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC) if len(text) == 22 else None
    except ValueError:
        return None
