"""What an open page sends while someone types: into the draft where it fits, beside it where not; never refused."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete

from verhaal.access import Viewer, own_sheets
from verhaal.stories.actions import write
from verhaal.stories.models import Entry, Sheet, Version

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Typed:
    """A page's sending: the story's key, the page's own id, how far it had come, the draft's state it grew from.

    `before` is the id of the page that this one came after, where a form was shown again with what is wrong.
    """

    key: str
    sheet: str
    count: int
    mark: str
    pairs: Pairs
    before: str = ""

    def fits(self, draft: Version) -> bool:
        """Whether nobody else wrote since; what this page, or the one before it, wrote is no conflict when an answer
        was lost."""
        return self.mark == draft.mark or draft.sheet in (self.sheet, self.before)


def put_in(session: Session, viewer: Viewer, draft: Version, entry: Entry, typed: Typed, now: datetime) -> None:
    """Into the draft; an older sending of the same page changes nothing any more."""
    if draft.sheet == typed.sheet and draft.sheet_typed >= typed.count:
        return
    draft.revision += 1
    draft.sheet, draft.sheet_typed = typed.sheet, typed.count
    write(session, draft, entry, now)
    clear(session, viewer, typed.sheet, typed.before)


def put_beside(session: Session, viewer: Viewer, typed: Typed, now: datetime) -> None:
    """Beside the draft, where its author is shown both."""
    there = session.exec(own_sheets(viewer).where(Sheet.sheet == typed.sheet)).first()
    row = there or Sheet(author_id=viewer.id, key=typed.key, sheet=typed.sheet, typed=-1, fields="[]", saved_at=now)
    clear(session, viewer, typed.before)
    if row.typed < typed.count:
        row.key, row.typed, row.saved_at = typed.key, typed.count, now
        row.fields = json.dumps(typed.pairs, ensure_ascii=False)
        session.add(row)


def clear(session: Session, viewer: Viewer, *sheets: str) -> None:
    """What these pages had beside the draft is now in it, or was thrown away by its author."""
    session.exec(delete(Sheet).where(col(Sheet.author_id) == viewer.id, col(Sheet.sheet).in_(sheets)))
