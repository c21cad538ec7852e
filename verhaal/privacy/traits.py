"""What the lists say of one word: whether it is a first name, a surname, a Dutch word, a place."""

from dataclasses import dataclass
from functools import lru_cache

from verhaal.privacy.lexicon import is_dutch, listed, small
from verhaal.privacy.words import Word

VOWELS = frozenset("aeiouy")


@dataclass(frozen=True)
class Traits:
    """Of a folded word without its possessive; `cut` is how many signs that was."""

    stem: str
    cut: int
    near: bool  # a first name met in these neighbourhoods
    far: bool  # a first name in wider lists, which hold more that is none
    family: bool
    dutch: bool
    place: bool  # or another proper name that is no person's

    @property
    def is_first(self) -> bool:
        return self.near or self.far

    @property
    def is_plain(self) -> bool:
        """Neither a Dutch word nor a place: as a name it is not in doubt."""
        return not (self.dutch or self.place)

    @property
    def is_unknown(self) -> bool:
        """In no list at all, but made like a word."""
        is_word = (
            len(self.stem) > 2 and self.stem.replace("-", "").replace("'", "").isalpha() and VOWELS & set(self.stem)
        )
        return bool(is_word) and self.is_plain and not (self.is_first or self.family or ends_as_thing(self.stem))


def traits_of(word: Word) -> Traits:
    return _traits(word.folded)


@lru_cache(4096)
def _traits(folded: str) -> Traits:
    stem = _stem(folded)
    parts = stem.split("-")
    near, far, family = (_is_made_of(stem, parts, listed(name)) for name in ("first_near", "first_far", "family"))
    return Traits(
        stem=stem,
        cut=len(folded) - len(stem),
        near=near,
        far=far,
        family=family or _ends_as_family(stem),
        dutch=stem not in small("rare_words") and _is_word(stem, parts, near or far or family),
        place=stem in listed("places") or any(part in listed("places") for part in parts if len(parts) > 1),
    )


def _is_word(stem: str, parts: list[str], is_name: bool) -> bool:
    """A Dutch word; of a listed name only the word itself counts, else a compound or an inflection too."""
    return stem in small("small_words") or stem in listed("words") or (not is_name and all(map(is_dutch, parts)))


def _stem(folded: str) -> str:
    """Without `'s`, or without the s of Ahmeds where only what stands before it is a name."""
    if folded.endswith(("'s", "'")):
        return folded.rstrip("s").rstrip("'")
    bare = folded[:-1]
    if (
        folded.endswith("s")
        and not _is_listed(folded)
        and (bare in listed("first_near") or bare in listed("first_far"))
    ):
        return bare
    return folded


def _is_listed(folded: str) -> bool:
    names = ("first_near", "first_far", "family", "places")
    return any(folded in listed(name) for name in names) or is_dutch(folded)


def _is_made_of(stem: str, parts: list[str], names: frozenset[str]) -> bool:
    """Listed itself, or a name with others or with infixes behind hyphens: Anne-Marie, Yıldız-de."""
    rest = listed("first_near") | listed("family") | small("infixes") if len(parts) > 1 else frozenset()
    return stem in names or (len(parts) > 1 and parts[0] in names and all(part in rest for part in parts[1:]))


def _ends_as_family(stem: str) -> bool:
    return len(stem) > 6 and stem.endswith(tuple(small("family_endings"))) and not is_dutch(stem)


@lru_cache(4096)
def ends_as_thing(stem: str) -> bool:
    """Ends like a street, a square, a feast, an organisation; a short ending only behind a word or a name."""
    heads = [
        (stem.removesuffix(end), end) for end in small("endings") if stem.endswith(end) and len(stem) - len(end) > 2
    ]
    return any(len(end) > 4 or _is_head(head) for head, end in heads)


def _is_head(head: str) -> bool:
    names = (listed("places"), listed("first_near"), listed("family"))
    return is_dutch(head) or any(form in names_ for form in (head, head.removesuffix("s")) for names_ in names)


@lru_cache(4096)
def is_surely_thing(stem: str) -> bool:
    return any(stem.endswith(end) and len(stem) - len(end) > 1 for end in small("sure_endings"))
