"""XML in a few letters: `w("w:p", w("w:r"), w_val="…")` is an element with its namespaces; text is only ever text."""

from functools import lru_cache
from typing import Any

from lxml import etree

Element = Any  # lxml has no types of its own


class Vocabulary:
    """The namespaces of one kind of file, by their prefixes.

    Attributes are written `text_style_name` for `text:style-name`, and without an underscore where they have no prefix.
    """

    def __init__(self, **spaces: str) -> None:
        self.spaces = spaces
        self.full = lru_cache(maxsize=None)(self._full)

    def __call__(self, name: str, /, *inside: Any, **attributes: object) -> Element:
        """An element; what is None is left out, of what is inside and of the attributes."""
        element = etree.Element(self.full(name), nsmap=self.spaces)
        for key, value in attributes.items():
            if value is not None:
                element.set(self.full(key.replace("_", ":", 1).replace("_", "-")), str(value))
        for each in inside:
            self._add(element, each)
        return element

    def _full(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return f"{{{self.spaces[prefix]}}}{local}" if colon else name

    @staticmethod
    def _add(element: Element, each: Any) -> None:
        if each is None:
            return
        if not isinstance(each, str):
            element.append(each)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + each
        else:
            element.text = (element.text or "") + each


def parsed(source: bytes) -> Element:
    """A file of our own as an element, without the space between its elements and its comments."""
    return etree.fromstring(
        source, etree.XMLParser(remove_blank_text=True, remove_comments=True, resolve_entities=False)
    )


def written(element: Element) -> bytes:
    etree.cleanup_namespaces(element)
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))
