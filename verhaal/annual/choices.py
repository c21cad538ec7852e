"""Stories that coordinators choose to stand first under an objective: one deed at a time, so that the choices of two
coordinators both stand."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import union
from sqlmodel import Session, col, select

from verhaal.annual.changes import Desk, Spot, note
from verhaal.annual.models import AccountChange, ChangeKind, ChosenStory
from verhaal.db import rows_of
from verhaal.grants.models import Grant


def chosen(session: Session, grant: Grant, year: int, objective_id: int | None = None) -> Sequence[ChosenStory]:
    """What was chosen for a grant's year, in its order; also what was withdrawn since. Perhaps of one objective."""
    rows = select(ChosenStory).where(ChosenStory.grant_id == grant.id, ChosenStory.year == year)
    if objective_id is not None:
        rows = rows.where(ChosenStory.objective_id == objective_id)
    return session.exec(rows.order_by(col(ChosenStory.place), col(ChosenStory.id))).all()


def choosers(session: Session, grant: Grant, year: int) -> int:
    """How many people chose a story, left one out or changed the order."""
    deeds = (ChangeKind.CHOICE, ChangeKind.ORDER)
    changed = select(AccountChange.person_id).where(
        AccountChange.grant_id == grant.id,
        AccountChange.year == year,
        col(AccountChange.kind).in_(deeds),
        col(AccountChange.undone_at).is_(None),
    )
    chose = select(ChosenStory.person_id).where(ChosenStory.grant_id == grant.id, ChosenStory.year == year)
    return len(rows_of(session, union(changed, chose)))


def choose(desk: Desk, objective_id: int, story_id: int, why: str) -> None:
    """Let a story stand under an objective, after those that stand there; once, whoever else chose it."""
    there = chosen(desk.session, desk.grant, desk.year, objective_id)
    if any(each.story_id == story_id for each in there):
        return
    place = max((each.place for each in there), default=0) + 1
    desk.session.add(_row(desk, objective_id, story_id, place, why))
    note(desk, Spot(ChangeKind.CHOICE, objective_id, story_id), "", _as_text(place, why))


def leave_out(desk: Desk, row: ChosenStory) -> None:
    note(desk, Spot(ChangeKind.CHOICE, row.objective_id, row.story_id), _as_text(row.place, row.why), "")
    desk.session.delete(row)


def explain(desk: Desk, row: ChosenStory, why: str) -> None:
    """Say why the story was chosen."""
    if why != row.why:
        note(desk, Spot(ChangeKind.WHY, row.objective_id, row.story_id), row.why, why)
        row.why = why
        desk.session.add(row)


def move(desk: Desk, shown: Sequence[ChosenStory], row: ChosenStory, by: int) -> None:
    """One place up (-1) or down (1) among the stories that are `shown`: those that were not withdrawn."""
    at = shown.index(row)
    if not 0 <= at + by < len(shown):
        return
    rows = list(chosen(desk.session, desk.grant, desk.year, row.objective_id))
    before = _ids(rows)
    here, there = rows.index(row), rows.index(shown[at + by])
    rows[here], rows[there] = rows[there], rows[here]
    _place(desk, rows)
    note(desk, Spot(ChangeKind.ORDER, row.objective_id), before, _ids(rows))


def order(shown: Iterable[ChosenStory]) -> str:
    """By which a form remembers in which order the stories stood."""
    return "-".join(str(each.story_id) for each in shown)


def choice_now(desk: Desk, change: AccountChange) -> str:
    """Of a choice or its reason: as in `AccountChange`, whatever its place has become."""
    row = _find(desk, change)
    if change.kind == ChangeKind.WHY:
        return row.why if row else "\0"  # which nobody typed: there is nothing to explain
    return _as_text(_placed(change), row.why) if row else ""


def put_choice(desk: Desk, change: AccountChange, text: str) -> None:
    row = _find(desk, change)
    if change.kind == ChangeKind.WHY and row:
        row.why = text
    elif row and not text:
        desk.session.delete(row)
        return
    elif text and change.story_id:
        row = _row(desk, change.subject_id, change.story_id, **json.loads(text))
    if row:
        desk.session.add(row)


def order_now(desk: Desk, change: AccountChange) -> str:
    return _ids(chosen(desk.session, desk.grant, desk.year, change.subject_id))


def put_order(desk: Desk, change: AccountChange, text: str) -> None:
    """Only where exactly these stories stand there; `undoing` made sure."""
    rows = {each.story_id: each for each in chosen(desk.session, desk.grant, desk.year, change.subject_id)}
    _place(desk, [rows[each] for each in json.loads(text)])


def _find(desk: Desk, change: AccountChange) -> ChosenStory | None:
    there = chosen(desk.session, desk.grant, desk.year, change.subject_id)
    return next((each for each in there if each.story_id == change.story_id), None)


def _row(desk: Desk, objective_id: int, story_id: int, place: int, why: str) -> ChosenStory:
    return ChosenStory(
        grant_id=desk.grant.id, year=desk.year, objective_id=objective_id, story_id=story_id, place=place, why=why,
        person_id=desk.viewer.id, chosen_at=desk.now,
    )  # fmt: skip


def _place(desk: Desk, rows: Iterable[ChosenStory]) -> None:
    for place, row in enumerate(rows, 1):
        row.place = place
        desk.session.add(row)


def _as_text(place: int, why: str) -> str:
    return json.dumps({"place": place, "why": why})


def _placed(change: AccountChange) -> int:
    place: int = json.loads(change.after or change.before)["place"]
    return place


def _ids(rows: Iterable[ChosenStory]) -> str:
    return json.dumps([each.story_id for each in rows])
