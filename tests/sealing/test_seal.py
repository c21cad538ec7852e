"""The seal on an account, and on the paper that it is printed on."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pikepdf
import pytest

from tests.annual.samples import account
from tests.exports.test_pdf import failures
from tests.paper import pages_of
from tests.sealing.conftest import AT, BY, KEY, OTHER, sealed
from verhaal.annual.record import Account, canonical
from verhaal.sealing.paper import NAME, PLACEHOLDER, PLACES, NoPlaceForASeal, is_paper_whole, is_sealed, seal_paper
from verhaal.sealing.seal import is_genuine, put_on

Printing = Callable[[Account, object], bytes]


def test_equal_accounts_get_equal_seals(whole: Account) -> None:
    assert put_on(account().core, KEY, AT, BY) == whole.seal
    elsewhere = AT.astimezone(timezone(timedelta(hours=1)))
    assert put_on(account().core, KEY, elsewhere, BY) == whole.seal


def test_the_moment_is_written_in_utc() -> None:
    assert put_on(account().core, KEY, AT, BY).signed_at == "2026-12-31T12:00:00Z"
    with pytest.raises(ValueError, match="without a time zone"):
        put_on(account().core, KEY, datetime(2026, 12, 31, 12), BY)  # noqa: DTZ001


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"key": OTHER.public},
        {"signed_at": "2026-12-31T12:00:01Z"},
        {"signed_by": "Iemand anders"},
        {"signature": OTHER.sign(b"")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_in_a_seal_can_be_changed(whole: Account, change: dict[str, str]) -> None:
    assert whole.seal
    assert is_genuine(whole.seal)
    assert not is_genuine(whole.seal.model_copy(update=change))


def test_another_moment_name_or_key_is_another_seal(whole: Account) -> None:
    others = [
        put_on(account().core, KEY, AT + timedelta(seconds=1), BY),
        put_on(account().core, KEY, AT, "Iemand anders"),
        put_on(account().core, OTHER, AT, BY),
        put_on(account("Andere tekst.").core, KEY, AT, BY),
    ]
    assert whole.seal
    assert len({each.signature for each in [*others, whole.seal]}) == 5
    assert all(is_genuine(each) for each in others)


def test_the_paper_of_a_signed_account_is_sealed(paper: bytes) -> None:
    assert is_sealed(paper)
    assert is_paper_whole(paper, KEY.public)
    assert not is_paper_whole(paper, OTHER.public)


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_sealed_paper_is_accessible_and_fit_for_archives(paper: bytes, profile: str) -> None:
    assert failures(paper, profile) == []


def test_both_places_of_the_seal_say_the_same_to_who_reads_a_pdf(paper: bytes) -> None:
    with pikepdf.open(io.BytesIO(paper)) as pdf, pdf.open_metadata() as metadata:
        keywords = str(pdf.docinfo["/Keywords"])
        assert metadata["pdf:Keywords"] == keywords
    assert keywords.startswith(NAME)
    assert len(keywords) == len(PLACEHOLDER)


def test_the_page_prints_the_fingerprint_the_key_and_how_to_check(whole: Account, paper: bytes) -> None:
    front = "".join(pages_of(paper)[0].split())
    assert whole.seal
    for shown in (whole.seal.sha256, whole.seal.key, "verhaalverify", "docs/sealed-account.md"):
        assert shown in front


def test_the_same_account_at_the_same_moment_is_the_same_sealed_file(
    whole: Account, paper: bytes, print_it: Printing
) -> None:
    assert print_it(whole, KEY) == paper


def test_a_draft_is_not_sealed(print_it: Printing) -> None:
    draft = print_it(account(), KEY)
    assert not is_sealed(draft)
    assert NAME.encode() not in draft
    assert not is_paper_whole(draft, KEY.public)


@pytest.mark.parametrize("around", ["{}", "/Keywords({})", "<pdf:Keywords>{}</pdf:Keywords>"])
def test_an_organisation_that_is_named_like_a_seal_gets_one_all_the_same(print_it: Printing, around: str) -> None:
    printed = print_it(sealed(account(around.format(PLACEHOLDER), stories=1)), KEY)
    assert is_paper_whole(printed, KEY.public)
    assert printed.count(NAME.encode()) > 2


def test_either_place_of_the_seal_must_hold_it(paper: bytes) -> None:
    """Each lies outside what was signed, so a change there shows only because they differ, or are no signature."""
    places = [place.start(2) for place in PLACES.finditer(paper)]
    assert len(places) == 2
    for at in (*places, places[0] + 85, places[1] + 85):
        for sign in b"Ab0":
            changed = paper[:at] + bytes([sign]) + paper[at + 1 :]
            assert changed == paper or not is_paper_whole(changed, KEY.public)
    for sign in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        both = bytearray(paper)
        both[places[0] + 85] = both[places[1] + 85] = sign
        assert both == paper or not is_paper_whole(bytes(both), KEY.public)


def test_paper_that_was_not_printed_for_a_seal_gets_none(paper: bytes) -> None:
    for no_place in (b"", b"%PDF-1.7", paper):
        with pytest.raises(NoPlaceForASeal):
            seal_paper(no_place, KEY)


def test_seals_of_a_record_and_of_paper_are_never_taken_for_each_other(whole: Account, paper: bytes) -> None:
    """The one is on JSON, which begins with a brace, the other on a PDF, which does not."""
    assert whole.seal
    assert canonical(whole.seal)[:1] == b"{"
    assert paper[:5] == b"%PDF-"
    assert datetime.fromisoformat(whole.seal.signed_at).tzinfo == UTC
