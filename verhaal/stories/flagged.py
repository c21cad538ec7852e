"""The words in a story that look like a resident's personal data and that its author has not answered for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from verhaal.privacy import guard
from verhaal.privacy.guard import Hint, Kind, Known, Tone
from verhaal.privacy.replacing import Passage, kept, key, passage, replaced
from verhaal.stories.models import Entry, HintAnswer, Outcome

READ_IN_OUTCOMES = ("whom", "change", "significance")
ROOM = {"title": 160, "change_note": 300, "whom": 200, "change": 600, "significance": 600}


@dataclass
class Flagged:
    """Words to look at, with each sentence that they stand in; `used` is their pseudonym in this story."""

    words: str
    kind: Kind
    tone: Tone
    used: str = ""
    passages: list[Passage] = field(default_factory=list)


def unanswered(text: str, known: Known, answers: Iterable[HintAnswer]) -> list[Hint]:
    """The hints in a text, but for words that may stand in this story."""
    may_stand = {key(answer.words) for answer in answers if answer.is_dismissal}
    return [hint for hint in guard.find(text, known) if key(hint.words) not in may_stand]


def pseudonyms(answers: Iterable[HintAnswer]) -> dict[str, str]:
    """What was used instead, by the key of the words."""
    return {key(answer.words): answer.instead for answer in answers if answer.instead}


def flagged(entry: Entry, known: Known) -> list[Flagged]:
    """Each of the unanswered words once, in the order in which a reader comes upon them."""
    used, found = pseudonyms(entry.hints), dict[str, Flagged]()
    for text in _texts(entry):
        for hint in unanswered(text, known, entry.hints):
            same = key(hint.words)
            each = found.setdefault(same, Flagged(hint.words, hint.kind, hint.tone, used.get(same, "")))
            each.tone = Tone.FIRM if Tone.FIRM in (each.tone, hint.tone) else Tone.SOFT
            each.passages.append(passage(text, hint.start, hint.end))
    return list(found.values())


def answered(entry: Entry, answers: Iterable[HintAnswer], known: Known) -> Entry:
    """The entry with these answers kept, and the words replaced that they replace; every other word as it was."""
    given = {key(answer.words): answer for answer in answers if answer.words}
    kept_answers = [answer for answer in entry.hints if key(answer.words) not in given]

    def told(text: str) -> str:
        return _replaced(text, pseudonyms(given.values()), known)

    return replace(
        entry,
        text=told(entry.text),
        title=told(entry.title),
        change_note=told(entry.change_note),
        outcomes=tuple(_rewritten(outcome, told) for outcome in entry.outcomes),
        hints=(*kept_answers, *given.values()),
    )


def let_stand(entry: Entry, left: Iterable[Flagged]) -> Entry:
    """The entry in which these words may stand, without a reason."""
    answers = (HintAnswer(words=kept(each.words), kind=each.kind) for each in left)
    given = {key(answer.words): answer for answer in answers}
    return replace(entry, hints=(*(each for each in entry.hints if key(each.words) not in given), *given.values()))


def fits(entry: Entry) -> bool:
    """Whether everything still has room once other words stand in it."""
    rows = [entry, *entry.outcomes]
    return all(len(getattr(row, name, "")) <= most for row in rows for name, most in ROOM.items())


def _texts(entry: Entry) -> Iterator[str]:
    """Everything that readers read."""
    yield from (entry.title, entry.text, entry.change_note)
    for outcome in entry.outcomes:
        yield from (getattr(outcome, name) for name in READ_IN_OUTCOMES)


def _replaced(text: str, instead: dict[str, str], known: Known) -> str:
    hints = guard.find(text, known)
    chosen = {hint.words: instead[key(hint.words)] for hint in hints if key(hint.words) in instead}
    return replaced(text, chosen, (hint.words for hint in hints))


def _rewritten(outcome: Outcome, told: Callable[[str], str]) -> Outcome:
    words = {name: told(getattr(outcome, name)) for name in READ_IN_OUTCOMES}
    return Outcome(**(outcome.model_dump(exclude={"id"}) | words))
