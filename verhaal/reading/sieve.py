"""What a list of stories is narrowed to: kept in the address, so that it can be shared with a colleague.

A colleague who follows such an address gets what they may see themselves: a sieve only takes away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, or_, tuple_
from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from verhaal import access
from verhaal.access import Viewer
from verhaal.grants.models import Grant
from verhaal.reading.models import Reading, Response
from verhaal.stories.models import Contribution, Count, Outcome, Story, Version
from verhaal.week import Week

ROWS = ("grant", "objective", "activity", "place", "organisation")
WEEKS = ("since", "until")
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Sieve:
    """What is asked of a story; of what is None, nothing is asked."""

    grant: int | None = None
    objective: int | None = None
    activity: int | None = None
    place: int | None = None
    organisation: int | None = None
    since: Week | None = None  # ISO weeks, both included
    until: Week | None = None
    setback: bool | None = None
    read: bool | None = None  # the version that stands, by the viewer
    answered: bool | None = None  # by the viewer's funder; within the organisation by any funder
    contribution: Contribution | None = None  # with an outcome that is their doing

    @classmethod
    def parse(cls, args: Mapping[str, str]) -> "Sieve":
        """What an address asks for; nonsense in it is as good as nothing. A date stands for its week."""
        read: dict[str, Any] = {name: _row(args.get(name, "")) for name in ROWS}
        read |= {name: _week(args.get(name, "")) for name in WEEKS}
        read |= {name: ANSWERS.get(args.get(name, "")) for name in ("setback", "read", "answered")}
        return cls(**read, contribution=_contribution(args.get("contribution", "")))

    @property
    def asked(self) -> dict[str, Any]:
        """Each thing that is asked, by its name."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def address(self) -> dict[str, str | int]:
        """The part of an address that asks for this; `parse` reads it back."""
        return {name: _written(value) for name, value in self.asked.items()}

    def without(self, name: str) -> "Sieve":
        return replace(self, **{name: None})

    def narrowed(self, seen: SelectOfScalar[Story], viewer: Viewer) -> SelectOfScalar[Story]:
        """The stories among `seen` that have what is asked; each condition correlates to Story and nothing else."""
        return seen.where(*self._conditions(viewer))

    def _conditions(self, viewer: Viewer) -> list[ColumnElement[bool]]:
        asked: list[ColumnElement[bool]] = []
        if self.organisation is not None:
            asked.append(col(Story.organisation_id) == self.organisation)
        if self.grant is not None:
            asked.append(access.told_for(_visible_grant(self.grant, viewer)))
        if told := self._told():
            asked.append(_standing(*told))
        if self.read is not None:
            read = _standing(col(Reading.version_id) == col(Version.id), col(Reading.person_id) == viewer.id)
            asked.append(read if self.read else ~read)
        if self.answered is not None:
            asked.append(_answered(viewer) if self.answered else ~_answered(viewer))
        return asked

    def _told(self) -> list[ColumnElement[bool]]:
        """What is asked of the version that stands, and of what stands beside it: the same outcome has it all."""
        told = _same(Version.place_id, self.place) + _same(Version.is_setback, self.setback)
        when = tuple_(col(Version.year), col(Version.week_number))
        if self.since is not None:
            told.append(when >= tuple_(*self.since))
        if self.until is not None:
            told.append(when <= tuple_(*self.until))
        if outcome := _same(Outcome.objective_id, self.objective) + _same(Outcome.contribution, self.contribution):
            told += [col(Outcome.version_id) == col(Version.id), *outcome]
        if self.activity is not None:
            told += [col(Count.version_id) == col(Version.id), col(Count.activity_id) == self.activity]
        return told


def _standing(*conditions: ColumnElement[bool]) -> Exists:
    version = col(Version.story_id) == col(Story.id), col(Version.number) == col(Story.shared_number)
    return exists().where(*version, *conditions).correlate(Story)


def _visible_grant(grant_id: int, viewer: Viewer) -> ColumnElement[bool]:
    """A grant that one does not see sieves nothing out of what one does: there is no such grant."""
    seen = access.visible_grants(viewer).with_only_columns(col(Grant.id)).correlate(None)
    return (col(Grant.id) == grant_id) & col(Grant.id).in_(seen)


def _answered(viewer: Viewer) -> Exists:
    heard = or_(col(Response.funder_id).in_(viewer.reads_for), col(Story.organisation_id).in_(viewer.works_for))
    return exists().where(col(Response.story_id) == col(Story.id), heard).correlate(Story)


def _same(column: Any, value: object) -> list[ColumnElement[bool]]:
    return [] if value is None else [col(column) == value]


def _row(text: str) -> int | None:
    """A row's number, no larger than a database keeps."""
    number = int(text) if text.isdecimal() and len(text) < 11 else 0
    return number if 0 < number < 2**31 else None


def _week(text: str) -> Week | None:
    """From `2026-W12`, or from a date in it, `2026-03-18`."""
    if len(text) not in (8, 10):
        return None
    try:
        week = Week.parse(text) if len(text) == 8 else Week.on(date.fromisoformat(text))
    except ValueError:
        return None
    return week if week.year in range(1990, 2201) else None


def _contribution(text: str) -> Contribution | None:
    return Contribution(text) if text in list(Contribution) else None


def _written(value: Any) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int) else str(value)
