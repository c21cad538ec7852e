"""Copy a script of others into static/vendor, with its version, licence and hash.

    python docs/vendor.py PACKAGE FILE NAME

PACKAGE is an unpacked npm package, FILE the script in it, NAME what it is called here.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "static" / "vendor"


def main(package: Path, file: str, name: str) -> None:
    told = json.loads((package / "package.json").read_text("utf-8"))
    VENDOR.mkdir(exist_ok=True)
    shutil.copyfile(package / file, VENDOR / name)
    for licence in package.glob("LICEN*"):
        shutil.copyfile(licence, VENDOR / f"{name}.LICENCE")
    mark = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
    row = f"| {name} | {told['name']} {told['version']}, {file} | {told['license']} | {mark} |"
    register = VENDOR / "README.md"
    head = [
        "# Scripts of others",
        "",
        "Copied by `docs/vendor.py`, unchanged.",
        "",
        "| file | from | licence | SHA-256 |",
    ]
    known = register.read_text("utf-8").splitlines()[6:] if register.exists() else []
    rows = [each for each in known if not each.startswith(f"| {name} |")] + [row]
    register.write_text("\n".join([*head, "|---|---|---|---|", *sorted(rows), ""]), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
