"""What a chart consists of: its words, its picture, and the table beneath that holds the same numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import format_percent, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from verhaal.display import number
from verhaal.overview.pictures import Shown, bars, parts
from verhaal.reading.sieve import Sieve
from verhaal.svg import PAPER, Colours, Said

Leads = Callable[[Sieve], str | None]


class Piece(NamedTuple):
    """Part of a cell, leading to stories where it has an address."""

    text: str
    address: str | None = None


class Row(NamedTuple):
    """A line of a table: what it is about, and the cells after it."""

    name: Piece
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Chart:
    """`says` gives the whole with its denominator; without a picture it says why there is none."""

    id: str
    title: str
    says: str
    picture: Markup | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    texts: int = 1  # columns before those of numbers

    @property
    def numeric(self) -> tuple[bool, ...]:
        return tuple(at >= self.texts for at in range(len(self.columns)))

    @property
    def alt(self) -> str:
        return str(_("%(title)s. %(says)s The table below holds the same numbers.", title=self.title, says=self.says))


@dataclass(frozen=True)
class Pen:
    """Where a mark leads, and in which colours it is drawn: a page has addresses, paper has none.

    `name` begins the ids of its pictures; where several years stand on one page, each has its own.
    """

    leads: Leads = lambda _sieve: None
    colours: Colours = PAPER
    name: str = "picture"

    def shown(self, name: str, part: int, of: int, sieve: Sieve) -> Shown:
        """Nothing leads to no stories."""
        counted = _("%(part)s of %(all)s", part=number(part), all=number(of))
        return Shown(name, part, of, counted, self.leads(sieve) if part else None)

    def said(self, titled: Chart, how: str) -> Said:
        return Said(f"{self.name}-{titled.id}", titled.title, how)

    def bars(self, said: Said, rows: Sequence[Shown]) -> Markup:
        return bars(said, rows, self.colours)

    def parts(self, said: Said, rows: Sequence[Shown]) -> Markup:
        return parts(said, rows, self.colours)


def rows_of(shown: Iterable[Shown]) -> tuple[Row, ...]:
    """A number and its share per row."""
    return tuple(
        Row(Piece(each.name, each.address), ((Piece(number(each.amount)),), (Piece(_share(each)),))) for each in shown
    )


def too_few(key: str, title: str, there: str) -> Chart:
    """No picture; the reason stands in its place, with how many there are."""
    return Chart(key, title, f"{there} " + _("Under five stories we draw nothing: so few can be read one by one."))


def stories(count: int) -> str:
    return str(ngettext("%(num)d story", "%(num)d stories", count))


def _share(of: Shown) -> str:
    return str(format_percent(of.amount / of.of if of.of else 0, "#,##0\u00a0%"))
