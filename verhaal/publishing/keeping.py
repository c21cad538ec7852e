"""What was made for one public reader serves the next: a few answers in memory, and one made at a time.

On disk nothing is kept, so that a story that is withdrawn lies nowhere but in a process's memory, until that is needed.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class Kept:
    """The `most` answers that were asked for last, each under the mark of all that it was made from."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock, self._kept = Lock(), OrderedDict[str, bytes]()

    def get(self, mark: str, make: Callable[[], bytes]) -> bytes:
        """What stands under the mark; made while others wait, so that many who ask at once cost one making."""
        with self._lock:
            if mark not in self._kept:
                self._kept[mark] = make()
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(mark)
            return self._kept[mark]
