"""What is shown of a story that was found: the words around what answers, in the text as it was written."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from verhaal.markdown import first_words, plain_text
from verhaal.reading.queries import Thread
from verhaal.search.asking import Field, Kind, Question
from verhaal.search.queries import Found

LONG = 220  # characters of a fragment
BEFORE = 70  # of them before the first word that answers
OUTCOMES = 2  # that are shown of one story

Places = list[tuple[int, int]]


class Fragment(NamedTuple):
    """Words with the answering ones marked, safe to show; what they are of; and of a response, which."""

    field: Field
    words: Markup
    thread: Thread | None = None


def title(question: Question, found: Found) -> Markup:
    """Its title with what answers marked; empty where it has none."""
    text = found.version.title or first_words(found.version.text)
    return marked(text, list(question.places_in(text)))


def fragments(question: Question, kind: Kind, found: Found) -> list[Fragment]:
    """What of the story answers; where only its title does, its first lines."""
    fields = kind.fields
    shown = [*_of_story(question, found)] if found.is_itself_found else []
    shown = [each for each in shown if each.field in fields]
    if not shown and (Field.TEXT in fields or found.threads):
        shown = [Fragment(Field.TEXT, around(plain_text(found.version.text), []))]
    return shown + [_of_thread(question, thread) for thread in found.threads]


def around(text: str, places: Places) -> Markup:
    """A fragment of the text, from a little before the densest of the places, cut at words."""
    start = max((_start(text, at) for at, _end in places), key=lambda at: _within(places, at), default=0)
    end = len(text) if len(text) - start <= LONG else max(text.rfind(" ", start, start + LONG), start + LONG // 2)
    inside = [(first - start, min(last, end) - start) for first, last in places if start <= first < end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(before, marked(text[start:end], inside), after)


def marked(text: str, places: Places) -> Markup:
    """The text, escaped, with the places marked."""
    parts, at = [], 0
    for start, end in places:
        if start >= at:
            parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            at = end
    return Markup().join([*parts, escape(text[at:])])


def _of_story(question: Question, found: Found) -> Iterator[Fragment]:
    units = [part for piece in found.pieces if piece.field == Field.TEXT for part in piece.parts]
    text = plain_text(found.version.text)
    yield from _where_found(question, Field.TEXT, [text, *units])
    outcomes = [_outcome(piece.parts) for piece in found.pieces if piece.field == Field.OUTCOME]
    yield from [*_where_found(question, Field.OUTCOME, outcomes)][:OUTCOMES]


def _where_found(question: Question, field: Field, texts: Sequence[str]) -> Iterator[Fragment]:
    for text in texts:
        if places := list(question.places_in(text)):
            yield Fragment(field, around(text, places))


def _outcome(parts: Sequence[str]) -> str:
    return " · ".join(parts)


def _of_thread(question: Question, thread: Thread) -> Fragment:
    """Of its words, or of the first answer under it in which something answers."""
    texts = [thread.response.text, *(answer.text for answer, _person in thread.answers)]
    words = [" ".join(text.split()) for text in texts]
    found = next((each for each in _where_found(question, Field.SAID, words)), None)
    return Fragment(Field.SAID, found.words if found else around(words[0], []), thread)


def _start(text: str, at: int) -> int:
    """Where a fragment begins that shows the place: at a word, a little before it."""
    return 0 if at <= BEFORE else text.find(" ", at - BEFORE, at) + 1 or at


def _within(places: Places, start: int) -> int:
    return sum(start <= first and last <= start + LONG for first, last in places)
