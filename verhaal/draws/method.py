"""How ten are drawn fairly. Knows no database and no page; `docs/random-draw.md` says the same in words.

The smallest hashes win ("bottom-k" sampling: Cohen & Kaplan, PODC 2007). A reference's place depends on the seed and
on itself alone: the order in which references come does not matter, and where some are gone, the others stay drawn.
"""

import hashlib
import secrets
from collections.abc import Iterable

METHOD = "sha256-1"  # written with every draw; another way of drawing gets another name
MOST = 50


def new_seed() -> str:
    """128 bits from the operating system, as 32 hexadecimal digits: nobody chooses or foresees it."""
    return secrets.token_hex(16)


def drawn(seed: str, references: Iterable[str], wanted: int) -> list[str]:
    """Those whose SHA-256 of "seed:reference" is smallest, the smallest first; all if fewer are there than `wanted`."""
    return sorted(references, key=lambda reference: (_hash(f"{seed}:{reference}"), reference))[:wanted]


def lines(references: Iterable[str]) -> str:
    """The references of a population as they are kept and downloaded: sorted, each on a line that ends."""
    return "".join(f"{reference}\n" for reference in sorted(references))


def references(lines: str) -> list[str]:
    return lines.split()


def fingerprint(lines: str) -> str:
    """The SHA-256 of those lines, and so of the downloaded file."""
    return _hash(lines)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
