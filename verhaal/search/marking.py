"""What is shown of a story that was found: the words around what answers, in the text as it was written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from verhaal.markdown import first_words, plain_text
from verhaal.reading.queries import Thread
from verhaal.search.asking import Field, Kind, Place, Question
from verhaal.search.queries import Found

LONG = 220  # characters of a fragment
OUTCOMES = 2  # that are shown of one story

Window = tuple[int, int]  # from and until which character


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


def around(text: str, places: Sequence[Place]) -> Markup:
    """The text around the places: one fragment where most terms stand, and half of it where the missing ones do."""
    first = _window(text, places, LONG)
    missing = [place for place in places if place.term not in _terms(places, first)]
    windows = [first]
    if missing:
        first = _window(text, places, LONG // 2)
        after = [place for place in missing if not first[0] <= place.start < first[1]]
        windows = sorted([first, _window(text, after, LONG // 2)]) if after else [first]
    return _cut(text, windows, places)


def marked(text: str, places: Iterable[Place]) -> Markup:
    """The text, escaped, with the places marked."""
    return _marked(text, 0, len(text), places)


def _window(text: str, places: Sequence[Place], most: int) -> Window:
    """From where until where a fragment reaches, cut at words: the first of those with most of the terms in it."""
    starts = [_start(text, place.start, most) for place in places] or [0]
    start = max(starts, key=lambda at: len(_terms(places, (at, at + most))))
    end = len(text) if len(text) - start <= most else max(text.rfind(" ", start, start + most), start + most // 2)
    return start, end


def _start(text: str, at: int, most: int) -> int:
    """A little before a place, at a word."""
    before = most // 3
    return 0 if at <= before else text.find(" ", at - before, at) + 1 or at


def _terms(places: Iterable[Place], window: Window) -> set[int]:
    return {place.term for place in places if window[0] <= place.start and place.end <= window[1]}


def _cut(text: str, windows: Sequence[Window], places: Sequence[Place]) -> Markup:
    """The windows with … where text was left out; those that touch are one."""
    joined: list[Window] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    parts = Markup(" … ").join(_marked(text, start, end, places) for start, end in joined)
    before, after = "… " if joined[0][0] else "", " …" if joined[-1][1] < len(text) else ""
    return Markup("{}{}{}").format(before, parts, after)


def _marked(text: str, start: int, end: int, places: Iterable[Place]) -> Markup:
    """The text between two characters."""
    parts, at = [], start
    for place in places:
        if at <= place.start and place.end <= end:
            word = Markup("<mark>{}</mark>").format(text[place.start : place.end])
            parts += [escape(text[at : place.start]), word]
            at = place.end
    return Markup().join([*parts, escape(text[at:end])])


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
