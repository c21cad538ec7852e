"""A mail that is HTML alone, as text. Knows no database and no page."""

import nh3
from markdownify import markdownify

KEPT = {
    "p", "br", "div", "blockquote", "ul", "ol", "li", "table", "tr", "td", "th", "pre", "h1", "h2", "h3", "h4",
}  # fmt: skip
MOST_TAGS = 8_000  # a hundred thousand take seconds, and as many inside one another minutes


def text_of(html: str) -> str:
    """The words with paragraphs, lists, and quotes marked by `>`; none where it is more markup than a mail needs."""
    if html.count("<") > MOST_TAGS:
        return ""
    plain = nh3.clean(html, tags=KEPT, attributes={}, clean_content_tags={"script", "style", "title"})
    try:
        text = markdownify(
            plain, bullets="-", escape_asterisks=False, escape_underscores=False, escape_misc=False, heading_style="ATX"
        )
    except RecursionError:
        return ""
    return "\n".join(line.rstrip() for line in text.split("\n"))
