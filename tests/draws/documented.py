"""The worked example of docs/random-draw.md, read from the document itself."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs/random-draw.md"


def written_in_the_docs() -> tuple[str, str, str, list[str]]:
    """The file's lines, the seed, the fingerprint, and what is drawn, in its order."""
    text = DOCUMENT.read_text("utf-8")
    example = text[text.index("## An example") :]
    blocks = re.findall(r"```\n(.*?)```", example, re.DOTALL)
    seed, fingerprint = re.findall(r"`([0-9a-f]{32,64})`", example)[:2]
    return blocks[0], seed, fingerprint, [line.split()[1] for line in blocks[1].splitlines()]
