"""Secrets that are mailed or kept in a cookie, and the form in which the database keeps them."""

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, URLSafeSerializer

from verhaal.people.models import Topic


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


def ending_token(key: str, topic: Topic, person_id: int) -> str:
    """For the address that ends one's mail on a topic, without signing in, and does nothing else.

    It does not expire: a mail of last year must be able to end them too.
    """
    return _signed_for(key, topic).dumps(person_id)


def person_in(key: str, topic: Topic, token: str) -> int | None:
    """Whose mail the token ends; none for a forged one, or one that was signed for another purpose."""
    try:
        person_id: int = _signed_for(key, topic).loads(token)
    except BadSignature:
        return None
    return person_id


def _signed_for(key: str, topic: Topic) -> URLSafeSerializer:
    return URLSafeSerializer(key, f"verhaal: end the {topic} of a person")
