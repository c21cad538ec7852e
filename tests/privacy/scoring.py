"""The sentence files, and what the guard makes of them."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verhaal.privacy.guard import Hint, Kind, Known, Tone, find

FOLDER = Path(__file__).parent / "sentences"


@dataclass(frozen=True)
class Expected:
    """A piece of personal data that a sentence holds; `origin` only for a name."""

    start: int
    end: int
    words: str
    kind: Kind
    origin: str


@dataclass(frozen=True)
class Sentence:
    text: str
    clean: bool
    expected: tuple[Expected, ...]
    known: Known


@dataclass
class Score:
    """What was found of what should be, and what was said without reason."""

    found: list[tuple[Expected, Tone]] = field(default_factory=list)
    missed: list[tuple[Expected, Sentence]] = field(default_factory=list)
    whole: int = 0
    right: dict[Tone, int] = field(default_factory=lambda: {Tone.FIRM: 0, Tone.SOFT: 0})
    wrong: list[tuple[Hint, Sentence]] = field(default_factory=list)
    clean_words: int = 0
    soft_on_clean: int = 0

    def recall(self, kinds: Iterable[Kind], origin: str = "") -> float:
        """The share found of these kinds, of one origin of name if given; 1 where there is nothing to find."""
        found, missed = self.counted(kinds, origin)
        return found / (found + missed) if found + missed else 1.0

    def counted(self, kinds: Iterable[Kind], origin: str = "") -> tuple[int, int]:
        wanted = set(kinds)
        found = [one for one, _tone in self.found if one.kind in wanted and origin in ("", one.origin)]
        missed = [one for one, _sentence in self.missed if one.kind in wanted and origin in ("", one.origin)]
        return len(found), len(missed)

    @property
    def firm_precision(self) -> float:
        wrong = sum(hint.tone is Tone.FIRM for hint, _sentence in self.wrong)
        return self.right[Tone.FIRM] / (self.right[Tone.FIRM] + wrong)

    @property
    def soft_per_hundred(self) -> float:
        return 100 * self.soft_on_clean / self.clean_words


def read(pattern: str = "*.toml", folder: Path = FOLDER) -> list[Sentence]:
    files = sorted(folder.glob(pattern))
    return [_sentence(entry) for file in files for entry in tomllib.loads(file.read_text("utf-8"))["sentence"]]


def score(sentences: Iterable[Sentence]) -> Score:
    total = Score()
    for sentence in sentences:
        _add(total, sentence, find(sentence.text, sentence.known))
    return total


def _add(total: Score, sentence: Sentence, hints: list[Hint]) -> None:
    for one in sentence.expected:
        over = [hint for hint in hints if _meets(hint, one)]
        total.whole += any(hint.start <= one.start and one.end <= hint.end for hint in over)
        if over:
            total.found.append((one, over[0].tone))
        else:
            total.missed.append((one, sentence))
    for hint in hints:
        if any(_meets(hint, one) for one in sentence.expected):
            total.right[hint.tone] += 1
        else:
            total.wrong.append((hint, sentence))
    if sentence.clean:
        total.clean_words += len(sentence.text.split())
        total.soft_on_clean += sum(hint.tone is Tone.SOFT for hint in hints)


def _meets(hint: Hint, one: Expected) -> bool:
    return hint.kind is one.kind and hint.start < one.end and one.start < hint.end


def _sentence(entry: dict[str, Any]) -> Sentence:
    known = {key: tuple(value) for key, value in entry.get("known", {}).items()}
    return Sentence(entry["text"], entry["clean"], tuple(_expected(entry)), Known(**known))


def _expected(entry: dict[str, Any]) -> Iterator[Expected]:
    """Each as it stands in the text; the same words twice are the first and the second time they stand there."""
    past: dict[str, int] = {}
    marks = [(name["words"], Kind.NAME, name["origin"]) for name in entry.get("names", [])]
    marks += [(number["words"], Kind(number["kind"]), "") for number in entry.get("numbers", [])]
    for words, kind, origin in marks:
        start = entry["text"].index(words, past.get(words, 0))
        past[words] = start + len(words)
        yield Expected(start, start + len(words), words, kind, origin)
