"""The page of a place: numbers with what they are of, one story and how it was chosen, and always exactly one A4."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pypdf
import pytest
from flask import Flask
from flask_babel import force_locale

from tests.annual.samples import SEED, account, changed
from tests.exports.hostile import HOSTILE, HUGE
from tests.exports.test_pdf import failures
from tests.paper import pages_of
from verhaal.annual import record
from verhaal.annual.record import Account, Choice, Page
from verhaal.publishing.paper import place_paper, share_picture
from verhaal.publishing.places import PlacePage, place_page, places

AT = datetime(2026, 12, 31, 12, tzinfo=UTC)
HERE, THERE = "Overvecht", "Zuilen"


@pytest.fixture
def database_url(sqlite: str) -> str:
    """One is enough: nothing here comes out of a database, or goes into it."""
    return sqlite


@pytest.fixture(autouse=True)
def _in_dutch(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("nl"):
        yield


def told(stories: int = 6, *, chosen: tuple[int, ...] = (), drawn: tuple[int, ...] = ()) -> Account:
    """An account of stories from Overvecht and Zuilen in turn; those chosen and drawn by their numbers."""
    of = changed(account(stories=stories), _at_its_place)
    grant = of.core.grants[0]
    refs = list(of.pages)
    objective = grant.objectives[0].model_copy(
        update={"chosen": tuple(Choice(story=refs[at - 1], why=f"Omdat {at}.") for at in chosen)}
    )
    draws = tuple(
        draw.model_copy(update={"drawn": tuple(f"verhaal-{at:03}" for at in drawn)}) for draw in grant.selection.draws
    )
    decision = grant.decision.model_copy(update={"places": (record.Where(name=HERE), record.Where(name=THERE))})
    grant = grant.model_copy(update={
        "decision": decision, "objectives": (objective,),
        "selection": grant.selection.model_copy(update={"draws": draws if drawn else ()}),
        "glance": grant.glance.model_copy(update={"places": ()}),
    })  # fmt: skip
    return of.model_copy(update={"core": of.core.model_copy(update={"grants": (grant,)})})


def _at_its_place(page: Page) -> Page:
    number = int(page.ref[-3:])
    place = HERE if number % 2 else THERE
    return page.model_copy(update={"place": place, "title": f"Verhaal {number}", "text": f"Wat {number} vertelt."})


def without(of: Account, *numbers: int) -> Account:
    """After these stories were withdrawn."""
    gone = {f"V-2026-{number:03}" for number in numbers}
    return of.model_copy(update={"pages": {ref: None if ref in gone else page for ref, page in of.pages.items()}})


def numbers(page: PlacePage) -> list[tuple[int, int]]:
    return [(each.part, each.all) for each in page.numbers]


def text_of(paper: bytes) -> str:
    (page,) = pages_of(paper)  # and there is only one
    return page.replace("\u00ad", "-")  # one sign draws both


def test_every_number_has_what_it_is_of() -> None:
    page = place_page(told(), HERE, "")
    assert numbers(page) == [(3, 6), (3, 6), (1, 3), (3, 3), (6, 6)]
    assert [each.of for each in page.numbers][:2] == ["van 6", "van 6"]


def test_the_first_chosen_story_stands_there_with_the_words_of_who_chose() -> None:
    page = place_page(told(chosen=(2, 5, 3), drawn=(1,)), HERE, "")
    assert page.story
    assert page.story.title == "Verhaal 5"
    assert page.why == "Omdat 5."
    assert "koos" in page.how
    assert "Van de 3 verhalen van hier koos zij er 2" in page.how


def test_a_choice_without_a_reason_is_said_to_have_none() -> None:
    of = told(chosen=(1,))
    grant = of.core.grants[0]
    silent = grant.objectives[0].model_copy(update={"chosen": (Choice(story="V-2026-001", why=""),)})
    core = of.core.model_copy(update={"grants": (grant.model_copy(update={"objectives": (silent,)}),)})
    page = place_page(of.model_copy(update={"core": core}), HERE, "")
    assert page.why == ""
    assert page.how.endswith("Waarom, is niet opgeschreven.")


def test_without_a_choice_the_first_drawn_at_random_stands_there_and_can_be_drawn_again() -> None:
    page = place_page(told(chosen=(2,), drawn=(4, 3, 1)), HERE, "")
    assert page.story
    assert page.story.title == "Verhaal 3"
    assert "Niemand koos het" in page.how
    assert SEED in page.how
    assert page.why == ""


def test_with_neither_none_stands_there_and_the_page_says_so() -> None:
    page = place_page(told(chosen=(2,)), HERE, "")
    assert page.story is None
    assert "Van de 3 verhalen van hier is er geen gekozen of aselect getrokken" in page.how
    nothing = place_page(told(stories=1), THERE, "")
    assert nothing.story is None
    assert "geen verhaal verteld" in nothing.how


def test_a_withdrawn_story_is_not_shown_not_counted_and_said_to_be_gone() -> None:
    page = place_page(without(told(chosen=(5, 3)), 5), HERE, "")
    assert page.story
    assert page.story.title == "Verhaal 3"
    assert numbers(page)[0] == (2, 5)
    assert "1 verhaal is ingetrokken." in page.notes
    assert "1 verhaal is ingetrokken." in text_of(place_paper(page, at=AT))


def test_places_keep_their_numbers_when_a_story_is_withdrawn() -> None:
    of = told()
    assert places(of.core) == (HERE, THERE) == places(without(of, 2, 4, 6).core)


def test_what_is_missing_here_comes_first_and_other_places_are_left_out() -> None:
    of = told()
    lacks = (record.Missing(what="financial"), record.Missing(what="place", name=THERE),
             record.Missing(what="place", name=HERE))  # fmt: skip
    core = of.core.model_copy(update={"grants": (of.core.grants[0].model_copy(update={"missing": lacks}),)})
    page = place_page(of.model_copy(update={"core": core}), HERE, "")
    assert len(page.missing) == 2
    assert HERE in page.missing[0]


def test_one_a4_that_an_independent_checker_finds_nothing_in() -> None:
    paper = place_paper(place_page(told(chosen=(1,)), HERE, "Komt u kijken?"), at=AT, address="https://example.org/a")
    text = text_of(paper)
    for said in (HERE, "Verhaal 1", "Omdat 1.", "Komt u kijken?", "https://example.org/a", "Wat ontbreekt"):
        assert said in text
    assert "Een vraag aan de raad" not in text_of(place_paper(place_page(told(), HERE, ""), at=AT))
    box = pypdf.PdfReader(io.BytesIO(paper)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    for profile in ("ua1", "3a"):
        assert failures(paper, profile) == []


@pytest.mark.parametrize("text", [each for each in HOSTILE if each != "\ud800"], ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_only_ever_text_and_fits(text: str) -> None:
    of = account(text)
    paper = place_paper(place_page(of, text, text), at=AT)
    assert failures(paper, "ua1") == []
    assert "root:" not in text_of(paper)
    assert share_picture(of, text[:60], text, at=AT).startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.parametrize("text", [*HUGE, "W" * 79 + " M " * 9_000, "een\n\n" * 9_000, "- punt\n" * 5_000],
                         ids=lambda text: ascii(text[:12]))  # fmt: skip
def test_however_much_is_told_it_is_one_page_that_says_where_to_read_on(text: str) -> None:
    of = account(text, stories=2)
    paper = place_paper(place_page(of, text, text[:400]), at=AT)
    assert failures(paper, "ua1") == []
    shown = text_of(paper)
    assert "Lees verder in de jaarverantwoording, verhaal V-2026-001." in shown
    assert "Vingerafdruk" not in shown  # it is not signed
    assert share_picture(of, "Jaarverantwoording", text, at=AT)


def test_a_story_that_fits_is_not_cut() -> None:
    seal = record.Seal(sha256="a" * 64, key="K", signature="S", signed_at="2026-12-31T12:00:00Z",
                       signed_by="Coba, coördinator")  # fmt: skip
    sealed = told(chosen=(1,)).model_copy(update={"seal": seal})
    shown = text_of(place_paper(place_page(sealed, HERE, ""), at=AT))
    assert "Wat 1 vertelt." in shown
    assert "Lees verder" not in shown
    assert "a" * 64 in shown.replace("-", "").replace("\n", "")  # it breaks where it must, without a sign
    assert "Ondertekend door Coba, coördinator op 31 december 2026, versie 1" in shown


def test_the_same_page_at_the_same_moment_is_the_same_file() -> None:
    page = place_page(told(chosen=(1,)), HERE, "Komt u kijken?")
    assert place_paper(page, at=AT) == place_paper(page, at=AT)
