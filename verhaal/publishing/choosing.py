"""Which one story stands on the page of a place, and how it came there; never without saying so."""

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.record import Account, Choice, Draw, Objective
from verhaal.display import day


class Chosen(NamedTuple):
    """No reference where no story was chosen or drawn; `how` then says so."""

    ref: str
    how: str
    why: str = ""


def first_of(of: Account, place: str) -> Chosen:
    """The first chosen story of a place; else the first one drawn at random; else none."""
    here = {ref: page for ref, page in of.pages.items() if page and page.place == place}
    keys = {page.key: ref for ref, page in here.items()}
    told = ngettext("%(num)d story from here", "%(num)d stories from here", len(here))
    chosen = [(objective, choice) for objective, choice in _choices(of) if choice.story in here]
    if chosen:
        objective, choice = chosen[0]
        many = len({each.story for _objective, each in chosen})
        how = _by_people(of, objective, many, told)
        silent = _("Why was not written down.")
        return Chosen(choice.story, how if choice.why else f"{how} {silent}", choice.why)
    drawn = [(draw, keys[key]) for draw in _draws(of) for key in draw.drawn if key in keys]
    if drawn:
        draw, ref = drawn[0]
        return Chosen(ref, _by_lot(draw))
    if not here:
        return Chosen("", _("No story was told of this place, so none stands here."))
    return Chosen("", _("Of the %(told)s none was chosen or drawn at random, so none stands here. All of them stand in "
                        "the account.", told=told))  # fmt: skip


def _choices(of: Account) -> Iterator[tuple[Objective, Choice]]:
    for grant in of.core.grants:
        for objective in grant.objectives:
            for choice in objective.chosen:
                yield objective, choice


def _draws(of: Account) -> Iterator[Draw]:
    for grant in of.core.grants:
        yield from grant.selection.draws


def _by_people(of: Account, objective: Objective, chosen: int, told: str) -> str:
    return str(_("%(organisation)s chose it, for the objective “%(objective)s”. It chose %(chosen)d of the %(told)s; "
                 "this one stands first.",
                 organisation=of.core.organisation, objective=objective.name, chosen=chosen, told=told))  # fmt: skip


def _by_lot(draw: Draw) -> str:
    return str(_("Nobody chose it: of the stories from here it came first in a random draw, number %(number)d of "
                 "%(party)s on %(day)s, of %(size)d out of %(among)d stories. Anyone can repeat it with the seed "
                 "%(seed)s.",
                 number=draw.number, party=draw.party, day=day(draw.drawn_on), size=len(draw.drawn),
                 among=len(draw.population), seed=draw.seed))  # fmt: skip
