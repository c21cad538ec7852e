"""The body of a Word file: each paragraph, list, table and picture of the flow as its elements.

Element names are those of ISO/IEC 29500-1 (WordprocessingML); the order within `pPr` and `rPr` is that of its schema.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import count

from verhaal.annual.document import Picture, Table
from verhaal.exports.elements import Element, Vocabulary
from verhaal.exports.flow import Flow, Items, Paragraph, Run, leftward, shares

w = Vocabulary(
    w="http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    xml="http://www.w3.org/XML/1998/namespace",
)
BULLETS, NUMBERS, DEEPEST, STEP = 2, 3, 8, 397  # as in word_numbering.xml
TEXT_WIDTH = 8844  # twentieths of a point between the margins


def style_id(name: str) -> str:
    return name.replace(" ", "")


def bookmark(anchor: str) -> str:
    """A name that Word takes: letters, digits and underscores, at most forty."""
    return re.sub(r"\W", "_", anchor)[:40]


class Body:
    """Writes the flow; `pictures` gives the element of each next picture."""

    def __init__(self, pictures: Iterator[Element]) -> None:
        self.pictures = pictures
        self.marks, self.lists = count(1), count(10)
        self.started: list[tuple[int, int]] = []  # each list of numbers, and how deep it lies

    def all(self, flow: Iterable[Flow]) -> Iterator[Element]:
        for each in flow:
            match each:
                case Paragraph():
                    yield self.paragraph(each)
                case Items():
                    yield from self._items(each)
                case Table():
                    yield table(each)
                    yield w("w:p", _properties("Table Text"))  # two tables in a row would be one
                case Picture():
                    yield w("w:p", _properties("Picture"), w("w:r", next(self.pictures)))

    def paragraph(self, of: Paragraph, listed: Element | None = None, indent: Element | None = None) -> Element:
        uncounted = _in_list(0, 0) if of.level == 1 and not of.is_counted else None
        fresh = w("w:pageBreakBefore") if of.is_fresh else None
        bidi = w("w:bidi") if of.is_leftward else None
        properties = _properties(of.style, fresh, uncounted if listed is None else listed, bidi, indent)
        return w("w:p", properties, *self._marked(of.anchor, runs(of.runs)))

    def _marked(self, anchor: str, inside: list[Element]) -> list[Element]:
        if not anchor:
            return inside
        number = next(self.marks)
        start = w("w:bookmarkStart", w_id=number, w_name=bookmark(anchor))
        return [start, *inside, w("w:bookmarkEnd", w_id=number)]

    def _items(self, of: Items, depth: int = 0) -> Iterator[Element]:
        number = self._started(depth) if of.is_numbered else BULLETS
        for item in of.items:
            for at, each in enumerate(item):
                if isinstance(each, Items):
                    yield from self._items(each, min(depth + 1, DEEPEST))
                elif isinstance(each, Paragraph) and not at:
                    yield self.paragraph(each, _in_list(number, depth))
                elif isinstance(each, Paragraph):  # of the same item: as far in, without a number
                    yield self.paragraph(each, _in_list(0, 0), w("w:ind", w_left=STEP * (depth + 1), w_firstLine=0))

    def _started(self, depth: int) -> int:
        number = next(self.lists)
        self.started.append((number, depth))
        return number


def runs(of: Iterable[Run]) -> list[Element]:
    return [_run(run) for run in of if run.text]


def table(of: Table) -> Element:
    """A table that takes the width there is and shares it by what stands in it; its first row returns on each page."""
    weights = shares(of)
    widths = [TEXT_WIDTH * weight // sum(weights) for weight in weights]
    return w(
        "w:tbl",
        w(
            "w:tblPr",
            w("w:tblStyle", w_val="AccountTable"),
            w("w:tblW", w_w=5000, w_type="pct"),
            w("w:tblLook", w_val="0420", w_firstRow=1, w_lastRow=0, w_firstColumn=0, w_lastColumn=0, w_noHBand=0,
              w_noVBand=1),
            w("w:tblCaption", w_val=of.caption),
        ),
        w("w:tblGrid", *(w("w:gridCol", w_w=width) for width in widths)),
        _row(of.columns, of.numeric, widths, is_head=True),
        *(_row(row, of.numeric, widths) for row in of.rows),
    )  # fmt: skip


def _row(cells: tuple[str, ...], numeric: tuple[bool, ...], widths: list[int], is_head: bool = False) -> Element:
    kept = w("w:trPr", w("w:cantSplit"), w("w:tblHeader") if is_head else None)
    styles = [("Table Head" if is_head else "Table") + _ENDS[is_head, is_number] for is_number in numeric]
    return w(
        "w:tr",
        kept,
        *(
            w("w:tc", w("w:tcPr", w("w:tcW", w_w=width, w_type="dxa")), _cell(style, text))
            for text, style, width in zip(cells, styles, widths, strict=True)
        ),
    )


_ENDS = {(True, True): " Number", (True, False): "", (False, True): " Number", (False, False): " Text"}


def _cell(style: str, text: str) -> Element:
    bidi = w("w:bidi") if leftward(text) else None
    return w("w:p", _properties(style, bidi), *runs((Run(text),)))


def _properties(style: str, *more: Element | None) -> Element | None:
    named = None if style == "Normal" else w("w:pStyle", w_val=style_id(style))
    given = [each for each in (named, *more) if each is not None]
    return w("w:pPr", *given) if given else None


def _in_list(number: int, depth: int) -> Element:
    return w("w:numPr", w("w:ilvl", w_val=depth), w("w:numId", w_val=number))


def _run(run: Run) -> Element:
    look = w("w:rStyle", w_val=style_id(run.look)) if run.look else None
    rtl = w("w:rtl") if leftward(run.text) else None
    properties = w("w:rPr", look, rtl) if look is not None or rtl is not None else None
    made = w(
        "w:r", properties, _BREAKS[run.text]() if run.text in _BREAKS else w("w:t", run.text, xml_space="preserve")
    )
    return w("w:hyperlink", made, w_anchor=bookmark(run.to), w_history=1) if run.to else made


_BREAKS = {"\n": lambda: w("w:br"), "\t": lambda: w("w:tab")}
