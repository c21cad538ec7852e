"""A mail as it comes in, read for what matters of it: who writes, the words, what hangs on it. Knows no database.

Nothing in a mail can be relied on: headers, charsets and structure are read as far as they go.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from verhaal.replies.automatic import is_automatic
from verhaal.replies.markup import text_of
from verhaal.replies.words import new_words, unfolded
from verhaal.text import tidy

MOST_MAIL, MOST_TEXT = 10 * 1024 * 1024, 1024 * 1024  # bytes of a mail, and characters of its text
_WESTERN = ("", "us-ascii", "ascii", "iso-8859-1", "latin-1", "iso-8859-15", "windows-1252", "cp1252", "utf-8", "utf8")
_NO_ATTACHMENT = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


@dataclass(frozen=True)
class Arrived:
    """What came: the one address that it says it is from in lower case ("" where there is not exactly one), the words
    that are new, all of its text, the names of its attachments."""

    message_id: str
    sender: str
    words: str
    text: str
    attachments: tuple[str, ...]
    is_automatic: bool
    is_too_large: bool
    mark: str  # the same for the same mail, delivered again

    def fingerprint(self, recipient: str) -> str:
        """The mail and the address it came to, in 64 signs that tell neither."""
        return sha256(f"{self.mark}\0{recipient.strip().lower()}".encode()).hexdigest()


def arrived(raw: bytes, envelope_sender: str | None) -> Arrived:
    """Read a mail; of one larger than `MOST_MAIL` its beginning is enough. `envelope_sender` is none where the mail
    server did not say."""
    message = _message(raw[:MOST_MAIL])
    text = tidy(_text(message)).strip()
    return Arrived(
        message_id=_message_id(message),
        sender=_sender(message),
        words=new_words(text[:MOST_TEXT]),
        text=text[:MOST_TEXT],
        attachments=tuple(_attachments(message)),
        is_automatic=is_automatic(message, envelope_sender),
        is_too_large=len(raw) > MOST_MAIL or len(text) > MOST_TEXT,
        mark=_message_id(message) or sha256(f"{_sender(message)}\0{message['Date']}\0{text}".encode()).hexdigest(),
    )


def _message(raw: bytes) -> Message:
    try:
        return message_from_bytes(raw)
    except RecursionError:  # parts within parts within parts: no mail program makes them
        return message_from_bytes(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0])


def _message_id(message: Message) -> str:
    found = re.fullmatch(r"<[!-;=?-~]{1,250}>", str(message["Message-ID"] or "").strip())
    return found[0] if found else ""


def _sender(message: Message) -> str:
    addresses = [address for _, address in getaddresses([str(each) for each in message.get_all("From", [])])]
    return addresses[0].strip().lower() if len(addresses) == 1 and "@" in addresses[0] else ""


def _text(part: Message) -> str:
    """All text that is to be read, in its order; of alternatives the first with words."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        texts = map(_text, part.get_payload())
        said = (text for text in texts if text.strip())
        return next(said, "") if part.get_content_subtype() == "alternative" else "\n\n".join(said)
    if part.get_content_type() not in ("text/plain", "text/html") or part.get_content_disposition() == "attachment":
        return ""
    return _words_of(part)


def _words_of(part: Message) -> str:
    content = _decoded(part)
    if part.get_content_type() == "text/html":
        return text_of(content) if len(content) <= MOST_TEXT else content
    content = content.replace("\r\n", "\n")
    if str(part.get_param("format")).lower() != "flowed":
        return content
    return unfolded(content, leaving_no_space=str(part.get_param("delsp")).lower() == "yes")


def _decoded(part: Message) -> str:
    """Text by its charset; where that is missing, unknown or wrong by UTF-8, and else as Windows writes it.

    What says to be Western or nothing is tried as UTF-8 first: text in another charset is hardly ever valid in it.
    """
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    said = (part.get_content_charset() or "").lower()
    for charset in ("utf-8-sig",) if said in _WESTERN else (said, "utf-8-sig"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _attachments(message: Message) -> list[str]:
    return [_name(part) for part in message.walk() if _is_attachment(part)]


def _is_attachment(part: Message) -> bool:
    """Files; but no signed proof, nor a picture that the text itself shows, such as the logo of a signature."""
    if part.get_content_maintype() == "multipart" or part.get_content_type() in _NO_ATTACHMENT:
        return False
    if part.get_content_disposition() == "attachment":
        return True
    is_text = part.get_content_maintype() == "text"
    return "Content-ID" not in part and (not is_text or part.get_filename() is not None)


def _name(part: Message) -> str:
    try:
        name = str(make_header(decode_header(part.get_filename() or "")))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        name = ""
    return (" ".join(tidy(name).split()) or part.get_content_type())[:80]
