"""The printing press: Typst in a process of its own, started as a script so that nothing else of Verhaal is loaded.

Standard input holds a line for each: the order in JSON, the data in JSON, and then each further input that the order
names. Standard output gets what was printed.
"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BYTES = 4 * 2**30  # of memory, so that one account cannot take all


def main() -> None:
    import typst  # noqa: PLC0415  (the application itself does without)

    _bound_memory()
    order = json.loads(_line())
    inputs = {name: _line() for name in ("data", *order["inputs"])}
    form = {"format": "png", "ppi": 72} if order["image"] else {"pdf_standards": ["ua-1", "a-3a"]}
    printed: Any = typst.compile(
        order["source"],
        root=str(Path(order["source"]).parent),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        timestamp=order["timestamp"],
        **form,
    )
    sys.stdout.buffer.write(printed)


def _line() -> str:
    return sys.stdin.buffer.readline().decode().rstrip("\n")


def _bound_memory() -> None:
    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    except (ImportError, ValueError):  # not on this system, or a stricter limit stands already
        pass


if __name__ == "__main__":
    main()
