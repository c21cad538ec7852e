"""What every format of an annual account must hold: one list of facts, told from its record alone.

It does not know how the account is composed, so that it can be held against the page, the PDF, Word and OpenDocument,
whose reader sees words in Dutch (`Fact.shown`), and against a spreadsheet, CSV and JSON, which hold values
(`Fact.values`). A test asks `missing_in_text` or `missing_in_rows` what a file lacks, and finds nothing.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from babel.dates import format_date
from babel.numbers import format_decimal

from verhaal import markdown
from verhaal.annual.record import Account, GrantYear, Outcome, Page, Response

ANNEX = "Bijlage: de verhalen"
WITHDRAWN = "Een verhaal dat is ingetrokken"
SECTIONS = (
    "De subsidie", "Activiteiten: aard en omvang", "Doelen: beoogd en bereikt", "Afwijkingen toegelicht",
    "Verplichtingen", "Tegenvallers en lessen", "In de woorden van bewoners zelf", "Wat de financier zei en deed",
    "Hoe deze verhalen zijn gekozen", "Wat verantwoorden kostte", "Financieel verslag", "Wat ontbreekt",
)  # fmt: skip


class Fact(NamedTuple):
    """`about` is the reference of a grant or a story. `shown` are words that a document holds in this order, each in
    one piece, and `values` what one row of data holds together; empty where such a format does not tell it.
    """

    kind: str
    about: str
    shown: tuple[str, ...]
    values: tuple[object, ...] = ()


def facts(of: Account) -> list[Fact]:
    return [
        Fact("year", "", (f"Jaarverantwoording {of.core.year}",), (of.core.year,)),
        Fact("organisation", "", (of.core.organisation,), (of.core.organisation,)),
        *(fact for grant in of.core.grants for fact in _grant(grant, of)),
        *(fact for ref, page in of.pages.items() for fact in _story(ref, page)),
        *_seal(of),
    ]  # fmt: skip


def headings(of: Account) -> list[str]:
    """The headings of every document, in their order: sections, annex, stories. Others may stand between them."""
    front = ["De subsidies"] * (len(of.core.grants) > 1)
    titles = [page.title if page else WITHDRAWN for page in of.pages.values()]
    return [*front, *SECTIONS * len(of.core.grants), ANNEX, *titles]


def tables(of: Account) -> list[tuple[str, ...]]:
    """Rows that stand in the tables of every document, as they are shown."""
    return [
        (each.name, "–" if each.planned is None else number(each.planned), number(each.done), each.unit,
         number(len(each.stories)))
        for grant in of.core.grants for each in grant.activities
    ]  # fmt: skip


def missing_in_text(of: Account, text: str) -> list[Fact]:
    """What a document does not hold: of a story within its own place in the annex, of all else before the annex."""
    places = _places(of, squeezed(text))
    return [each for each in facts(of) if not _holds(places[each.about if each.kind in _ANNEXED else ""], each.shown)]


def missing_in_rows(of: Account, rows: Iterable[Iterable[object]], cents: int = 1) -> list[Fact]:
    """What a file of data does not hold in any one of its rows; `cents`: how many make one of its units of money."""
    held = [{_plain(value) for value in row} for row in rows]
    wanted = ((each, {_plain(value, cents) for value in each.values}) for each in facts(of))
    return [each for each, values in wanted if not any(values <= row for row in held)]


def in_order(text: str, wanted: Sequence[str]) -> bool:
    return _holds(squeezed(text), wanted)


def squeezed(text: str) -> str:
    """Only its letters and figures: what paper does to spaces, hyphens and ligatures is no matter of content."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def day(of: date) -> str:
    return str(format_date(of, "long", locale="nl"))


def number(of: int) -> str:
    return str(format_decimal(of, locale="nl"))


class Cents(int):
    """An amount of money, in cents."""


_ANNEXED = ("story", "text", "outcome", "count")


def _grant(of: GrantYear, whole: Account) -> Iterator[Fact]:
    decision, told = of.decision, len(of.stories)
    euros, rest = divmod(decision.amount_cents, 100)
    amount = f"Bedrag € {number(euros)}" + (f",{rest:02}" if rest else "")

    def fact(kind: str, *shown: str, values: tuple[object, ...] = ()) -> Fact:
        return Fact(kind, decision.reference, shown, (decision.reference, *values) if values else ())

    yield fact("grant", f"Financier {decision.funder}", f"Kenmerk {decision.reference}",
               f"{day(decision.starts_on)} – {day(decision.ends_on)}", amount,
               values=(decision.title, decision.funder, Cents(decision.amount_cents)))  # fmt: skip
    for due in decision.due:
        yield fact("due", f"Uiterlijk {day(due.due_on)} {due.what}", values=())
    for row, activity in zip(tables(Account(core=whole.core.model_copy(update={"grants": (of,)}), pages={})),
                             of.activities, strict=True):  # fmt: skip
        yield fact("activity", " ".join(row), values=(activity.name, activity.done, activity.unit))
        if activity.explanation:
            yield fact("deviation", f"Toelichting: {activity.explanation}", values=(activity.explanation,))
    for each in of.objectives:
        reached = f"{each.outcomes} {'opbrengst' if each.outcomes == 1 else 'opbrengsten'} in {len(each.stories)}"
        yield fact("objective", each.name, f"Beoogd {each.target or '–'} Bereikt {reached}",
                   values=(each.name, each.target, each.outcomes))  # fmt: skip
        for choice in each.chosen:
            yield fact("choice", f"Gekozen omdat: {choice.why} {choice.story}", values=(choice.story, choice.why))
    for rule in of.obligations:
        met = rule.how or "nog niet gegeven"
        yield fact("obligation", f"{rule.text} Hoe eraan is voldaan: {met}", values=(rule.text, rule.how))
    for words in (of.lessons, of.residents, of.financial):
        yield from (fact("words", part, values=()) for part in words.split("\n\n") if part.strip())
    did, chosen = of.answering, of.selection
    yield fact("answering", f"Gelezen {did.read} van de {told} verhalen", f"Beantwoord {did.answered} van de {told}",
               f"Vragen zonder antwoord {did.open_questions} Toezeggingen {did.promises.made}",
               values=(did.read, did.answered, did.open_questions))  # fmt: skip
    for page in filter(None, whole.pages.values()):
        yield from (_quote(page.ref, each) for each in page.responses if each.funder == decision.funder)
    yield fact("selection", f"Geschreven {chosen.written} Gedeeld {chosen.shared} Sindsdien ingetrokken "
               f"{chosen.withdrawn} Hier getoond {told}",
               values=(chosen.written, chosen.shared, chosen.withdrawn))  # fmt: skip
    for draw in chosen.draws:
        yield fact("draw", f"Startgetal {draw.seed}", draw.fingerprint, values=(draw.seed, draw.fingerprint))
    if of.burden:
        yield fact("burden", f"Minuten die vertellen kostte {number(of.burden.minutes)}", values=(of.burden.minutes,))
    yield from (fact("missing", gap.name, values=()) for gap in of.missing if gap.name)


def _quote(ref: str, of: Response) -> Fact:
    answers = [f"{'De schrijver' if each.by_author else of.funder}: {each.text}" for each in of.answers]
    promised = [f"{of.commitment.who}, {day(of.commitment.due_on)}"] if of.commitment else []
    return Fact("quote", ref, (f"{of.text} {of.funder}, {day(of.on)} {ref}", *promised, *answers),
                (ref, of.funder, of.text))  # fmt: skip


def _story(ref: str, page: Page | None) -> Iterator[Fact]:
    if page is None:
        yield Fact("story", ref, (WITHDRAWN, ref))
        return
    named = _named(ref, page)
    yield Fact("story", ref, (f"{named} · {page.place}" if page.place else named,), (ref, page.title, page.place))
    yield Fact("text", ref, tuple(_blocks(markdown.to_tree(page.text))), (ref, page.text))
    yield from (_outcome(ref, each) for each in page.outcomes)
    for each in page.counts:
        of = f" ({each.activity})" if each.activity else ""
        yield Fact("count", ref, (f"{number(each.amount)} {each.unit}{of}",), (ref, each.amount, each.unit))


def _outcome(ref: str, of: Outcome) -> Fact:
    whom, why = f" Voor: {of.whom}" * bool(of.whom), f" Het doet ertoe omdat: {of.significance}" * bool(of.significance)
    confirmed = [f"{each.who} ({each.relation}), {day(each.on)} {each.words}" for each in of.confirmations]
    return Fact("outcome", ref, (f"{of.change}{whom}{why}", *confirmed), (ref, of.change, of.whom, of.significance))


def _seal(of: Account) -> Iterator[Fact]:
    if of.seal:
        yield Fact("seal", "", (f"Ondertekend door {of.seal.signed_by}", of.seal.sha256, of.seal.key),
                   (of.seal.sha256, of.seal.signed_by))  # fmt: skip


def _blocks(nodes: Sequence[dict[str, Any]]) -> list[str]:
    """The words of each paragraph and item: a list's numbers may stand between them."""
    found, words = [], ""
    for node in nodes:
        if node["type"] in ("p", "ul", "ol", "li", "quote"):
            found += [words, *_blocks(node["children"])]
            words = ""
        else:
            words += str(node["text"]) if node["type"] == "text" else " ".join(_blocks(node.get("children", ())))
    return [each for each in (*found, words) if squeezed(each)]


def _places(of: Account, text: str) -> dict[str, str]:
    """The part of each story in the annex, by its reference; and what stands before the annex, by nothing."""
    starts = ((text.rfind(squeezed(_named(ref, page))), ref) for ref, page in of.pages.items())
    found = [*sorted((start, ref) for start, ref in starts if start >= 0), (len(text), "")]
    parts = {ref: text[start:end] for (start, ref), (end, _) in pairwise(found)}
    return {"": text[: found[0][0]], **dict.fromkeys(of.pages, ""), **parts}


def _named(ref: str, page: Page | None) -> str:
    """How a story is headed in the annex, and nowhere else."""
    if page is None:
        return f"{WITHDRAWN} {ref}"
    year, week = page.week.split("-W")
    return f"{page.title} {ref} · Week {int(week)}, {year}"


def _holds(text: str, pieces: Sequence[str]) -> bool:
    at = 0
    for piece in map(squeezed, pieces):
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _plain(value: object, cents: int = 1) -> str:
    """How a value is compared: as CSV writes it, whatever a file holds it as."""
    if isinstance(value, Cents):
        value = value / cents
    if isinstance(value, date):
        value = value.isoformat()
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)
