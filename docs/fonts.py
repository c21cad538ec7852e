"""Make the fonts from the unpacked npm packages @fontsource/source-sans-3 and @fontsource/source-serif-4.

    python docs/fonts.py SANS_PACKAGE SERIF_PACKAGE

The web gets their woff2 files as they are, Latin and extended Latin apart, so that a page fetches what it needs.
Paper gets one TrueType file a face, the two merged, so that ğ, ş and ł are there. Prints what each file's SHA-256 is.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
WEB, PAPER = ROOT / "static" / "fonts", ROOT / "verhaal" / "exports" / "fonts"
FACES = {
    "source-sans-3": ("400-normal", "600-normal"),
    "source-serif-4": ("400-normal", "400-italic", "600-normal"),
}


def main(packages: list[str]) -> None:
    for folder, (family, faces) in zip(map(Path, packages), FACES.items(), strict=True):
        print(family, json.loads((folder / "package.json").read_text())["version"])
        for face in faces:
            parts = [folder / "files" / f"{family}-{script}-{face}.woff2" for script in ("latin", "latin-ext")]
            for part in parts:
                shutil.copyfile(part, WEB / part.name)
                print(" ", part.name, hashlib.sha256(part.read_bytes()).hexdigest())
            merge(parts, PAPER / f"{family.replace('source', 'verhaal')}-{face}.ttf")
        for place in (WEB, PAPER):
            shutil.copyfile(folder / "LICENSE", place / "OFL.txt")


def merge(parts: list[Path], target: Path) -> None:
    """One TrueType file from several woff2 files, with a fixed date so that it is the same each time."""
    with tempfile.TemporaryDirectory() as scratch:
        plain = []
        for number, part in enumerate(parts):
            font = TTFont(part)
            font.flavor = None
            # Layout tables of the two subsets do not merge cleanly, and running text does well without.
            for table in ("GSUB", "GPOS", "GDEF", "STAT", "DSIG"):
                if table in font:
                    del font[table]
            plain.append(f"{scratch}/{number}.ttf")
            font.save(plain[-1])
        merged = Merger().merge(plain)
        # The licence keeps the name Source for Adobe's own files; what is changed goes by another.
        _, weight, slant = target.stem.rsplit("-", 2)
        family = "Verhaal Sans" if "sans" in target.stem else "Verhaal Serif"
        style = {"400normal": "Regular", "400italic": "Italic", "600normal": "SemiBold"}[weight + slant]
        names = merged["name"]
        names.names = [kept for kept in names.names if kept.nameID in (0, 13, 14)]
        for number, text in {
            1: family,
            2: style,
            4: f"{family} {style}",
            6: f"{family}-{style}".replace(" ", ""),
        }.items():
            names.setName(text, number, 3, 1, 0x409)
        merged["head"].modified = merged["head"].created
        merged.recalcTimestamp = False
        merged.save(target)


if __name__ == "__main__":
    main(sys.argv[1:])
