"""Home addresses: a street with a house number, a postcode, or both in a row."""

import re
from functools import lru_cache

from verhaal.privacy.hint import Hint, Kind
from verhaal.privacy.lexicon import is_dutch, listed, small
from verhaal.privacy.words import Word

NUMBER = re.compile(r"[1-9]\d{0,3}(?:-?[a-zA-Z]{1,3}|-\d{1,4})?|[1-9]\d{0,3}-[a-zA-Z0-9]{1,4}")
YEAR = re.compile(r"(?:19|20)\d\d")
POSTCODE = re.compile(
    r"(?<![\w-])[1-9]\d{3}[ -]?(?!SA|SD|SS)[A-Z]{2}(?![\w-])|(?<![\w-])[1-9]\d{3}(?!sa|sd|ss)[a-z]{2}(?![\w-])"
)
POSTCODE_SAID = re.compile(r"(?i)\bpostcode\b[^\d\n]{0,20}([1-9]\d{3} ?[a-z]{2})(?![\w-])")
NOT_A_POSTCODE = re.compile(r"(?:19|20)\d\d ?(?:EK|WK|OK|TV|NL|BV|EU)|\d{4} ?(?:km|kg|cm|mm|kb|mb|gb|kW|mg|ml|KM|KG)")
ADDITION = re.compile(r"(?i)\s?(?:[-/]\s?\d{1,3}|hs|huis|bis|[iv]{1,3}|zw|rd|boven|beneden|[a-h])(?![\w'])")
HOUSE_SAID = {"nummer", "nr", "no", "huisnummer"}
LIVING = re.compile(r"^(?:woon|woont|wonen|woonde|woonden|gewoond|adres|huisadres|verhuis|bezoek(?:adres)?|thuis)")


def find(text: str, words: list[Word]) -> list[Hint]:
    """Addresses, each from the street up to the number or the postcode after it."""
    codes = [match.span() for match in POSTCODE.finditer(text) if not NOT_A_POSTCODE.fullmatch(match.group())]
    codes += [match.span(1) for match in POSTCODE_SAID.finditer(text)]
    homes = [span for at in range(1, len(words)) if (span := _home(text, words, at))]
    return [Hint.at(text, start, end, Kind.ADDRESS) for start, end in _joined(text, sorted(homes + codes))]


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch, or that only a comma and spaces part, as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start].strip(" ,\n") == "" and start - joined[-1][1] < 4:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _home(text: str, words: list[Word], at: int) -> tuple[int, int] | None:
    """The span of street and number where the word at `at` is a house number."""
    if not NUMBER.fullmatch(words[at].text) or _is_amount(text, words, at):
        return None
    street = at - 2 if words[at - 1].folded in HOUSE_SAID and at > 1 else at - 1
    is_street = _is_street(words[street]) or any(
        rule(words, street) for rule in (_is_called_street, _is_lived_in, _is_listed)
    )
    if words[at].gap.strip(" .,") or not is_street:
        return None
    end = words[at].end
    addition = ADDITION.match(text, end)
    return words[_first(words, street)].start, addition.end() if addition else end


def _is_amount(text: str, words: list[Word], at: int) -> bool:
    """A year, a time, or a number of something rather than of a house."""
    after = text[words[at].end : words[at].end + 2]
    follows = words[at + 1] if at + 1 < len(words) else None
    counted = follows is not None and follows.gap == " " and follows.folded in small("counted")
    year = YEAR.fullmatch(words[at].text) and not (follows and POSTCODE.match(text, follows.start))
    return bool(counted or year or re.match(r"[.:,]\d|[%€]", after))


def _is_street(word: Word) -> bool:
    """Ends like a street and is more than that ending; written small only where no other word ends so."""
    name = word.folded
    if name.endswith(tuple(small("street_endings"))) and not _is_bare(name):
        return word.is_capital or not is_dutch(name) or name.endswith(("straat", "laan", "gracht", "plein", "kade"))
    return word.is_capital and name.endswith(tuple(small("rare_street_endings"))) and not _is_bare(name)


def _is_called_street(words: list[Word], at: int) -> bool:
    """Laan van de Vrede, Oude Gracht, De Kamp: one of its words is a street, and another has a capital."""
    if not words[at].is_capital:
        return False
    if words[at].folded in small("street_endings") | small("rare_street_endings"):
        return at > 0 and words[at - 1].is_capital and words[at].gap == " "
    return any(word.is_capital and word.folded in small("street_endings") for word in words[max(0, at - 4) : at])


@lru_cache(4096)
def _is_bare(name: str) -> bool:
    return any(
        name.endswith(end) and len(name) - len(end) < 2
        for end in small("street_endings") | small("rare_street_endings")
    )


def _is_lived_in(words: list[Word], at: int) -> bool:
    """Any capitalised word, where a word about living stands shortly before."""
    return words[at].is_capital and any(LIVING.match(word.folded) for word in words[max(0, at - 7) : at])


def _is_listed(words: list[Word], at: int) -> bool:
    """A street of the Netherlands that does not end like one: Zonnedauw, Achter de Dom."""
    pieces = [words[at - more : at + 1] for more in range(4) if more <= at]
    if words[at].folded in small("numbered") or (
        at > 0 and words[at - 1].folded in small("numbered") - small("small_words")
    ):
        return False
    names = (" ".join(word.folded for word in piece) for piece in pieces if piece[0].is_capital)
    return any(name in listed("streets") for name in names)


def _first(words: list[Word], at: int) -> int:
    """Where the street's name begins: "Laan van de Vrede", "Willem de Zwijgerlaan"."""
    first = at
    while first > 0 and at - first < 5 and words[first].gap == " " and not words[first].opens:
        before = words[first - 1]
        if _only_opens(before, words[first]) or not (before.is_capital or before.folded in small("infixes")):
            break
        first -= 1
    while first < at and not words[first].is_capital:
        first += 1
    return first


def _only_opens(word: Word, following: Word) -> bool:
    """The "In" of "In de Jan Steenstraat"; but not the first of "Laan van de Vrede" and "Van Dijkstraat"."""
    is_street = word.folded in small("street_endings") | small("rare_street_endings")
    has_article = following.folded in small("infixes") and not following.is_capital
    return word.opens and not is_street and (has_article or word.folded in small("small_words") - small("infixes"))
