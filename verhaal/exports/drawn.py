"""The account's drawings as PNG, for what does not show SVG everywhere: all in one run of Typst."""

import base64
import json
import sys
from collections.abc import Sequence
from typing import Any

from verhaal.exports import child
from verhaal.exports.pdf import FONTS, HERE, printable

PIXELS_PER_INCH = 216  # sharp on paper and on a telephone, some 20 kB each


def drawn(drawings: Sequence[str]) -> list[bytes]:
    """Each drawing as PNG, in their order. Raises `child.ChildFailed`."""
    if not drawings:
        return []
    pictures = child.ask("verhaal.exports.drawn", [printable(svg)[0] for svg in drawings])
    return [base64.b64decode(each) for each in json.loads(pictures)]


def _draw() -> None:
    """In the child: read the drawings, write the pictures."""
    import typst  # noqa: PLC0415

    pictures: Any = typst.compile(
        str(HERE / "pictures.typ"),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"drawings": json.dumps(child.job(), ensure_ascii=False)},
        format="png",
        ppi=PIXELS_PER_INCH,
    )
    every = pictures if isinstance(pictures, list) else [pictures]
    json.dump([base64.b64encode(each).decode() for each in every], sys.stdout)


if __name__ == "__main__":
    _draw()
