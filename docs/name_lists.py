"""Build the word lists of the name guard: `python docs/name_lists.py`, with deduce, faker and Debian's wdutch at hand.

What goes in: the hand-written lists in docs/name-lists, deduce's and Faker's lists, the Dutch word list of OpenTaal
and the names of countries, languages and cities in CLDR. What comes out, in verhaal/privacy/data: folded (lower
case, no accents), sorted, one a line, gzipped. docs/name-guard.md says more.
"""

import gzip
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from babel import Locale

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from verhaal.privacy.lexicon import fold, small  # noqa: E402

OWN = Path(__file__).parent / "name-lists"
DATA = ROOT / "verhaal" / "privacy" / "data"
OPENTAAL = Path("/usr/share/dict/dutch")
NEAR = [
    "nl_NL", "nl_BE", "tr_TR", "pl_PL", "pt_PT", "es_ES", "uk_UA", "bg_BG", "ro_RO", "fr_DZ", "tw_GH",
    "de_DE", "hr_HR", "hu_HU", "it_IT", "cs_CZ", "sq_AL",
]  # fmt: skip
FAR = [
    "en_GB", "en_US", "en_IN", "en_PK", "en_KE", "ru_RU", "fr_FR", "id_ID", "az_AZ",
    "sk_SK", "sl_SI", "lt_LT", "lv_LV", "sv_SE", "sw", "da_DK", "el_GR", "mk_MK",
]  # fmt: skip

CYRILLIC = """а a б b в v г h ґ g д d е e є ye ж zh з z и y і i ї yi й y к k л l м m н n о o п p р r с s т t у u ф f
х kh ц ts ч ch ш sh щ shch ь _ ю yu я ya ъ a ы y э e ё yo ј j љ lj њ nj ќ kj ѓ gj ѕ dz џ dz ' _"""
DUTCH_WAY = "є je ж zj ї ji й j у oe х ch ч tsj ш sj щ sjtsj ю joe я ja ё jo"
GREEK = """α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"""


def main() -> None:
    near, far = names("first", NEAR), names("first", FAR) | deduce("names/lst_first_name")
    family = names("family", NEAR + FAR) | deduce("names/lst_surname") | deduce("names/lst_interfix_surname")
    words = set(map(fold, dutch_words()))
    never = set(map(fold, lines(OWN / "never.txt")))
    own = {fold(word) for part in ("first", "family") for word in own_names(part)}
    places = {fold(place) for place in place_names()} - own - words
    write("first_near", clean(near))
    write("first_far", clean(far) - near)
    write("family_near", clean({fold(name) for name in own_names("family")}))
    write("family", clean(family))
    write("words", {word for word in words if len(word) <= 16})
    write("places", {place for place in places | never if len(place) > 1})
    write("streets", {street for street in map(fold, street_names()) if street not in never})


def names(part: str, locales: list[str]) -> set[str]:
    """Folded names of Faker's locales, and our own where the first is Dutch; Cyrillic and Greek in Latin letters."""
    found = set(own_names(part)) if locales[0] == "nl_NL" else set()
    for locale in locales:
        found |= set(faker_names(part, locale))
    return {fold(word) for name in found for word in latin(name)}


def own_names(part: str) -> Iterator[str]:
    for file in sorted(OWN.glob("*.txt")):
        wanted = False
        for line in lines(file):
            wanted = line == f"[{part}]" if line.startswith("[") else wanted
            if wanted and not line.startswith("["):
                yield from line.split()


def faker_names(part: str, locale: str) -> Iterator[str]:
    if not any(
        module.name == locale for module in pkgutil.iter_modules([str(folder("faker") / "providers" / "person")])
    ):
        return
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    key = "first" if part == "first" else "last"
    for attribute in dir(provider):
        values = getattr(provider, attribute)
        if key in attribute and "format" not in attribute and isinstance(values, list | tuple | dict):
            yield from (value for value in values if isinstance(value, str))


def latin(name: str) -> list[str]:
    """The name in Latin letters: more than one way where it comes from Cyrillic."""
    letters = name.lower()
    if re.search("[а-яѐ-ӿ]", letters):
        ways = (_pairs(CYRILLIC), _pairs(CYRILLIC) | _pairs(DUTCH_WAY))
        return ["".join(way.get(sign, sign) for sign in letters).replace("_", "") for way in ways]
    is_greek = re.search("[α-ω]", letters)
    return ["".join(_pairs(GREEK).get(sign, sign) for sign in fold(name))] if is_greek else [name]


def _pairs(table: str) -> dict[str, str]:
    signs = table.split()
    return dict(zip(signs[::2], signs[1::2], strict=True))


def deduce(list_name: str) -> set[str]:
    return {fold(line) for line in lines(folder("deduce") / "data/lookup/src" / list_name / "items.txt")}


def dutch_words() -> Iterator[str]:
    """Words that are written with a small letter."""
    return (word for word in lines(OPENTAAL) if re.fullmatch(r"[a-zà-ÿ]{2,}", word))


def place_names() -> Iterator[str]:
    """Dutch places and regions, countries, languages, cities of the world, and the adjectives made from them."""
    source = folder("deduce") / "data/lookup/src/locations/lst_placename"
    for kind in ("residence", "municipality", "region", "province"):
        yield from lines(source / f"lst_{kind}" / "items.txt")
    dutch = Locale("nl")
    yield from dutch.territories.values()
    yield from dutch.languages.values()
    yield from (zone["city"] for zone in dutch.time_zones.values() if "city" in zone)
    capitals = {word for word in lines(OPENTAAL) if re.fullmatch(r"[A-ZÀ-Þ][a-zà-ÿ]+", word)}
    yield from (
        form
        for word in capitals
        if word + "e" in capitals and word.endswith(("s", "isch"))
        for form in (word, word + "e")
    )
    yield from dutch.months["format"]["wide"].values()
    yield from dutch.days["format"]["wide"].values()


def street_names() -> Iterator[str]:
    """Streets that do not end like one: Zonnedauw, Achter de Dom."""
    ordinary = tuple(small("street_endings") | small("rare_street_endings"))
    source = folder("deduce") / "data/lookup/src/locations/lst_street/items.txt"
    yield from (street for street in lines(source) if not fold(street).endswith(ordinary) and len(street) > 3)


def folder(package: str) -> Path:
    spec = find_spec(package)
    if not spec or not spec.origin:
        raise SystemExit(f"Install {package} first.")
    return Path(spec.origin).parent


def lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def clean(names: Iterable[str]) -> set[str]:
    return {name for name in names if re.fullmatch(r"[a-z]{2,}(?:[-' ][a-z]+)*", name)}


def write(name: str, words: Iterable[str]) -> None:
    text = "\n".join(sorted(words))
    (DATA / f"{name}.txt.gz").write_bytes(gzip.compress(text.encode("ascii", "ignore"), 9, mtime=0))
    print(f"{name}: {text.count(chr(10)) + 1} lines, {(DATA / f'{name}.txt.gz').stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
