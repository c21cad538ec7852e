"""What a hint says, what could stand instead, and why a word may stay: in the language of who writes."""

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from verhaal.privacy.guard import Kind, Tone

LABELS: dict[Kind, LazyString] = {
    Kind.NAME: lazy_gettext("This looks like a name"),
    Kind.PHONE: lazy_gettext("This looks like a phone number"),
    Kind.EMAIL: lazy_gettext("This looks like an e-mail address"),
    Kind.ADDRESS: lazy_gettext("This looks like an address"),
    Kind.BSN: lazy_gettext("This looks like a citizen service number (BSN)"),
    Kind.IBAN: lazy_gettext("This looks like a bank account number"),
    Kind.BIRTH_DATE: lazy_gettext("This looks like a date of birth"),
    Kind.PLATE: lazy_gettext("This looks like a licence plate"),
}
SOFT = lazy_gettext("Perhaps a name")

MEANINGS: dict[Kind, LazyString] = {
    Kind.NAME: lazy_gettext("With a name, every reader knows whom this is about."),
    Kind.PHONE: lazy_gettext("With this number, every reader can call this person."),
    Kind.EMAIL: lazy_gettext("With this address, every reader can write to this person."),
    Kind.ADDRESS: lazy_gettext("With an address, every reader knows where this person lives."),
    Kind.BSN: lazy_gettext("The law allows nobody to put this number in a story."),
    Kind.IBAN: lazy_gettext("An account number leads straight to one person."),
    Kind.BIRTH_DATE: lazy_gettext("Few people in a neighbourhood share a date of birth."),
    Kind.PLATE: lazy_gettext("A licence plate leads straight to one person."),
}

INSTEAD: dict[Kind, tuple[LazyString, ...]] = {
    Kind.NAME: (
        lazy_gettext("a resident"),
        lazy_gettext("a woman from the neighbourhood"),
        lazy_gettext("a man from the neighbourhood"),
        lazy_gettext("a father"),
        lazy_gettext("a mother"),
        lazy_gettext("a young person"),
    ),
    Kind.PHONE: (lazy_gettext("[phone number]"),),
    Kind.EMAIL: (lazy_gettext("[e-mail address]"),),
    Kind.ADDRESS: (lazy_gettext("[address]"), lazy_gettext("in the neighbourhood")),
    Kind.BSN: (lazy_gettext("[citizen service number]"),),
    Kind.IBAN: (lazy_gettext("[account number]"),),
    Kind.BIRTH_DATE: (lazy_gettext("[date of birth]"),),
    Kind.PLATE: (lazy_gettext("[licence plate]"),),
}

WITH_CONSENT = lazy_gettext("with consent")
WHY_A_NAME = (
    lazy_gettext("a colleague"),
    lazy_gettext("a public figure"),
    WITH_CONSENT,
    lazy_gettext("not a name"),
)
WHY_ANOTHER = (lazy_gettext("of an organisation"), WITH_CONSENT, lazy_gettext("not what it looks like"))


def label(kind: Kind, tone: Tone) -> str:
    return str(SOFT if tone == Tone.SOFT else LABELS[kind])


def meaning(kind: Kind) -> str:
    """In one sentence, what it means when this stays in a story."""
    return str(MEANINGS[kind])


def suggestions(kind: Kind, used: str = "") -> list[str]:
    """What could stand instead; first what was `used` for the same words before."""
    usual = [str(words) for words in INSTEAD[kind]]
    return [used, *(words for words in usual if words.casefold() != used.casefold())] if used else usual


def reasons(kind: Kind) -> list[str]:
    """Why it might stay; the author may give none, or another."""
    return [str(words) for words in (WHY_A_NAME if kind == Kind.NAME else WHY_ANOTHER)]
