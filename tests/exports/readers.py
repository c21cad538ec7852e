"""What a document in the account's formats says, read by others than who wrote it, for a test to compare."""

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree

import docx
from docx.document import Document as WordDocument
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from tests.paper import pages_of

ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, DRAW, SVG = ODF % "text", ODF % "table", ODF % "drawing", ODF % "svg-compatible"
HREF = "{http://www.w3.org/1999/xlink}href"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Read(NamedTuple):
    """Headings with their level; tables by row and cell; of each table how many rows are its head; links and anchors
    by name; what pictures show; and all of the words."""

    headings: list[tuple[int, str]]
    tables: list[list[list[str]]]
    heads: list[int]
    links: list[str]
    anchors: set[str]
    pictures: list[str]
    words: str


def page_words(html: str) -> str:
    """What a web page says, without its scripts and styles and what its drawings are called."""
    reader = _PageReader()
    reader.feed(html)
    return " ".join(reader.said)


def paper_words(paper: bytes) -> str:
    """What a PDF says, without the foot of each page and with the words whole that it broke."""
    foot = re.compile(r"\n[^\n]+ – [^\n]+\n?\d+\s*$")
    return re.sub(r", blz\.\s+\d+", "", "\n".join(foot.sub("", page) for page in pages_of(paper)))


def docx_read(file: bytes) -> Read:
    document = docx.Document(io.BytesIO(file))
    root = document.element.body
    return Read(
        headings=[(level, each.text) for each in document.paragraphs if (level := _level(each))],
        tables=[[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables],
        heads=[len(table._tbl.findall(f"{W}tr/{W}trPr/{W}tblHeader")) for table in document.tables],
        links=[str(each.get(f"{W}anchor")) for each in root.iter(f"{W}hyperlink")],
        anchors={str(each.get(f"{W}name")) for each in root.iter(f"{W}bookmarkStart")},
        pictures=[str(each.get("descr")) for each in root.iter() if str(each.tag).endswith("}docPr")],
        words="\n".join(_docx_lines(document)),
    )


def odt_read(file: bytes) -> Read:
    """An .odt, or the same flat as one XML file, read as XML alone."""
    root = odt_part(file)
    tables = list(root.iter(f"{TABLE}table"))
    return Read(
        headings=[(int(each.get(f"{TEXT}outline-level", "1")), _said(each)) for each in root.iter(f"{TEXT}h")],
        tables=[[_cells(row) for row in table.iter(f"{TABLE}table-row")] for table in tables],
        heads=[len(table.findall(f"{TABLE}table-header-rows/{TABLE}table-row")) for table in tables],
        links=[each.get(HREF, "").removeprefix("#") for each in root.iter(f"{TEXT}a")],
        anchors={each.get(f"{TEXT}name", "") for each in root.iter(f"{TEXT}bookmark-start")},
        pictures=[frame.findtext(f"{SVG}desc", "") for frame in root.iter(f"{DRAW}frame")],
        words="\n".join(_said(each) for each in root.iter() if each.tag in (f"{TEXT}p", f"{TEXT}h")),
    )


def odt_part(file: bytes, name: str = "content.xml") -> ElementTree.Element:
    part = file if file.startswith(b"<?xml") else zipfile.ZipFile(io.BytesIO(file)).read(name)
    return ElementTree.fromstring(part)  # noqa: S314  (our own file)


def _level(of: Paragraph) -> int:
    found = re.fullmatch(r"Heading (\d)", str(of.style.name) if of.style else "")
    return int(found[1]) if found else 0


def _docx_lines(document: WordDocument) -> Iterator[str]:
    for each in document.iter_inner_content():
        if isinstance(each, WordTable):
            yield from (" ".join(cell.text for cell in row.cells) for row in each.rows)
        else:
            yield each.text


def _cells(row: ElementTree.Element) -> list[str]:
    return ["\n".join(map(_said, cell.iter(f"{TEXT}p"))) for cell in row.iter(f"{TABLE}table-cell")]


def _said(element: ElementTree.Element) -> str:
    """Its words, with a space for what is one on screen, and without what is said of a picture."""
    if element.tag == f"{DRAW}frame":
        return ""
    space = " " if element.tag in (f"{TEXT}tab", f"{TEXT}line-break", f"{TEXT}s") else ""
    return space + (element.text or "") + "".join(_said(child) + (child.tail or "") for child in element)


class _PageReader(HTMLParser):
    SILENT = ("script", "style", "svg", "head")

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in self.SILENT:
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.within:
            self.within.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.said.append(data)
