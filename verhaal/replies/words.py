"""What someone wrote in a reply: without the mail that it answers, and without a signature. Knows no database, no page.

Where it is not sure that words are someone else's they stay: a signature too many is a blemish, a sentence lost is not
to be mended.
"""

import re

import quotequail

LOOKED_AT = 12_000  # characters; what is quoted begins before, and some texts would keep the library busy for minutes
SIGNATURE, DETAIL = 20, 70  # lines of a signature at most, and characters in one of them

_ADDED_BY_A_DEVICE = re.compile(
    r"(verstuurd|verzonden) (vanaf|vanuit|met|via|van) .{1,120}|sent (from|with|via|using) .{1,120}"
    r"|(get|download) outlook (for|voor) .{1,120}|outlook voor .{1,40} downloaden.{0,120}",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"((met )?(een )?(vriendelijke|hartelijke|warme|lieve|beste|zonnige|fijne|collegiale) (groet|groeten|groetjes)"
    r"|groet|groeten|groetjes|m\.?v\.?g\.?|hgr\.?|vr\.? ?gr\.?"
    r"|((kind|best|warm|with kind|with best) )?(regards|wishes)|best|cheers|sincerely|yours sincerely)"
    r"( (van|uit) \w+)?[,.!]?( [\w.-]{1,30}){0,3}",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"\W*(disclaimer|dit bericht|deze e-?mail|de inhoud van|de informatie in|denk aan het milieu|this (e-?mail|message)"
    r"|the (information|contents?) (in|of|contained)|please consider|confidential)",
    re.IGNORECASE,
)
_OUR_INTRODUCTION = re.compile(r"(?:^|\n)((?:> ?)?(?:Op|On) [^\n]{1,200}(?:\n[^\n]{1,200}){1,3}:)[ \t]*(?=\n|$)")


def new_words(text: str) -> str:
    """The words that are new in a reply's text; none where it holds nothing but the mail it answers."""
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip(" \t\xa0") for line in text.split("\n"))).strip()
    words = "\n\n".join(part for part in map(_without_signature, _unquoted(text)) if part)
    return _without_closing(words) or words


def unfolded(text: str, *, leaving_no_space: bool = False) -> str:
    """Text of `format=flowed` (RFC 3676) with the lines that were broken for the journey made whole."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        is_quoted = line.startswith(">")
        stuffed = line[1:] if line.startswith(" ") else line
        if is_open and not is_quoted and stuffed != "-- ":
            lines[-1] = (lines[-1][:-1] if leaving_no_space else lines[-1]) + stuffed
        else:
            lines.append(stuffed)
        is_open = stuffed.endswith(" ") and stuffed != "-- " and not is_quoted
    return "\n".join(lines)


def _unquoted(text: str) -> list[str]:
    """What stands above and below the mail that is answered; all of it where they are woven into one another."""
    found = quotequail.unwrap(_OUR_INTRODUCTION.sub(_on_one_line, text[:LOOKED_AT]))
    if found is None or not _is_believed(found):
        return [_without_last_quote(text)]
    above, below = found.get("text_top", ""), found.get("text_bottom", "")
    is_woven = re.search(r"^>", below, re.MULTILINE) is not None
    is_out_of_sight = len(text) > LOOKED_AT and not (above and not below)
    return [text] if is_woven or is_out_of_sight else [above, below]


def _is_believed(found: dict[str, str]) -> bool:
    """Whether this introduces a mail: someone may also write 'Op zaterdag schreef ik aan de wethouder:'."""
    if found["type"] == "quote":
        return True
    sender = found.get("from", "").lower()
    return re.search(r"\d", found.get("date", "")) is not None and ("@" in sender or "verhaal" in sender)


def _on_one_line(introduction: re.Match[str]) -> str:
    """'Op 3 november schreef … <address>:' that a mail program broke into several lines."""
    return "\n" + " ".join(introduction[1].split()) if "@" in introduction[1] else introduction[0]


def _without_last_quote(text: str) -> str:
    """Without a quote at the end that nobody introduced, too short for the library to see."""
    lines = text.split("\n")
    while lines and (not lines[-1] or lines[-1].startswith(">")):
        lines.pop()
    return "\n".join(lines)


def _without_signature(text: str) -> str:
    """Without what a mail program says is a signature (two hyphens) or adds by itself."""
    lines = text.strip().split("\n")
    for at in range(len(lines) - 1, max(len(lines) - SIGNATURE, -1), -1):
        if lines[at] == "--":
            lines = lines[:at]
    while lines and (not lines[-1].strip() or _ADDED_BY_A_DEVICE.fullmatch(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines)


def _without_closing(text: str) -> str:
    """Without a greeting at the end and the name, function and number under it; with it where a sentence follows."""
    lines = text.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if _GREETING.fullmatch(lines[at].strip()):
            below = "\n".join(lines[at + 1 :]).strip().split("\n\n")
            return "\n".join(lines[:at]).strip() if all(map(_is_detail, below)) else text
    return text


def _is_detail(paragraph: str) -> bool:
    """Of a signature: short lines that end no sentence, or what a mail server warns of."""
    return _DISCLAIMER.match(paragraph) is not None or all(
        len(line) <= DETAIL and not re.search(r"[.!?]\s*$|^ps\b|^p\.s\.", line, re.IGNORECASE)
        for line in paragraph.split("\n")
    )
