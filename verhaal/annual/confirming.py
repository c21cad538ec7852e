"""That someone independent confirmed an outcome: Outcome Harvesting calls it substantiation."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from verhaal.annual.changes import Desk, Spot, note
from verhaal.annual.models import AccountChange, ChangeKind, OutcomeConfirmation
from verhaal.db import add_once, rows_of
from verhaal.overview.queries import shared_for
from verhaal.stories.models import Outcome, Story, Version
from verhaal.stories.queries import standing

STANDS = "stands"
Confirmed = dict[tuple[int, str], list[OutcomeConfirmation]]  # by story, and the words that were confirmed


class Told(NamedTuple):
    """An outcome of a story that is told for a grant's year."""

    outcome: Outcome
    version: Version


def confirmed(session: Session, stories: Collection[int]) -> Confirmed:
    """What stands of each story, the first confirmed first; one query."""
    rows: Any = (
        select(OutcomeConfirmation, Version.story_id, Outcome.change)
        .join(Outcome, col(Outcome.id) == col(OutcomeConfirmation.outcome_id))
        .join(Version, col(Version.id) == col(Outcome.version_id))
        .where(col(Version.story_id).in_(stories), col(OutcomeConfirmation.removed_at).is_(None))
        .order_by(col(OutcomeConfirmation.confirmed_on), col(OutcomeConfirmation.id))
    )
    found: Confirmed = defaultdict(list)
    for confirmation, story_id, words in rows_of(session, rows):
        found[story_id, words].append(confirmation)
    return found


def outcome_told(desk: Desk, outcome_id: int) -> Told | None:
    """An outcome of the version that stands of a story told for this grant's year."""
    told = standing(shared_for(desk.viewer, desk.grant, desk.year)).with_only_columns(Version.id).subquery()
    rows: Any = select(Outcome, Version).join(Version, col(Version.id) == col(Outcome.version_id))
    ours = rows.where(Outcome.id == outcome_id, col(Version.id).in_(select(told)))
    return next((Told(*row) for row in rows_of(desk.session, ours)), None)


def confirmation_told(desk: Desk, confirmation_id: int) -> OutcomeConfirmation | None:
    """One of a story that is told for this grant's year, in whatever version it was confirmed."""
    told = shared_for(desk.viewer, desk.grant, desk.year).with_only_columns(col(Story.id))
    rows = (
        select(OutcomeConfirmation)
        .join(Outcome, col(Outcome.id) == col(OutcomeConfirmation.outcome_id))
        .join(Version, col(Version.id) == col(Outcome.version_id))
    )
    return desk.session.exec(
        rows.where(OutcomeConfirmation.id == confirmation_id, col(Version.story_id).in_(told))
    ).first()


def confirm(desk: Desk, row: OutcomeConfirmation) -> None:
    """Write down who confirmed, in what relation and in which words; once, however often it is sent."""
    if add_once(desk.session, row):
        note(desk, Spot(ChangeKind.CONFIRMATION, row.id), "", STANDS)


def remove(desk: Desk, row: OutcomeConfirmation) -> None:
    if row.removed_at is None:
        row.removed_at = desk.now
        desk.session.add(row)
        note(desk, Spot(ChangeKind.CONFIRMATION, row.id), STANDS, "")


def confirmation_now(desk: Desk, change: AccountChange) -> str:
    return "" if desk.session.get_one(OutcomeConfirmation, change.subject_id).removed_at else STANDS


def put_confirmation(desk: Desk, change: AccountChange, text: str) -> None:
    row = desk.session.get_one(OutcomeConfirmation, change.subject_id)
    row.removed_at = None if text else desk.now
    desk.session.add(row)
