"""The page of a place on paper: one A4, whatever it holds. And the picture that stands beside a link to an account."""

from dataclasses import asdict
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal import markdown
from verhaal.annual.record import Account
from verhaal.display import number
from verhaal.exports.pdf import typeset
from verhaal.publishing.places import Number, PlacePage

HERE = Path(__file__).parent
LONGEST = 6_000  # signs of a story, more than one page holds; the rest is cut where it does not fit
LONG = 1_200  # of anything else


def place_paper(of: PlacePage, *, at: datetime, address: str = "") -> bytes:
    """The page as PDF; `address` is where the account can be read. Raises `PdfFailed`."""
    heads = {
        "story": _("One story"),
        "why": _("They wrote:"),
        "question": _("A question to the council"),
        "missing": _("What is missing"),
        "more": _("The account holds the whole list."),
    }
    data = {
        "lang": of.lang,
        "title": _short(f"{of.place} – {of.account} – {of.organisation}"),
        "place": _short(of.place) if of.place.strip() else "–",
        "organisation": _short(of.organisation),
        "about": _short(" · ".join((of.account, of.about, *([] if of.signed else [of.made])))),
        "numbers": [_printed(each) for each in of.numbers],
        "notes": " ".join(of.notes),
        "heads": heads,
        "how": _short(of.how),
        "why": _short(of.why),
        "story": _story(of),
        "question": _short(of.question),
        "missing": [_short(each) for each in of.missing] or [_("Nothing that the law or the grant decision asks for.")],
        "seal": [_short(line) for line in (*of.signed, address) if line],
    }  # fmt: skip
    return typeset(HERE / "place.typ", data, at=at)


def share_picture(of: Account, title: str, about: str, *, at: datetime) -> bytes:
    """A PNG of 1200 by 630, as networks show beside a link. Raises `PdfFailed`."""
    stories = len(of.pages) - of.removed
    outcomes = sum(len(page.outcomes) for page in of.pages.values() if page)
    data = {
        "lang": _("en-GB"),
        "title": title,
        "about": _short(about),
        "organisation": _short(of.core.organisation),
        "numbers": [
            [number(stories), ngettext("story", "stories", stories)],
            [number(outcomes), ngettext("outcome", "outcomes", outcomes)],
        ],
        "says": _("Accounting in stories, signed and to be checked by anyone."),
    }
    return typeset(HERE / "share.typ", data, at=at, as_image=True)


def _printed(of: Number) -> dict[str, str]:
    return {"part": number(of.part), "of": of.of, "what": of.what}


def _story(of: PlacePage) -> dict[str, Any] | None:
    if of.story is None:
        return None
    every = [*_paragraphs(markdown.to_tree(of.story.text)), *(_outcome(asdict(each)) for each in of.outcomes)]
    lengths = list(accumulate(map(len, every)))
    paragraphs = [text[: max(0, LONGEST - before)] for text, before in zip(every, [0, *lengths], strict=False)]
    tail = _("Read on in the annual account, story %(ref)s.", ref=of.story.ref)
    title = of.story.title if of.story.title.strip() else of.story.ref
    return {"title": _short(title), "meta": _short(of.meta), "tail": tail,
            "paragraphs": [text for text in paragraphs if text.strip()], "more": paragraphs != every}  # fmt: skip


def _outcome(of: dict[str, Any]) -> str:
    return str(_("What changed: %(change)s", change=of["text"]))


def _paragraphs(tree: markdown.Tree) -> list[str]:
    """The words of a story's blocks; each item of a list is a paragraph."""
    found: list[str] = []
    for node in tree:
        if node["type"] in ("ul", "ol", "quote"):
            found += _paragraphs(node["children"])
        else:
            found.append(markdown.words([node]))
    return [text for text in found if text.strip()]


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[:LONG] + " …"
