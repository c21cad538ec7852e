"""An account as a record, small and whole: each place that can hold a user's text holds the one that is given."""

from collections.abc import Callable
from datetime import date

from verhaal.annual.record import (
    Account,
    Activity,
    Answer,
    Answering,
    Bar,
    Burden,
    Choice,
    Commitment,
    Confirmation,
    Core,
    Count,
    Credit,
    Decision,
    Draw,
    Entry,
    Expected,
    Glance,
    GrantYear,
    Missing,
    Objective,
    Obligation,
    Outcome,
    Page,
    Promises,
    Response,
    Selection,
    Where,
    digest,
)
from verhaal.draws import method
from verhaal.reading.models import ResponseKind, Standing
from verhaal.stories.models import Contribution, Recurrence

PLAIN = "Gewone tekst."
SEED = "0f" * 16


def account(text: str = PLAIN, stories: int = 6, grants: int = 1) -> Account:
    """Of one grant or several, with stories of which every third is a setback; every story is told for every grant."""
    pages = {page.ref: page for page in (_page(number, text) for number in range(1, stories + 1))}
    core = Core(
        software="0.0.0",
        organisation=text,
        funder=text,
        year=2026,
        made_on=date(2026, 12, 31),
        grants=tuple(_grant(number, text, pages) for number in range(1, grants + 1)),
        stories=tuple(Entry(ref=ref, digest=digest(page)) for ref, page in pages.items()),
    )
    return Account(core=core, pages=dict(pages))


def changed(of: Account, change: Callable[[Page], Page]) -> Account:
    """The account with all pages changed, and their digests."""
    pages = {ref: change(page) for ref, page in of.pages.items() if page}
    entries = tuple(Entry(ref=ref, digest=digest(page)) for ref, page in pages.items())
    return Account(core=of.core.model_copy(update={"stories": entries}), pages=dict(pages))


def _page(number: int, text: str) -> Page:
    return Page(
        ref=f"V-2026-{number:03}",
        key=f"verhaal-{number:03}",
        salt="0" * 32,
        version=1,
        week=f"2026-W{number % 50 + 1:02}",
        place=text,
        title=text,
        text=text,
        is_setback=number % 3 == 0,
        recurrence=Recurrence.OFTEN,
        corrected=text,
        outcomes=(
            Outcome(
                change=text,
                whom=text,
                significance=text,
                contribution=Contribution.RESIDENTS,
                objective=text,
                grant="REF-1",
                confirmations=(Confirmation(who=text, relation=text, on=date(2026, 6, 1), words=text),),
            ),
        ),
        counts=(Count(amount=12, unit=text, activity=text),),
        responses=(
            Response(
                funder=text,
                kind=ResponseKind.COMMITMENT,
                on=date(2026, 6, 2),
                text=text,
                commitment=Commitment(
                    what=text, who=text, due_on=date(2026, 9, 1), standing=Standing.KEPT,
                    closed_on=date(2026, 8, 1), explanation=text,
                ),
                answers=(Answer(by_author=True, on=date(2026, 6, 3), text=text),),
            ),
        ),
    )  # fmt: skip


def _grant(number: int, text: str, pages: dict[str, Page]) -> GrantYear:
    refs, setbacks = tuple(pages), tuple(ref for ref, page in pages.items() if page.is_setback)
    keys = [page.key for page in pages.values()]
    population = method.lines(keys)
    weeks = [int(page.week[-2:]) for page in pages.values()]
    return GrantYear(
        decision=Decision(
            reference=f"REF-{number}", title=text, funder=text, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
            amount_cents=312_500_50, places=(Where(name=text, cbs_code="WK034403"),),
            due=(Expected(what=text, due_on=date(2027, 4, 15)),),
        ),
        stories=refs,
        setbacks=setbacks,
        activities=(Activity(name=text, unit=text, planned=400, done=12 * len(refs), stories=refs, explanation=text),),
        objectives=(
            Objective(
                name=text, target=text, agreement=text, outcomes=len(refs), stories=refs,
                chosen=tuple(Choice(story=ref, why=text) for ref in refs[:2]), explanation=text,
            ),
        ),
        obligations=(Obligation(text=text, how=text),),
        lessons=text,
        residents=text,
        financial=text,
        answering=Answering(
            read=len(refs), answered=len(refs), open_questions=0,
            promises=Promises(kept=len(refs), open=0, late=0, explained=0),
        ),
        selection=Selection(
            written=len(refs) + 2, shared=len(refs), withdrawn=0, choosers=1,
            draws=(
                Draw(
                    party=text, number=1, turn=1, drawn_on=date(2026, 12, 1), method=method.METHOD, seed=SEED, wanted=2,
                    fingerprint=method.fingerprint(population), population=tuple(method.references(population)),
                    drawn=tuple(method.drawn(SEED, keys, 2)), withdrawn=0,
                ),
            ),
        ),
        burden=Burden(minutes=640, stories=len(refs), authors=5),
        glance=Glance(
            stories=len(refs), outcomes=len(refs), setbacks=len(setbacks), placed=len(refs), aimed=len(refs),
            credited=len(refs), weeks=tuple((week, weeks.count(week)) for week in sorted(set(weeks))),
            places=(Bar(name=text, stories=len(refs)),), objectives=(Bar(name=text, stories=len(refs)),),
            credits=tuple(
                Credit(contribution=each, outcomes=len(refs) if each == Contribution.RESIDENTS else 0,
                       stories=len(refs) if each == Contribution.RESIDENTS else 0)
                for each in Contribution
            ),
        ),
        missing=(Missing(what="place", name=text), Missing(what="reading", number=2)),
    )  # fmt: skip
