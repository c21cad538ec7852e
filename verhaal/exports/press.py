"""The printing press: Typst in a process of its own, started as a script so that nothing else of Verhaal is loaded.

Standard input holds three lines of JSON: what to do, the document, the record. Standard output gets the PDF.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
BYTES = 4 * 2**30  # of memory, so that one account cannot take all


def main() -> None:
    import typst  # noqa: PLC0415  (the application itself does without)

    _bound_memory()
    order, data, record = (sys.stdin.buffer.readline().decode().rstrip("\n") for _line in range(3))
    pdf = typst.compile(
        str(HERE / "account.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": data, "record": record},
        pdf_standards=["ua-1", "a-3a"],
        timestamp=json.loads(order)["timestamp"],
    )
    sys.stdout.buffer.write(pdf)


def _bound_memory() -> None:
    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    except (ImportError, ValueError):  # not on this system, or a stricter limit stands already
        pass


if __name__ == "__main__":
    main()
