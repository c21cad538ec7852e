"""Words in a row that would make one name: "Fatma Yıldız-de Wit", "J. de B.", "Van Dijk"; or one street."""

from dataclasses import dataclass

from verhaal.privacy.lexicon import is_dutch, small
from verhaal.privacy.traits import Traits, ends_as_thing, is_surely_thing, traits_of
from verhaal.privacy.words import Word

MOST_INFIXES = 3
MOST_WORDS = 8


@dataclass(frozen=True)
class Run:
    """The words from `first` up to `end`; `thing` where they end as a street, a school, a feast."""

    words: list[Word]
    first: int
    end: int
    thing: bool = False

    @property
    def parts(self) -> list[Word]:
        return [word for word in self.words[self.first : self.end] if not is_infix(word)]

    @property
    def lead(self) -> Word:
        return self.words[self.first]

    @property
    def last(self) -> Word:
        return self.words[self.end - 1]

    @property
    def before(self) -> Word | None:
        """The word before in the same sentence, with no more than a space or a quote between."""
        is_first = self.first == 0 or self.lead.gap.strip(" .'\"‘“„«") or "\n" in self.lead.gap
        return None if is_first else self.words[self.first - 1]

    @property
    def after(self) -> Word | None:
        return self.words[self.end] if self.end < len(self.words) else None


def is_infix(word: Word) -> bool:
    return word.folded in small("infixes")


def run_at(words: list[Word], first: int, covered: set[int]) -> Run:
    """The longest run from `first`, which is a capitalised word or an infix."""
    begin = _past_infixes(words, first) if is_infix(words[first]) else first
    found = begin < len(words) and (
        begin == first or is_name_part(words, begin, set()) or _is_small_name(words, first, begin)
    )
    end = begin + 1 if found else first + 1
    while end - first < MOST_WORDS and (further := _next_end(words, end, covered)):
        end = further
    if past := _end_of_thing(words, end):
        return Run(words, first, past, thing=True)
    return Run(words, first, end, _ends_as_thing(words, first, end))


def _is_small_name(words: list[Word], first: int, at: int) -> bool:
    """As in "mevrouw de vries"; whether a title stands before is judged later."""
    return (
        not (words[first].is_capital or words[at].is_capital) and words[at].gap == " " and traits_of(words[at]).family
    )


def _next_end(words: list[Word], end: int, covered: set[int]) -> int | None:
    """Where the run ends when the next name part, with infixes before it, is taken in."""
    at = _past_infixes(words, end)
    if at >= len(words) or traits_of(words[end - 1]).cut or not _is_near_enough(words, end, at):
        return None
    if words[at].opens or not words[at].is_capital:
        return None
    if at > end and at in covered and not traits_of(words[at]).family:
        return None
    return at + 1 if is_name_part(words, at, covered if at == end else set()) else None


def _is_near_enough(words: list[Word], end: int, at: int) -> bool:
    """Nothing but spaces between, or the points of initials."""
    return all(
        words[place].gap == " " or (words[place].gap in (". ", ".") and words[place - 1].is_initial)
        for place in range(end, at + 1)
    )


def _past_infixes(words: list[Word], at: int) -> int:
    past = at
    while past < len(words) and past - at < MOST_INFIXES and is_infix(words[past]):
        past += 1
    return past


def is_name_part(words: list[Word], at: int, covered: set[int]) -> bool:
    """Could stand in a name: an initial, a listed name, or a word that is neither Dutch nor a place."""
    word, traits = words[at], traits_of(words[at])
    if not word.is_capital or at in covered or is_surely_thing(traits.stem) or has_small_part(word):
        return False
    return word.is_initial or traits.is_first or traits.family or traits.is_unknown


def has_small_part(word: Word) -> bool:
    """Fatima-huis, Ahmed-achtig: behind the hyphen stands a plain word."""
    parts = word.text.split("-")[1:]
    return any(part[:1].islower() and part not in small("infixes") for part in parts)


def _end_of_thing(words: list[Word], end: int) -> int:
    """Where it ends if what comes next makes a street or a school of it all: Willem de Zwijgerlaan; else 0."""
    at = _past_infixes(words, end)
    if at >= len(words) or not _is_near_enough(words, end, at) or words[at].opens:
        return 0
    if at == end and words[at].folded in small("kinds_after"):
        return at + 1
    if not words[at].is_capital or _is_from_there(words, end, at):
        return 0
    return at + 1 if _is_thing(words[at]) else _kind_after(words, at + 1)


def _kind_after(words: list[Word], at: int) -> int:
    """Past a small noun that makes a thing of the capitals before it, as in Marie Curie flat."""
    is_kind = at < len(words) and words[at].gap == " " and words[at].folded in small("kinds_after")
    return at + 1 if is_kind else 0


def _is_thing(word: Word) -> bool:
    traits = traits_of(word)
    return (
        is_surely_thing(traits.stem)
        or traits.stem in small("kinds_after")
        or (ends_as_thing(traits.stem) and not (traits.family or traits.is_first or traits.place))
    )


def _is_from_there(words: list[Word], end: int, at: int) -> bool:
    """Ahmed van de Kerkstraat lives there; the Jan van Galenstraat is a street."""
    between = [word.text for word in words[end:at]]
    return between in (["van", "de"], ["van", "het"]) and is_dutch(traits_of(words[at]).stem)


def _ends_as_thing(words: list[Word], first: int, end: int) -> bool:
    """Titus Brandsma Huis; but Roos in 't Veld is a person."""
    stem = traits_of(words[end - 1]).stem
    return is_surely_thing(stem) or (end - first > 1 and stem in small("endings") and not is_infix(words[end - 2]))


def stems(run: Run) -> list[Traits]:
    return [traits_of(word) for word in run.parts if not word.is_initial]
