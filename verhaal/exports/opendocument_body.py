"""The body of an OpenDocument text: each paragraph, list, table and picture of the flow as its elements.

Element names are those of ISO/IEC 26300 (OpenDocument 1.3). What a paragraph has beside its style, a new page or a
direction, OpenDocument says in a style without a name on screen; `Body.automatic` gathers those, and the tables'.
"""

from collections.abc import Iterable, Iterator
from itertools import count

from verhaal.annual.document import Picture, Table
from verhaal.exports.elements import Element, Vocabulary
from verhaal.exports.flow import Flow, Items, Paragraph, Run, leftward, shares

SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
odf = Vocabulary(
    office=f"{SPACE}office:1.0",
    style=f"{SPACE}style:1.0",
    text=f"{SPACE}text:1.0",
    table=f"{SPACE}table:1.0",
    draw=f"{SPACE}drawing:1.0",
    fo=f"{SPACE}xsl-fo-compatible:1.0",
    svg=f"{SPACE}svg-compatible:1.0",
    xlink="http://www.w3.org/1999/xlink",
)
NAMES = {"Normal": "Standard", "Strong": "Strong Emphasis", "Hyperlink": "Internet link"}  # as OpenDocument has them
WIDTH = 15.6  # centimetres between the margins


def style_name(name: str) -> str:
    return NAMES.get(name, name).replace(" ", "_20_")


class Body:
    """Writes the flow; `frames` gives the frame of each next picture."""

    def __init__(self, frames: Iterator[Element]) -> None:
        self.frames = frames
        self.automatic = {style.get(odf.full("style:name")): style for style in _table_styles()}
        self.tables = count(1)

    def all(self, flow: Iterable[Flow]) -> Iterator[Element]:
        for each in flow:
            match each:
                case Paragraph():
                    yield self.paragraph(each)
                case Items():
                    yield self._items(each)
                case Table():
                    yield self._table(each)
                case Picture():
                    yield odf("text:p", next(self.frames), text_style_name="Picture")

    def paragraph(self, of: Paragraph, **more: str) -> Element:
        style = self._style(of.style, of.is_leftward, is_fresh=of.is_fresh, **more)
        inside = _marked(of.anchor, runs(of.runs))
        if not of.level:
            return odf("text:p", *inside, text_style_name=style)
        uncounted = "true" if of.level == 1 and not of.is_counted else None
        return odf("text:h", *inside, text_style_name=style, text_outline_level=of.level, text_is_list_header=uncounted)

    def _style(self, name: str, is_leftward: bool, is_fresh: bool = False, master: str = "") -> str:
        """The style by its name, or one on top of it for what this paragraph has besides."""
        style = style_name(name)
        if not (is_leftward or is_fresh or master):
            return style
        own = f"{style}{'_page' * is_fresh}{'_leftward' * is_leftward}{master and '_first'}"
        properties = odf(
            "style:paragraph-properties",
            fo_break_before="page" if is_fresh else None,
            style_writing_mode="rl-tb" if is_leftward else None,
            fo_text_align="right" if is_leftward and "Number" not in name else None,
        )
        self.automatic[own] = odf("style:style", properties, style_name=own, style_family="paragraph",
                                  style_parent_style_name=style, style_master_page_name=master or None)  # fmt: skip
        return own

    def _items(self, of: Items) -> Element:
        items = (odf("text:list-item", *self.all(item)) for item in of.items)
        return odf("text:list", *items, text_style_name="Numbers" if of.is_numbered else "Bullets")

    def _table(self, of: Table) -> Element:
        """As wide as the text, its columns by what stands in them; the first row returns on each page."""
        number, weights = next(self.tables), shares(of)
        columns = [self._column(WIDTH * weight / sum(weights)) for weight in weights]
        return odf(
            "table:table",
            odf("table:title", of.caption),
            *(odf("table:table-column", table_style_name=column) for column in columns),
            odf("table:table-header-rows", self._row(of.columns, of.numeric, is_head=True)),
            *(self._row(row, of.numeric) for row in of.rows),
            table_name=f"Table{number}",
            table_style_name="AccountTable",
        )

    def _column(self, width: float) -> str:
        name = f"Column{width * 100:.0f}"
        size = odf("style:table-column-properties", style_column_width=f"{width:.2f}cm",
                   style_rel_column_width=f"{width * 100:.0f}*")  # fmt: skip
        self.automatic[name] = odf("style:style", size, style_name=name, style_family="table-column")
        return name

    def _row(self, cells: tuple[str, ...], numeric: tuple[bool, ...], is_head: bool = False) -> Element:
        styles = [("Table Head" if is_head else "Table") + _ENDS[is_head, is_number] for is_number in numeric]
        return odf(
            "table:table-row",
            *(self._cell(text, style, is_head) for text, style in zip(cells, styles, strict=True)),
            table_style_name="Row",
        )

    def _cell(self, text: str, style: str, is_head: bool) -> Element:
        said = odf("text:p", *runs((Run(text),)), text_style_name=self._style(style, leftward(text)))
        return odf("table:table-cell", said, office_value_type="string",
                   table_style_name="HeadCell" if is_head else "Cell")  # fmt: skip


_ENDS = {(True, True): " Number", (True, False): "", (False, True): " Number", (False, False): " Text"}


def _table_styles() -> Iterator[Element]:
    """Lines under the rows, and no others; LibreOffice knows no styles for tables that have a name on screen."""
    whole = odf("style:table-properties", style_width=f"{WIDTH}cm", style_rel_width="100%", table_align="margins",
                fo_margin_bottom="0.4cm", table_border_model="collapsing")  # fmt: skip
    yield odf("style:style", whole, style_name="AccountTable", style_family="table")
    kept = odf("style:table-row-properties", fo_keep_together="always")
    yield odf("style:style", kept, style_name="Row", style_family="table-row")
    for name, line in (("HeadCell", "1pt solid #134f41"), ("Cell", "0.5pt solid #dcdfd9")):
        cell = odf("style:table-cell-properties", fo_border="none", fo_border_bottom=line, fo_padding="0.05cm",
                   fo_padding_left="0.14cm", fo_padding_right="0.14cm")  # fmt: skip
        yield odf("style:style", cell, style_name=name, style_family="table-cell")


def runs(of: Iterable[Run]) -> list[Element | str]:
    return [_run(run) for run in of if run.text]


def link(anchor: str, text: str, style: str | None = None) -> Element:
    return odf("text:a", text, xlink_type="simple", xlink_href=f"#{anchor}", text_style_name=style,
               text_visited_style_name=style)  # fmt: skip


def _run(run: Run) -> Element | str:
    if run.text in ("\n", "\t"):
        return odf("text:line-break" if run.text == "\n" else "text:tab")
    if run.to:
        return link(run.to, run.text, style_name(run.look))
    return odf("text:span", run.text, text_style_name=style_name(run.look)) if run.look else run.text


def _marked(anchor: str, inside: list[Element | str]) -> list[Element | str]:
    if not anchor:
        return inside
    return [odf("text:bookmark-start", text_name=anchor), *inside, odf("text:bookmark-end", text_name=anchor)]
