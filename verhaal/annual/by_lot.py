"""What an annual account says of a random draw: from how many, when, by whom, how, and which stories."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.document import Block, Facts, Heading, References, Text
from verhaal.annual.record import Draw, Page
from verhaal.display import day


def by_lot(draw: Draw, pages: Mapping[str, Page | None]) -> Iterator[Block]:
    yield Heading(_("Drawn at random: %(size)d of %(among)d stories", size=len(draw.drawn), among=len(draw.population)))
    yield Facts((
        (_("Drawn on"), day(draw.drawn_on)),
        (_("Drawn for"), _("%(party)s, draw %(number)d", party=draw.party, number=draw.number)),
        (_("From exactly these stories"), _("time %(turn)d", turn=draw.turn)),
        (_("Seed"), draw.seed),
        (_("Fingerprint of the stories"), draw.fingerprint),
        (_("Method"), f"{draw.method} · docs/random-draw.md"),
    ))  # fmt: skip
    yield from _stories(draw, pages)


def _stories(draw: Draw, pages: Mapping[str, Page | None]) -> Iterator[Block]:
    """Those that stand in the annex, in the order in which they were drawn; of the others how many, and why."""
    refs = {page.key: page.ref for page in pages.values() if page}
    shown = tuple(refs[key] for key in draw.drawn if key in refs)
    removed = min(sum(page is None for page in pages.values()), len(draw.drawn) - len(shown) - draw.withdrawn)
    if shown:
        yield References(_("Drawn, in this order"), shown)
    if withdrawn := draw.withdrawn + removed:
        yield Text(ngettext("%(num)d drawn story was withdrawn since.", "%(num)d drawn stories were withdrawn since.",
                            withdrawn), quiet=True)  # fmt: skip
    if moved := len(draw.drawn) - len(shown) - withdrawn:
        yield Text(ngettext("%(num)d drawn story was corrected since and is not of this account any more.",
                            "%(num)d drawn stories were corrected since and are not of this account any more.",
                            moved), quiet=True)  # fmt: skip
