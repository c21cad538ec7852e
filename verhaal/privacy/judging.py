"""Whether a run of words is somebody's name: what the lists say, weighed by the words around it."""

from collections.abc import Callable

from verhaal.privacy.hint import Tone
from verhaal.privacy.lexicon import listed, small
from verhaal.privacy.runs import Run, has_small_part, stems
from verhaal.privacy.traits import Traits, traits_of

Verdict = tuple[Tone | None] | None  # a tone, or (None,) for "no name"; None leaves it to the next rule
FIRM: Verdict = (Tone.FIRM,)
SOFT: Verdict = (Tone.SOFT,)
NONE: Verdict = (None,)


def tone_of(run: Run) -> Tone | None:
    """The first rule with something to say decides."""
    for rule in RULES:
        if verdict := rule(run):
            return verdict[0]
    return None


def tone_of_small(run: Run) -> Tone | None:
    """A name in small letters: only after a title or a role, or where people stand and no Dutch word can."""
    last = traits_of(run.last)
    has_title = run.before is not None and run.before.folded in small("titles")
    if has_title and last.stem not in small("verbs") and last.stem not in small("small_words"):
        return _after_a_small_title(run, last)
    if not (last.near and last.is_plain and len(last.stem) > 3):
        return None
    if run.before and run.before.folded in small("roles"):
        return Tone.FIRM
    return Tone.SOFT if _acts(run) or _is_near_person(run) else None


def _after_a_small_title(run: Run, last: Traits) -> Tone | None:
    """Buurvrouw fatma, mevrouw de vries; perhaps mevrouw bakker."""
    if last.is_plain or (len(run.parts) < run.end - run.first and last.family):
        return Tone.FIRM
    return Tone.SOFT if last.stem in listed("family_near") else None


def _a_thing(run: Run) -> Verdict:
    """A street, a square, a school; a word with a small noun behind its hyphen; nothing but infixes."""
    return NONE if run.thing or not run.parts or any(map(has_small_part, run.parts)) else None


def _after_a_title(run: Run) -> Verdict:
    """Mevrouw Bakker, dhr. J. de B."""
    return FIRM if run.before and run.before.folded in small("titles") else None


def _after_an_office(run: Run) -> Verdict:
    return NONE if run.before and run.before.folded in small("public") else None


def _after_a_role(run: Run) -> Verdict:
    """Zijn zoon Ahmed, familie De Vries."""
    if not run.before or run.before.folded not in small("roles"):
        return None
    if any(traits.is_first or traits.family for traits in stems(run)):
        return FIRM
    return SOFT if _is_unknown(run) else NONE


def _after_a_kind(run: Run) -> Verdict:
    """Buurthuis Fatima, stichting Welkom, Vrouwencentrum Nisa."""
    kind = run.before and (run.before.folded in small("kinds") or run.before.folded.endswith(tuple(small("kind_endings"))))
    return NONE if kind else None


def _after_an_article(run: Run) -> Verdict:
    """De Roos is a café; de Fatma of whom one speaks is rare."""
    if not run.before or run.before.folded not in small("articles"):
        return None
    if not stems(run) or _is_like_a_street(run):
        return NONE
    return SOFT if stems(run)[0].near and stems(run)[0].is_plain else NONE


def _initials_only(run: Run) -> Verdict:
    """A single letter is a name after a title; with its point and a person's place in the sentence, perhaps."""
    if stems(run):
        return None
    is_pointed = run.after is not None and run.after.gap.startswith(".")
    return SOFT if is_pointed and (run.lead.opens or _is_near_person(run)) and run.after.folded in small("verbs") | {"moeder", "vader"} else NONE


def _begins_with_initial(run: Run) -> Verdict:
    """J. de Boer, A.M. Jansen."""
    is_pointed = run.lead.is_initial and run.words[run.first + 1].gap.startswith(".")
    return FIRM if is_pointed and any(traits.family or traits.is_unknown for traits in stems(run)) else None


def _all_capitals(run: Run) -> Verdict:
    """GGD is none, FATMA is one."""
    if not all(word.shouts or word.is_initial for word in run.parts):
        return None
    return FIRM if any(traits.near and traits.is_plain and len(traits.stem) > 3 for traits in stems(run)) else NONE


def _with_infix(run: Run) -> Verdict:
    """Van Dijk, De Jong, El Amrani, without a first name before it."""
    if run.parts[0] is run.lead:
        return None
    last = stems(run)[-1]
    if run.lead.folded in small("far_infixes"):
        return FIRM if last.family or last.is_first else SOFT if last.is_unknown else NONE
    if run.lead.folded in ("de", "het", "'t", "la", "le", "in", "te", "ten", "ter"):
        acts = (_acts(run) and not _is_copula(run)) or _is_near_person(run)
        return SOFT if last.stem in listed("family_near") and acts else NONE
    return _with_van(run, last)


def _with_van(run: Run, last: Traits) -> Verdict:
    if run.lead.opens and last.near and last.stem not in small("small_words"):
        return FIRM if last.is_plain else SOFT
    if run.lead.opens:
        return FIRM if last.family and _acts(run) else SOFT if last.family and last.is_plain else NONE
    if not run.lead.is_capital:
        return SOFT if last.family and last.is_plain and run.parts[0] is not run.words[run.first + 1] else NONE
    return FIRM if last.family else SOFT if last.is_unknown else NONE


def _at_the_start(run: Run) -> Verdict:
    """The first word of a sentence has a capital anyway, so it needs more."""
    if not run.lead.opens:
        return None
    lead = stems(run)[0]
    if lead.stem in small("small_words"):
        return NONE
    if lead.is_first and (lead.is_plain or _has_surname(run)):
        return FIRM
    if lead.near:
        return FIRM if _acts(run) and not _is_copula(run) else SOFT if _acts(run) or _is_introduced(run) else NONE
    if lead.is_plain or (lead.is_first and not _is_copula(run)):
        return SOFT if _acts(run) or (lead.is_plain and _is_introduced(run)) else NONE
    return NONE


def _within_a_sentence(run: Run) -> Verdict:
    parts = stems(run)
    if any(traits.is_first and traits.is_plain for traits in parts) and not _is_in_place(run):
        return FIRM
    if any(traits.near for traits in parts):
        return _doubtful(run, next(traits for traits in parts if traits.near))
    if _is_in_place(run):
        return NONE
    if any((traits.family and traits.is_plain) or traits.is_unknown for traits in parts):
        return SOFT
    return SOFT if parts[0].far and (_acts(run) or _is_near_person(run)) and not parts[0].place else NONE


def _doubtful(run: Run, name: Traits) -> Verdict:
    """A first name that is also a word or a place."""
    if _has_surname(run):
        return FIRM
    if name.stem in small("small_words"):
        return SOFT if _acts(run) or _is_near_person(run) else NONE
    return SOFT if name.place or _is_in_place(run) or _is_in_title(run) else FIRM


RULES: tuple[Callable[[Run], Verdict], ...] = (
    _a_thing, _after_a_title, _after_an_office, _after_a_role, _after_a_kind, _after_an_article, _initials_only,
    _begins_with_initial,     _all_capitals, _with_infix, _at_the_start, _within_a_sentence,
)  # fmt: skip


def _acts(run: Run) -> bool:
    """A verb of what people do comes next."""
    return run.after is not None and run.after.gap == " " and run.after.folded in small("verbs")


def _is_copula(run: Run) -> bool:
    return run.after is not None and run.after.folded in small("copulas")


def _is_introduced(run: Run) -> bool:
    """Roos, die …; Roos en Fatma; Roos (34); Roos' dochter."""
    if run.after is None:
        return False
    comma = run.after.gap in (", ", " (") and (run.after.folded in ("die", "een", "haar", "zijn", "de") or run.after.text.isdigit())
    pair = run.after.folded in ("en", "of") and run.end + 1 < len(run.words) and run.words[run.end + 1].is_capital
    called = run.lead.gap.endswith(("\"", "“", "‘", "'", "„")) and run.after.gap.startswith((",", "!"))
    return comma or pair or called or run.after.gap.startswith(("'", "’")) or traits_of(run.parts[-1]).cut > 0


def _has_surname(run: Run) -> bool:
    """A second part that is a surname or unknown, or an initial."""
    return any(word.is_initial or traits_of(word).family or traits_of(word).is_unknown for word in run.parts[1:])


def _is_like_a_street(run: Run) -> bool:
    """The Gerard Douhof, the Jan Vriendshof."""
    last = stems(run)[-1]
    return not (last.family or last.is_first) and last.stem.endswith(tuple(small("rare_street_endings")))


def _is_unknown(run: Run) -> bool:
    return any(traits.is_unknown for traits in stems(run))


def _is_in_place(run: Run) -> bool:
    """In Keren, uit Aksaray."""
    return len(run.parts) == 1 and run.before is not None and run.before.folded in small("place_prepositions")


def _is_near_person(run: Run) -> bool:
    return run.before is not None and run.before.folded in small("person_prepositions")


def _is_in_title(run: Run) -> bool:
    """Capitals on either side: the name of a project rather than of a person."""
    sides = (run.before, run.after)
    return any(word and word.is_capital and word.gap == " " and not word.opens and traits_of(word).dutch for word in sides)
