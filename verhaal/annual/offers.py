"""Stories under an objective as who chooses sees them: those chosen, and those suggested with the rule in words."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from verhaal.annual.models import ChosenStory
from verhaal.annual.queries import GrantYear
from verhaal.annual.record import Page
from verhaal.annual.suggesting import Reason, Suggestion
from verhaal.stories.models import Outcome
from verhaal.stories.queries import Telling


class Offer(NamedTuple):
    """A suggestion as it is shown: why it is made, and the reason that stands with the story once it is chosen."""

    story_id: int
    ref: str
    title: str
    why: str
    because: str


class First(NamedTuple):
    """A chosen story, with its title and reference."""

    row: ChosenStory
    ref: str
    title: str


class Candidate(NamedTuple):
    """A story that may be chosen under an objective, with the outcomes of it that were told towards that."""

    telling: Telling
    ref: str
    title: str
    outcomes: list[tuple[Outcome, int]]  # with how many confirmed it
    is_chosen: bool


def candidates(year: GrantYear, pages: Mapping[str, Page | None], objective_id: int) -> list[Candidate]:
    """Every story of the year, those told towards the objective first."""
    shelf, chosen = Shelf(year, pages), {each.story_id for each in year.chosen.get(objective_id, ())}
    rows = [
        Candidate(
            each,
            shelf.refs[each.story.id],
            shelf.title(shelf.refs[each.story.id]),
            [
                (outcome, len(year.confirmed.get((each.story.id, outcome.change), ())))
                for outcome, objective in year.outcomes[each.version.id]
                if objective and objective.id == objective_id
            ],
            each.story.id in chosen,
        )
        for each in year.told
    ]
    return sorted(rows, key=lambda row: not row.outcomes)


class Shelf:
    """The year's stories by their number, with reference and title."""

    def __init__(self, year: GrantYear, pages: Mapping[str, Page | None]) -> None:
        self.pages = pages
        refs = {page.key: ref for ref, page in pages.items() if page}
        self.refs = {each.story.id: refs[each.story.key] for each in year.told}
        self.ids = {ref: story_id for story_id, ref in self.refs.items()}

    def first(self, row: ChosenStory) -> First:
        ref = self.refs[row.story_id]
        return First(row, ref, self.title(ref))

    def offer(self, of: Suggestion) -> Offer:
        why, because = " ".join(map(_why, of.reasons)), " ".join(map(_because, of.reasons))
        return Offer(self.ids[of.story], of.story, self.title(of.story), why, because)

    def title(self, ref: str) -> str:
        page = self.pages[ref]
        return (page.title if page else "") or str(_("Untitled"))


def _why(reason: Reason) -> str:
    """Why it is suggested."""
    return str(
        {
            "objective": _("No story stands first under this objective yet; no story tells more towards it."),
            "setback": _("No chosen story tells of a setback; this one does."),
            "place": _("No chosen story comes from %(place)s; this one does.", place=reason.place),
            "confirmed": _("Someone independent confirmed an outcome of it."),
            "drawn": _("It was drawn at random, in a draw that stands in this account."),
        }[reason.rule]
    )


def _because(reason: Reason) -> str:
    """The same as a reason that can stand in the account."""
    return str(
        {
            "objective": _("No story tells more outcomes towards this objective."),
            "setback": _("It tells of a setback."),
            "place": _("It comes from %(place)s.", place=reason.place),
            "confirmed": _("Someone independent confirmed an outcome."),
            "drawn": _("It was drawn at random."),
        }[reason.rule]
    )
