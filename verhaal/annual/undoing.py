"""Taking a change back, and doing it again: only where nothing changed on top of it since."""

from collections.abc import Callable
from typing import NamedTuple

from verhaal.annual import actions, choices, confirming
from verhaal.annual.changes import Desk
from verhaal.annual.models import AccountChange, ChangeKind, Subject


class ChangedSince(Exception):
    """Something else stands there now: taking the change back would take that away unseen."""


class _How(NamedTuple):
    now: Callable[[Desk, AccountChange], str]
    put: Callable[[Desk, AccountChange, str], None]


def undo(desk: Desk, change: AccountChange) -> None:
    """Raises `ChangedSince`."""
    if change.undone_at is None:
        _turn(desk, change, change.after, change.before)
        change.undone_at, change.undone_by_id = desk.now, desk.viewer.id
        desk.session.add(change)


def redo(desk: Desk, change: AccountChange) -> None:
    """Raises `ChangedSince`."""
    if change.undone_at is not None:
        _turn(desk, change, change.before, change.after)
        change.undone_at = change.undone_by_id = None
        desk.session.add(change)


def _turn(desk: Desk, change: AccountChange, stood: str, text: str) -> None:
    how = HOW[change.kind]
    if how.now(desk, change) != stood:
        raise ChangedSince
    how.put(desk, change, text)


def _words_now(desk: Desk, change: AccountChange) -> str:
    return actions.said(desk, _topic(change))


def _put_words(desk: Desk, change: AccountChange, text: str) -> None:
    actions.put(desk, _topic(change), text)


def _topic(change: AccountChange) -> tuple[Subject, int]:
    if change.subject is None:
        raise ValueError("a change of words has a subject")
    return change.subject, change.subject_id


HOW = {
    ChangeKind.WORDS: _How(_words_now, _put_words),
    ChangeKind.CHOICE: _How(choices.choice_now, choices.put_choice),
    ChangeKind.WHY: _How(choices.choice_now, choices.put_choice),
    ChangeKind.ORDER: _How(choices.order_now, choices.put_order),
    ChangeKind.CONFIRMATION: _How(confirming.confirmation_now, confirming.put_confirmation),
}
