"""The account on paper: valid, accessible, and no place for hostile text."""

import dataclasses
import io
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pypdf
import pytest
from page import validate_pdf_bytes

from tests.annual.samples import account
from tests.exports.hostile import HUGE, LONE, MARKUP, SHAPES, SIGNS
from tests.paper import pages_of
from verhaal import markdown
from verhaal.annual.document import (
    Block,
    Document,
    Facts,
    Heading,
    Lacking,
    Picture,
    Quote,
    References,
    Section,
    Statement,
    StoryText,
    Table,
    Text,
)
from verhaal.annual.record import Account, canonical
from verhaal.exports.pdf import render
from verhaal.overview.pictures import Shown, bars, parts
from verhaal.svg import PAPER, Said

AT = datetime(2026, 12, 31, 12, tzinfo=UTC)
FALSE_ALARM = "STREAM-LENGTH"  # on large files; known, see the choices of libraries


def document(text: str = "Gewone tekst.", stories: int = 3) -> Document:
    """A small document in which every place that can hold a user's text holds this one."""
    told = tuple(
        StoryText(f"V-2026-{number:03}", text[:160], f"Week {number}, 2026 · {text[:200]}", text[:200],
                  tuple(markdown.to_tree(text)), (Statement(text, (("Voor", text[:300]),)),), (f"14 {text[:60]}",))
        for number in range(1, stories + 1)
    )  # fmt: skip
    refs = tuple(story.ref for story in told)
    blocks: tuple[Block, ...] = (
        Facts((("Financier", text),)),
        Table("Omvang", ("Activiteit", "Gedaan"), (False, True), ((text[:300], "12"),)),
        *(Picture(text, draw(Said("picture-test", text, text), shown(text), PAPER), text) for draw in (bars, parts)),
        Heading(text[:200]),
        References(text[:100], refs),
        Statement(text, (("Voor", text),), refs),
        Quote("Een vraag", "Ilse", text, refs, (("Naima", text),)),
        Lacking((text,)),
        Text(text, quiet=True),
    )
    return Document(
        "nl", "Jaarverantwoording 2026", text[:200], "Stichting Voorbeeld", "Gemaakt op 31 december 2026",
        {"contents": "Inhoud", "page": "blz.", "replaced": "Sommige tekens zijn vervangen."},
        (Section("een", "De subsidie", blocks), Section("twee", "Doelen", (Text(text),))),
        "Bijlage: de verhalen", "Alle verhalen.", told,
    )  # fmt: skip


def shown(name: str) -> list[Shown]:
    """Of what is drawn in the account, a name of a place or an objective."""
    return [Shown(name[:200], amount, 9, f"{amount} van 9") for amount in (6, 3, 0)]


def failures(paper: bytes, profile: str) -> list[str]:
    found = validate_pdf_bytes(paper, profile=profile).failures
    return [f"{each.rule_id}: {each.message}" for each in found if FALSE_ALARM not in each.rule_id]


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_an_independent_checker_finds_nothing(profile: str) -> None:
    assert failures(render(document(), account(), at=AT), profile) == []


def test_the_checker_would_find_something() -> None:
    """That it says nothing above means something only if it can say something."""
    blank = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(blank)
    assert failures(blank.getvalue(), "ua1")


def test_language_title_tags_and_identifiers() -> None:
    with pikepdf.open(io.BytesIO(render(document(), account(), at=AT))) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert "Jaarverantwoording 2026" in metadata["dc:title"]
        tags = [str(node.S) for node in nodes(pdf.Root.StructTreeRoot)]
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Link", "/Figure"} <= set(tags)
        figures = [node for node in nodes(pdf.Root.StructTreeRoot) if node.S == "/Figure"]
        assert [str(node.Alt) for node in figures] == ["Gewone tekst."] * 2


def nodes(element: pikepdf.Object) -> list[pikepdf.Object]:
    found: list[pikepdf.Object] = []
    children: Any = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [child, *nodes(child)]
    return found


def test_the_record_lies_inside_the_paper() -> None:
    with pikepdf.open(io.BytesIO(render(document(), account(), at=AT))) as pdf:
        inside = pdf.attachments["account.json"].get_file().read_bytes()
    assert inside == canonical(account())
    assert Account.model_validate_json(inside) == account()


def test_the_same_account_at_the_same_moment_is_the_same_file() -> None:
    assert render(document(), account(), at=AT) == render(document(), account(), at=AT)


def test_a_statement_refers_to_the_page_of_its_story() -> None:
    pages = pages_of(render(document(stories=40), account(), at=AT))
    (on,) = [number for number, text in enumerate(pages, 1) if "V-2026-040 ·" in text]
    assert f"V-2026-040, blz. {on}" in "".join(pages).replace("\n", " ")


@pytest.mark.parametrize("text", [*MARKUP, *SIGNS, *SHAPES, LONE], ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_only_ever_text(text: str) -> None:
    paper = render(document(text), account(), at=AT)
    assert failures(paper, "ua1") == []
    shown = "".join(pages_of(paper))
    assert "root:" not in shown
    assert "Bijlage: de verhalen" in shown
    if text.startswith("#read"):
        assert '#read("/etc/passwd")' in shown


@pytest.mark.slow
@pytest.mark.parametrize("text", HUGE, ids=lambda text: ascii(text[:12]))
def test_a_hundred_thousand_characters_are_printed(text: str) -> None:
    """In a story, a statement and a paragraph: where a form lets in most."""
    (story,) = document(stories=1).stories
    told = dataclasses.replace(story, tree=tuple(markdown.to_tree(text)))
    of = dataclasses.replace(
        document(), sections=(Section("een", "Doelen", (Statement(text), Text(text))),), stories=(told,)
    )
    paper = render(of, account(), at=AT)
    assert failures(paper, "ua1") == []
    shown = "".join(pages_of(paper))
    assert shown.count(text[0]) > 2 * text.count(text[0])


def test_signs_without_a_glyph_are_replaced_and_that_is_said() -> None:
    paper = render(dataclasses.replace(document(), subtitle="Een 😀 hier"), account(), at=AT)
    shown = "".join(pages_of(paper))
    assert "Een \ufffd hier" in shown
    assert "Sommige tekens zijn vervangen." in shown
    assert "Sommige tekens" not in "".join(pages_of(render(document(), account(), at=AT)))
