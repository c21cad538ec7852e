"""Print how well the name guard does, in Markdown: `python -m tests.privacy.measure [pattern of files] [folder]`."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.privacy.scoring import FOLDER, Score, read, score
from verhaal.privacy.guard import Kind, Tone

NUMBERS = [kind for kind in Kind if kind is not Kind.NAME]
COST = """
import resource, time, tomllib
def mb(): return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
before, begun = mb(), time.perf_counter()
from verhaal.privacy.guard import find
find("Gisteren kwam Fatma Yıldız-de Wit langs in de Kerkstraat 12.")
first, taken = time.perf_counter() - begun, []
sentences = tomllib.loads(open("tests/privacy/sentences/open-names.toml", encoding="utf-8").read())["sentence"]
story = " ".join(sentence["text"] for sentence in sentences[:9])
from verhaal.privacy import lexicon, traits
for _ in range(51):
    lexicon.is_dutch.cache_clear(); traits._traits.cache_clear(); traits.ends_as_thing.cache_clear()
    begun = time.perf_counter(); find(story); taken.append(time.perf_counter() - begun)
print(f"{first:.2f} {sorted(taken)[25] * 1000:.1f} {mb() - before:.0f}")
"""


def main(pattern: str = "*.toml", folder: str = str(FOLDER), *words: str) -> None:
    result = score(read(pattern, Path(folder)))
    print(table(result))
    print(costs())
    if words:
        print(faults(result))


def table(result: Score) -> str:
    origins = Counter(one.origin for one, *_rest in [*result.found, *result.missed] if one.kind is Kind.NAME)
    rows = [("names", *result.counted([Kind.NAME]))]
    rows += [(f"· {origin}", *result.counted([Kind.NAME], origin)) for origin in sorted(origins)]
    rows += [("numbers", *result.counted(NUMBERS))]
    rows += [(f"· {kind}", *result.counted([kind])) for kind in NUMBERS if sum(result.counted([kind]))]
    lines = [
        f"| {what} | {found} of {found + missed} | {found / (found + missed):.1%} |" for what, found, missed in rows
    ]
    soft = sum(tone is Tone.SOFT for _one, tone in result.found)
    return "\n".join([
        "| what | found | share |", "|---|---|---|", *lines,
        f"| firm hints that are right | {result.right[Tone.FIRM]} | {result.firm_precision:.1%} |",
        f"| found by a soft hint only | {soft} | |",
        f"| found whole | {result.whole} | {result.whole / (len(result.found) + len(result.missed)):.1%} |",
        f"| soft hints in {result.clean_words} clean words"
        f" | {result.soft_on_clean} | {result.soft_per_hundred:.2f} per 100 |",
    ])  # fmt: skip


def costs() -> str:
    """In a fresh process: seconds to the first answer, milliseconds for a story of words not met before, megabytes."""
    done = subprocess.run([sys.executable, "-c", COST], capture_output=True, text=True, check=True)
    first, median, memory = done.stdout.split()
    rows = (
        ("first answer", f"{first} s"),
        ("median of a story of 166 words", f"{median} ms"),
        ("memory", f"{memory} MB"),
    )
    return "\n".join(f"| {what} | {much} | |" for what, much in rows)


def faults(result: Score) -> str:
    missed = [f"missed {one.kind} {one.words!r}: {sentence.text}" for one, sentence in result.missed]
    wrong = [f"wrong {hint.tone} {hint.kind} {hint.words!r}: {sentence.text}" for hint, sentence in result.wrong]
    return "\n".join(["", *missed, *wrong])


if __name__ == "__main__":
    main(*sys.argv[1:])
