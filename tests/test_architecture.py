"""The house keeps its measures: sizes, and who may do what where."""

import ast
import re
import statistics
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
SOURCES = sorted(file for file in (ROOT / "verhaal").rglob("*.py") if "versions" not in file.parts)
ALLOWED = {
    "verhaal", "templates", "static", "tests", "pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md",
    "docs", "publiccode.yml", "requirements.lock", "requirements-dev.lock",
}  # fmt: skip


def _percentile(sizes: list[int], share: float) -> int:
    return sorted(sizes)[int(share * (len(sizes) - 1))]


def _functions(file: Path) -> list[int]:
    """The number of lines of each function's body, its docstring not counted."""
    sizes = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            sizes.append((body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0)
    return sizes


def test_functions_are_short() -> None:
    sizes = [size for file in SOURCES for size in _functions(file)]
    assert statistics.median(sizes) <= 6
    assert _percentile(sizes, 0.95) <= 20


def test_files_can_be_read_in_one_sitting() -> None:
    lines = {file: len(file.read_text("utf-8").splitlines()) for file in SOURCES}
    assert _percentile(list(lines.values()), 0.95) <= 200
    too_long = [
        file.name for file, number in lines.items() if file.name in ("routes.py", "queries.py") and number >= 250
    ]
    assert too_long == []


def test_nothing_but_the_request_and_the_commands_commits() -> None:
    committing = {file.name for file in SOURCES if ".commit()" in file.read_text("utf-8") and file.parent.name != "cli"}
    assert committing <= {"app.py"}


def test_no_route_takes_a_row_without_asking_for_whom() -> None:
    by_id = re.compile(r"session\(\)\.get\((?!Person, invited)")
    routes = [file for file in SOURCES if file.name in ("routes.py", "signing_in.py")]
    assert [file.name for file in routes if by_id.search(file.read_text("utf-8"))] == []


def test_current_user_stays_with_signing_in() -> None:
    users = {file.name for file in SOURCES if "current_user" in file.read_text("utf-8")}
    assert users == {"web.py", "signing_in.py", "routes.py"}


def test_the_top_of_the_repository_stays_small() -> None:
    listed = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "verhaal-data"))}
    assert listed - {"dist", "build"} <= ALLOWED


def test_every_word_on_screen_is_in_the_dutch_catalogue() -> None:
    """Dutch comes first: a new English sentence without its Dutch fails here."""
    with (ROOT / "verhaal/translations/nl/LC_MESSAGES/messages.po").open("rb") as file:
        dutch = read_po(file, locale="nl")
    said = set()
    for folder, method in (
        ("verhaal", [("**.py", "python")]),
        ("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
        for _file, _line, message, *_rest in extract_from_dir(ROOT / folder, method_map=method, keywords=keywords):
            said.add(message[0] if isinstance(message, tuple) else message)
    assert len(said) > 300
    missing = [message for message in said if not (entry := dutch.get(message)) or not entry.string or entry.fuzzy]
    assert missing == []
    unused = [m.id for m in dutch if m.id and (m.id[0] if isinstance(m.id, tuple) else m.id) not in said]
    assert unused == []


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    hosts = re.compile(r"https?://[^\s\"']*(pypi|npmjs|registry|mirror)|(?<![\w./-])/(root|home)/\w")
    files = [*SOURCES, *ROOT.glob("*.lock"), *ROOT.glob("docs/**/*.md"), ROOT / "Makefile", ROOT / "README.md"]
    assert [file.name for file in files if file.exists() and hosts.search(file.read_text("utf-8"))] == []
