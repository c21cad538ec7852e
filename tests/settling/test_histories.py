"""Random histories of an account over two funders: what each person reads in it is what a model of a few lines says.

The model knows no database: it remembers what was told, withdrawn, offered and signed. A history lives in one
transaction that is never committed.
"""

from datetime import date
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlmodel import Session

from tests import factories
from tests.conftest import START
from tests.factories import Cast
from tests.histories import HISTORIES
from verhaal.access import viewer_of, visible_questions, visible_settlements
from verhaal.annual import actions as accounting
from verhaal.annual import queries, standing
from verhaal.annual.models import AnnualAccount, State
from verhaal.db import Database
from verhaal.people.models import Person
from verhaal.settling import actions, forgetting
from verhaal.stories.models import Story

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 23)


class Histories(RuleBasedStateMachine):
    database: ClassVar[Database]
    made: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.session: Session = self.database.session(writes=True)
        cast = self.cast = self.made
        viewer = viewer_of(self.session, cast.coordinator)
        self.of: AnnualAccount = accounting.begin(self.session, viewer, cast.organisation.id, 2026, START)
        self.told: dict[str, int] = {}  # the text of each story that stands, and for which funder
        self.stories: dict[str, Story] = {}
        self.sealed: dict[str, int] = {}  # the same of what was sealed last
        self.state = self.before = State.DRAFT
        self.number = 1

    def teardown(self) -> None:
        try:
            self.everyone_reads_what_the_model_says()
            self.no_funder_reads_what_another_asked_or_decided()
        finally:
            self.session.rollback()
            self.session.close()

    @rule(ours=st.booleans())
    def tell(self, ours: bool) -> None:
        grant, text = self.cast.grant if ours else self.cast.other_grant, f"Verhaal {len(self.stories)}."
        self.stories[text] = factories.shared(self.session, self.cast, START, grants=(grant,), text=text)
        self.told[text] = grant.funder_id

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        text = data.draw(st.sampled_from(sorted(self.told)))
        self.stories[text].withdraw("Op verzoek.", START)
        self.session.add(self.stories[text])
        forgetting._forget(self.session)  # as at a commit, which these histories never come to
        del self.told[text]
        self.sealed.pop(text, None)

    @precondition(lambda self: self.state == State.OFFERED)
    @rule()
    def take_back(self) -> None:
        actions.take_back(self.session, self.of, self.of.revision)
        self.state = State.DRAFT

    @precondition(lambda self: self.state != State.SETTLED)
    @rule()
    def go_on(self) -> None:
        """To the next state; funders ask as soon as they can."""
        states = list(State)
        self.state = states[states.index(self.state) + 1]
        factories.brought(self.session, self.cast, self.of, self.state, START)
        if self.state == State.SIGNED:
            self.sealed = dict(self.told)
        if self.state == State.OFFERED:
            for who, party in ((self.cast.funder, self.cast.funder_party),
                               (self.cast.other_funder, self.cast.other_funder_party)):  # fmt: skip
                factories.question(self.session, self.of, who, party, START)

    @precondition(lambda self: self.state == State.DRAFT and self.number > 1)
    @rule()
    def give_up_correcting(self) -> None:
        actions.give_up_correction(self.session, self.of, self.of.revision)
        self.state, self.number = self.before, self.number - 1

    @precondition(lambda self: self.state in (State.SIGNED, State.SETTLED))
    @rule()
    def correct(self) -> None:
        self.before = self.state
        actions.correct(self.session, self.of, "Iets.", self.of.revision)
        self.state, self.number = State.DRAFT, self.number + 1

    def everyone_reads_what_the_model_says(self) -> None:
        cast = self.cast
        for person in (cast.coordinator, cast.author, cast.colleague):
            assert self._reads(person) == self._model(person, None), person.name
        for person, funder in ((cast.funder, cast.funder_party), (cast.other_funder, cast.other_funder_party)):
            assert self._reads(person) == self._model(person, funder.id), person.name
        assert self._reads(cast.stranger) is None

    def no_funder_reads_what_another_asked_or_decided(self) -> None:
        cast = self.cast
        for person, party in ((cast.funder, cast.funder_party), (cast.other_funder, cast.other_funder_party)):
            viewer = viewer_of(self.session, person)
            asked = self.session.exec(visible_questions(viewer)).all()
            decided = self.session.exec(visible_settlements(viewer)).all()
            assert {each.funder_id for each in asked} <= {party.id}
            assert {each.grant_id for each in decided} <= {
                each.id for each in (cast.grant, cast.other_grant) if each.funder_id == party.id
            }
            assert self._reads(person) is not None or not (asked or decided)

    def _reads(self, person: Person) -> set[str] | None:
        viewer = viewer_of(self.session, person)
        of = queries.account(self.session, viewer, self.of.id)
        if of is None:
            return None
        whole = standing.account_of(self.session, viewer, of, TODAY)
        return {page.text for page in whole.pages.values() if page}

    def _model(self, person: Person, funder_id: int | None) -> set[str] | None:
        coordinates = person.id == self.cast.coordinator.id
        if self.state == State.DRAFT and self.number == 1 and not coordinates:
            return None
        shows_today = self.state == State.OFFERED or (self.state == State.DRAFT and coordinates)
        texts = self.told if shows_today else self.sealed
        return {text for text, of in texts.items() if funder_id in (None, of)}


@pytest.fixture
def histories(app: Flask, cast: Cast) -> type[Histories]:
    Histories.database, Histories.made = app.extensions["database"], cast
    return Histories


def test_a_funder_never_reads_a_draft_nor_what_is_another_funders(histories: type[Histories]) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        histories,
        settings=settings(
            max_examples=HISTORIES // 4, stateful_step_count=12, deadline=None, suppress_health_check=checks
        ),
    )
