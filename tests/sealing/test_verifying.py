"""What `verify` finds, and says, of an account that is not what it was: also of one that makes no sense in itself."""

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
import rfc8785

from tests.annual.samples import account, changed
from tests.sealing.conftest import KEY, OTHER, resealed, sealed
from verhaal.annual.record import Account, Choice, Core, Draw, GrantYear, Page, canonical
from verhaal.sealing.opening import MOST_BYTES, NoAccount
from verhaal.sealing.paper import is_paper_whole
from verhaal.sealing.verifying import Report, verify

Changes = dict[str, Any]
Printing = Callable[[Account, object], bytes]
GONE = "V-2026-003"


def wrong(report: Report) -> list[str]:
    return [why for check in report.checks for why in check.wrong]


def of_grant(**change: Any) -> Callable[[Core], Core]:
    """A core of which the first grant says something else."""
    return lambda core: core.model_copy(update={"grants": (core.grants[0].model_copy(update=change), *core.grants[1:])})


def first(name: str, **change: Any) -> Callable[[Core], Core]:
    """A core of which the first activity, objective … says something else."""

    def changing(core: Core) -> Core:
        one, *more = getattr(core.grants[0], name)
        return of_grant(**{name: (one.model_copy(update=change), *more)})(core)

    return changing


def in_glance(**change: Any) -> Callable[[Core], Core]:
    return lambda core: of_grant(glance=core.grants[0].glance.model_copy(update=change))(core)


def in_draw(**change: Any) -> Callable[[Core], Core]:
    def changing(core: Core) -> Core:
        selection = core.grants[0].selection
        draw: Draw = selection.draws[0].model_copy(update=change)
        return of_grant(selection=selection.model_copy(update={"draws": (draw,)}))(core)

    return changing


def without(of: Account, ref: str = GONE) -> Account:
    return of.model_copy(update={"pages": {**of.pages, ref: None}})


def test_of_what_was_signed_everything_holds(written: bytes, paper: bytes) -> None:
    for file in (written, paper):
        report = verify(file, [KEY.public])
        assert wrong(report) == []
        assert report.holds
        assert report.removed == ()
        assert any("Signed by Yusuf Kaya, teamleider, 2026-12-31T12:00:00Z" in note for note in report.notes)
    assert len(verify(paper).checks) == len(verify(written).checks) + 2


def test_without_the_published_key_it_says_that_the_key_is_the_files_own_word(written: bytes) -> None:
    forged = resealed(account(), lambda core: core, OTHER)
    assert any("only this file's own word" in note for note in verify(forged).notes)
    assert verify(forged).holds
    assert not any("only this file's own word" in note for note in verify(written, [KEY.public]).notes)


def test_a_forgers_own_seal_does_not_fit_the_published_key(print_it: Printing) -> None:
    forged = sealed(account(), OTHER)
    says = f"it is signed with another key: {OTHER.public}"
    assert says in "".join(wrong(verify(canonical(forged), [KEY.public])))
    assert says in "".join(wrong(verify(print_it(forged, OTHER), [KEY.public])))


def test_false_pages_around_a_true_record_are_found_though_someone_sealed_them(
    whole: Account, print_it: Printing
) -> None:
    around = print_it(whole, OTHER)
    assert is_paper_whole(around, OTHER.public)
    assert wrong(verify(around)) == ["the PDF was changed, or sealed with another key than its record"]


def test_an_installation_whose_key_changed_gives_both(whole: Account, print_it: Printing) -> None:
    later = print_it(whole, OTHER)
    assert wrong(verify(later, [KEY.public, OTHER.public])) == []
    assert wrong(verify(later, [KEY.public])) != []


def test_a_draft_is_said_to_be_one(print_it: Printing) -> None:
    assert wrong(verify(canonical(account()))) == ["there is no seal: this is a draft"]
    assert "the PDF has no seal of its own" in wrong(verify(print_it(account(), KEY)))


def test_an_account_from_which_a_story_was_taken_still_holds_and_says_so(whole: Account, print_it: Printing) -> None:
    for file in (canonical(without(whole)), print_it(without(whole), KEY)):
        report = verify(file, [KEY.public])
        assert report.holds
        assert report.removed == (GONE,)
        assert any(note.startswith("Taken out after signing") and GONE in note for note in report.notes)
        assert "done over for 0 of 1 grants" in " ".join(check.what for check in report.checks)


def test_a_story_that_is_put_back_holds_only_if_it_is_the_one_that_was_taken(whole: Account) -> None:
    page = whole.pages[GONE]
    assert page
    for other in ({"text": "Iets anders."}, {"salt": "1" * 32}, {"ref": "V-2026-004"}):
        put_back = whole.model_copy(update={"pages": {**whole.pages, GONE: page.model_copy(update=other)}})
        assert f"{GONE} is not as it was sealed" in wrong(verify(canonical(put_back)))
    put_back = without(whole).model_copy(update={"pages": {**without(whole).pages, GONE: page}})
    assert verify(canonical(put_back)).holds


def test_an_account_over_several_grants_of_one_name_holds() -> None:
    """What cannot be told apart by its name is left out, and is no fault."""
    of_both = changed(account(grants=2), twice)
    assert wrong(verify(resealed(of_both, both_grants))) == []


def twice(page: Page) -> Page:
    """A story that tells of an outcome for each of two grants."""
    (one,) = page.outcomes
    return page.model_copy(update={"outcomes": (one, one.model_copy(update={"grant": "REF-2"}))})


def both_grants(core: Core) -> Core:
    def counted(grant: GrantYear) -> GrantYear:
        residents, *others = grant.glance.credits
        credits = (residents.model_copy(update={"outcomes": 12}), *others)
        return grant.model_copy(update={"glance": grant.glance.model_copy(update={"outcomes": 12, "credits": credits})})

    return core.model_copy(update={"grants": tuple(map(counted, core.grants))})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (of_grant(setbacks=("V-2026-001",)), "REF-1, setbacks: the account says ['V-2026-001'], the pages give"),
        (first("activities", done=73), "done of Gewone tekst.: the account says 73, the pages give 72"),
        (first("activities", stories=("V-2026-001",)), "stories of Gewone tekst.: the account says ['V-2026-001']"),
        (first("objectives", outcomes=7), "outcomes towards Gewone tekst.: the account says 7, the pages give 6"),
        (first("objectives", stories=("V-2026-002",)), "stories towards Gewone tekst."),
        (in_glance(stories=7), "number of stories: the account says 7, the pages give 6"),
        (in_glance(setbacks=0), "number of setbacks: the account says 0, the pages give 2"),
        (in_glance(outcomes=0), "number of outcomes"),
        (in_glance(placed=5), "stories that name a place"),
        (in_glance(aimed=5), "stories with an outcome towards an objective"),
        (in_glance(credited=5), "stories that say whose doing it was"),
        (in_glance(weeks=((1, 6),)), "stories per week"),
        (in_glance(places=()), "stories per place"),
        (in_glance(credits=()), "outcomes and stories of which the doing was residents"),
        (lambda core: of_grant(answering=core.grants[0].answering.model_copy(update={"answered": 1}))(core),
         "stories that the funder answered: the account says 1, the pages give 6"),
        (lambda core: of_grant(answering=core.grants[0].answering.model_copy(
            update={"promises": core.grants[0].answering.promises.model_copy(update={"kept": 7})}))(core),
         "commitments of the funder"),
        (in_draw(seed="1" * 32), "draw 1 of Gewone tekst.: the seed gives other stories"),
        (in_draw(drawn=("verhaal-001", "verhaal-002")), "the seed gives other stories"),
        (in_draw(fingerprint="0" * 64), "the fingerprint of the references differs"),
        (in_draw(population=("verhaal-002", "verhaal-001")), "the references are not in their order"),
        (in_draw(method="dice"), "the method dice is unknown"),
        (in_draw(wanted=-1), "the seed gives other stories"),
        (first("objectives", chosen=(Choice(story="V-2026-099", why="x"),)), "V-2026-099 is named, and is not in the"),
        (first("activities", stories=("V-2026-098",)), "V-2026-098 is named, and is not in the annex"),
        (of_grant(stories=("V-2026-001",)), "V-2026-002 is in the annex, but was told for none of the grants"),
        (lambda core: core.model_copy(update={"stories": core.stories[:5]}), "V-2026-006 is here, but was not sealed"),
        (lambda core: core.model_copy(update={"stories": (*core.stories, core.stories[0])}), "the same reference"),
    ],
)  # fmt: skip
def test_an_account_that_makes_no_sense_in_itself_is_found_though_it_was_sealed(
    change: Callable[[Core], Core], says: str
) -> None:
    found = wrong(verify(resealed(account(), change), [KEY.public]))
    assert [why for why in found if says in why] != [], found


def test_a_place_that_is_gone_without_a_trace_is_found(whole: Account) -> None:
    pages = {ref: page for ref, page in whole.pages.items() if ref != GONE}
    assert wrong(verify(canonical(whole.model_copy(update={"pages": pages})))) == [
        f"{GONE} was sealed, and its place is gone"
    ]


def test_the_same_written_in_another_way_is_not_what_was_sealed(written: bytes) -> None:
    says = ["it is written in another way than Verhaal writes it"]
    assert wrong(verify(written + b"\n")) == says
    assert wrong(verify(b" " + written)) == says
    assert wrong(verify(written.replace(b'"year":2026', b'"year":2025,"year":2026'))) == says
    assert wrong(verify(written.replace(b"Gewone", b"\\u0047ewone"))) == says


def test_a_number_that_no_canonical_json_holds_is_no_traceback(written: bytes) -> None:
    report = verify(written.replace(b'"year":2026', b'"year":' + b"9" * 18))
    assert "it is written in another way than Verhaal writes it" in wrong(report)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "no JSON in UTF-8"),
        (b"\xff\xfe{}", "no JSON in UTF-8"),
        (b"Beste lezer,", "no JSON in UTF-8"),
        (b"[" * 200_000, "no JSON in UTF-8"),
        (b'{"a":' * 200_000, "no JSON in UTF-8"),
        (b'{"core":' + b"9" * 100_000 + b"}", "number out of range"),
        (b"null", "does not have the form of an annual account: the whole"),
        (b"{}", "does not have the form of an annual account: core: Field required"),
        (b'{"core":NaN}', "no JSON in UTF-8"),
        (b'{"core":{"grants":[' + b"1," * 1_100_000 + b"1]}}", "it holds more than 1000000 values"),
        (b" " * (MOST_BYTES + 1), "it is larger than 64 MB"),
        (b"%PDF-1.7", "it cannot be read as a PDF"),
        (b"%PDF-1.7\n%%EOF" + b"\x00" * 100_000, "it cannot be read as a PDF"),
    ],
    ids=lambda value: ascii(value[:12]),
)
def test_what_is_no_account_is_said_plainly(file: bytes, says: str) -> None:
    with pytest.raises(NoAccount) as no:
        verify(file)
    assert says in str(no.value)
    assert len(str(no.value)) < 500


def test_a_file_that_stops_half_way_is_said(written: bytes, paper: bytes) -> None:
    for file in (written, paper):
        for part in (0.1, 0.5, 0.99):
            with pytest.raises(NoAccount):
                verify(file[: int(len(file) * part)])


@pytest.mark.parametrize("bomb", ["deep", "wide", "other"])
def test_a_pdf_that_carries_something_else_is_no_account(bomb: str) -> None:
    carried = {"deep": b"[" * 10**7, "wide": b" " * (MOST_BYTES + 10), "other": rfc8785.dumps({"core": {}})}[bomb]
    with pytest.raises(NoAccount):
        verify(pdf_with(("account.json", carried)))


def test_a_pdf_that_carries_no_account_or_several_says_so(written: bytes) -> None:
    with pytest.raises(NoAccount, match=r"carries 0 files named account\.json"):
        verify(pdf_with(("ander.json", b"{}")))
    with pytest.raises(NoAccount, match=r"carries 2 files named account\.json"):
        verify(pdf_with(("account.json", written), ("account.json", b"{}")))


def pdf_with(*files: tuple[str, bytes]) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in files:
        writer.add_attachment(name, content)
    writer.compress_identical_objects()
    for each in writer._objects:
        if isinstance(each, pypdf.generic.StreamObject):
            each.flate_encode()
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
