"""Random histories: what every surface shows to a person is what a model of ten lines says they may see.

Hypothesis draws the histories and shrinks one that differs to the shortest that still does. A history lives in one
transaction that is never committed, so that thousands of them take minutes.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from tests import factories
from tests.annual import seals
from tests.conftest import START
from tests.factories import Cast
from tests.histories import HISTORIES
from verhaal.access import Viewer, may_publish, viewer_of, visible_draws, visible_grants, visible_seals
from verhaal.annual import actions as accounting
from verhaal.annual import queries as accounts
from verhaal.annual import standing
from verhaal.annual.account import compose
from verhaal.annual.models import AnnualAccount, State
from verhaal.annual.record import canonical
from verhaal.db import Database
from verhaal.digests import queries as digests
from verhaal.digests.moments import Span
from verhaal.draws import queries as draws
from verhaal.draws.actions import NothingToDraw, Wish, draw
from verhaal.draws.models import Party
from verhaal.exports.sheets import sheets
from verhaal.grants.models import Grant
from verhaal.overview import queries as overview
from verhaal.people.models import Funder, Membership, Organisation, Person, Role
from verhaal.publishing import actions as publish
from verhaal.publishing import queries as publishing
from verhaal.publishing import shown as public
from verhaal.publishing.models import Publication
from verhaal.reading import queue
from verhaal.reading.models import Response
from verhaal.reading.reply_address import Ticket
from verhaal.reading.sieve import Sieve
from verhaal.reading.sitting import Sitting
from verhaal.replies import queries as replies
from verhaal.search import following
from verhaal.search import queries as searching
from verhaal.search.asking import Kind, Order, parse
from verhaal.stories import actions
from verhaal.stories import queries as stories
from verhaal.stories.entries import entry_of
from verhaal.stories.models import Entry, Story
from verhaal.week import Week

pytestmark = pytest.mark.slow

SPREAD = 4  # so many tests share them, so that two workers can
LATER = START + timedelta(days=1)  # when everyone looks


# The model: what a person may see, told again without a database


@dataclass
class Told:
    author: int
    organisation: int
    grants: tuple[Grant, ...]  # of the version that stands
    mark: str  # in its text, and in no other version's
    state: str = "draft"  # shared, withdrawn


@dataclass
class Accounted:
    """An annual account; `seals` holds per version and funder (none: the whole) the grants and the stories' marks."""

    organisation: int
    funder: int | None
    grants: tuple[Grant, ...]
    state: State = State.DRAFT
    seals: dict[tuple[int, int | None], tuple[set[str], dict[int, str]]] = field(default_factory=dict)
    said: dict[int, dict[tuple[str, int], int]] = field(default_factory=dict)  # per version and side who said yes
    public: set[int] = field(default_factory=set)  # the versions to which every side did

    @property
    def last(self) -> int:
        return max(version for version, _funder in self.seals)

    @property
    def funders(self) -> set[int]:
        """With a grant in the version that was sealed last."""
        return {funder for version, funder in self.seals if version == self.last and funder is not None}


@dataclass
class Model:
    told: dict[int, Told] = field(default_factory=dict)
    works: set[tuple[int, int]] = field(default_factory=set)  # (person, organisation)
    coordinates: set[tuple[int, int]] = field(default_factory=set)  # of them
    reads: set[tuple[int, int]] = field(default_factory=set)  # (person, funder)
    asked: set[tuple[int, int]] = field(default_factory=set)  # (story, funder): a question was asked
    draws: list[tuple[Party, set[int]]] = field(default_factory=list)  # for whom, and which stories
    accounts: dict[int, Accounted] = field(default_factory=dict)

    def reads_of_funders(self, person: int, told: Told) -> bool:
        return told.state == "shared" and any((person, each.funder_id) in self.reads for each in told.grants)

    def works_with(self, person: int, told: Told) -> bool:
        return told.state == "shared" and (person, told.organisation) in self.works

    def may_see(self, person: int) -> set[int]:
        return {
            number
            for number, told in self.told.items()
            if told.author == person or self.works_with(person, told) or self.reads_of_funders(person, told)
        }

    def to_read(self, person: int) -> set[int]:
        return {number for number, told in self.told.items() if self.reads_of_funders(person, told)}

    def of_colleagues(self, person: int) -> set[int]:
        return {number for number, told in self.told.items() if self.works_with(person, told)}

    def in_overviews(self, person: int) -> set[int]:
        """Of the grants of one's organisation or funder; only what one sees anyhow."""
        ours = {number for number, told in self.told.items() for each in told.grants
                if (person, each.organisation_id) in self.works or (person, each.funder_id) in self.reads}  # fmt: skip
        return {each for each in self.may_see(person) & ours if self.told[each].state == "shared"}

    def may_answer(self, person: int) -> set[int]:
        """Stories with a question that is one's own to answer: one's story, or one's funder's question."""
        asked = {story for story, funder in self.asked
                 if self.told[story].author == person or (person, funder) in self.reads}  # fmt: skip
        return {each for each in self.may_see(person) & asked if self.told[each].state == "shared"}

    def drawn(self, person: int) -> set[int]:
        """What still stands of the draws of one's parties, as far as one sees it."""
        ours = [drawn for (organisation, funder), drawn in self.draws
                if (person, organisation) in self.works or (person, funder) in self.reads]  # fmt: skip
        seen = {number for number in self.may_see(person) if self.told[number].state == "shared"}
        return set[int]().union(*ours) & seen

    def held(self, grants: Iterable[Grant]) -> tuple[set[str], dict[int, str]]:
        """What an account over these grants holds today: the grants, and the marks of its stories."""
        ids = {each.id for each in grants}
        stories = {number: told.mark for number, told in self.told.items()
                   if told.state == "shared" and {each.id for each in told.grants} & ids}  # fmt: skip
        return {each.reference for each in grants}, stories

    def sealed_for(self, person: int, of: Accounted) -> list[set[str]]:
        """The newest version first, the whole before a part; of the stories that were not withdrawn since."""
        works = (person, of.organisation) in self.works
        seen = [(-version, funder is not None, funder or 0, held) for (version, funder), held in of.seals.items()
                if (works and funder in (None, of.funder)) or (person, funder) in self.reads]  # fmt: skip
        return [grants | {mark for story, mark in stories.items() if self.told[story].state == "shared"}
                for *_order, (grants, stories) in sorted(seen, key=lambda each: each[:3])]  # fmt: skip

    def opened(self, person: int, of: Accounted) -> set[str] | None:
        """What an account shows; none: there is nothing to open."""
        is_shown = of.state == State.OFFERED or (
            of.state == State.DRAFT and (person, of.organisation) in self.coordinates
        )
        if not is_shown:
            return next(iter(self.sealed_for(person, of)), None)
        works = (person, of.organisation) in self.works
        ours = [each for each in of.grants if works or (person, each.funder_id) in self.reads]
        grants, stories = self.held(ours)
        return grants | set(stories.values()) if ours else None

    def in_accounts(self, person: int) -> set[tuple[int, frozenset[str]]]:
        shown = {number: self.opened(person, of) for number, of in self.accounts.items()}
        return {(number, frozenset(marks)) for number, marks in shown.items() if marks is not None}

    def in_seals(self, person: int) -> set[tuple[int, frozenset[str]]]:
        return {(number, frozenset(marks)) for number, of in self.accounts.items()
                for marks in self.sealed_for(person, of)}  # fmt: skip

    def decides_for(self, person: int, of: Accounted) -> set[tuple[str, int]]:
        """The sides of an account's last version for which a person may speak."""
        ours = {("organisation", of.organisation)} if (person, of.organisation) in self.coordinates else set()
        return ours | {("funder", each) for each in of.funders if (person, each) in self.reads}

    def agree(self, person: int, of: Accounted) -> bool:
        """Whether a yes was still wanted from this person, who then said it."""
        said, sides = of.said.setdefault(of.last, {}), self.decides_for(person, of)
        is_of_both = (person, of.organisation) in self.works and any(
            (person, each) in self.reads for each in of.funders
        )
        if len(sides) != 1 or is_of_both or person in said.values() or sides & said.keys():
            return False
        said[sides.pop()] = person
        if len(said) == 1 + len(of.funders):
            of.public.add(of.last)
        return True

    def in_public(self, _person: int) -> set[tuple[int, frozenset[str]]]:
        """For anyone: the newest version that is public, without what was withdrawn since."""
        newest = ((number, of.seals[max(of.public), of.funder]) for number, of in self.accounts.items() if of.public)
        return {(number, frozenset(grants | {mark for story, mark in stories.items()
                                            if self.told[story].state == "shared"}))
                for number, (grants, stories) in newest}  # fmt: skip


# The surfaces: what Verhaal shows, each with what the model says of it

Shown = Callable[[Session, Viewer], Any]
MARK = re.compile(r"merkteken\d+|\b[SL]B-\d\b")  # of a version of a story, or of a grant


def on_the_page(session: Session, viewer: Viewer) -> set[int]:
    every = session.exec(select(Story.id)).all()
    return {number for number in every if stories.telling(session, viewer, number)}


def on_the_table(session: Session, viewer: Viewer) -> set[int]:
    return {
        each.telling.story.id for each in queue.to_read(session, viewer, Sitting.parse({}, LATER), None, None).stories
    }


def with_colleagues(session: Session, viewer: Viewer) -> set[int]:
    return {each.telling.story.id for each in queue.ours(session, viewer, Sieve(), None, None).stories}


def in_the_digest(session: Session, viewer: Viewer) -> set[int]:
    everything = Span(START - timedelta(days=1), LATER)
    return {telling.story.id for telling in digests.reader_news(session, viewer, everything).stories}


def to_draw_from(session: Session, viewer: Viewer) -> set[int]:
    parties = [*(Party(funder_id=each) for each in viewer.reads_for), *(Party(each) for each in viewer.works_for)]
    keys = {key for each in parties for key in session.exec(draws.population(viewer, each, Sieve(), LATER))}
    return set(session.exec(select(Story.id).where(col(Story.key).in_(keys))))


def on_the_pages_of_draws(session: Session, viewer: Viewer) -> set[int]:
    lots = draws.lots_of(session, session.exec(visible_draws(viewer)).all())
    return {each.story.id for drawn in lots.values() for each in draws.shown(session, viewer, drawn).tickets}


def found_by_searching(session: Session, viewer: Viewer) -> set[int]:
    following._index(session)  # as at a commit, which these histories never come to
    found = searching.search(session, viewer, parse("verhaal"), Kind.ALL, Order.NEWEST)
    assert found.counted == len(found.stories)
    return {each.story.id for each in found.stories}


def in_the_overviews(session: Session, viewer: Viewer) -> set[int]:
    year = Week.of(START).year
    grants = session.exec(visible_grants(viewer)).all()
    return {story.id for grant in grants for story in session.exec(overview.shared_for(viewer, grant, year))}


def answerable_by_mail(session: Session, viewer: Viewer) -> set[int]:
    """By the address that the person would have been mailed for each response there is."""
    tickets = (Ticket(each, viewer.id, LATER.date()) for each in session.exec(select(Response.id)))
    found = (replies.answerable(session, viewer.person, ticket) for ticket in tickets)
    return {telling.story.id for _response, telling in filter(None, found)}


def in_the_accounts(session: Session, viewer: Viewer) -> set[tuple[int, frozenset[str]]]:
    """By its number, the marks in what is exported of an account; its page, and what is printed, hold the same."""
    found = set()
    for number in session.exec(select(AnnualAccount.id)).all():
        if of := accounts.account(session, viewer, number):
            whole = standing.account_of(session, viewer, of, LATER.date())
            marks = frozenset(MARK.findall(canonical(whole).decode()))
            assert frozenset(MARK.findall(repr(compose(whole)))) == marks
            assert frozenset(MARK.findall(repr(sheets(whole)))) == marks
            found.add((number, marks))
    return found


def in_the_seals(session: Session, viewer: Viewer) -> set[tuple[int, frozenset[str]]]:
    opened = ((each.account_id, standing.opened(session, each)) for each in session.exec(visible_seals(viewer)))
    return {(number, frozenset(MARK.findall(canonical(whole).decode()))) for number, whole in opened}


def in_public(session: Session, _viewer: Viewer) -> set[tuple[int, frozenset[str]]]:
    found = set()
    for number, key in set(session.exec(select(Publication.account_id, Publication.key))):
        if shown := public.shown_at(session, key):
            whole = standing.opened(session, shown.sealed)
            found.add((number, frozenset(MARK.findall(canonical(whole).decode()))))
    return found


SURFACES: dict[str, tuple[Shown, Callable[[Model, int], Any]]] = {
    "page": (on_the_page, Model.may_see),
    "table": (on_the_table, Model.to_read),
    "digest": (in_the_digest, Model.to_read),
    "colleagues": (with_colleagues, Model.of_colleagues),
    "population": (to_draw_from, lambda model, person: model.to_read(person) | model.of_colleagues(person)),
    "draws": (on_the_pages_of_draws, Model.drawn),
    "search": (found_by_searching, Model.may_see),
    "overview": (in_the_overviews, Model.in_overviews),
    "reply by mail": (answerable_by_mail, Model.may_answer),
    "accounts": (in_the_accounts, Model.in_accounts),
    "seals": (in_the_seals, Model.in_seals),
    "public": (in_public, Model.in_public),
}


# The histories


class Histories(RuleBasedStateMachine):
    database: ClassVar[Database]
    made: ClassVar[Cast]
    turn: ClassVar[Iterator[int]]

    def __init__(self) -> None:
        super().__init__()
        self.session = self.database.session(writes=True)
        self.now, self.marks = START, count()
        self.cast = self.made
        self.model = Model()
        self.people = [getattr(self.cast, name) for name in
                       ("author", "colleague", "coordinator", "funder", "other_funder", "stranger")]  # fmt: skip
        self.organisations = [self.cast.organisation, self.cast.other_organisation]
        self.funders = [self.cast.funder_party, self.cast.other_funder_party]
        self.parties: list[Organisation | Funder] = [*self.organisations, *self.funders]
        self.grants = [self.cast.grant, self.cast.other_grant, self.cast.foreign_grant]
        for member in self.session.exec(select(Membership)):
            self._remember(member)

    def teardown(self) -> None:
        try:
            for person in self.people[next(self.turn) % 3 :: 3]:  # two of the six each time: thousands see them all
                viewer = viewer_of(self.session, person)
                for name, (shown, expected) in SURFACES.items():
                    assert shown(self.session, viewer) == expected(self.model, person.id), (name, person.name)
        finally:
            self.session.rollback()
            self.session.close()

    @initialize(data=st.data(), reached=st.sampled_from((State.SIGNED, None, State.OFFERED)))
    def begin(self, data: st.DataObject, reached: State | None) -> None:
        """Mostly with stories and an account that is signed or offered, so that there is time for what follows."""
        if reached:
            self.tell(data, is_shared=True)
            self.tell(data, is_shared=True)
            self.account(data, is_offered=True)
        if reached == State.SIGNED:
            self.take_an_account_further(data)

    @rule(data=st.data(), is_shared=st.booleans())
    def tell(self, data: st.DataObject, is_shared: bool) -> None:
        tellers = sorted(self.model.works)
        author, organisation = data.draw(st.sampled_from(tellers))
        viewer = self._viewer(author)
        grants = self._some_grants(data, organisation)
        entry = Entry(week=Week.of(self.now), text=f"Een verhaal. {(mark := self._mark())}",
                      grant_ids=frozenset(each.id for each in grants))  # fmt: skip
        story = actions.begin(self.session, viewer, organisation, str(uuid.uuid4()), entry, self._later())
        assert story
        self.model.told[story.id] = Told(author, organisation, tuple(grants), mark)
        if is_shared:
            self._share(story)

    @precondition(lambda self: self._in("draft"))
    @rule(data=st.data())
    def share(self, data: st.DataObject) -> None:
        self._share(self._one(data, "draft"))

    @precondition(lambda self: self._in("shared"))
    @rule(data=st.data())
    def correct_for_other_grants(self, data: st.DataObject) -> None:
        """A correction that moves the story to other grants; until it is shared, readers see what stood."""
        story = self._one(data, "shared")
        standing = factories.version_of(self.session, story, story.shared_number or 0)
        draft = actions.begin_correction(self.session, story, standing, self._later())
        grants = self._some_grants(data, story.organisation_id)
        entry = replace(entry_of(self.session, draft), grant_ids=frozenset(each.id for each in grants),
                        text=f"Een verhaal. {(mark := self._mark())}", change_note="Anders.")  # fmt: skip
        actions.save(self.session, draft, entry, draft.mark, self._later())
        if data.draw(st.booleans()):
            actions.share(self.session, story, draft, self._later())
            self.model.told[story.id].grants, self.model.told[story.id].mark = tuple(grants), mark
        else:
            actions.discard(self.session, story, draft)

    @precondition(lambda self: self._in("shared"))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        story = self._one(data, "shared")
        story.withdraw("Op verzoek.", self._later())
        self.session.add(story)
        self.model.told[story.id].state = "withdrawn"

    @precondition(lambda self: self._in("shared"))
    @rule(data=st.data())
    def read_and_answer(self, data: st.DataObject) -> None:
        """What readers do never changes what anyone may see."""
        story = self._one(data, "shared")
        party = data.draw(st.sampled_from(self.funders))
        person = self.cast.funder if party is self.cast.funder_party else self.cast.other_funder
        if party.id in {each.funder_id for each in self.model.told[story.id].grants}:
            factories.response(self.session, story, person, party, self._later())
            self.model.asked.add((story.id, party.id))

    @precondition(lambda self: self._in("shared"))
    @rule(data=st.data())
    def draw(self, data: st.DataObject) -> None:
        """By any of a party's people, if there is something to draw from; the draw stays whatever happens next."""
        people = [(person, Party(party)) for person, party in sorted(self.model.works)]
        people += [(person, Party(funder_id=party)) for person, party in sorted(self.model.reads)]
        person, party = data.draw(st.sampled_from(people))
        wish = Wish(party, Sieve(), 2, str(uuid.uuid4()))
        seen = self.model.of_colleagues(person) if party.organisation_id else self.model.to_read(person)
        try:
            made = draw(self.session, self._viewer(person), wish, self._later())
        except NothingToDraw:
            return
        assert made
        lots = {lot.reference for lot in draws.lots_of(self.session, [made])[made.id]}
        drawn = set(self.session.exec(select(Story.id).where(col(Story.key).in_(lots))))
        assert drawn <= seen
        self.model.draws.append((party, drawn))

    @precondition(lambda self: self.model.coordinates)
    @rule(data=st.data(), is_offered=st.booleans())
    def account(self, data: st.DataObject, is_offered: bool) -> None:
        """For one grant, for a funder's or for all; the one that is there, if it was begun before."""
        person, organisation = data.draw(st.sampled_from(sorted(self.model.coordinates)))
        theirs = [grant for grant in self.grants if grant.organisation_id == organisation]
        scopes = [(None, None, tuple(theirs))] + [
            scope for grant in theirs for scope in
            ((grant, grant.funder_id, (grant,)), (None, grant.funder_id, tuple(
                each for each in theirs if each.funder_id == grant.funder_id)))
        ]  # fmt: skip
        grant, funder, over = data.draw(st.sampled_from(scopes))
        of = accounting.begin(self.session, self._viewer(person), organisation, 2026, self._later(),
                              grant=grant, funder_id=funder)  # fmt: skip
        self.model.accounts.setdefault(of.id, Accounted(organisation, funder, over))
        if is_offered and of.state == State.DRAFT:
            self._stands(of, State.OFFERED)

    @precondition(lambda self: self.model.accounts)
    @rule(data=st.data())
    def take_an_account_further(self, data: st.DataObject) -> None:
        """Offer it, sign it, begin a correction of what was signed."""
        of = self.session.get_one(AnnualAccount, data.draw(st.sampled_from(sorted(self.model.accounts))))
        modelled = self.model.accounts[of.id]
        by = [person for person, organisation in sorted(self.model.coordinates) if organisation == of.organisation_id]
        if of.state == State.DRAFT:
            self._stands(of, State.OFFERED)
        elif of.state == State.SIGNED:
            of.number += 1
            self._stands(of, State.DRAFT)
        elif by:
            seals.signed(self.session, self.session.get_one(Person, by[0]), of, self._later())
            self._stands(of, State.SIGNED)
            modelled.seals[of.number, of.funder_id] = self.model.held(modelled.grants)
            for funder in {each.funder_id for each in modelled.grants}:
                theirs = [each for each in modelled.grants if each.funder_id == funder]
                modelled.seals[of.number, funder] = self.model.held(theirs)

    @precondition(lambda self: any(of.seals for of in self.model.accounts.values()))
    @rule(data=st.data())
    def make_public(self, data: st.DataObject) -> None:
        """Some say yes to the version that was sealed last; it is public once each side did."""
        sealed = sorted(number for number, of in self.model.accounts.items() if of.seals)
        of = self.session.get_one(AnnualAccount, data.draw(st.sampled_from(sealed)))
        for person in data.draw(st.one_of(st.just(self.people), st.lists(st.sampled_from(self.people)))):
            viewer = self._viewer(person.id)
            there = accounts.account(self.session, viewer, of.id) and publishing.standing(self.session, viewer, of)
            made = there and publish.agree(self.session, viewer, of, there, self._later())
            assert bool(made) is self.model.agree(person.id, self.model.accounts[of.id]), person.name

    @precondition(lambda self: any(any(of.said.values()) for of in self.model.accounts.values()))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        said = sorted(number for number, of in self.model.accounts.items() if any(of.said.values()))
        of = self.session.get_one(AnnualAccount, data.draw(st.sampled_from(said)))
        modelled = self.model.accounts[of.id]
        for person in self.people:
            viewer = self._viewer(person.id)
            sees = accounts.account(self.session, viewer, of.id)
            there = publishing.standing(self.session, viewer, of) if sees else None
            may = there is not None and may_publish(viewer, of, there.version.funders)
            assert may is bool(self.model.decides_for(person.id, modelled)), person.name
            if may:
                publish.withdraw(self.session, viewer, of, "Op verzoek.", self._later())
                modelled.public.clear()
                modelled.said.clear()

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        current = select(Membership).where(col(Membership.until).is_(None)).order_by(col(Membership.id))
        member = data.draw(st.sampled_from(self.session.exec(current).all()))
        if len(self.model.works) == 1 and member.organisation_id:
            return  # someone has to be there to tell
        member.until = self._later()
        self.session.add(member)
        self.model.works.discard((member.person_id, member.organisation_id or 0))
        self.model.coordinates.discard((member.person_id, member.organisation_id or 0))
        self.model.reads.discard((member.person_id, member.funder_id or 0))

    @rule(data=st.data())
    def join(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.people))
        party = data.draw(st.sampled_from(self.parties))
        role = Role.FUNDER if isinstance(party, Funder) else Role.PROFESSIONAL
        there = self.model.reads if isinstance(party, Funder) else self.model.works
        if (person.id, party.id) not in there:
            self._remember(factories.member(self.session, person, role, party, self._later()))

    # How it is done

    def _share(self, story: Story) -> None:
        draft = factories.version_of(self.session, story, story.draft_number or 0)
        actions.share(self.session, story, draft, self._later())
        self.model.told[story.id].state = "shared"

    def _stands(self, of: AnnualAccount, state: State) -> None:
        of.state = self.model.accounts[of.id].state = state
        self.session.add(of)
        self.session.flush()

    def _mark(self) -> str:
        return f"merkteken{next(self.marks)}"

    def _remember(self, member: Membership) -> None:
        if member.organisation_id:
            self.model.works.add((member.person_id, member.organisation_id))
        if member.organisation_id and member.role == Role.COORDINATOR:
            self.model.coordinates.add((member.person_id, member.organisation_id))
        if member.funder_id:
            self.model.reads.add((member.person_id, member.funder_id))

    def _some_grants(self, data: st.DataObject, organisation: int) -> list[Grant]:
        theirs = [grant for grant in self.grants if grant.organisation_id == organisation]
        return data.draw(st.lists(st.sampled_from(theirs), unique_by=lambda grant: grant.id))

    def _in(self, state: str) -> list[int]:
        return [number for number, told in self.model.told.items() if told.state == state]

    def _one(self, data: st.DataObject, state: str) -> Story:
        return self.session.get_one(Story, data.draw(st.sampled_from(self._in(state))))

    def _viewer(self, person_id: int) -> Viewer:
        return viewer_of(self.session, self.session.get_one(Person, person_id))

    def _later(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.mark.parametrize("part", range(SPREAD))
def test_every_surface_shows_to_everyone_what_they_may_see(app: Flask, cast: Cast, part: int) -> None:
    played = 0

    class Played(Histories):
        database, made, turn = app.extensions["database"], cast, count()

        def teardown(self) -> None:
            nonlocal played
            super().teardown()
            played += 1

    with app.test_request_context():  # the account as a document is in the language of a request
        run_state_machine_as_test(
            seed(part)(Played),
            settings=settings(
                max_examples=HISTORIES // SPREAD,
                stateful_step_count=9,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert played >= HISTORIES // SPREAD
