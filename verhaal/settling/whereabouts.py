"""What the page of an account and the list of them show of where each stands: asked by the template that shows it.

Both lie below settling and cannot ask by themselves; each is a few queries, however many accounts there are.
"""

import uuid
from collections.abc import Sequence
from functools import cached_property

from verhaal import access
from verhaal.annual.document import Document
from verhaal.annual.models import AnnualAccount, State
from verhaal.annual.queries import Listed
from verhaal.grants.models import Grant
from verhaal.settling import queries
from verhaal.settling.forms import AnswerForm
from verhaal.settling.queries import Decided, Sealed, Thread
from verhaal.settling.routes import settling
from verhaal.settling.sections import name_of, titles
from verhaal.web import session, viewer


class Whereabouts:
    """Where an account stands for who looks, and what they can do next; asked for once a page."""

    def __init__(self, of: AnnualAccount, grants: Sequence[Grant]) -> None:
        self.of, self.grants = of, grants

    @cached_property
    def threads(self) -> list[Thread]:
        return queries.threads(session(), viewer(), [self.of.id]).get(self.of.id, [])

    @property
    def open_questions(self) -> int:
        return sum(each.is_open for each in self.threads)

    @cached_property
    def decisions(self) -> list[Decided]:
        return queries.decisions(session(), viewer(), [self.of.id])

    @property
    def standing(self) -> list[Decided]:
        """Per grant the decision that stands, on the version sealed last."""
        newest: dict[int, Decided] = {}
        for each in self.decisions:
            if each.version == self.of.number:
                newest.setdefault(each.grant.id, each)
        return list(newest.values())

    @property
    def earlier(self) -> list[Decided]:
        return [each for each in self.decisions if each not in self.standing]

    @cached_property
    def versions(self) -> list[Sealed]:
        return queries.versions(session(), viewer(), self.of)

    @property
    def may_ask(self) -> bool:
        return access.may_ask(viewer(), self.of, {grant.funder_id for grant in self.grants})

    @cached_property
    def to_settle(self) -> list[Grant]:
        """Grants that the viewer may decide on: those in the version sealed last, which another may have left."""
        covered = queries.grants_settling(session(), viewer(), [self.of]).get(self.of.id, [])
        return [each for each in covered if access.may_settle(viewer(), self.of, each)]

    def is_settled(self, grant: Grant) -> bool:
        return any(each.grant.id == grant.id for each in self.standing)

    def name_of(self, thread: Thread) -> str:
        """The section of the document that a question is about; nothing for the account as a whole."""
        return name_of(thread.question, self.grants)


class Waiting:
    """Of the accounts in a list, for whom each waits."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self.accounts = {each.account.id: each.account for each in listed}
        self._open = queries.open_questions(queries.threads(session(), viewer(), self.accounts))
        self._taken = queries.decisions(session(), viewer(), self.accounts)
        self._own = queries.grants_settling(session(), viewer(), self.accounts.values())

    def open_questions(self, of: AnnualAccount) -> int:
        return self._open[of.id] if of.state != State.DRAFT else 0

    def to_settle(self, of: AnnualAccount) -> int:
        """Grants of the viewer's funder on which nothing was decided yet."""
        decided = {
            each.grant.id for each in self._taken if (each.settlement.account_id, each.version) == (of.id, of.number)
        }
        own = {each.id for each in self._own.get(of.id, []) if access.may_settle(viewer(), of, each)}
        return len(own - decided)

    def is_ours_to_do(self, of: AnnualAccount) -> bool:
        """It waits for the viewer or their colleagues."""
        if access.may_conclude(viewer(), of):
            return of.is_open
        return self.to_settle(of) > 0


@settling.app_template_global()
def whereabouts(of: AnnualAccount, grants: Sequence[Grant]) -> Whereabouts:
    return Whereabouts(of, grants)


@settling.app_template_global()
def section_titles(document: Document) -> dict[str, str]:
    return dict(titles(document.sections))


@settling.app_template_global()
def account_answer(question_id: int) -> AnswerForm:
    return AnswerForm(formdata=None, key=str(uuid.uuid4())).under(question_id)


@settling.app_template_global()
def waiting(listed: Sequence[Listed]) -> Waiting:
    return Waiting(listed)
