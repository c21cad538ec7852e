"""Shapes that show numbers: bars, and a whole in its parts; a year's weeks are in `reading.strip`.

Pure functions from numbers and words to SVG, the same for a page and for paper. One colour marks; length, pattern and
words say the rest, so that nothing rests on seeing colours.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from verhaal.svg import Colours, Said, drawing, leading, lines, tag, width

WIDE, LETTER, LINE = 336, 14, 18  # as wide as the strip of a year, so that both have letters of one size
THICK = 12
FILLED, STRIPED, DOTTED, BLANK = range(4)
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
    drawn, top, track = [], 0.0, WIDE - 14 - _room(rows)
    for row in rows:
        bar, height = _bar(row, top, track, colours)
        drawn.append(bar)
        top += height
    return drawing(said, (WIDE, max(top, 1)), colours, *drawn)


def _bar(row: Shown, top: float, track: float, colours: Colours) -> tuple[Markup, float]:
    name = lines(row.name, WIDE / LETTER)
    under = top + 4 + LINE * len(name)
    height = under + THICK + 12 - top
    return leading(
        row.address,
        row.says,
        _touch(top, height),
        _words(name, 1, top + 15, colours),
        _box("track", 1, under, track, THICK, fill="none", stroke=colours.edge),
        *([_box("mark", 1, under, track * row.amount / row.of, THICK, fill=colours.mark)] if row.amount else []),
        tag("text", row.counted, x=WIDE - 1, y=under + THICK - 1.5, fill=colours.text, text_anchor="end"),
    ), height


def parts(said: Said, rows: Sequence[Shown], colours: Colours) -> Markup:
    """A whole in its parts, each with a pattern of its own, and what each pattern stands for."""
    kinds = (FILLED, BLANK) if len(rows) == 2 else (FILLED, STRIPED, DOTTED, BLANK)
    patterns = [_pattern(f"{said.id}-{kind}", kind, colours) for kind in (STRIPED, DOTTED) if kind in kinds]
    drawn, top = [], PART + 10.0
    for at, (row, (left, wide)) in enumerate(zip(rows, _widths(rows), strict=True)):
        paint = {FILLED: colours.mark, BLANK: "transparent"}.get(kinds[at], f"url(#{said.id}-{kinds[at]})")
        words = lines(row.name, (WIDE - 40 - _room(rows)) / LETTER)
        height = max(32, 12 + LINE * len(words))
        drawn.append(leading(
            row.address, row.says, _touch(top, height),
            *([_part(left, 0, wide, PART, paint, colours)] if row.amount else []),
            _part(1, top + 7, 20, 18, paint, colours, kind="key"),
            _words(words, 32, top + 21, colours),
            tag("text", row.counted, x=WIDE - 1, y=top + 21, fill=colours.text, text_anchor="end"),
        ))  # fmt: skip
        top += height
    return drawing(said, (WIDE, top), colours, tag("defs", *patterns), *drawn, kind="parts")


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


def _room(rows: Sequence[Shown]) -> float:
    """What the widest number takes beside a bar or a key."""
    return LETTER * max((width(row.counted) for row in rows), default=0)


def _pattern(name: str, kind: int, colours: Colours) -> Markup:
    """What differs without colour, beside each other and in their keys."""
    stripes = tag("path", d="M -2 10 L 10 -2 M -2 2 L 2 -2 M 6 10 L 10 6", stroke=colours.mark, stroke_width=2)
    dots = tag("circle", cx=4, cy=4, r=1.7, fill=colours.mark, class_="mark")
    inside = stripes if kind == STRIPED else dots
    return tag("pattern", inside, id=name, width=8, height=8, patternUnits="userSpaceOnUse")


def _part(x: float, y: float, wide: float, high: float, paint: str, colours: Colours, kind: str = "part") -> Markup:
    line = {"stroke": colours.mark, "stroke_width": 1.5}
    return _box(kind, x, y + 1, wide, high - 2, fill=paint, **line)


def _box(kind: str, x: float, y: float, wide: float, high: float, **paint: object) -> Markup:
    return tag("rect", class_=kind, x=x, y=y, width=float(wide), height=high, rx=min(3, wide / 2), **paint)


def _touch(top: float, height: float) -> Markup:
    return tag("rect", class_="touch", x=0, y=top, width=WIDE, height=height, fill="transparent")


def _words(rows: Sequence[str], x: float, y: float, colours: Colours) -> Markup:
    return tag("g", *(tag("text", row, x=x, y=y + LINE * at) for at, row in enumerate(rows)), fill=colours.text)
