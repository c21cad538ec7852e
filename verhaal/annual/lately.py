"""What was changed in an account lately, in words, for who may want to take it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlmodel import Session

from verhaal.access import Viewer
from verhaal.annual.changes import Recent, recent
from verhaal.annual.models import AccountChange, AnnualAccount, ChangeKind
from verhaal.annual.queries import GrantYear
from verhaal.annual.words import topics

SHOWN = 8


class Line(NamedTuple):
    id: int
    text: str
    by: str
    at: datetime
    is_undone: bool


class Lately(NamedTuple):
    """The last changes, and the last one of the viewer's own that was not taken back."""

    lines: list[Line]
    mine: Line | None


def lately(session: Session, viewer: Viewer, of: AnnualAccount, years: Sequence[GrantYear]) -> Lately:
    names = _Names(years)
    changes = recent(session, [year.decision.grant for year in years], of.year)
    lines = [_line(each, names) for each in changes]
    mine = (
        line
        for line, each in zip(lines, changes, strict=True)
        if each.change.person_id == viewer.id and not line.is_undone
    )
    return Lately(lines[:SHOWN], next(mine, None))


def _line(of: Recent, names: "_Names") -> Line:
    change = of.change
    return Line(change.id, names.said(change), of.by, change.changed_at, change.undone_at is not None)


class _Names:
    """What things are called: of a story that is told no more, no title is shown."""

    def __init__(self, years: Sequence[GrantYear]) -> None:
        self.topics = {
            (each.subject, each.id): each.title for year in years for each in topics(year.decision, year.words)
        }
        self.objectives = {each.id: each.name for year in years for each in year.decision.objectives}
        self.stories = {each.story.id: each.version.title for year in years for each in year.told}

    def said(self, of: AccountChange) -> str:
        objective = self.objectives.get(of.subject_id, "–")
        story = self.stories.get(of.story_id or 0) or str(_("Untitled"))
        if of.kind == ChangeKind.WORDS and of.subject:
            return str(_("Words: %(topic)s", topic=self.topics.get((of.subject, of.subject_id), "–")))
        if of.kind == ChangeKind.CHOICE and of.after:
            return str(_("Chosen: “%(story)s” under “%(objective)s”", story=story, objective=objective))
        if of.kind == ChangeKind.CHOICE:
            return str(_("Left out: “%(story)s” under “%(objective)s”", story=story, objective=objective))
        if of.kind == ChangeKind.WHY:
            return str(_("Why “%(story)s” was chosen", story=story))
        if of.kind == ChangeKind.ORDER:
            return str(_("Order under “%(objective)s”", objective=objective))
        return str(_("Confirmation of an outcome") if of.after else _("Confirmation of an outcome, taken out"))
