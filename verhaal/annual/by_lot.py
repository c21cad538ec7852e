"""What an annual account says of a random draw: from how many, when, by whom, how, and which stories."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.document import Block, Facts, Heading, References, Text
from verhaal.annual.draws import InAccount
from verhaal.annual.figures import Figures
from verhaal.display import day
from verhaal.week import day_of


def by_lot(figures: Figures) -> list[Block]:
    return [block for each in figures.of.draws for block in _one(figures, each)]


def _one(figures: Figures, each: InAccount) -> Iterator[Block]:
    draw = each.made.draw
    yield Heading(_("Drawn at random: %(size)d of %(among)d stories", size=draw.size, among=draw.among))
    yield Facts((
        (_("Drawn on"), day(day_of(draw.drawn_at))),
        (_("Drawn for"), _("%(party)s, draw %(number)d", party=each.made.party, number=draw.number)),
        (_("From exactly these stories"), _("time %(turn)d", turn=draw.turn)),
        (_("Seed"), draw.seed),
        (_("Fingerprint of the stories"), draw.fingerprint),
        (_("Method"), f"{draw.method} · docs/random-draw.md"),
    ))  # fmt: skip
    yield from _stories(figures, each)


def _stories(figures: Figures, each: InAccount) -> Iterator[Block]:
    """Those that stand in the annex, in the order in which they were drawn; of the others how many, and why."""
    refs = {telling.story.key: figures.refs[telling.story.id] for telling in figures.of.told}
    shown = tuple(refs[lot.reference] for lot in each.lots if lot.reference in refs)
    if shown:
        yield References(_("Drawn, in this order"), shown)
    withdrawn = sum(lot.is_withdrawn for lot in each.lots)
    if withdrawn:
        yield Text(ngettext("%(num)d drawn story was withdrawn since.", "%(num)d drawn stories were withdrawn since.",
                            withdrawn), quiet=True)  # fmt: skip
    if moved := len(each.lots) - len(shown) - withdrawn:
        yield Text(ngettext("%(num)d drawn story was corrected since and is not of this account any more.",
                            "%(num)d drawn stories were corrected since and are not of this account any more.",
                            moved), quiet=True)  # fmt: skip
