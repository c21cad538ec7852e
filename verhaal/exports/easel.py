"""The easel: Typst in a process of its own that makes PNG of drawings, started as a script as the press is.

Standard input holds the drawings as one list in JSON; standard output gets the pictures as one, in base64.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BYTES = 4 * 2**30  # of memory, so that one account cannot take all
PIXELS_PER_INCH = 216  # sharp on paper and on a telephone, some 20 kB each


def main() -> None:
    import typst  # noqa: PLC0415  (the application itself does without)

    _bound_memory()
    pictures: Any = typst.compile(
        str(HERE / "pictures.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"drawings": sys.stdin.buffer.read().decode()},
        format="png",
        ppi=PIXELS_PER_INCH,
    )
    every = pictures if isinstance(pictures, list) else [pictures]
    json.dump([base64.b64encode(each).decode() for each in every], sys.stdout)


def _bound_memory() -> None:
    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    except (ImportError, ValueError):  # not on this system, or a stricter limit stands already
        pass


if __name__ == "__main__":
    main()
