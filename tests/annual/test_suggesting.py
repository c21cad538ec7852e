"""Suggestions by rule: which story, under which objective, and why; and the list beside the document."""

from datetime import date

from flask import Flask
from sqlmodel import Session

from tests import factories
from tests.annual import samples
from tests.conftest import Clock
from tests.factories import Cast
from verhaal.access import viewer_of
from verhaal.annual import queries, standing
from verhaal.annual.checking import check
from verhaal.annual.checklist import Mark
from verhaal.annual.models import AnnualAccount
from verhaal.annual.record import Account, Choice, Confirmation, GrantYear, Objective, Page, Where
from verhaal.annual.suggesting import Reason, Rule, Suggestion, suggest
from verhaal.week import day_of

A, B, C, D = "V-2026-001", "V-2026-002", "V-2026-003", "V-2026-004"  # the third tells of a setback
CONFIRMED = (Confirmation(who="de wijkagent", relation="kijkt", on=date(2026, 6, 1)),)


def year(*chosen: str, places: tuple[str, ...] = (), drawn: tuple[str, ...] = ()) -> tuple[GrantYear, Account]:
    """A year of four stories towards one objective, none confirmed, in which these were chosen."""
    whole = samples.account(stories=4)
    grant = whole.core.grants[0]
    objective = grant.objectives[0].model_copy(update={"chosen": tuple(Choice(story=ref, why="") for ref in chosen)})
    where = tuple(Where(name=place) for place in places)
    draws = tuple(draw.model_copy(update={"drawn": drawn}) for draw in grant.selection.draws)
    return grant.model_copy(
        update={
            "objectives": (objective,),
            "decision": grant.decision.model_copy(update={"places": where}),
            "selection": grant.selection.model_copy(update={"draws": draws}),
        }
    ), samples.changed(whole, unconfirmed)


def unconfirmed(page: Page) -> Page:
    outcomes = tuple(each.model_copy(update={"confirmations": ()}) for each in page.outcomes)
    return page.model_copy(update={"outcomes": outcomes})


def pages(whole: Account, **changes: dict[str, object]) -> dict[str, Page | None]:
    """The pages by reference, some of them changed; `a` is the first."""
    refs = {"a": A, "b": B, "c": C, "d": D}
    by_ref = {refs[name]: change for name, change in changes.items()}
    return {ref: page and page.model_copy(update=by_ref.get(ref, {})) for ref, page in whole.pages.items()}


def test_an_objective_without_a_chosen_story_is_offered_the_one_that_tells_most_towards_it() -> None:
    of, whole = year()
    second = whole.pages[B]
    assert second
    twice = pages(whole, b={"outcomes": second.outcomes * 2})
    assert Suggestion(0, B, (Reason(Rule.OBJECTIVE),)) in suggest(of, twice)


def test_of_equal_stories_the_confirmed_one_and_else_the_first_told_is_offered() -> None:
    of, whole = year()
    assert suggest(of, whole.pages)[0] == Suggestion(0, A, (Reason(Rule.OBJECTIVE),))
    second = whole.pages[B]
    assert second
    outcomes = tuple(each.model_copy(update={"confirmations": CONFIRMED}) for each in second.outcomes)
    found = suggest(of, pages(whole, b={"outcomes": outcomes}))
    assert Suggestion(0, B, (Reason(Rule.OBJECTIVE), Reason(Rule.CONFIRMED))) in found
    assert A not in [each.story for each in found]


def test_a_setback_is_offered_until_one_is_chosen() -> None:
    of, whole = year(A)
    assert suggest(of, whole.pages) == [Suggestion(0, C, (Reason(Rule.SETBACK),))]
    of, whole = year(C)
    assert suggest(of, whole.pages) == []


def test_a_place_of_which_nothing_is_chosen_is_offered_a_story_from_there() -> None:
    of, whole = year(C, places=("Ondiep", "Zuilen", "Lombok"))
    placed = pages(whole, a={"place": "Zuilen"}, b={"place": "Ondiep"}, c={"place": "Ondiep"}, d={"place": "Ondiep"})
    assert suggest(of, placed) == [Suggestion(0, A, (Reason(Rule.PLACE, "Zuilen"),))]


def test_one_story_that_serves_several_rules_is_offered_once_with_all_of_them() -> None:
    of, whole = year(places=("Zuilen",))
    third = whole.pages[C]
    assert third
    most = pages(whole, c={"outcomes": third.outcomes * 2, "place": "Zuilen"})
    reasons = (Reason(Rule.OBJECTIVE), Reason(Rule.SETBACK), Reason(Rule.PLACE, "Zuilen"))
    assert suggest(of, most) == [Suggestion(0, C, reasons)]


def test_what_was_drawn_at_random_is_offered_and_what_was_withdrawn_or_chosen_never() -> None:
    of, whole = year(C, drawn=("verhaal-003", "verhaal-004", "verhaal-001"))
    assert suggest(of, {**whole.pages, A: None}) == [Suggestion(0, D, (Reason(Rule.DRAWN),))]


def test_a_story_is_not_offered_under_an_objective_that_it_was_not_told_towards() -> None:
    of, whole = year(C)
    bare = Objective(name="Ander doel", target="", outcomes=0, stories=())
    of = of.model_copy(update={"objectives": (*of.objectives, bare)})
    assert suggest(of, whole.pages) == []


def test_what_the_list_says_is_missing_is_what_the_account_prints(
    app: Flask, session: Session, cast: Cast, clock: Clock
) -> None:
    viewer = viewer_of(session, cast.coordinator)
    account = AnnualAccount(organisation_id=cast.organisation.id, year=2026, funder_id=None, scope="",
                            person_id=viewer.id, begun_at=clock())  # fmt: skip
    for stories in (0, 1, 2):
        for _each in range(stories):
            factories.shared(session, cast, clock())
        of = queries.grant_year(session, viewer, cast.grant, 2026)
        whole = standing.of_years(session, account, [of], day_of(clock()))
        with app.test_request_context():
            checklist = check(of, whole.core.grants[0], whole.pages)
        assert checklist.missing == len(whole.core.grants[0].missing)
        assert [each.mark for each in checklist.parts[0].items] == [Mark.MISSING]


def test_a_suggestion_is_in_the_year_of_its_story(app: Flask, session: Session, cast: Cast, clock: Clock) -> None:
    """From rows to what is pressed: the number of the story, and the reason that will stand with it."""
    story = factories.shared(session, cast, clock(), title="De capuchon", is_setback=True)
    viewer = viewer_of(session, cast.coordinator)
    account = AnnualAccount(organisation_id=cast.organisation.id, year=2026, funder_id=None, scope="",
                            person_id=viewer.id, begun_at=clock())  # fmt: skip
    of = queries.grant_year(session, viewer, cast.grant, 2026)
    whole = standing.of_years(session, account, [of], day_of(clock()))
    with app.test_request_context():
        items = [item for part in check(of, whole.core.grants[0], whole.pages).parts for item in part.items]
    (offer,) = (offer for item in items for offer in item.offers)
    assert (offer.story_id, offer.ref, offer.title) == (story.id, A, "De capuchon")
    assert offer.because.startswith("Geen verhaal vertelt meer opbrengsten voor dit doel. Het vertelt over een tegenv")
    assert "Bij dit doel staat nog geen verhaal vooraan" in offer.why
