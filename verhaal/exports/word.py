"""The account as a Word file that a civil servant can go on with: headings, lists and tables are what they seem, and
how they look is said in styles alone."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.rel import Relationships, _Relationship
from docx.oxml import parse_xml
from docx.shared import Mm

from verhaal.annual.document import Document, Picture
from verhaal.exports import walk
from verhaal.exports.drawn import drawn
from verhaal.exports.elements import Element
from verhaal.exports.flow import Run
from verhaal.exports.packed import packed
from verhaal.exports.word_body import NUMBERS, Body, bookmark, runs, w

HERE = Path(__file__).parent
LANGUAGES = {"nl": "nl-NL"}
UNWANTED = ("stylesWithEffects", "customXml", "thumbnail", "webSettings")  # in the library's blank file
PICTURE = Mm(86)


def word(document: Document, *, at: datetime) -> bytes:
    """The document as .docx; the same at the same moment gives the same bytes. Raises `DrawingFailed`."""
    of = walk.held(document)
    made = docx.Document()
    _emptied(made.part.rels)
    _emptied(made.part.package.rels)
    _dressed(made, LANGUAGES.get(of.lang, of.lang))
    _filled(made, of)
    _footed(made, of)
    _described(made, of, at)
    file = io.BytesIO()
    made.save(file)
    return packed(file)


def _emptied(related: Relationships) -> None:
    for key in [key for key, each in related.items() if _kind(each).startswith(UNWANTED)]:
        del related[key]


def _dressed(made: WordDocument, language: str) -> None:
    """With our own styles, numbers and typefaces, in the language of the text."""
    styles = _file("word_styles.xml")
    for lang in styles.iter(w.full("w:lang")):
        for attribute in lang.attrib:
            lang.set(attribute, language)
    _replaced(made.styles.element, styles)
    _replaced(made.part.numbering_part.element, _file("word_numbering.xml"))
    settings = made.settings.element
    for lang in settings.iter(w.full("w:themeFontLang")):
        lang.attrib.clear()
        lang.set(w.full("w:val"), language)
    for compatible in settings.iter(w.full("w:compatSetting")):
        if compatible.get(w.full("w:name")) == "compatibilityMode":
            compatible.set(w.full("w:val"), "15")  # or Word says that it is an old file
    fonts = next(each.target_part for each in made.part.rels.values() if _kind(each) == "fontTable")
    fonts._blob = (HERE / "word_fonts.xml").read_bytes()


def _filled(made: WordDocument, of: Document) -> None:
    blocks = list(walk.body(of))
    writer = Body(_pictures(made, [each for each in blocks if isinstance(each, Picture)]))
    front = [writer.paragraph(each) for each in walk.front(of)]
    main = list(writer.all(blocks))
    body = made.element.body
    end = body[-1]  # the page's measures, which come last
    for element in (*front, _contents(of), *main):
        end.addprevious(element)
    _numbered(made, writer)


def _pictures(made: WordDocument, pictures: list[Picture]) -> Iterator[Element]:
    """Each picture as a drawing in a line of text, with what it shows for who does not see it."""
    for at, (picture, png) in enumerate(zip(pictures, drawn([each.svg for each in pictures]), strict=True), 1):
        inline = made.part.new_pic_inline(io.BytesIO(png), width=PICTURE)
        inline.docPr.set("id", str(at))
        inline.docPr.set("descr", picture.alt)
        yield w("w:drawing", inline)


def _numbered(made: WordDocument, writer: Body) -> None:
    """Each list of numbers begins at one."""
    numbering = made.part.numbering_part.element
    for number, depth in writer.started:
        begun = w("w:lvlOverride", w("w:startOverride", w_val=1), w_ilvl=depth)
        numbering.append(w("w:num", w("w:abstractNumId", w_val=NUMBERS), begun, w_numId=number))


def _contents(of: Document) -> Element:
    """Word's own table of contents, filled already, so that it stands there before anyone has it made anew.

    Without numbers of pages (`\\n`): those are known only to who lays out the pages.
    """
    entries = [
        w("w:p", w("w:pPr", w("w:pStyle", w_val="TOC1")), w("w:hyperlink", *runs((Run(text),)),
                                                             w_anchor=bookmark(anchor), w_history=1))
        for anchor, text in walk.contents(of)
    ]  # fmt: skip
    for before, kind in enumerate(("begin", "", "separate")):
        inside = w("w:fldChar", w_fldCharType=kind) if kind else w("w:instrText", ' TOC \\o "1-1" \\n \\h \\z \\u ')
        entries[0].insert(1 + before, w("w:r", inside))
    entries[-1].append(w("w:r", w("w:fldChar", w_fldCharType="end")))
    heading = w("w:p", w("w:pPr", w("w:pStyle", w_val="TOCHeading")), *runs((Run(of.labels["contents"]),)))
    gallery = w("w:docPartObj", w("w:docPartGallery", w_val="Table of Contents"), w("w:docPartUnique"))
    return w("w:sdt", w("w:sdtPr", gallery), w("w:sdtContent", heading, *entries))


def _footed(made: WordDocument, of: Document) -> None:
    """A4 with the margins of the account on paper; from the second page on the title and the number of the page."""
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(27)
    page.top_margin, page.bottom_margin, page.footer_distance = Mm(24), Mm(26), Mm(12)
    page.different_first_page_header_footer = True
    footer = page.footer
    footer.is_linked_to_previous = False
    number = w("w:fldSimple", w("w:r", w("w:t", "2")), w_instr=" PAGE ")
    said = runs((Run(f"{of.title} – {of.organisation}"), Run("\t")))
    footer._element[:] = [w("w:p", w("w:pPr", w("w:pStyle", w_val="Footer")), *said, number)]


def _described(made: WordDocument, of: Document, at: datetime) -> None:
    about = made.core_properties
    about.title, about.subject = of.title[:255], of.subtitle[:255]  # the library takes no more
    about.author = about.last_modified_by = of.organisation[:255]
    about.created = about.modified = at
    about.language = LANGUAGES.get(of.lang, of.lang)
    about.comments, about.keywords, about.revision = "", "", 1
    for each in made.part.package.rels.values():
        if _kind(each) == "extended-properties":
            each.target_part._blob = (HERE / "word_app.xml").read_bytes()


def _file(name: str) -> Element:
    return parse_xml((HERE / name).read_bytes())


def _replaced(old: Element, new: Element) -> None:
    old[:] = list(new)


def _kind(relationship: _Relationship) -> str:
    return relationship.reltype.rpartition("/")[2]
