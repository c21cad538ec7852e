"""Compile the catalogues: by hatchling when a wheel is built, by make in a checkout."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent


def compile_catalogues(folder: Path = HERE) -> None:
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parts[-3]))


if "hatchling" in sys.modules:
    from typing import Any

    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
            compile_catalogues(Path(self.root) / "verhaal" / "translations")


if __name__ == "__main__":
    compile_catalogues()
