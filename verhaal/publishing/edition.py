"""The mark of all that makes a public page, so that no browser keeps one of before an upgrade."""

import hashlib
from functools import lru_cache

from verhaal.paths import PACKAGE, TEMPLATES
from verhaal.web import release

MAKING = (".py", ".html", ".typ", ".mo")


@lru_cache(maxsize=1)
def edition() -> str:
    """Of the code, the templates, the words and the static files; read once."""
    content = hashlib.sha256(release().encode())
    for file in sorted(
        {file for folder in (PACKAGE, TEMPLATES) for file in folder.rglob("*") if file.suffix in MAKING}
    ):
        content.update(file.read_bytes())
    return content.hexdigest()[:16]
