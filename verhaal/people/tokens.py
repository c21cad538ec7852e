"""Secrets that are mailed or kept in a cookie, and the form in which the database keeps them."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 bits, for an address or a cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits, to be typed on another device."""
    return f"{secrets.randbelow(10**6):06}"


def hashed(token: str) -> str:
    """SHA-256 in hex: enough for a token that cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: str, code: str) -> str:
    """HMAC-SHA-256 in hex: a million codes are soon tried against a plain hash, so the key is elsewhere."""
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).hexdigest()
