"""Whether a run of words is somebody's name: what the lists say, weighed by the words around it.

A rule answers with a tone, with `False` for "no name", or with None to leave it to the next.
"""

from collections.abc import Callable
from typing import Literal

from verhaal.privacy.hint import Tone
from verhaal.privacy.lexicon import listed, small
from verhaal.privacy.runs import Run, has_small_part, stems
from verhaal.privacy.surroundings import (
    acts,
    acts_as_a_person,
    follows,
    follows_a_kind,
    has_surname,
    is_in_place,
    is_in_title,
    is_introduced,
    is_like_a_street,
    is_pointed,
)
from verhaal.privacy.traits import Traits

Answer = Tone | Literal[False] | None
FIRM, SOFT = Tone.FIRM, Tone.SOFT


def tone_of(run: Run) -> Tone | None:
    """The first rule with an answer decides."""
    answers = (rule(run) for rule in RULES)
    return next((answer for answer in answers if answer is not None), None) or None


def tone_of_small(run: Run) -> Tone | None:
    """A name in small letters: firm after a title or a role, else perhaps one if it is no Dutch word or place."""
    last = stems(run)[-1] if run.parts else None
    if last is None or last.stem in small("verbs") or last.stem in small("small_words"):
        return None
    if follows(run, "titles"):
        return _after_a_small_title(run, last)
    if not (last.near and last.is_plain and len(last.stem) > 3):
        return None
    return FIRM if follows(run, "roles") else SOFT


def _after_a_small_title(run: Run, last: Traits) -> Tone | None:
    """Buurvrouw fatma, mevrouw de vries; perhaps mevrouw bakker."""
    has_infix = len(run.parts) < run.end - run.first
    if last.is_plain or (has_infix and last.family):
        return FIRM
    return SOFT if last.stem in listed("family_near") else None


def _a_thing(run: Run) -> Answer:
    """A street, a square, a school; a word with a small noun behind its hyphen; nothing but infixes."""
    return False if run.thing or not run.parts or any(map(has_small_part, run.parts)) else None


def _after_a_title(run: Run) -> Answer:
    """Mevrouw Bakker, dhr. J. de B."""
    return FIRM if follows(run, "titles") else None


def _after_an_office(run: Run) -> Answer:
    return False if follows(run, "public") else None


def _after_a_role(run: Run) -> Answer:
    """Zijn zoon Ahmed, familie De Vries."""
    if not follows(run, "roles"):
        return None
    if any(traits.is_first or traits.family for traits in stems(run)):
        return FIRM
    return SOFT if any(traits.is_unknown for traits in stems(run)) else False


def _after_a_kind(run: Run) -> Answer:
    """Buurthuis Fatima, stichting Welkom, vrouwencentrum Nisa."""
    return False if follows_a_kind(run) else None


def _after_an_article(run: Run) -> Answer:
    """De Roos is a café; "de Fatma" of whom one speaks is rare."""
    if not follows(run, "articles"):
        return None
    lead = stems(run)[0] if stems(run) else None
    return SOFT if lead and lead.near and lead.is_plain and not is_like_a_street(run) else False


def _an_initial(run: Run) -> Answer:
    """J. de Boer; with nothing behind it, a letter is perhaps a name where a person does something."""
    if stems(run):
        is_name = is_pointed(run) and any(traits.family or traits.is_unknown for traits in stems(run))
        return FIRM if is_name else None
    placed = run.lead.opens or follows(run, "person_prepositions")
    acting = run.after is not None and run.after.folded in small("verbs") | small("roles")
    return SOFT if is_pointed(run) and placed and acting else False


def _all_capitals(run: Run) -> Answer:
    """GGD is none, FATMA is one."""
    if not all(word.shouts or word.is_initial for word in run.parts):
        return None
    return FIRM if any(traits.near and traits.is_plain and len(traits.stem) > 3 for traits in stems(run)) else False


def _with_infix(run: Run) -> Answer:
    """Van Dijk, De Jong, El Amrani, without a first name before it."""
    if run.parts[0] is run.lead:
        return None
    last = stems(run)[-1]
    if run.lead.folded in small("far_infixes"):
        return FIRM if last.family or last.is_first else SOFT if last.is_unknown else False
    if run.lead.folded in small("article_infixes"):
        placed = acts_as_a_person(run) or follows(run, "person_prepositions")
        return SOFT if last.stem in listed("family_near") and placed else False
    return _with_van_at_the_start(run, last) if run.lead.opens else _with_van(run, last)


def _with_van_at_the_start(run: Run, last: Traits) -> Answer:
    """Van Dijk belde; van Fatma is no surname, but Fatma is a name."""
    if last.near and last.stem not in small("small_words"):
        return FIRM if last.is_plain else SOFT
    if not last.family:
        return False
    return FIRM if acts(run) else SOFT if last.is_plain else False


def _with_van(run: Run, last: Traits) -> Answer:
    if run.lead.is_capital:
        return FIRM if last.family else SOFT if last.is_unknown else False
    has_two = run.parts[0] is not run.words[run.first + 1]
    return SOFT if has_two and last.family and last.is_plain else False


def _at_the_start(run: Run) -> Answer:
    """The first word of a sentence has a capital anyway, so it needs more."""
    if not run.lead.opens:
        return None
    lead = stems(run)[0]
    if lead.stem in small("small_words"):
        return False
    if lead.is_first and (lead.is_plain or has_surname(run) or (lead.near and acts_as_a_person(run))):
        return FIRM
    if lead.near:
        return SOFT if acts(run) or is_introduced(run) else False
    return SOFT if lead.is_plain or (lead.is_first and acts_as_a_person(run)) else False


def _within_a_sentence(run: Run) -> Answer:
    parts = stems(run)
    if any(traits.is_first and traits.is_plain for traits in parts) and not is_in_place(run):
        return FIRM
    if doubtful := next((traits for traits in parts if traits.near), None):
        return _doubtful(run, doubtful)
    if is_in_place(run):
        return False
    if any((traits.family and traits.is_plain) or traits.is_unknown for traits in parts):
        return SOFT
    placed = acts(run) or follows(run, "person_prepositions")
    return SOFT if parts[0].far and not parts[0].place and placed else False


def _doubtful(run: Run, name: Traits) -> Answer:
    """A first name that is also a word or a place."""
    if has_surname(run):
        return FIRM
    if name.stem in small("small_words"):
        return SOFT if acts(run) or follows(run, "person_prepositions") else False
    return SOFT if name.place or is_in_place(run) or is_in_title(run) else FIRM


RULES: tuple[Callable[[Run], Answer], ...] = (
    _a_thing, _after_a_title, _after_an_office, _after_a_role, _after_a_kind, _after_an_article, _an_initial,
    _all_capitals, _with_infix, _at_the_start, _within_a_sentence,
)  # fmt: skip
