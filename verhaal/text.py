"""Text as it is kept: what no keyboard makes and no database holds is left out."""

import re
import unicodedata

REPLACEMENT = "\ufffd"
_UNTYPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # categories Cc and Cs, but for line ends and tabs
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tidy(text: str) -> str:
    """Text in NFC with `\\n` line ends, without control characters and lone surrogates."""
    return _UNTYPED.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))


def for_xml(text: str) -> str:
    """The text with each sign that XML cannot hold replaced, and nothing else: https://www.w3.org/TR/xml/#charsets"""
    return _NOT_IN_XML.sub(REPLACEMENT, text)
