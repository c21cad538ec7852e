"""Five hundred random tamperings with the two files that are handed out: each is found, by us and by the sceptic."""

import io
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

import pikepdf
import pytest
import rfc8785

from tests.annual.samples import account
from tests.sealing import sceptic
from tests.sealing.conftest import AT, BY, KEY, OTHER, sealed
from verhaal.annual.record import Account, canonical
from verhaal.sealing.opening import NoAccount
from verhaal.sealing.paper import PLACES, seal_paper
from verhaal.sealing.seal import put_on
from verhaal.sealing.verifying import verify

JSON_TIMES, PDF_TIMES = 360, 140
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
Tampering = Callable[[Random, bytes], bytes]
Values = dict[str, Any]

# With bytes, of either file


def flip(by: Random, file: bytes) -> bytes:
    at = by.randrange(len(file))
    return file[:at] + bytes([file[at] ^ 1 << by.randrange(8)]) + file[at + 1 :]


def leave_out(by: Random, file: bytes) -> bytes:
    at = by.randrange(len(file))
    return file[:at] + file[at + by.choice((1, 2, 40, 4000)) :]


def put_in(by: Random, file: bytes) -> bytes:
    at = by.randrange(len(file) + 1)
    return file[:at] + by.choice((b" ", b"\n", b"0", by.randbytes(3), file[at : at + 20])) + file[at:]


def swap_bytes(by: Random, file: bytes) -> bytes:
    one, two = sorted(by.sample(range(len(file)), 2))
    return file[:one] + file[two : two + 1] + file[one + 1 : two] + file[one : one + 1] + file[two + 1 :]


def cut_off(by: Random, file: bytes) -> bytes:
    return file[: by.randrange(len(file))]


def add_at_the_end(by: Random, file: bytes) -> bytes:
    return file + by.choice((b"\n", b" ", b"\x00", b"%%EOF", by.randbytes(50)))


BYTES: list[Tampering] = [flip, flip, leave_out, put_in, swap_bytes, cut_off, add_at_the_end]

# With what a JSON file says, written again as Verhaal would


def rewritten(change: Callable[[Random, Values], None], by: Random, file: bytes) -> bytes:
    values = json.loads(file)
    change(by, values)
    return rfc8785.dumps(values)


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where each text, number and yes or no stands."""
    for at, inside in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inside, dict | list):
            yield from leaves(inside)
        else:
            yield value, at


def another(by: Random, was: Any) -> Any:
    if isinstance(was, bool):
        return not was
    if isinstance(was, int):
        return was + by.choice((-1, 1, 10, 1000))
    if isinstance(was, str) and was:
        at = by.randrange(len(was))
        return was[:at] + by.choice("0123456789abcdef .") + was[at + 1 :]
    return by.choice(("", "x", 1))


def another_value(by: Random, of: Values) -> None:
    within, at = by.choice(list(leaves(of)))
    within[at] = another(by, within[at])


def another_figure(by: Random, of: Values) -> None:
    within, at = by.choice([(within, at) for within, at in leaves(of["core"]) if isinstance(within[at], int)])
    within[at] += by.choice((-1, 1, 100))


def another_figure_and_its_hash(by: Random, of: Values) -> None:
    another_figure(by, of)
    of["seal"]["sha256"] = sceptic.sha256(rfc8785.dumps(of["core"]))


def swapped_values(by: Random, of: Values) -> None:
    every = list(leaves(of))
    (one, at), (two, there) = by.sample(every, 2)
    one[at], two[there] = two[there], one[at]


def moved_pages(by: Random, of: Values) -> None:
    one, two = by.sample(sorted(of["pages"]), 2)
    of["pages"][one], of["pages"][two] = of["pages"][two], of["pages"][one]


def another_digest(by: Random, of: Values) -> None:
    by.choice(of["core"]["stories"])["digest"] = by.randbytes(32).hex()


def another_page(by: Random, of: Values) -> None:
    page = of["pages"][by.choice(sorted(of["pages"]))]
    page[by.choice(("title", "text", "place"))] = f"Iets anders {by.random()}"


def another_page_with_its_digest(by: Random, of: Values) -> None:
    entry = by.choice(of["core"]["stories"])
    of["pages"][entry["ref"]]["text"] = f"Iets anders {by.random()}"
    entry["digest"] = sceptic.sha256(rfc8785.dumps(of["pages"][entry["ref"]]))


def story_left_out(by: Random, of: Values) -> None:
    entry = by.choice(of["core"]["stories"])
    del of["pages"][entry["ref"]]
    if by.random() < 0.5:
        of["core"]["stories"].remove(entry)


def story_added(by: Random, of: Values) -> None:
    of["pages"]["V-2026-007"] = {**by.choice(list(of["pages"].values())), "ref": "V-2026-007"}


def order_changed(by: Random, of: Values) -> None:
    by.shuffle(by.choice((of["core"]["stories"], of["core"]["grants"][0]["activities"][0]["stories"])))


def another_signature(by: Random, of: Values) -> None:
    seal = of["seal"]
    name = by.choice(("signature", "key"))
    last = by.choice((len(seal[name]) - 1, by.randrange(len(seal[name]))))
    seal[name] = seal[name][:last] + by.choice(LETTERS) + seal[name][last + 1 :]


def no_seal(by: Random, of: Values) -> None:
    of["seal"] = by.choice((None, {}))


VALUES = [
    another_value, another_figure, another_figure_and_its_hash, swapped_values, moved_pages, another_digest,
    another_page, another_page_with_its_digest, story_left_out, story_added, order_changed, another_signature, no_seal,
]  # fmt: skip


def signed_by_a_forger(by: Random, file: bytes) -> bytes:
    """All of it makes sense; only the key is not the organisation's."""
    of = Account.model_validate_json(file)
    core = of.core.model_copy(update={"organisation": f"Stichting {by.random()}"})
    return canonical(sealed(Account(core=core, pages=of.pages), OTHER))


def seal_of_another(by: Random, file: bytes) -> bytes:
    """A true seal of the organisation, on another account; or only its signature, on this one by another name."""
    of = Account.model_validate_json(file)
    assert of.seal
    other = put_on(account("Andere tekst.").core, KEY, AT, BY)
    if by.random() < 0.5:
        other = of.seal.model_copy(update={"signature": put_on(of.core, KEY, AT, f"{by.random()}").signature})
    return canonical(of.model_copy(update={"seal": other}))


# With a PDF, opened and saved


def saved(change: Callable[[Random, pikepdf.Pdf], None], by: Random, file: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(file)) as pdf:
        change(by, pdf)
        pdf.save(made, compress_streams=by.random() < 0.5, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return made.getvalue()


def nothing(_by: Random, _pdf: pikepdf.Pdf) -> None:
    """Opened and saved again, as many a program does."""


def another_text(by: Random, pdf: pikepdf.Pdf) -> None:
    """On a page: one piece of text is put somewhere else, or left out."""
    page = by.choice(list(pdf.pages))
    found = list(pikepdf.parse_content_stream(page))
    shown = [at for at, each in enumerate(found) if str(each.operator) in ("Tj", "TJ")]
    at = by.choice(shown)
    if by.random() < 0.5:
        del found[at]
    else:
        found[at] = found[by.choice(shown)]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(found))


def pages_moved(by: Random, pdf: pikepdf.Pdf) -> None:
    pdf.pages.reverse()
    if by.random() < 0.5:
        del pdf.pages[by.randrange(len(pdf.pages))]


def another_record(by: Random, pdf: pikepdf.Pdf) -> None:
    """What lies inside is another account that the organisation signed, or the same with another word."""
    pdf.attachments["account.json"] = pikepdf.AttachedFileSpec(
        pdf, by.choice((canonical(sealed(account("Andere tekst."))), canonical(sealed(account()))[:-1] + b" }"))
    )


def another_title(by: Random, pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = f"Jaarverantwoording {by.random()}"


OPENED = [nothing, another_text, another_text, pages_moved, another_record, another_title]


def edited_stream(by: Random, file: bytes) -> bytes:
    """A byte in one of the streams, where the pages are."""
    starts = [found.end() for found in re.finditer(rb"(?<!end)stream\n", file)]
    at = by.choice(starts) + by.randrange(30)
    return file[:at] + bytes([file[at] ^ by.randrange(1, 256)]) + file[at + 1 :]


def another_mark(by: Random, file: bytes) -> bytes:
    """Another seal in one of its places or in both: the last sign alone, a forger's, or none."""
    (_place, was), *_other = PLACES.findall(file)
    seals = (was[:-1] + by.choice(LETTERS).encode(), OTHER.sign(file).encode(), b"A" * 86)
    return file.replace(was, by.choice(seals), by.choice((1, 2)))


def sealed_by_a_forger(by: Random, file: bytes) -> bytes:
    """The paper is changed, and then sealed with the forger's own key."""
    blank = PLACES.sub(lambda place: place[1] + b"verhaal-seal:" + b"A" * 86, file)
    return seal_paper(blank + b"\n%" + by.randbytes(4).hex().encode(), OTHER)


JSON: list[Tampering] = [
    *BYTES, *(partial(rewritten, change) for change in VALUES), signed_by_a_forger, seal_of_another,
]  # fmt: skip
PDF: list[Tampering] = [
    *BYTES, *(partial(saved, change) for change in OPENED), edited_stream, edited_stream, another_mark,
    sealed_by_a_forger,
]  # fmt: skip


def tampered(by: Random, file: bytes, ways: list[Tampering], times: int) -> Iterator[tuple[str, bytes]]:
    """So many, in each way equally often; one that changes nothing is drawn again."""
    for time in range(times):
        way = ways[time % len(ways)]
        while (found := way(by, file)) == file:
            pass
        yield named(way), found


def named(way: Tampering) -> str:
    return str(way.args[0].__name__ if isinstance(way, partial) else way.__name__)


def is_found(file: bytes) -> bool:
    try:
        return not verify(file, [KEY.public]).holds
    except NoAccount:
        return True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "ways", "times"), [("written", JSON, JSON_TIMES), ("paper", PDF, PDF_TIMES)], ids=["JSON", "PDF"]
)
def test_each_of_five_hundred_random_tamperings_is_found(
    request: pytest.FixtureRequest, kind: str, ways: list[Tampering], times: int
) -> None:
    file: bytes = request.getfixturevalue(kind)
    assert not is_found(file)
    assert sceptic.faults(file, KEY.public) == []
    every = list(tampered(Random(2026), file, ways, times))  # noqa: S311  (the same ones each time)
    assert {name for name, _file in every} == {named(way) for way in ways}
    assert [name for name, changed in every if not is_found(changed)] == []
    assert [name for name, changed in every if not sceptic.faults(changed, KEY.public)] == []


def test_it_is_five_hundred() -> None:
    assert JSON_TIMES + PDF_TIMES == 500


def test_a_story_that_anyone_took_out_is_not_hidden(whole: Account) -> None:
    """Whoever holds the JSON can take a page out of it, as a withdrawal does; that this was done always shows."""
    for ref in whole.pages:
        file = canonical(whole.model_copy(update={"pages": {**whole.pages, ref: None}}))
        assert verify(file, [KEY.public]).removed == (ref,)
        assert f"removed after signing: {ref}" in next(sceptic.answers(json.loads(file)))
