"""People's names in a text."""

from collections.abc import Iterator

from verhaal.privacy.allowed import Allowed
from verhaal.privacy.hint import Hint, Kind, Tone
from verhaal.privacy.judging import tone_of, tone_of_small
from verhaal.privacy.lexicon import small
from verhaal.privacy.runs import Run, is_infix, is_name_part, run_at
from verhaal.privacy.traits import traits_of
from verhaal.privacy.words import Word

__all__ = ["Allowed", "find"]


def find(text: str, words: list[Word], allowed: Allowed) -> list[Hint]:
    """The names, firm and soft, from left to right."""
    return [
        Hint.at(text, run.lead.start, run.last.end - traits_of(run.last).cut, Kind.NAME, tone)
        for run, tone in _named(words, allowed.covers(words))
        if not allowed.is_colleague(traits_of(word).stem for word in run.words[run.first : run.end])
    ]


def _named(words: list[Word], covered: set[int]) -> Iterator[tuple[Run, Tone]]:
    at = 0
    while at < len(words):
        run = _run_from(words, at, covered)
        if run and (tone := _tone(run)):
            yield run, tone
        at = run.end if run else at + 1


def _tone(run: Run) -> Tone | None:
    return tone_of(run) if any(word.is_capital for word in run.parts) else tone_of_small(run)


def _run_from(words: list[Word], at: int, covered: set[int]) -> Run | None:
    """The run that starts here, if one can."""
    word = words[at]
    has_title = _follows(words, at, small("titles"))
    if at in covered and not (has_title and traits_of(word).family):
        return None
    if is_infix(word):
        return run_at(words, at, covered) if word.is_capital or _begins_small(words, at) else None
    if not word.is_capital:
        return Run(words, at, at + 1) if traits_of(word).near or traits_of(word).family else None
    is_role = word.folded in small("titles") or (word.opens and word.folded in small("roles"))
    if is_role or _opens_before_a_name(words, at):
        return None
    return run_at(words, at, covered - {at}) if has_title or is_name_part(words, at, covered) else None


def _follows(words: list[Word], at: int, wanted: frozenset[str]) -> bool:
    return at > 0 and words[at - 1].folded in wanted and words[at].gap in (" ", ". ")


def _begins_small(words: list[Word], at: int) -> bool:
    """An infix in small letters begins a name after a title, when it is no Dutch word, or when two stand together."""
    pair = at + 1 < len(words) and is_infix(words[at + 1])
    de = words[at].folded == "de" and _follows(words, at, small("roles"))
    first = at + 1 < len(words) and traits_of(words[at + 1]).near and words[at + 1].is_capital
    titled = _follows(words, at, small("titles")) and not first  # oma van Fatma
    return pair or de or titled or words[at].folded in small("far_infixes")


def _opens_before_a_name(words: list[Word], at: int) -> bool:
    """Gisteren Fatma, wil Ahmed: the first word is there for its capital only."""
    if not words[at].opens or at + 1 >= len(words) or not words[at + 1].is_capital or words[at + 1].gap != " ":
        return False
    first, second = traits_of(words[at]), traits_of(words[at + 1])
    if not first.dutch or is_infix(words[at + 1]):
        return False
    return not first.near or (second.near and second.is_plain) or first.stem in small("small_words") | small("verbs")
