"""The account as an OpenDocument text, the standard of the Dutch government: the same flow and looks as in Word."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import odfdo

from verhaal.annual.document import Document, Picture
from verhaal.exports import walk
from verhaal.exports.drawn import drawn
from verhaal.exports.elements import Element, parsed, written
from verhaal.exports.flow import Run
from verhaal.exports.opendocument_body import Body, link, odf, runs
from verhaal.exports.packed import packed

HERE = Path(__file__).parent
COUNTRIES = {"nl": "NL"}
UNWANTED = re.compile("Configurations2/|Thumbnails/").match  # in the library's blank file
PICTURE = 8.6  # centimetres wide
PNG_SIZE = slice(16, 24)  # width and height, four bytes each: https://www.w3.org/TR/png/#11IHDR


def opendocument(document: Document, *, at: datetime) -> bytes:
    """The document as .odt; the same at the same moment gives the same bytes. Raises `DrawingFailed`."""
    of = walk.held(document)
    made = odfdo.Document("text")
    _emptied(made)
    made.set_part("styles.xml", written(_styles(of)))
    made.set_part("content.xml", written(_content(of, made)))
    _described(made, of, at)
    file = io.BytesIO()
    made.save(file)
    return packed(file)


def _emptied(made: odfdo.Document) -> None:
    for name in filter(UNWANTED, made.get_parts()):
        made.del_part(name)
    for path in filter(UNWANTED, made.manifest.get_paths()):
        made.manifest.del_full_path(path)


def _content(of: Document, made: odfdo.Document) -> Element:
    blocks = list(walk.body(of))
    body = Body(_frames(made, [each for each in blocks if isinstance(each, Picture)]))
    first, *front = walk.front(of)
    told = [
        body.paragraph(first, master="First_20_Page"),
        *map(body.paragraph, front),
        _contents(of),
        *body.all(blocks),
    ]
    return odf(
        "office:document-content",
        odf("office:automatic-styles", *body.automatic.values()),
        odf("office:body", odf("office:text", *told)),
        office_version="1.4",
    )


def _frames(made: odfdo.Document, pictures: list[Picture]) -> Iterator[Element]:
    """Each picture in a frame in a line of text, with what it shows for who does not see it."""
    for at, (picture, png) in enumerate(zip(pictures, drawn([each.svg for each in pictures]), strict=True), 1):
        name = f"Pictures/{at}.png"
        made.set_part(name, png)
        made.manifest.add_full_path(name, "image/png")
        size = png[PNG_SIZE]
        height = PICTURE * int.from_bytes(size[4:]) / int.from_bytes(size[:4])
        image = odf("draw:image", xlink_href=name, xlink_type="simple", xlink_show="embed", xlink_actuate="onLoad")
        yield odf("draw:frame", image, odf("svg:title", picture.text), odf("svg:desc", picture.alt),
                  draw_name=f"Picture{at}", draw_style_name="Graphics", text_anchor_type="as-char",
                  svg_width=f"{PICTURE}cm", svg_height=f"{height:.2f}cm")  # fmt: skip


def _contents(of: Document) -> Element:
    """A table of contents, filled already; without numbers of pages, which only who lays out the pages knows."""
    title = odf("text:index-title-template", of.labels["contents"], text_style_name="Contents_20_Heading")
    entry = odf("text:table-of-content-entry-template", odf("text:index-entry-link-start"),
                odf("text:index-entry-chapter"), odf("text:index-entry-text"), odf("text:index-entry-link-end"),
                text_outline_level=1, text_style_name="Contents_20_1")  # fmt: skip
    heading = odf("text:p", of.labels["contents"], text_style_name="Contents_20_Heading")
    entries = [odf("text:p", link(*each), text_style_name="Contents_20_1") for each in walk.contents(of)]
    return odf(
        "text:table-of-content",
        odf("text:table-of-content-source", title, entry, text_outline_level=1, text_use_index_marks="false"),
        odf("text:index-body", odf("text:index-title", heading, text_name="Contents_Head"), *entries),
        text_name="Contents",
    )


def _styles(of: Document) -> Element:
    """Our own styles, in the language of the text, with the title and the number at the foot of each page."""
    styles = parsed((HERE / "opendocument_styles.xml").read_bytes())
    language, country = _language(of)
    (default,) = styles.iterfind(".//style:default-style/style:text-properties", odf.spaces)
    for script in ("fo:{}", "style:{}-asian", "style:{}-complex"):
        default.set(odf.full(script.format("language")), language)
        default.set(odf.full(script.format("country")), country)
    (foot,) = styles.iterfind(".//style:footer/text:p", odf.spaces)
    filled = odf("text:p", *runs((Run(f"{of.title} – {of.organisation}"), Run("\t"))), odf("text:page-number", "2"),
                 text_style_name="Footer")  # fmt: skip
    foot.getparent().replace(foot, filled)
    return styles


def _described(made: odfdo.Document, of: Document, at: datetime) -> None:
    about, moment = made.meta, at.astimezone(UTC).replace(tzinfo=None)
    about.title, about.subject = of.title, of.subtitle
    about.initial_creator = about.creator = of.organisation
    about.creation_date = about.date = moment
    about.language = "-".join(_language(of))
    about.generator = "Verhaal"


def _language(of: Document) -> tuple[str, str]:
    language, _, country = of.lang.partition("-")
    return language, country or COUNTRIES[language]
