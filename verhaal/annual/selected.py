"""What an annual account says of how its stories were selected, and which were chosen to stand first."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.by_lot import by_lot
from verhaal.annual.document import Block, Facts, References, Statement, Text
from verhaal.annual.record import Choice, GrantYear, Page
from verhaal.display import number

Pages = Mapping[str, Page | None]


def how_selected(of: GrantYear, pages: Pages, year: int) -> Iterator[Block]:
    chosen = {choice.story for objective in of.objectives for choice in objective.chosen}
    yield Facts((
        (_("Written"), number(of.selection.written)),
        (_("Shared"), number(of.selection.shared)),
        (_("Withdrawn since"), number(of.selection.withdrawn)),
        (_("Shown here"), number(len(of.stories))),
        (_("Tell of a setback"), _part(len(of.setbacks), len(of.stories))),
        *(_first(of, chosen) if chosen else ()),
    ))  # fmt: skip
    if chosen:
        yield from _by_whom(of, year)
    else:
        yield Text(_("Nobody chose: every story that was shared for this grant in the weeks of %(year)s stands in the "
                     "annex, except what was withdrawn. Drafts are counted, not shown.", year=str(year)))  # fmt: skip
    for draw in of.selection.draws:
        yield from by_lot(draw, pages)


def chosen_first(choice: Choice, pages: Pages) -> Statement:
    """A chosen story under its objective, with the words of who chose it."""
    page = pages.get(choice.story)
    why = choice.why or str(_("not given yet"))
    return Statement(page.title if page else _("A story that was withdrawn"), ((_("Chosen because"), why),),
                     (choice.story,))  # fmt: skip


def _first(of: GrantYear, chosen: set[str]) -> tuple[tuple[str, str], ...]:
    return (
        (_("Chosen to stand first"), _part(len(chosen), len(of.stories))),
        (_("Of those, tell of a setback"), _part(len(chosen & set(of.setbacks)), len(chosen))),
    )


def _by_whom(of: GrantYear, year: int) -> Iterator[Block]:
    yield Text(_("Every story that was shared for this grant in the weeks of %(year)s stands in the annex, except what "
                 "was withdrawn. Drafts are counted, not shown.", year=str(year)))  # fmt: skip
    yield Text(ngettext(
        "%(num)d coordinator of the organisation chose which stories stand first under an objective; why stands with "
        "each.",
        "%(num)d coordinators of the organisation chose which stories stand first under an objective; why stands with "
        "each.",
        of.selection.choosers,
    ))  # fmt: skip
    for objective in of.objectives:
        if objective.chosen:
            yield References(objective.name, tuple(choice.story for choice in objective.chosen))
    if unsaid := sum(not choice.why for objective in of.objectives for choice in objective.chosen):
        yield Text(ngettext("Of %(num)d chosen story the reason is not given yet.",
                            "Of %(num)d chosen stories the reason is not given yet.", unsaid), quiet=True)  # fmt: skip


def _part(part: int, all_of: int) -> str:
    return str(_("%(part)d of %(all)d stories", part=part, all=all_of))
