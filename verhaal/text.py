"""Text as it is kept: what no keyboard makes and no database holds is left out."""

import re
import unicodedata

REPLACEMENT = "\ufffd"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tidy(text: str) -> str:
    """Text in NFC with `\\n` line ends, without control characters and lone surrogates."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def for_xml(text: str) -> str:
    """The text with each sign that XML cannot hold replaced, and nothing else: https://www.w3.org/TR/xml/#charsets"""
    return _NOT_IN_XML.sub(REPLACEMENT, text)
