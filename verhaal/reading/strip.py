"""The weeks of a year as a strip: a month is a column, a week with a story a mark. For an author, and for a grant."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from verhaal.display import short_month, week
from verhaal.reading.year import Mark, Year
from verhaal.svg import SCREEN, Colours, Said, drawing, leading, tag
from verhaal.week import Week

CELL, HEAD, ROWS = 28, 22, 5
SMALLEST, LARGEST = 14, 24  # sides of a mark: the more stories, the larger


class Cell(NamedTuple):
    """A week with a story; `says` it in words."""

    mark: Mark
    says: str
    address: str | None
    is_chosen: bool = False


def weeks(
    year: Year,
    title: str,
    leads: Callable[[Week], str | None],
    chosen: Week | None = None,
    colours: Colours = SCREEN,
    name: str = "strip",
) -> Markup:
    """The strip of a year, in the language of the moment; `leads` gives the address of a week's stories."""
    how = _("Every month is a column with its weeks from top to bottom. A week with a story has a mark.")
    more = _("The more stories, the larger the mark; a number says how many, if more than one.")
    cells = [Cell(mark, _says(mark), leads(mark.week), mark.week == chosen) for mark in year.marks]
    months = [short_month(month) for month in year.months]
    return strip(Said(name, title, f"{how} {more}"), months, cells, colours)


def own(year: Year, chosen: Week | None) -> Markup:
    """An author's year, each mark leading to what they told in that week."""
    title = _("Weeks of %(year)s in which you told something", year=str(year.number))
    return weeks(year, title, lambda week: url_for("reading.mine", year=week.year, week=week.number), chosen)


def strip(said: Said, months: Sequence[str], cells: Sequence[Cell], colours: Colours) -> Markup:
    most = max((cell.mark.stories for cell in cells), default=1)
    end = CELL * len(months)
    head = [tag("text", name, x=CELL * at + CELL / 2, y=14) for at, name in enumerate(months)]
    head.append(tag("line", x1=0, y1=HEAD - 1.5, x2=end, y2=HEAD - 1.5, stroke=colours.line))
    over = tag("g", *head, aria_hidden="true", fill=colours.quiet, font_size=12, text_anchor="middle")
    drawn = [_drawn(cell, most, colours) for cell in cells]
    return drawing(said, (end, HEAD + ROWS * CELL), colours, over, *drawn, kind="strip")


def _drawn(cell: Cell, most: int, colours: Colours) -> Markup:
    x, y, stories = CELL * cell.mark.column, HEAD + CELL * cell.mark.row, cell.mark.stories
    side = SMALLEST + (LARGEST - SMALLEST) * (stories / most) ** 0.5
    at = (CELL - side) / 2
    touch = tag("rect", class_="touch", x=x, y=y, width=CELL, height=CELL, fill="transparent")
    mark = tag("rect", class_="mark", x=x + at, y=y + at, width=side, height=side, rx=side * 0.28, fill=colours.mark)
    if stories == 1:
        return leading(cell.address, cell.says, touch, mark, is_chosen=cell.is_chosen)
    number = tag("text", str(stories), class_="on", x=x + CELL / 2, y=y + CELL / 2 + 4, fill=colours.on_mark,
                 font_size=12 if stories < 100 else 10, font_weight=600, text_anchor="middle")  # fmt: skip
    return leading(cell.address, cell.says, touch, mark, number, is_chosen=cell.is_chosen)


def _says(mark: Mark) -> str:
    stories = ngettext("%(num)d story", "%(num)d stories", mark.stories)
    return f"{week(mark.week)}: {stories}"
