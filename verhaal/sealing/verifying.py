"""Whether a file is the account that was signed: each thing that can be checked, in plain words.

Needs no database and no settings: the file itself, and for certainty about who signed, the organisation's key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import rfc8785

from verhaal.annual.record import Account, Core, Draw, GrantYear, Page, Seal, canonical, digest
from verhaal.draws import method
from verhaal.sealing.figures import redone, wrong_figures
from verhaal.sealing.key import fingerprint
from verhaal.sealing.opening import Opened, front_of, open_file
from verhaal.sealing.paper import is_paper_whole, is_sealed
from verhaal.sealing.seal import is_genuine


@dataclass(frozen=True)
class Check:
    """What is so where nothing is wrong, and what is wrong."""

    what: str
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """`notes` are no faults, yet whoever reads the account should know them."""

    about: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    removed: tuple[str, ...] = field(default=())  # references of stories taken out after signing

    @property
    def holds(self) -> bool:
        return not any(check.wrong for check in self.checks)


def verify(content: bytes, keys: Sequence[str] = ()) -> Report:
    """Check a file against itself and, if given, the published keys, in base64url. Raises `NoAccount`."""
    opened = open_file(content)
    of = opened.account
    checks = [_form(opened), *_sealed(of, keys), _pages(of), _references(of), _figures(of), _draws(of)]
    if opened.paper is not None:
        checks += _paper(opened, opened.paper, keys)
    removed = tuple(entry.ref for entry in of.core.stories if entry.ref in of.pages and of.pages[entry.ref] is None)
    return Report(_about(of), tuple(checks), tuple(_notes(of, removed, keys)), removed)


def _about(of: Account) -> str:
    core = of.core
    return (
        f"Annual account {core.year} of {core.organisation} for {core.funder or 'several funders'}, "
        f"version {core.correction.number}, with {len(core.stories)} stories."
    )


def _form(opened: Opened) -> Check:
    what = "The record is written in its one form (canonical JSON, RFC 8785), byte for byte."
    try:
        is_canonical = canonical(opened.account) == opened.written
    except (rfc8785.CanonicalizationError, ValueError):
        is_canonical = False  # it holds a number that no canonical JSON can
    return _check(what, () if is_canonical else ["it is written in another way than Verhaal writes it"])


def _sealed(of: Account, keys: Sequence[str]) -> Iterator[Check]:
    if of.seal is None:
        yield Check("The account is sealed.", ("there is no seal: this is a draft",))
        return
    yield _check("The figures and words are those that were sealed (SHA-256).", _core(of, of.seal))
    genuine = () if is_genuine(of.seal) else ["the key in the seal did not make its signature"]
    yield _check("The signature is genuine, and covers who signed and when (Ed25519).", genuine)
    if keys:
        other = () if of.seal.key in keys else [f"it is signed with another key: {_named(of.seal.key)}"]
        yield _check("It is signed with the key that you gave.", other)


def _core(of: Account, seal: Seal) -> Iterator[str]:
    found = _digest(of.core)
    if found != seal.sha256:
        yield f"the seal is on {seal.sha256}, but this gives {found}"


def _pages(of: Account) -> Check:
    kept = sum(page is not None for page in of.pages.values())
    return _check(f"The stories are those that were sealed: {kept} of {len(of.core.stories)} are here.", _strange(of))


def _strange(of: Account) -> Iterator[str]:
    refs = [entry.ref for entry in of.core.stories]
    if len(set(refs)) < len(refs):
        yield "two stories have the same reference"
    for ref in of.pages.keys() - set(refs):
        yield f"{ref} is here, but was not sealed"
    for entry in of.core.stories:
        if entry.ref not in of.pages:
            yield f"{entry.ref} was sealed, and its place is gone"
        elif (page := of.pages[entry.ref]) and (page.ref, _digest(page)) != (entry.ref, entry.digest):
            yield f"{entry.ref} is not as it was sealed"


def _references(of: Account) -> Check:
    known = {entry.ref for entry in of.core.stories}
    unknown = sorted({ref for grant in of.core.grants for ref in _stated(grant)} - known)
    wrong = [f"{ref} is named, and is not in the annex" for ref in unknown]
    untold = known - {ref for grant in of.core.grants for ref in grant.stories}
    wrong += [f"{ref} is in the annex, but was told for none of the grants" for ref in sorted(untold)]
    return _check("Every story that a statement refers to is in the annex.", wrong)


def _stated(grant: GrantYear) -> Iterator[str]:
    yield from grant.stories + grant.setbacks
    for statement in grant.activities + grant.objectives:
        yield from statement.stories
    for objective in grant.objectives:
        yield from (choice.story for choice in objective.chosen)


def _figures(of: Account) -> Check:
    done, every = len(redone(of)), len(of.core.grants)
    return _check(f"The figures follow from the stories: done over for {done} of {every} grants.", wrong_figures(of))


def _draws(of: Account) -> Check:
    draws = [draw for grant in of.core.grants for draw in grant.selection.draws]
    wrong = [f"draw {draw.number} of {draw.party}: {why}" for draw in draws for why in _misdrawn(draw)]
    return _check(f"The random draws give the same stories when they are done over: {len(draws)} of them.", wrong)


def _misdrawn(draw: Draw) -> Iterator[str]:
    if draw.method != method.METHOD:
        yield f"the method {draw.method[:40]} is unknown to this version of Verhaal"
        return
    if list(draw.population) != sorted(set(draw.population)):
        yield "the references are not in their order, or one is there twice"
    if method.fingerprint(method.lines(draw.population)) != draw.fingerprint:
        yield "the fingerprint of the references differs"
    if list(draw.drawn) != method.drawn(draw.seed, draw.population, max(draw.wanted, 0)):
        yield "the seed gives other stories"


def _paper(opened: Opened, paper: bytes, keys: Sequence[str]) -> Iterator[Check]:
    seal = opened.account.seal
    changed = tuple(_unsealed(paper, seal, keys))
    yield Check("Not a byte of the PDF has changed since it was printed and sealed.", changed)
    if seal and not changed:
        shown = () if seal.sha256 in front_of(paper) else ("that fingerprint is not there",)
        yield Check("The PDF prints the fingerprint of the record that it carries on its first page.", shown)


def _unsealed(paper: bytes, seal: Seal | None, keys: Sequence[str]) -> Iterator[str]:
    """The key of the paper is the record's or, where the installation's changed since, another that was given."""
    if not is_sealed(paper):
        yield "the PDF has no seal of its own"
    elif not any(is_paper_whole(paper, key) for key in [*([seal.key] if seal else []), *keys]):
        yield "the PDF was changed, or sealed with another key than its record"


def _notes(of: Account, removed: Sequence[str], keys: Sequence[str]) -> Iterator[str]:
    if of.seal:
        yield f"Signed by {of.seal.signed_by}, {of.seal.signed_at}, SHA-256 {of.seal.sha256}."
    if of.seal and not keys:
        yield (
            f"That the key is the organisation's is only this file's own word. Compare it with the one that the "
            f"organisation publishes, or give that with --key: {_named(of.seal.key)}."
        )
    if removed:
        yield (
            f"Taken out after signing, so that it cannot be read or counted here: {', '.join(removed)}. The seal "
            f"does not say who took it out."
        )
    if of.core.correction.number > 1:
        yield f"This is version {of.core.correction.number}. What it says has changed: {of.core.correction.changed}"


def _named(key: str) -> str:
    try:
        return f"{key} (fingerprint {fingerprint(key)})"
    except ValueError:
        return f"{key[:60]!r}, which is no key"


def _digest(of: Core | Page) -> str:
    """Nothing, where it holds a number that no canonical JSON can: that is no fingerprint either."""
    try:
        return digest(of)
    except rfc8785.CanonicalizationError:
        return ""


def _check(what: str, wrong: Iterator[str] | Sequence[str]) -> Check:
    return Check(what, tuple(wrong))
