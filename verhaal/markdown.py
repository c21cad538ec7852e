"""A story's Markdown: paragraphs, emphasis, lists and quotes, and nothing else; to safe HTML or to a tree."""

import html
import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import markdown
import nh3

from verhaal.text import for_xml, tidy

TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "br"}
DEEPEST = 12  # lists and quotes within each other; what lies deeper is printed flat
Tree = list[dict[str, Any]]


def to_html(text: str) -> str:
    """Safe HTML of a story's text. Links, images, raw HTML and code stay the characters that were typed."""
    return str(nh3.clean(_render(text), tags=TAGS, attributes={}, link_rel=None))


def to_tree(text: str) -> Tree:
    """The same text as nodes, for printing: `{"type": "p", "children": [{"type": "text", "text": "…"}]}`."""
    # nh3 puts out HTML5, in which <br> is not closed; the tree reader wants XML.
    source = for_xml(to_html(text)).replace("<br>", "<br/>").replace("&nbsp;", "\u00a0")
    return _children(fromstring(f"<body>{source}</body>"))  # noqa: S314  (our own output, cleaned)


def first_words(text: str, most: int = 60) -> str:
    """The first words of a text as a title: its first sentence or line, cut at a word."""
    sentence = re.split(r"(?<=[.!?])\s", plain_text(text), maxsplit=1)[0]
    if len(sentence) <= most:
        return sentence.rstrip(".")
    return sentence[:most].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def plain_text(text: str) -> str:
    """The words of a story's text without marks, for a list's first lines."""
    return " ".join(words(to_tree(text)).split())


@lru_cache(maxsize=2048)
def _render(text: str) -> str:
    # What looks like an entity was typed as such: the serialiser would let it through.
    text = re.sub(r"&(?=#?\w+;)", "&amp;", tidy(text))
    try:
        return _converter().convert(text)
    except RecursionError:  # a thousand lists in each other: nobody means that, so the text stands as it is
        return "".join(f"<p>{html.escape(part)}</p>\n" for part in text.split("\n\n"))


def _converter() -> markdown.Markdown:
    # Made anew each time: a converter keeps state while it works, and requests share the process.
    converter = markdown.Markdown(extensions=["sane_lists", "nl2br"], output_format="xhtml")
    # A story needs none of these, and `[` × 20,000 takes a minute with them.
    for registry, names in (
        (converter.inlinePatterns, _UNUSED_INLINE),
        (
            converter.parser.blockprocessors,
            ("code", "hashheader", "setextheader", "hr", "reference", "indent"),
        ),
        (converter.preprocessors, ("html_block",)),
    ):
        for name in names:
            if name in registry:
                registry.deregister(name)
    return converter


_UNUSED_INLINE = (
    "backtick", "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref",
    "autolink", "automail", "html", "entity",
)  # fmt: skip


def _children(element: Element, depth: int = 0) -> Tree:
    if depth == DEEPEST:
        return [{"type": "text", "text": "".join(element.itertext())}]
    nodes: Tree = [{"type": "text", "text": element.text}] if _says(element.text) else []
    for child in element:
        nodes.append({"type": _NAMES.get(child.tag, child.tag), "children": _children(child, depth + 1)})
        if _says(child.tail):
            nodes.append({"type": "text", "text": child.tail})
    return nodes


def _says(text: str | None) -> bool:
    """Whether text is more than the line end between two blocks."""
    return bool(text) and text != "\n"


_NAMES = {"blockquote": "quote"}


def words(nodes: Tree) -> str:
    """The text of the nodes, with a space where a block or a line ends."""
    return "".join(
        str(node["text"]) if node["type"] == "text" else words(node["children"]) + _GAP.get(str(node["type"]), " ")
        for node in nodes
    )


_GAP = {"em": "", "strong": ""}
