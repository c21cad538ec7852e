"""The shapes: as long as their numbers, readable without colours or eyes, and whole whatever is drawn."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from tests.colours import contrast, on_screen
from verhaal.exports.glyphs import FONTS
from verhaal.overview.pictures import GAP, WIDE, Shown, bars, parts
from verhaal.reading.strip import Cell, strip
from verhaal.reading.year import Mark
from verhaal.svg import PAPER, SCREEN, Colours, Said, lines
from verhaal.week import Week

SVG = "{http://www.w3.org/2000/svg}"
SAID = Said("picture-test", "Verhalen per plek", "Een balk voor elk.")
OBJECTIVE = "Bewoners kennen elkaar en vragen elkaar om hulp, ook wie hier pas woont of bijna nooit buiten komt"
HOSTILE = [
    "</text><script>alert(1)</script>", "\"><image href='x'/>", "&amp;<!--", "]]>", "w" * 200, "W" * 160, "漢" * 90,
    "url(#x) " * 20, "a\u202eb", "",
]  # fmt: skip


def shown(
    *amounts: int, of: int = 40, name: str = "Overvecht", address: str | None = "/reading?place=1"
) -> list[Shown]:
    return [Shown(name, amount, of, f"{amount} van {of}", address if amount else None) for amount in amounts]


def weeks(*stories: int) -> Markup:
    cells = [
        Cell(Mark(Week(2026, at + 1), each, at // 4, at % 4), f"Week {at + 1}: {each}", f"/reading?week={at + 1}")
        for at, each in enumerate(stories)
    ]
    return strip(SAID, [f"m{at}" for at in range(12)], cells, SCREEN)


def drawn(colours: Colours = SCREEN) -> list[Markup]:
    return [bars(SAID, shown(12, 3, 0), colours), parts(SAID, shown(30, 8, 2), colours),
            parts(SAID, shown(10, 30), colours), weeks(1, 2, 5, 12)]  # fmt: skip


def boxes(picture: Markup, kind: str) -> list[dict[str, float]]:
    rects = ET.fromstring(picture).iter(f"{SVG}rect")  # noqa: S314  (our own)
    return [{key: float(value) for key, value in each.items() if key in ("x", "y", "width", "height")}
            for each in rects if each.get("class") == kind]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_a_bar_is_as_long_as_its_share_of_its_track(amounts: list[int]) -> None:
    picture = bars(SAID, shown(*amounts, of=400), SCREEN)
    tracks, marks = boxes(picture, "track"), boxes(picture, "mark")
    assert len(tracks) == len(amounts)
    for amount, mark in zip([each for each in amounts if each], marks, strict=True):
        assert mark["width"] / tracks[0]["width"] == pytest.approx(amount / 400, abs=0.01)
        assert mark["x"] + mark["width"] <= WIDE


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=3, max_size=3).filter(any))
def test_a_whole_is_divided_as_its_numbers_are_with_ground_between(amounts: list[int]) -> None:
    laid = boxes(parts(SAID, shown(*amounts, of=sum(amounts)), SCREEN), "part")
    there = [amount for amount in amounts if amount]
    assert len(laid) == len(there)
    for amount, part in zip(there, laid, strict=True):
        assert part["width"] / WIDE == pytest.approx(amount / sum(there), abs=0.07)  # the narrowest can be seen
    assert laid[-1]["x"] + laid[-1]["width"] == pytest.approx(WIDE - 1, abs=0.1)
    for left, right in pairwise(laid):
        assert right["x"] - left["x"] - left["width"] == pytest.approx(GAP, abs=0.1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 99), min_size=2, max_size=48))
def test_a_week_with_more_stories_has_a_larger_mark_and_its_number_in_it(stories: list[int]) -> None:
    picture = weeks(*stories)
    sides = [box["width"] for box in boxes(picture, "mark")]
    for (less, small), (more, large) in pairwise(sorted(zip(stories, sides, strict=True))):
        assert (less == more) == (small == large)
        assert 14 <= small <= large <= 24  # of cells of 28: ground stays between any two
    texts = [each.text for each in ET.fromstring(picture).iter(f"{SVG}text") if each.get("class") == "on"]  # noqa: S314
    assert texts == [str(each) for each in stories if each > 1]


def test_every_picture_has_a_title_a_description_and_text_that_is_text() -> None:
    for picture in drawn():
        root = ET.fromstring(picture)  # noqa: S314
        title, how = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert how is not None
        assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), how.get("id"))
        assert title.text == SAID.title
        assert root.get("role") == "group"
        for link in root.iter(f"{SVG}a"):
            assert (link.findtext(f"{SVG}title") or "").strip()
            assert link.get("href")
        assert not list(root.iter(f"{SVG}image"))
        assert len(list(root.iter(f"{SVG}text"))) >= 3
    assert 'role="img"' in bars(SAID, shown(12, address=None), PAPER)
    assert "<a" not in bars(SAID, shown(12, address=None), PAPER)


def test_what_is_nothing_leads_nowhere_and_is_still_named() -> None:
    picture = bars(SAID, shown(4, 0), SCREEN)
    assert picture.count("<a ") == 1
    assert picture.count(">Overvecht</text>") == 2
    assert ">0 van 40</text>" in picture


def test_marks_and_words_stand_out_light_and_dark_and_on_paper() -> None:
    """WCAG 2.2, 1.4.11 (3:1 for what shows a number) and 1.4.3 (4.5:1 for text), against every ground there is."""
    grounds = [([on_screen(ground, scheme) for ground in ("paper", "card")], scheme) for scheme in (0, 1)]
    for behind, scheme in grounds:
        for ground in behind:
            assert_stands_out(Colours(*(on_screen(each, scheme) if "--" in each else each for each in SCREEN)), ground)
    assert_stands_out(PAPER, "#ffffff")


def assert_stands_out(colours: Colours, ground: str) -> None:
    for part in (colours.mark, colours.edge):
        assert contrast(part, ground) >= 3
    for text, behind in ((colours.text, ground), (colours.quiet, ground), (colours.on_mark, colours.mark)):
        assert contrast(text, behind) >= 4.5


@pytest.mark.parametrize("colours", [SCREEN, PAPER])
def test_no_two_parts_are_told_apart_by_colour(colours: Colours) -> None:
    """All marks have one colour; neighbours have ground between them (above) and another pattern each."""
    for amounts in ((30, 8, 2), (10, 30)):
        root = ET.fromstring(parts(SAID, shown(*amounts), colours))  # noqa: S314
        by_kind = {kind: [each.get("fill") for each in root.iter(f"{SVG}rect") if each.get("class") == kind]
                   for kind in ("part", "key")}  # fmt: skip
        assert by_kind["part"] == by_kind["key"]
        assert all(one != other for one, other in combinations(by_kind["part"], 2))
    for picture in drawn(colours):
        said = set(re.findall(r'(?:fill|stroke)="([^"]+)"', picture))
        assert said <= {colours.mark, colours.on_mark, colours.text, colours.quiet, colours.edge, colours.line, "none",
                        "transparent", *re.findall(r"url\(#picture-test-\d\)", picture),
                        *(SCREEN if "strip" in picture else ())}  # fmt: skip


def test_paper_has_plain_colours_and_a_quoted_font() -> None:
    for picture in (bars(SAID, shown(12), PAPER), parts(SAID, shown(3, 4), PAPER)):
        assert "var(" not in picture
        assert 'font-family="&#39;Verhaal Sans&#39;"' in picture


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name[:12]))
def test_a_hostile_name_is_only_ever_text_and_no_run_of_signs_is_long(name: str) -> None:
    """The account breaks runs of more than 80 signs before it prints, which may never fall within a tag."""
    for picture in (bars(SAID, shown(7, name=name, address=None), PAPER),
                    parts(SAID, shown(7, 2, name=name, address=None), PAPER)):  # fmt: skip
        root = ET.fromstring(picture)  # noqa: S314
        assert not [each for each in root.iter() if each.tag in (f"{SVG}script", f"{SVG}image")]
        words = "".join(each.text or "" for each in root.iter(f"{SVG}text"))
        assert name.split(" ", maxsplit=1)[0][:20] in words
        assert max(map(len, picture.split())) <= 80


@pytest.mark.parametrize("text", [OBJECTIVE, OBJECTIVE.upper(), "W" * 160, "Overvecht", "illi " * 60])
def test_lines_of_a_name_fit_in_the_picture(text: str) -> None:
    """Measured in the typeface itself."""
    with TTFont(FONTS / "verhaal-sans-3-400-normal.ttf") as face:
        signs, advance, em = face.getBestCmap(), face["hmtx"], face["head"].unitsPerEm
        for line in lines(text, WIDE / 14):
            assert sum(advance[signs[ord(sign)]][0] for sign in line) / em * 14 <= WIDE
    assert "".join(lines(text, WIDE / 14)).replace(" ", "") == text.replace(" ", "")
