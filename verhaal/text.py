"""Text as it is kept: what no keyboard makes and no database holds is left out."""

import unicodedata


def tidy(text: str) -> str:
    """Text in NFC with `\\n` line ends, without control characters and lone surrogates."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
