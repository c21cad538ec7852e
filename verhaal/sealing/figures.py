"""The figures of an account done over from the pages of its stories; `docs/sealed-account.md` says what each counts.

Done over for a grant of which every page is still there. What cannot be told apart by its name (two grants with one
reference, two activities with one name) is left out: of these the pages do not say which is meant.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from verhaal.annual.record import Account, GrantYear, Page, Promises
from verhaal.reading.models import Standing
from verhaal.stories.models import Contribution

Figure = tuple[str, object, object]  # what it is, what the account says, what the pages give


def wrong_figures(of: Account) -> Iterator[str]:
    """In plain words, each figure that the pages do not give."""
    for grant in redone(of):
        for what, said, given in _figures(of, grant, [page for ref in grant.stories if (page := of.pages[ref])]):
            if said != given:
                yield f"{grant.decision.reference}, {what}: the account says {said}, the pages give {given}"


def redone(of: Account) -> list[GrantYear]:
    """The grants of which no page was removed."""
    return [grant for grant in of.core.grants if all(of.pages.get(ref) for ref in grant.stories)]


def _figures(of: Account, grant: GrantYear, pages: list[Page]) -> Iterator[Figure]:
    yield "setbacks", list(grant.setbacks), [page.ref for page in pages if page.is_setback]
    yield from _activities(of, grant, pages)
    if _once(each.decision.reference for each in of.core.grants)(grant.decision.reference):
        yield from _objectives(grant, pages)
    yield from _glance(grant, pages)
    if len(of.core.grants) == 1:
        yield from _answering(grant, pages)


def _activities(of: Account, grant: GrantYear, pages: list[Page]) -> Iterator[Figure]:
    is_one = _once(activity.name for each in of.core.grants for activity in each.activities)
    for activity in filter(lambda each: is_one(each.name), grant.activities):
        counted = [(page.ref, count) for page in pages for count in page.counts if count.activity == activity.name]
        done = sum(count.amount for _ref, count in counted if count.unit == activity.unit)
        yield f"done of {activity.name}", activity.done, done
        yield f"stories of {activity.name}", list(activity.stories), _in_order(ref for ref, _count in counted)


def _objectives(grant: GrantYear, pages: list[Page]) -> Iterator[Figure]:
    towards = [
        (page.ref, outcome.objective)
        for page in pages
        for outcome in page.outcomes
        if outcome.objective and outcome.grant == grant.decision.reference
    ]
    is_one = _once(each.name for each in grant.objectives)
    for objective in filter(lambda each: is_one(each.name), grant.objectives):
        refs = [ref for ref, name in towards if name == objective.name]
        yield f"outcomes towards {objective.name}", objective.outcomes, len(refs)
        yield f"stories towards {objective.name}", list(objective.stories), _in_order(refs)
    yield "stories with an outcome towards an objective", grant.glance.aimed, len({ref for ref, _name in towards})


def _glance(grant: GrantYear, pages: list[Page]) -> Iterator[Figure]:
    glance = grant.glance
    credits = [(page.ref, each.contribution) for page in pages for each in page.outcomes if each.contribution]
    yield "number of stories", glance.stories, len(pages)
    yield "number of setbacks", glance.setbacks, len(grant.setbacks)
    yield "number of outcomes", glance.outcomes, sum(len(page.outcomes) for page in pages)
    yield "stories that name a place", glance.placed, sum(bool(page.place) for page in pages)
    yield "stories that say whose doing it was", glance.credited, len({ref for ref, _whose in credits})
    yield "stories per week", _counted(glance.weeks), Counter(int(page.week[-2:]) for page in pages)
    bars = ((bar.name, bar.stories) for bar in glance.places)
    yield "stories per place", _counted(bars), Counter(page.place for page in pages if page.place)
    for of in Contribution:
        said = [(each.outcomes, each.stories) for each in glance.credits if each.contribution == of] or [(0, 0)]
        refs = [ref for ref, whose in credits if whose == of]
        yield f"outcomes and stories of which the doing was {of.value}", said, [(len(refs), len(set(refs)))]


def _answering(grant: GrantYear, pages: list[Page]) -> Iterator[Figure]:
    made = Counter(each.commitment.standing for page in pages for each in page.responses if each.commitment)
    promises = Promises(**{standing.value: made[standing] for standing in Standing})
    yield "stories that the funder answered", grant.answering.answered, sum(bool(page.responses) for page in pages)
    yield "commitments of the funder", grant.answering.promises, promises


def _counted(pairs: Iterator[tuple[object, int]] | tuple[tuple[int, int], ...]) -> Counter[object]:
    """Of those with any; what bears one name is one."""
    found = Counter[object]()
    for name, number in pairs:
        found[name] += number
    return +found


def _once(names: Iterator[str]) -> Callable[[str], bool]:
    """Whether a name stands once among these."""
    counted = Counter(names)
    return lambda name: counted[name] == 1


def _in_order(refs: Iterator[str] | list[str]) -> list[str]:
    return list(dict.fromkeys(refs))
