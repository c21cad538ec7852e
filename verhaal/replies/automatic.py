"""Which mail a machine wrote: it is never an answer, and never answered. Knows no database and no page."""

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from verhaal.reading.reply_address import OURS

_SIGNS = (
    "List-Id",
    "X-Auto-Response-Suppress",
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Failed-Recipients",
)
_SUBJECT = re.compile(
    r"(auto(matisch|matic)?[ :-]*(antwoord|reply|response|reactie)|automatische (reactie|beantwoording)"
    r"|afwezig|buiten kantoor|niet aanwezig|vakantie(bericht|melding)|out[ -]of[ -](the[ -])?office"
    r"|undeliver|returned mail|mail delivery|delivery status|delivery failure|failure notice|onbestelbaar"
    r"|niet (bestelbaar|afgeleverd))",
    re.IGNORECASE,
)


def is_automatic(message: Message, envelope_sender: str | None) -> bool:
    """Whether no human hand sent this: an answering machine, a mailing list, a mail server, or we ourselves."""
    return (
        (envelope_sender is not None and envelope_sender.strip() in ("", "<>"))
        or _is_ours(message)
        or _says_so(message)
        or _comes_from_a_server(message)
        or _SUBJECT.match(_subject(message)) is not None
    )


def _is_ours(message: Message) -> bool:
    return (
        OURS in message or re.match(r"\s*<verhaal\.|.*@verhaal\.invalid>", str(message["Message-ID"] or "")) is not None
    )


def _says_so(message: Message) -> bool:
    """RFC 3834, and what was said before there was one."""
    said = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return said != "no" or precedence in ("bulk", "auto_reply", "junk", "list") or any(s in message for s in _SIGNS)


def _comes_from_a_server(message: Message) -> bool:
    local = parseaddr(str(message["From"] or ""))[1].partition("@")[0].lower()
    is_report = message.get_content_type() in ("multipart/report", "message/delivery-status")
    return is_report or local in ("mailer-daemon", "postmaster") or str(message.get("Return-Path", "")).strip() == "<>"


def _subject(message: Message) -> str:
    try:
        return str(make_header(decode_header(str(message["Subject"] or "")))).strip()
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return ""
