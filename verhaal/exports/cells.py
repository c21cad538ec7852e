"""What a sheet is made of: columns of one kind each, and rows of plain values."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from verhaal.text import for_xml

MOST = 32_000  # of a cell's signs, counted as Excel does (UTF-16): it drops what is over 32,767
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # the category Cc, but for line ends and tabs


@dataclass(frozen=True)
class Euros:
    cents: int


Cell = str | bool | int | date | Euros | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """`width` in letters."""

    title: str
    width: int = 12


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def fitting(sheet: Sheet) -> Sheet:
    """The same sheet in which every text fits its cell: what is longer goes on in columns of its own beside it."""
    rows = [tuple(map(_clean, row)) for row in sheet.rows]
    needed = [max((len(pieces(row[at])) for row in rows), default=1) for at in range(len(sheet.columns))]
    if max(needed, default=1) == 1:
        return replace(sheet, rows=tuple(rows))
    columns = chain.from_iterable(map(_widened, sheet.columns, needed))
    return replace(sheet, columns=tuple(columns), rows=tuple(_spread(row, needed) for row in rows))


def pieces(cell: Cell) -> Sequence[Cell]:
    """A text in as many pieces as it takes; any other cell as it is."""
    if not isinstance(cell, str) or len(cell) <= MOST // 2:
        return (cell,)
    most = MOST // 2 if max(cell) > "\uffff" else MOST
    return [cell[start : start + most] for start in range(0, len(cell), most)]


def _widened(column: Column, needed: int) -> Iterable[Column]:
    return (column, *(replace(column, title=f"{column.title} ({number})") for number in range(2, needed + 1)))


def _spread(row: Row, needed: Sequence[int]) -> Row:
    spread = ((*pieces(cell), *[None] * (most - len(pieces(cell)))) for cell, most in zip(row, needed, strict=True))
    return tuple(chain.from_iterable(spread))


def _clean(cell: Cell) -> Cell:
    """Without what neither XML nor a spreadsheet holds: control characters, but for line ends and tabs."""
    if not isinstance(cell, str):
        return cell
    return _CONTROL.sub("", for_xml(cell.replace("\r\n", "\n").replace("\r", "\n")))
