"""The signed part of the address that ends someone's reminders: it works without signing in, and for nothing else."""

from itsdangerous import BadSignature, URLSafeSerializer

PURPOSE = "verhaal: end the reminders of a person"


def ending_token(key: str, person_id: int) -> str:
    """It does not expire: a mail of last year must be able to end them too."""
    return URLSafeSerializer(key, PURPOSE).dumps(person_id)


def person_in(key: str, token: str) -> int | None:
    """Whose reminders the token ends; none for a forged one, or one that was signed for another purpose."""
    try:
        person_id: int = URLSafeSerializer(key, PURPOSE).loads(token)
    except BadSignature:
        return None
    return person_id
