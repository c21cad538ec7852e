"""What the name guard costs: its first answer and memory in a fresh process, a story, and the most hostile text."""

import statistics
import time
from collections.abc import Callable

from tests.privacy.measure import costs
from verhaal.privacy.guard import find

STORY = """Dinsdag kwam Aylin langs met haar buurvrouw, mevrouw De Vries uit de Van Dijkstraat. Ze vertelden veel.
Habtom Ghebreyohannes wil meedoen; hij woont Ondiep 3 en is te bellen op 06-12345678. Het straatfeest is in juni. """
HOSTILE = ("A. ", "A.", "0 ", "Van ", "De Van ", "Mevrouw ", "Jan van de ", "Fatma ", "1234 AB ", "a@", "Kerkstraat 1 ")


def milliseconds(work: Callable[[], object], times: int) -> float:
    taken = []
    for _time in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken)


def main() -> None:
    print(costs())
    floor = milliseconds(lambda: STORY.lower().split(), 201)
    for repeated in (1, 2, 5):
        story = STORY * repeated
        taken = milliseconds(lambda text=story: find(text), 101)  # type: ignore[misc]
        print(f"{len(story.split()):4} words: {taken:6.2f} ms, {taken / floor:7.0f} × splitting the shortest")
    for sign in HOSTILE:
        taken = milliseconds(lambda text=(sign * 20_000)[:20_000]: find(text), 3)  # type: ignore[misc]
        print(f"20,000 signs of {sign!r:15} {taken:4.0f} ms")


if __name__ == "__main__":
    main()
