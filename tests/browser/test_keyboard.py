"""Every page with the keyboard alone, at 320 px, and with letters twice as large. A new page must be named here."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page
from sqlmodel import Session

from tests import factories
from tests.browser.conftest import Site, running
from tests.browser.keyboard import walk
from tests.conftest import START, Clock
from tests.publishing.published import agreed_by_one, public_of_funder
from verhaal.annual.models import State
from verhaal.draws.models import Draw
from verhaal.people import actions
from verhaal.people.models import Role, Topic
from verhaal.people.tokens import ending_token
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Story

pytestmark = pytest.mark.browser

# address, what it is about, who opens it (the first of them on a phone, the others at a desk)
PAGES = """
/sign-in                                          -          nobody
/sign-in/code                                     -          nobody
/sign-in/link/<token>                             sign-in    nobody
/invitations/<token>                              invitation nobody author
/<topic>/<token>/ending                           ending     nobody author
/offline                                          -          nobody
/demo                                             -          nobody coordinator
/demo/outbox                                      -          nobody
/me                                               -          author funder
/people                                           -          funder coordinator
/organisations/<id:organisation_id>/people        -          author coordinator
/funders/<id:funder_id>/people                    -          funder coordinator
/team                                             -          coordinator coordinator
/grants                                           -          author coordinator funder
/grants/new                                       -          coordinator coordinator
/grants/<id:grant_id>                             -          author coordinator funder
/grants/<id:grant_id>/edit                        -          coordinator coordinator
/grants/<id:grant_id>/years/<year>                -          author funder coordinator
/grants/<id:grant_id>/accounts/<year>             -          coordinator coordinator
/accounts                                         -          coordinator funder
/accounts/new                                     -          coordinator coordinator
/accounts/<id:account_id>                         draft      coordinator coordinator
/accounts/<id:account_id>                         offered    coordinator funder
/accounts/<id:account_id>                         settled    coordinator funder
/accounts/<id:account_id>/words/...               draft      coordinator
/accounts/<id:account_id>/jobs/<id:job_id>        draft      coordinator coordinator
/accounts/<id:account_id>/choices/<id:objective_id> draft     coordinator coordinator
/accounts/<id:account_id>/outcomes/<id:outcome_id>/confirmations draft coordinator coordinator
/accounts/<id:account_id>/questions               offered    funder coordinator
/accounts/<id:account_id>/signature               offered    coordinator coordinator
/accounts/<id:account_id>/correction              settled    coordinator
/accounts/<id:account_id>/settlements/<id:grant_id> settled  funder funder
/accounts/<id:account_id>/versions/<id:number>    settled    funder coordinator
/accounts/<id:account_id>/publication             public     coordinator funder
/accounts/<id:account_id>/publication             lacks-one  other_funder coordinator
/accounts/<id:account_id>/publication/withdrawal  public     funder
/accounts/<id:account_id>/places/<id:number>      draft      coordinator coordinator
/public/<key>                                     -          nobody nobody
/public/<key>/places/<id:number>                  -          nobody
/stories/week                                     -          author author
/stories/week?new=1                               -          author author
/stories                                          -          author author
/stories/shared                                   -          coordinator author
/reading/list                                     -          funder funder
/search                                           -          funder author
/search?q=stoelen                                 -          author coordinator
/stories/<id:story_id>                            draft      author
/stories/<id:story_id>                            shared     author coordinator funder
/stories/<id:story_id>                            corrected  author funder
/stories/<id:story_id>                            withdrawn  author
/stories/<id:story_id>/draft                      draft      author
/stories/<id:story_id>/draft                      correction author author
/stories/<id:story_id>/sharing                    draft      author author
/stories/<id:story_id>/withdrawal                 shared     author
/stories/<id:story_id>/versions/<id:number>       corrected  author
/commitments                                      -          funder author
/commitments/<id:commitment_id>                   -          funder author
/stories/<id:story_id>/notes                      shared     funder
/draws                                            -          funder coordinator
/draws/new                                        -          funder author
/draws/<id:draw_id>                               -          funder coordinator author
/draws/<id:draw_id>/repetition                    -          funder funder
/stories/<id:story_id>/storyline                  shared     coordinator author
/storylines                                       line       coordinator funder
/storylines/<id:line_id>                          line       coordinator funder author
/dilemmas                                         -          author author
/dilemmas/new                                     -          author
/dilemmas/<id:dilemma_id>                         -          author author
/nothing/here                                     -          author nobody
"""

# What a person does not look at: it sends on, is for a script, or is a file.
NO_PAGES = {
    "/", "/reading", "/healthz", "/static/<path:filename>", "/stories/token", "/sw.js", "/manifest.webmanifest",
    "/grants/<id:grant_id>/years",
    "/accounts/<id:account_id>/<format>", "/schemas/annual-account-1.json",
    "/accounts/<id:account_id>/jobs/<id:job_id>/file", "/stories/<id:story_id>/photos/<id:photo_id>/<size>",
    "/draws/<id:draw_id>/population", "/public/<key>/account.json", "/public/<key>/account.pdf",
    "/public/<key>/share.png", "/public/<key>/places/<id:number>/pdf",
    "/accounts/<id:account_id>/places/<id:number>/pdf",
    "/.well-known/verhaal-key.json",
}  # fmt: skip
NO_RULES = {"/nothing/here"}
# Where axe looks in the tests of what these pages are for.
LOOKED_AT_ELSEWHERE = {
    "/me", "/organisations/<id:organisation_id>/people", "/grants", "/grants/new", "/grants/<id:grant_id>",
    "/grants/<id:grant_id>/edit", "/stories/week", "/stories/week?new=1",
    "/accounts/<id:account_id>/words/...", "/stories/<id:story_id>", "/stories/<id:story_id>/draft",
    "/stories/<id:story_id>/sharing", "/stories/shared", "/stories", "/reading/list", "/dilemmas", "/dilemmas/new",
}  # fmt: skip
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


class Leaf(NamedTuple):
    rule: str
    about: str
    who: str
    size: dict[str, int]


def _leaves() -> list[Leaf]:
    rows = [line.split() for line in PAGES.strip().splitlines()]
    return [
        Leaf(rule, about, who, DESK if number else PHONE)
        for rule, about, *people in rows
        for number, who in enumerate(people)
    ]


class World(NamedTuple):
    """A site with something of everything in it."""

    site: Site
    values: dict[str, str]
    page_of: Callable[[str], Page]


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_sqlite: Path,
    compiled_templates: FileSystemBytecodeCache,
    chromium: Browser,
) -> Iterator[World]:
    serving = running(tmp_path_factory.mktemp("keyboard"), migrated_sqlite, compiled_templates, demo=True)
    site = next(serving)
    site.settle(Clock(START))
    with site.database.session(writes=True) as session:
        values = _filled(session, site)
        session.commit()
    pages: dict[str, Page] = {}

    def page_of(who: str) -> Page:
        if who not in pages:
            pages[who] = _context(site, chromium, who).new_page()
        return pages[who]

    yield World(site, values, page_of)
    for page in pages.values():
        page.context.close()
    next(serving, None)


def _context(site: Site, chromium: Browser, who: str) -> BrowserContext:
    context = chromium.new_context(locale="nl-NL", base_url=site.url, reduced_motion="reduce")
    if who != "nobody":
        site.sign_in_at_once(context, getattr(site.cast, who))
    return context


def _filled(session: Session, site: Site) -> dict[str, str]:
    """What the variables of an address stand for."""
    cast, now, key = site.cast, START, site.app.config["SECRET_KEY"]
    told = [
        factories.shared(session, cast, now - timedelta(weeks=back), title=f"Week {back}") for back in range(5, 0, -1)
    ]
    factories.shared(session, cast, now, author=cast.colleague, grants=(cast.other_grant, cast.grant))
    _asked(session, site, told[-1])
    factories.note(session, told[-1], cast.funder, cast.funder_party, now)
    late = factories.promised(session, cast, now - timedelta(days=40), told[-1])
    stories = {"shared": told[-1], "corrected": factories.corrected(session, cast, now)}
    stories["withdrawn"] = factories.withdrawn(session, cast, now)
    stories["correction"] = factories.corrected(session, cast, now)
    factories.add_version(session, stories["correction"], cast, now, number=3, text="Nog een verbetering.")
    stories["correction"].draft_number = 3
    stories["draft"] = factories.draft(session, cast, now, text="Aylin kwam langs. Bel 06-12345678.")
    draft = factories.version_of(session, stories["draft"], 1)
    factories.photo(session, site.app.extensions["files"], draft, now)
    factories.sheet(session, cast.author, now, key=stories["draft"].key)
    _invited, invitation = actions.invite(
        session, cast.coordinator, cast.organisation, Role.PROFESSIONAL, "nieuw@example.org", "Nieuw", now
    )
    actions.invite(session, cast.funder, cast.funder_party, Role.FUNDER, "ook@example.org", "Ook", now)
    public = public_of_funder(session, cast, now)
    return {
        **{f"{about} <id:story_id>": str(story.id) for about, story in stories.items()},
        "sign-in <token>": actions.ask_to_sign_in(session, key, cast.author.email, "127.0.0.1", now).token,
        "invitation <token>": invitation,
        "public <id:account_id>": str(public.account_id),
        "lacks-one <id:account_id>": str(agreed_by_one(session, cast, now).account_id),
        "<key>": public.key,
        "<id:commitment_id>": str(late.id),
        "ending <token>": ending_token(key, Topic.ANSWERS, cast.author.id),
        "<topic>": Topic.ANSWERS.value,
        "<id:draw_id>": str(_drawn(session, site, told[0]).id),
        "<id:objective_id>": str(cast.objective.id),
        "<id:outcome_id>": str(factories.outcome_of(session, stories["shared"].id)),
        **_accounts(session, site),
        "<id:dilemma_id>": str(factories.dilemma(session, cast, now, story=stories["shared"]).id),
        "<id:line_id>": str(factories.storyline(session, cast, now, *told).id),
        "<id:grant_id>": str(cast.grant.id),
        "<id:organisation_id>": str(cast.organisation.id),
        "<id:funder_id>": str(cast.funder_party.id),
        "<id:number>": "1",
        "<year>": "2026",
        "words/...": f"words/obligation/{cast.obligation.id}",
    }


def _accounts(session: Session, site: Site) -> dict[str, str]:
    """One in each state that has pages of its own, with a question and an answer; each of a grant."""
    cast, made = site.cast, {"draft <id:account_id>": factories.account(session, site.cast, START)}
    for state in (State.OFFERED, State.SETTLED):
        grant = factories.make_grant(session, cast.organisation, cast.funder_party, f"EXTRA-{state}", START)
        factories.shared(session, cast, START, grants=(grant,))
        of = made[f"{state} <id:account_id>"] = factories.account(session, cast, START, grant, state=state)
        factories.question(session, of, cast.funder, cast.funder_party, START)
    settled = made["settled <id:account_id>"]
    job = factories.print_job(session, made["draft <id:account_id>"], cast.coordinator, START)
    return (
        {"<id:job_id>": str(job.id)}
        | {name: str(of.id) for name, of in made.items()}
        | {"settled <id:grant_id>": str(settled.grant_id)}
    )


def _drawn(session: Session, site: Site, lost: Story) -> Draw:
    """A draw of all there is, from which a story was withdrawn since."""
    cast = site.cast
    made = factories.draw(session, cast.funder, cast.funder_party, Sieve(grant=cast.grant.id), START, wanted=50)
    lost.withdraw("Op verzoek.", START)
    session.flush()
    return made


def _asked(session: Session, site: Site, story: Story) -> None:
    """A question that was answered, and one that waits."""
    cast = site.cast
    asked = factories.response(session, story, cast.funder, cast.funder_party, START)
    factories.answer(session, asked, cast.author, START)
    factories.response(session, story, cast.funder, cast.funder_party, START, "Wie kookte er?")
    factories.read_by(session, story, cast.funder, cast.funder_party, START)


def _opened(world: World, leaf: Leaf) -> Page:
    """The page with all its folds open."""
    page, rule = world.page_of(leaf.who), leaf.rule
    for name, value in world.values.items():
        about, _space, variable = name.rpartition(" ")
        if about in ("", leaf.about):
            rule = rule.replace(variable, value)
    page.set_viewport_size(leaf.size)  # type: ignore[arg-type]
    answer = page.goto(rule)
    assert answer
    assert answer.status == (404 if leaf.rule in NO_RULES else 200), rule
    if page.locator("[data-hints-at]").count():
        page.wait_for_load_state("networkidle")  # the hints have come
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    return page


def test_every_page_is_in_the_list(world: World) -> None:
    served = {_short(rule.rule) for rule in world.site.app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    listed = {leaf.rule.split("?")[0] for leaf in _leaves()} - NO_RULES
    assert served == listed | NO_PAGES
    assert not listed & NO_PAGES


def _short(rule: str) -> str:
    rule = rule.replace("<int(min=1990, max=2200):year>", "<year>").replace("<any(large,small):size>", "<size>")
    rule = re.sub(r"<any\([^)]*\):(topic|format)>", r"<\1>", rule)
    return rule.split("/words/")[0] + "/words/..." if "/words/" in rule else rule


@pytest.mark.parametrize(
    "leaf", _leaves(), ids=lambda leaf: f"{leaf.rule} {leaf.about} {leaf.who} {leaf.size['width']}"
)
def test_a_page_is_met_with_the_keyboard_alone_and_fits(world: World, leaf: Leaf) -> None:
    page = _opened(world, leaf)
    walk(page).assert_sound(page.url)
    if leaf.rule != "/offline":  # which has nothing before its text
        assert_the_way_past_the_menu(page)
    if leaf.size is PHONE:
        assert_fits(page)
    if leaf.size is PHONE and leaf.rule not in LOOKED_AT_ELSEWHERE:
        world.site.look(page)


def assert_the_way_past_the_menu(page: Page) -> None:
    """After the last stop comes the first: a link to the text, seen when it is reached."""
    skip = page.get_by_role("link", name="Ga naar de tekst")
    if not skip.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    assert skip.evaluate("one => one === document.activeElement && one.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('header')")


def assert_fits(page: Page) -> None:
    """No page scrolls sideways, on the smallest phone or with letters twice as large."""
    page.set_viewport_size({"width": 320, "height": 740})
    assert not (wide := overflows(page)), f"{page.url} at 320 px: {wide}"
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    assert not (wide := overflows(page)), f"{page.url} with letters twice as large: {wide}"
    page.evaluate("document.documentElement.style.fontSize = ''")


def overflows(page: Page) -> str:
    """What makes a page scroll sideways; nothing if it does not."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"))
          .map((one) => `<${one.localName}> ${(one.textContent || "").trim().slice(0, 40)}`).concat("wide")"""
    )
    return " · ".join(found)
