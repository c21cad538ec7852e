"""The annual account as a document: one list of sections that the web page, the PDF and every later format show."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    quiet: bool = False
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Heading:
    text: str
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Facts:
    """Labels with what they say."""

    rows: tuple[tuple[str, str], ...]
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True)
class Table:
    """`numeric` says per column whether it holds numbers."""

    caption: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, under the sentence that it shows; `alt` describes it to who does not see it."""

    text: str
    svg: Markup
    alt: str
    kind: str = field(default="picture", init=False)


@dataclass(frozen=True)
class Statement:
    """What is stated, with details, and the stories of the annex that it rests on."""

    text: str
    details: tuple[tuple[str, str], ...] = ()
    refs: tuple[str, ...] = ()
    kind: str = field(default="statement", init=False)


@dataclass(frozen=True)
class Quote:
    """What someone said, and the answers to it, each as (who, words)."""

    label: str
    by: str
    text: str
    refs: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    kind: str = field(default="quote", init=False)


@dataclass(frozen=True)
class References:
    """A line that leads to stories, such as those of an activity."""

    label: str
    refs: tuple[str, ...]
    kind: str = field(default="references", init=False)


@dataclass(frozen=True)
class Lacking:
    """What is still missing, printed openly."""

    items: tuple[str, ...]
    kind: str = field(default="missing", init=False)


Block = Text | Heading | Facts | Table | Picture | Statement | Quote | References | Lacking


@dataclass(frozen=True)
class Section:
    """`part` names the grant that it is about, where the account is over several; such a part is a chapter.

    `number` is as it stands before the title: 3, or 2.3 for the third section of the second chapter.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    part: str = ""
    number: str = ""

    @property
    def opens_part(self) -> bool:
        return bool(self.part) and self.number.endswith(".1")

    @property
    def chapter(self) -> str:
        return self.number.split(".")[0]


@dataclass(frozen=True)
class StoryText:
    """A story in the annex; `tree` is `markdown.to_tree` of its text."""

    ref: str
    title: str
    meta: str
    note: str
    tree: tuple[dict[str, Any], ...] = ()
    outcomes: tuple[Statement, ...] = ()
    counts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """`labels` holds the few words that the printed page itself needs: contents, page, replaced.

    Of a sealed account `seal` says when and by whom it was signed and what its fingerprint is, as facts.
    """

    lang: str
    title: str
    subtitle: str
    organisation: str
    made: str
    labels: Mapping[str, str]
    sections: tuple[Section, ...]
    annex_title: str
    annex_intro: str
    stories: tuple[StoryText, ...]
    seal: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> str:
        """The same document gives the same bytes: sorted keys, no spaces, UTF-8."""
        return json.dumps(
            self, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )


def _plain(part: Any) -> dict[str, Any]:
    """What `asdict` gives of one part, without copying all that it holds: a year of 1,000 stories has 10,000 parts."""
    return {each.name: getattr(part, each.name) for each in fields(part)}
