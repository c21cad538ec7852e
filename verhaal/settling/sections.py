"""Which part of an account a question is about: a section, where there are several grants of one of them.

Who sees other grants of an account sees its sections under other names, so a question keeps the grant's number.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from verhaal.annual.document import Section
from verhaal.grants.models import Grant
from verhaal.settling.models import AccountQuestion


def titles(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """What a question can be about: the section's name and its title."""
    return [(each.id, f"{each.title} · {each.part}" if each.part else each.title) for each in sections]


def place_of(name: str, grants: Sequence[Grant]) -> tuple[str, Grant | None]:
    """From the name in the document that one reads (`objectives`, or `grant-2-objectives`) to section and grant."""
    found = re.fullmatch(r"grant-(\d+)-(.+)", name)
    if found and int(found[1]) <= len(grants):
        return found[2], grants[int(found[1]) - 1]
    return name, grants[0] if name and len(grants) == 1 else None


def askable(
    offered: Iterable[tuple[str, str]], grants: Sequence[Grant], funders: AbstractSet[int]
) -> list[tuple[str, str]]:
    """Of the `titles` those that one who reads for these funders asks about: not the sections of another's grant."""
    theirs = {each.id for each in grants if each.funder_id not in funders}
    return [each for each in offered if not ((of := place_of(each[0], grants)[1]) and of.id in theirs)]


def name_of(question: AccountQuestion, grants: Sequence[Grant]) -> str:
    """The other way about, for whoever reads the question."""
    place = next((at for at, each in enumerate(grants, 1) if each.id == question.grant_id), 0)
    return f"grant-{place}-{question.section}" if place and len(grants) > 1 else question.section
