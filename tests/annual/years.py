"""A made-up year of any size, with as much in a story as the demo year's stories hold on average or more."""

from itertools import cycle, islice

from tests.annual.samples import account
from verhaal.annual.record import Account, Entry, GrantYear, Page, digest
from verhaal.reading.models import ResponseKind

PROSE = (
    "Woensdag stond de koffie al klaar toen de eerste bewoners binnenkwamen en er lag een briefje op tafel dat er "
    "morgen soep zou zijn voor wie meesnijdt zodat het buurthuis vol zat met mensen die elkaar nog niet kenden"
)
WORDS = PROSE.split()
OUTCOMES, COUNTS, RESPONSES, SETBACKS = 13, 17, 11, 3  # of each twenty stories


def year(stories: int, words: int = 90) -> Account:
    """An account of one grant with so many stories of so many words."""
    of = account("Samen eten in de buurt", stories)
    pages = {ref: _page(page, number, words) for number, (ref, page) in enumerate(of.pages.items()) if page}
    grant = _grant(of.core.grants[0], pages)
    entries = tuple(Entry(ref=ref, digest=digest(page)) for ref, page in pages.items())
    return Account(core=of.core.model_copy(update={"grants": (grant,), "stories": entries}), pages=dict(pages))


def prose(words: int, number: int = 0) -> str:
    """So many words, others in each story."""
    return " ".join(islice(cycle(WORDS), number % len(WORDS), number % len(WORDS) + words)).capitalize() + "."


def _page(page: Page, number: int, words: int) -> Page:
    (outcome,), (response,) = page.outcomes, page.responses
    told = outcome.model_copy(update={"change": prose(14, number), "significance": prose(10, number),
                                      "confirmations": ()})  # fmt: skip
    said = response.model_copy(update={"text": prose(20, number)})
    if number % 3:
        said = said.model_copy(update={"kind": ResponseKind.QUESTION, "commitment": None})
    at = number % 20
    return page.model_copy(update={
        "title": prose(6, number), "place": "Overvecht", "text": prose(words, number), "corrected": "",
        "is_setback": at < SETBACKS, "outcomes": (told,) if at < OUTCOMES else (),
        "counts": page.counts if at < COUNTS else (), "responses": (said,) if at < RESPONSES else (),
    })  # fmt: skip


def _grant(grant: GrantYear, pages: dict[str, Page]) -> GrantYear:
    """The grant's lists as its pages say."""
    told = tuple(ref for ref, page in pages.items() if page.outcomes)
    counted = tuple(ref for ref, page in pages.items() if page.counts)
    (activity,), (objective,) = grant.activities, grant.objectives
    return grant.model_copy(update={
        "setbacks": tuple(ref for ref, page in pages.items() if page.is_setback),
        "activities": (activity.model_copy(update={"stories": counted}),),
        "objectives": (objective.model_copy(update={"stories": told, "outcomes": len(told)}),),
    })  # fmt: skip
