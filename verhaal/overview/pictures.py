"""Shapes that show numbers: bars, and a whole in its parts; a year's weeks are in `reading.strip`.

Pure functions from numbers and words to SVG, the same for a page and for paper. One colour marks; length, pattern and
words say the rest, so that nothing rests on seeing colours.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from verhaal.svg import Colours, Said, drawing, leading, lines, tag

WIDE, LETTER, LINE = 360, 13, 17
TRACK, THICK = 262, 12  # a bar, and the room that its number has beside it
PART, GAP, SLIVER = 30, 4, 5  # a whole's height, the ground between two parts, the narrowest part


class Shown(NamedTuple):
    """A number with its name; `counted` is the number with its denominator, as it stands beside it."""

    name: str
    amount: int
    of: int
    counted: str
    address: str | None = None

    @property
    def says(self) -> str:
        return f"{self.name}: {self.counted}"


def bars(said: Said, rows: Sequence[Shown], colours: Colours) -> Markup:
    """A bar per row, under its name; the empty rest of its track is what it is counted out of."""
    drawn, top = [], 0.0
    for row in rows:
        bar, height = _bar(row, top, colours)
        drawn.append(bar)
        top += height
    return drawing(said, (WIDE, max(top, 1)), colours, *drawn)


def _bar(row: Shown, top: float, colours: Colours) -> tuple[Markup, float]:
    name = lines(row.name, WIDE / LETTER)
    under = top + 4 + LINE * len(name)
    height = under + THICK + 12 - top
    return leading(
        row.address,
        row.says,
        _touch(top, height),
        _words(name, 1, top + 15, colours),
        _box("track", 1, under, TRACK, THICK, fill="none", stroke=colours.edge),
        *([_box("mark", 1, under, TRACK * row.amount / row.of, THICK, fill=colours.mark)] if row.amount else []),
        tag("text", row.counted, x=WIDE - 1, y=under + THICK - 1.5, fill=colours.text, text_anchor="end"),
    ), height


def parts(said: Said, rows: Sequence[Shown], colours: Colours) -> Markup:
    """A whole in its parts, each with a pattern of its own, and what each pattern stands for."""
    patterns = [_pattern(f"{said.id}-{at}", at, colours) for at in range(len(rows))]
    drawn, top = [], PART + 10.0
    for at, (row, (left, wide)) in enumerate(zip(rows, _widths(rows), strict=True)):
        paint = f"url(#{said.id}-{at})"
        words = lines(row.name, (WIDE - 150) / LETTER)
        height = max(32, 12 + LINE * len(words))
        drawn.append(leading(
            row.address, row.says, _touch(top, height),
            *([_part(left, 0, wide, PART, paint, colours)] if row.amount else []),
            _part(1, top + 7, 20, 18, paint, colours, kind="key"),
            _words(words, 32, top + 21, colours),
            tag("text", row.counted, x=WIDE - 1, y=top + 21, fill=colours.text, text_anchor="end"),
        ))  # fmt: skip
        top += height
    return drawing(said, (WIDE, top), colours, tag("defs", *patterns), *drawn)


def _widths(rows: Sequence[Shown]) -> list[tuple[float, float]]:
    """Left edge and width of each part: none where nothing is, and seen where little is; the largest gives room."""
    there = [row for row in rows if row.amount]
    room = WIDE - 2 - GAP * (len(there) - 1)
    wide = [max(SLIVER, room * row.amount / sum(each.amount for each in there)) if row.amount else 0.0 for row in rows]
    wide[wide.index(max(wide))] -= sum(wide) - room
    found, left = [], 1.0
    for each in wide:
        found.append((left, each))
        left += each + GAP if each else 0
    return found


def _pattern(name: str, at: int, colours: Colours) -> Markup:
    """Filled, striped, dotted, blank: they differ without colour, beside each other and in their keys."""
    inside = [
        [tag("rect", width=8, height=8, fill=colours.mark, class_="mark")],
        [tag("path", d="M -2 10 L 10 -2 M -2 2 L 2 -2 M 6 10 L 10 6", stroke=colours.mark, stroke_width=2)],
        [tag("circle", cx=4, cy=4, r=1.7, fill=colours.mark, class_="mark")],
        [],
    ][at % 4]
    return tag("pattern", *inside, id=name, width=8, height=8, patternUnits="userSpaceOnUse")


def _part(x: float, y: float, wide: float, high: float, paint: str, colours: Colours, kind: str = "part") -> Markup:
    line = {"stroke": colours.mark, "stroke_width": 1.5}
    return _box(kind, x, y + 1, wide, high - 2, fill=paint, **line)


def _box(kind: str, x: float, y: float, wide: float, high: float, **paint: object) -> Markup:
    return tag("rect", class_=kind, x=x, y=y, width=float(wide), height=high, rx=min(3, wide / 2), **paint)


def _touch(top: float, height: float) -> Markup:
    return tag("rect", class_="touch", x=0, y=top, width=WIDE, height=height, fill="transparent")


def _words(rows: Sequence[str], x: float, y: float, colours: Colours) -> Markup:
    return tag("g", *(tag("text", row, x=x, y=y + LINE * at) for at, row in enumerate(rows)), fill=colours.text)
