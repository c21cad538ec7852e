"""How long 500 stories take as Word and as OpenDocument, beside what the libraries take for as many bare paragraphs."""

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import docx
import odfdo
from flask import Flask
from flask_babel import Babel

from tests.annual.samples import account
from verhaal.exports import walk
from verhaal.exports.files import document_of
from verhaal.exports.opendocument import opendocument
from verhaal.exports.word import word
from verhaal.paths import TRANSLATIONS

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
STORIES, MOST = 500, {"docx": 3, "odt": 5}  # seconds
WORDS = "Naima zette de stoelen klaar en wachtte tot de eerste buurvrouw binnenkwam. " * 8


def main() -> None:
    app = Flask("bench")
    Babel(app, default_translation_directories=str(TRANSLATIONS))
    with app.app_context():
        document = document_of(account(WORDS, STORIES))
    paragraphs = sum(1 for _each in walk.body(document))
    floors = {"docx": lambda: bare_word(paragraphs), "odt": lambda: bare_opendocument(paragraphs)}
    ours = {"docx": lambda: word(document, at=NOW), "odt": lambda: opendocument(document, at=NOW)}
    for kind, floor in floors.items():
        report(kind, paragraphs, seconds(floor, 3), seconds(ours[kind], 3))


def report(kind: str, paragraphs: int, floor: float, taken: float) -> None:
    print(f"floor: {paragraphs} bare paragraphs as .{kind:4}  {floor:6.2f} s")
    verdict = "" if taken <= MOST[kind] else f"  MORE THAN {MOST[kind]} s"
    print(f"{STORIES} stories as .{kind:4} {taken:17.2f} s, {taken / floor:5.1f} × the floor{verdict}")


def seconds(work: Callable[[], object], times: int) -> float:
    taken = []
    for _time in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def bare_word(paragraphs: int) -> bytes:
    made = docx.Document()
    return _saved(made.save, lambda: made.add_paragraph(WORDS), paragraphs)


def bare_opendocument(paragraphs: int) -> bytes:
    made = odfdo.Document("text")
    return _saved(made.save, lambda: made.body.append(odfdo.Paragraph(WORDS)), paragraphs)


def _saved(save: Callable[[io.BytesIO], object], add: Callable[[], object], times: int) -> bytes:
    for _time in range(times):
        add()
    file = io.BytesIO()
    save(file)
    return file.getvalue()


if __name__ == "__main__":
    main()
