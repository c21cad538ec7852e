"""What every format of an annual account must hold: one list of facts, told from its record alone.

It does not know how the account is composed, so that it can be held against the page, the PDF, Word and OpenDocument,
whose reader sees words in Dutch (`Fact.shown`), and against a spreadsheet, CSV and JSON, which hold values
(`Fact.values`). A test asks `holding` what a file lacks, and finds nothing.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
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
    return [row for grant in of.core.grants for row in _volumes(grant)]


def squeezed(text: str) -> str:
    """Only its letters and figures: what paper does to spaces, hyphens and ligatures is no matter of content."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def day(of: date) -> str:
    return str(format_date(of, "long", locale="nl"))


def number(of: int) -> str:
    return str(format_decimal(of, locale="nl"))


class Cents(int):
    """An amount of money, in cents."""


def _grant(of: GrantYear, whole: Account) -> Iterator[Fact]:
    yield from _agreed(of)
    yield from _done(of)
    yield from _reached(of)
    yield from _words(of)
    yield from _answered(of, whole)
    yield from _selected(of)


def _agreed(of: GrantYear) -> Iterator[Fact]:
    decision = of.decision
    euros, rest = divmod(decision.amount_cents, 100)
    amount = f"Bedrag € {number(euros)}" + (f",{rest:02}" if rest else "")
    period = f"{day(decision.starts_on)} – {day(decision.ends_on)}"
    shown = (f"Financier {decision.funder}", f"Kenmerk {decision.reference}", period, amount)
    yield _of(of, "grant", *shown, values=(decision.title, decision.funder, Cents(decision.amount_cents)))
    yield from (_of(of, "due", f"Uiterlijk {day(due.due_on)} {due.what}") for due in decision.due)
    for rule in of.obligations:
        met = f"{rule.text} Hoe eraan is voldaan: {rule.how or 'nog niet gegeven'}"
        yield _of(of, "obligation", met, values=(rule.text, rule.how))


def _done(of: GrantYear) -> Iterator[Fact]:
    for row, activity in zip(_volumes(of), of.activities, strict=True):
        yield _of(of, "activity", " ".join(row), values=(activity.name, activity.done, activity.unit))
        if activity.explanation:
            yield _of(of, "deviation", f"Toelichting: {activity.explanation}", values=(activity.explanation,))


def _reached(of: GrantYear) -> Iterator[Fact]:
    for each in of.objectives:
        outcomes = f"{each.outcomes} {'opbrengst' if each.outcomes == 1 else 'opbrengsten'} in {len(each.stories)}"
        shown = (each.name, f"Beoogd {each.target or '–'} Bereikt {outcomes}")
        yield _of(of, "objective", *shown, values=(each.name, each.target, each.outcomes))
        for choice in each.chosen:
            yield _of(of, "choice", f"Gekozen omdat: {choice.why} {choice.story}", values=(choice.story, choice.why))


def _words(of: GrantYear) -> Iterator[Fact]:
    for words in (of.lessons, of.residents, of.financial):
        yield from (_of(of, "words", part) for part in words.split("\n\n") if part.strip())
    yield from (_of(of, "missing", gap.name) for gap in of.missing if gap.name)


def _answered(of: GrantYear, whole: Account) -> Iterator[Fact]:
    did, told = of.answering, len(of.stories)
    waiting = f"Vragen zonder antwoord {did.open_questions} Toezeggingen {did.promises.made}"
    shown = (f"Gelezen {did.read} van de {told} verhalen", f"Beantwoord {did.answered} van de {told}", waiting)
    yield _of(of, "answering", *shown, values=(did.read, did.answered, did.open_questions))
    for page in filter(None, whole.pages.values()):
        yield from (_quote(page.ref, each) for each in page.responses if each.funder == of.decision.funder)


def _selected(of: GrantYear) -> Iterator[Fact]:
    chosen, told = of.selection, len(of.stories)
    counts = f"Geschreven {chosen.written} Gedeeld {chosen.shared} Sindsdien ingetrokken {chosen.withdrawn}"
    values = (chosen.written, chosen.shared, chosen.withdrawn)
    yield _of(of, "selection", f"{counts} Hier getoond {told}", values=values)
    for draw in chosen.draws:
        yield _of(of, "draw", f"Startgetal {draw.seed}", draw.fingerprint, values=(draw.seed, draw.fingerprint))
    if of.burden:
        took = f"Minuten die vertellen kostte {number(of.burden.minutes)}"
        yield _of(of, "burden", took, values=(of.burden.minutes,))


def _of(grant: GrantYear, kind: str, *shown: str, values: tuple[object, ...] = ()) -> Fact:
    reference = grant.decision.reference
    return Fact(kind, reference, shown, (reference, *values) if values else ())


def _volumes(of: GrantYear) -> list[tuple[str, ...]]:
    planned = ("–" if each.planned is None else number(each.planned) for each in of.activities)
    return [
        (each.name, agreed, number(each.done), each.unit, number(len(each.stories)))
        for each, agreed in zip(of.activities, planned, strict=True)
    ]


def _quote(ref: str, of: Response) -> Fact:
    answers = [f"{'De schrijver' if each.by_author else of.funder}: {each.text}" for each in of.answers]
    promised = [f"{of.commitment.who}, {day(of.commitment.due_on)}"] if of.commitment else []
    return Fact("quote", ref, (f"{of.text} {of.funder}, {day(of.on)} {ref}", *promised, *answers),
                (ref, of.funder, of.text))  # fmt: skip


def _story(ref: str, page: Page | None) -> Iterator[Fact]:
    if page is None:
        yield Fact("story", ref, (WITHDRAWN, ref))
        return
    head = named(ref, page)
    yield Fact("story", ref, (f"{head} · {page.place}" if page.place else head,), (ref, page.title, page.place))
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


def named(ref: str, page: Page | None) -> str:
    """How a story is headed in the annex, and nowhere else."""
    if page is None:
        return f"{WITHDRAWN} {ref}"
    year, week = page.week.split("-W")
    return f"{page.title} {ref} · Week {int(week)}, {year}"
