"""Where templates and static files are: inside the package in a wheel, beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    inside, beside = PACKAGE / name, PACKAGE.parent / name
    return inside if inside.is_dir() else beside


TEMPLATES = _folder("templates")
STATIC = _folder("static")
TRANSLATIONS = PACKAGE / "translations"
