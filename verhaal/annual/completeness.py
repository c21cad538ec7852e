"""What an annual account still lacks; what stays missing is printed."""

from collections.abc import Iterator

from verhaal.annual.record import GrantYear, Missing


def missing(of: GrantYear) -> Iterator[Missing]:
    yield from _told(of)
    yield from _explained(of)
    if unread := len(of.stories) - of.answering.read:
        yield Missing(what="reading", number=unread)
    if not of.residents:
        yield Missing(what="residents")
    if not of.financial:
        yield Missing(what="financial")
    if of.burden is None:
        yield Missing(what="burden")


def _told(of: GrantYear) -> Iterator[Missing]:
    if not of.stories:
        yield Missing(what="story")
    for activity in of.activities:
        if not activity.done:
            yield Missing(what="volume", name=activity.name)
    for objective in of.objectives:
        if not objective.outcomes:
            yield Missing(what="outcome", name=objective.name)
    told_in = {bar.name for bar in of.glance.places if bar.stories}
    for place in of.decision.places:
        if place.name not in told_in:
            yield Missing(what="place", name=place.name)


def _explained(of: GrantYear) -> Iterator[Missing]:
    for activity in of.activities:
        if activity.is_behind and not activity.explanation:
            yield Missing(what="explanation", name=activity.name)
    for objective in of.objectives:
        if not objective.outcomes and not objective.explanation:
            yield Missing(what="explanation", name=objective.name)
    for obligation in of.obligations:
        if not obligation.how:
            yield Missing(what="obligation", name=obligation.text)
