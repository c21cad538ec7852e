"""A text as words, each knowing where it stands and whether a sentence opens with it."""

import re
from dataclasses import dataclass
from functools import cached_property

from verhaal.privacy.lexicon import fold, small

LETTERS = r"(?:[^\W_]|[\u0300-\u036f])+"  # accents may stand apart from their letters
WORD = re.compile(rf"['’][st]\b(?:-{LETTERS})*|{LETTERS}(?:['’-]{LETTERS})*")
UNSEEN = str.maketrans({"*": "", "_": "", "\u00a0": " "})  # Markdown's emphasis says nothing here
SENTENCE_END = re.compile(r"[.!?…\n•]")
QUOTE = re.compile(r"(?:^|\s)['\"“”‘«„]+$")
CAPITAL_INSIDE = re.compile(r"[^\W\d_][A-ZÀ-Þ]")
ARTICLE_AND_CAPITAL = re.compile(r"['’]?[a-z]{1,3}[-'’][A-ZÀ-Þ]")  # al-Khatib, d'Angelo, 's-Gravenweg
LONGEST = 40  # a longer word is no name; it costs nothing further


@dataclass(frozen=True)
class Word:
    """A word with its offsets, the signs between it and the word before, and whether it opens a sentence."""

    text: str
    start: int
    gap: str
    opens: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def folded(self) -> str:
        return fold(self.text) if len(self.text) <= LONGEST else ""

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() or ARTICLE_AND_CAPITAL.match(self.text) is not None

    @property
    def is_initial(self) -> bool:
        return (len(self.text) == 1 and self.is_capital) or self.text in ("Th", "Ch", "Ph", "IJ")

    @property
    def shouts(self) -> bool:
        """All capitals, or capitals inside: an abbreviation or a brand."""
        return CAPITAL_INSIDE.search(self.text.removeprefix("IJ")) is not None


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    words: list[Word] = []
    end = 0
    for match in WORD.finditer(text):
        gap = text[end : match.start()].translate(UNSEEN)
        words.append(Word(match.group(), match.start(), gap, _opens(gap, words)))
        end = match.end()
    return words


def _opens(gap: str, before: list[Word]) -> bool:
    if not before or QUOTE.search(gap):
        return True
    return SENTENCE_END.search(gap) is not None and not (gap in (". ", ".") and _is_shortened(before[-1]))


def _is_shortened(word: Word) -> bool:
    return word.is_initial or word.folded in small("shortened")
