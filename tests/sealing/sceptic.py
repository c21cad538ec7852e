"""An annual account asked by someone who does not believe it: written from docs/sealed-account.md and
docs/random-draw.md, with nothing of Verhaal. Needs `cryptography` for Ed25519, and `pypdf` where the file is a PDF.

python sceptic.py jaarverantwoording.pdf [KEY]
"""

import base64
import hashlib
import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MARKS = rb"(/Keywords\(verhaal-seal:|<pdf:Keywords>verhaal-seal:)([A-Za-z0-9_-]{86})(\)|</pdf:Keywords>)"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """RFC 8785, for what an account is made of: objects, lists, strings, whole numbers, true, false and null."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return b"{" + b",".join(canonical(key) + b":" + canonical(value[key]) for key in keys) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(canonical(each) for each in value) + b"]"
    if isinstance(value, float):
        raise ValueError("an account has no fractions")
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def opened(file: bytes) -> tuple[dict[str, Any], bytes]:
    """The account in the file, and the bytes that it is written in."""
    written = file
    if file.startswith(b"%PDF-"):
        from pypdf import PdfReader

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is damaged is told below
        (written,) = PdfReader(io.BytesIO(file)).attachments["account.json"]
    return json.loads(written.decode("utf-8")), written


# Has anything changed since it was signed?


def is_signed(key: str, signature: str, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(raw(key)).verify(raw(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def raw(text: str) -> bytes:
    found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(found).decode().rstrip("=") != text:
        raise ValueError("other signs for the same bytes")
    return found


def faults(file: bytes, key: str | None = None) -> list[str]:
    """What has changed since the account was signed; of `key` is known that it is the organisation's."""
    try:
        account, written = opened(file)
        found = list(changes(account, written, key))
        if file.startswith(b"%PDF-"):
            found += changes_of_paper(file, account["seal"])
    except Exception as error:  # a file that cannot be read is not the one that was signed
        return [f"cannot be read: {type(error).__name__}"]
    return found


def changes(account: dict[str, Any], written: bytes, key: str | None) -> Iterator[str]:
    core, pages, seal = account["core"], account["pages"], account["seal"]
    unsigned = {name: value for name, value in seal.items() if name != "signature"}
    if canonical(account) != written or set(account) != {"core", "pages", "seal"}:
        yield "written otherwise"
    if core["format"] != "verhaal.annual-account/1" or seal["algorithm"] != "Ed25519":
        yield "another format"
    if sha256(canonical(core)) != seal["sha256"]:
        yield "the core is not what was sealed"
    if not is_signed(seal["key"], seal["signature"], canonical(unsigned)):
        yield "the signature is false"
    if key is not None and seal["key"] != key:
        yield "signed with another key"
    if sorted(pages) != sorted(entry["ref"] for entry in core["stories"]):
        yield "stories were added, or left out without a trace"
    for entry in core["stories"]:
        page = pages.get(entry["ref"])
        if page is not None and (page["ref"] != entry["ref"] or sha256(canonical(page)) != entry["digest"]):
            yield f"{entry['ref']} is another story"


def changes_of_paper(file: bytes, seal: dict[str, str]) -> Iterator[str]:
    from pypdf import PdfReader

    marks = re.findall(MARKS, file)
    printed = re.sub(MARKS, rb"\1" + b"A" * 86 + rb"\3", file)
    signatures = {signature.decode() for _before, signature, _after in marks}
    if len(marks) != 2 or len(signatures) != 1 or not is_signed(seal["key"], signatures.pop(), printed):
        yield "the PDF is not as it was printed"
    elif seal["sha256"] not in "".join(PdfReader(io.BytesIO(file)).pages[0].extract_text().split()):
        yield "the PDF prints another fingerprint"


# What does it say?


def answers(account: dict[str, Any]) -> Iterator[str]:
    core, pages = account["core"], account["pages"]
    removed = [entry["ref"] for entry in core["stories"] if pages[entry["ref"]] is None]
    yield f"Stories: {len(core['stories'])}; removed after signing: {', '.join(removed) or 'none'}"
    for grant in core["grants"]:
        about = (*how_many(grant), *who_chose(grant), *drawn(grant, pages), *statements(grant), *lacking(grant))
        yield from (f"{grant['decision']['reference']}: {line}" for line in about)


def how_many(grant: dict[str, Any]) -> Iterator[str]:
    of = grant["selection"]
    yield f"written {of['written']}, shared {of['shared']}, withdrawn {of['withdrawn']}, shown {len(grant['stories'])}"
    yield f"of a setback tell {len(grant['setbacks'])}: {', '.join(grant['setbacks'])}"


def who_chose(grant: dict[str, Any]) -> Iterator[str]:
    yield f"coordinators who chose: {grant['selection']['choosers']}"
    for objective in grant["objectives"]:
        for choice in objective["chosen"]:
            yield f"chosen for {objective['name']}: {choice['story']}, because {choice['why']}"


def drawn(grant: dict[str, Any], pages: dict[str, Any]) -> Iterator[str]:
    refs = {page["key"]: page["ref"] for page in pages.values() if page}
    for draw in grant["selection"]["draws"]:
        file = "".join(key + "\n" for key in sorted(draw["population"])).encode("ascii")
        hashed = sorted((sha256(f"{draw['seed']}:{key}".encode("ascii")), key) for key in draw["population"])
        again = [key for _hash, key in hashed][: draw["wanted"]]
        is_same = again == draw["drawn"] and sha256(file) == draw["fingerprint"]
        outcome = "the same" if is_same else "OTHERS THAN IT SAYS"
        names = ", ".join(refs.get(key, "one that is not here") for key in again)
        yield f"draw {draw['number']}, time {draw['turn']}, done over: {outcome}: {names}"


def statements(grant: dict[str, Any]) -> Iterator[str]:
    for of in grant["activities"]:
        yield f"{of['name']}, {of['done']} {of['unit']}, is told in: {', '.join(of['stories']) or 'no story'}"
    for of in grant["objectives"]:
        yield f"{of['name']}, {of['outcomes']} outcomes, is told in: {', '.join(of['stories']) or 'no story'}"


def lacking(grant: dict[str, Any]) -> Iterator[str]:
    for each in grant["missing"]:
        yield f"missing: {each['what']} {each['name']} {each['number'] or ''}".rstrip()


def main(path: str, key: str | None = None) -> int:
    with open(path, "rb") as reading:
        file = reading.read()
    found = faults(file, key)
    if not any(fault.startswith("cannot be read") for fault in found):
        print("\n".join(answers(opened(file)[0])))
    print("\n".join(f"CHANGED: {fault}" for fault in found) or "Nothing has changed since it was signed.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
