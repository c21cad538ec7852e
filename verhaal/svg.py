"""Pictures as SVG text, the same on a page and on paper: text stays text, and each has a title and a description.

A run of signs without a space stays short, whatever is drawn: paper breaks long runs, and may not break a tag.
"""

import unicodedata
from typing import NamedTuple

from markupsafe import Markup, escape

LONGEST = 20  # heights of its letters that a word is wide, before it is broken


class Colours(NamedTuple):
    """What a picture is drawn with. All marks have one colour: size, pattern and words tell them apart."""

    mark: str
    on_mark: str
    text: str
    quiet: str
    edge: str
    line: str
    font: str


# A page has the custom properties of static/app.css, light and dark; Typst knows plain colours only (`account.typ`'s).
SCREEN = Colours(
    "var(--accent)", "var(--on-accent)", "var(--ink)", "var(--quiet)", "var(--edge)", "var(--line)", "inherit"
)
PAPER = Colours("#134f41", "#ffffff", "#1f2b2a", "#55625f", "#75827f", "#dcdfd9", "'Verhaal Sans'")


class Said(NamedTuple):
    """What a picture is called and how it is to be read; `id` is its own on the page."""

    id: str
    title: str
    how: str


def tag(name: str, *inside: str | Markup, **attributes: object) -> Markup:
    """An element: `class_` and `font_size` are written as SVG does, what is None is left out, text is escaped."""
    written = "".join(
        [
            f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    content = "".join([f" {each}" if isinstance(each, Markup) else escape(each) for each in inside])
    return Markup(f"<{name}{written}>{content}</{name}>")  # noqa: S704  (our own names; the rest is escaped)


def drawing(said: Said, size: tuple[float, float], colours: Colours, *inside: Markup, kind: str = "") -> Markup:
    """The whole picture, `size` in units of its own; a group of links, or one image where it has none."""
    is_led = any("<a " in each for each in inside)
    return tag(
        "svg",
        tag("title", said.title, id=f"{said.id}-title"),
        tag("desc", said.how, id=f"{said.id}-how"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"drawn {kind}".strip(),
        viewBox=f"0 0 {size[0]:g} {size[1]:g}",
        role="group" if is_led else "img",
        aria_labelledby=f"{said.id}-title",
        aria_describedby=f"{said.id}-how",
        font_family=colours.font,
        font_size=14,
    )


def leading(address: str | None, says: str, *inside: Markup, is_chosen: bool = False) -> Markup:
    """What leads to the stories behind a mark and `says` so, or only the mark where it leads nowhere."""
    if address is None:
        return tag("g", *inside)
    return tag("a", tag("title", says), *inside, href=address, aria_current="true" if is_chosen else None)


def lines(text: str, most: float) -> list[str]:
    """The text in lines of at most about `most` times the height of its letters."""
    found = [""]
    for word in _words(text):
        longer = f"{found[-1]} {word}".strip()
        found = [*found, word] if found[-1] and width(longer) > most else [*found[:-1], longer]
    return found


def width(text: str) -> float:
    """About how wide, in heights of its letters."""
    return sum(map(_sign_width, text))


def _sign_width(sign: str) -> float:
    """Of Source Sans 3, or of what a device has in its place: rather too wide than too narrow."""
    if sign in "WMwm@%—…" or unicodedata.east_asian_width(sign) in "WF":
        return 1
    if sign in "ijltfrI.,:;'’!|()- ":
        return 0.34
    return 0.64 if sign.isupper() else 0.53


def _words(text: str) -> list[str]:
    return [piece for word in text.split() for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    """The word, or parts of it where it is too long for a line."""
    found = [""]
    for sign in word:
        found = [*found, sign] if width(found[-1] + sign) > LONGEST else [*found[:-1], found[-1] + sign]
    return found


def _number(value: object) -> object:
    return f"{round(value, 2):g}" if isinstance(value, float) else value
