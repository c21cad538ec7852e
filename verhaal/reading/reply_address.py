"""The signed address to which a mail about a response can be answered. Knows no database and no page.

`antwoord@verhaal.example` becomes `antwoord+TOKEN@verhaal.example`. The token is base32 in lower case, since mail
servers may fold the case of an address, and 32 signs long: a local part has room for 64.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from datetime import date, timedelta
from typing import NamedTuple

PURPOSE = b"verhaal: answer a response by mail\0"
LASTS = timedelta(days=90)
OURS = "X-Verhaal"  # a header: what we wrote ourselves is never taken for someone's answer
_EPOCH, _FORM, _MAC = date(2020, 1, 1), ">IIH", 10


class Ticket(NamedTuple):
    """Which response may be answered by mail, by whom, and until which day."""

    response_id: int
    person_id: int
    until: date


def reply_address(base: str, key: str, ticket: Ticket) -> str:
    local, _at, domain = base.rpartition("@")
    return f"{local}+{_token(key, ticket)}@{domain}"


def is_reply_address(base: str, address: str) -> bool:
    """Whether an address is this one, with or without a token."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" == base.lower()


def ticket_in(key: str, address: str) -> Ticket | None:
    """What an address was signed for, expired or not; none where we did not sign it."""
    token = address.strip().lower().rpartition("@")[0].partition("+")[2]
    try:
        kept = base64.b32decode(token.upper())
        response_id, person_id, day = struct.unpack(_FORM, kept[:-_MAC])
    except (binascii.Error, struct.error, ValueError):
        return None
    ticket = Ticket(response_id, person_id, _EPOCH + timedelta(days=day))
    return ticket if hmac.compare_digest(_token(key, ticket), token) else None


def _token(key: str, ticket: Ticket) -> str:
    packed = struct.pack(_FORM, ticket.response_id, ticket.person_id, (ticket.until - _EPOCH).days)
    mac = hmac.new(key.encode(), PURPOSE + packed, hashlib.sha256).digest()[:_MAC]
    return base64.b32encode(packed + mac).decode().lower()
