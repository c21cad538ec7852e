"""The funder's decision on a grant in a signed account, with its reasons."""

from typing import NamedTuple

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.annual import record
from verhaal.annual.addressed import account_at
from verhaal.annual.models import AnnualAccount, SealedAccount
from verhaal.grants.models import Grant
from verhaal.settling import actions, letters, queries
from verhaal.settling.forms import SettlementForm
from verhaal.settling.models import Decision, Settlement
from verhaal.settling.queries import Decided
from verhaal.settling.routes import address, settling
from verhaal.web import done, found, now, page, require, session, viewer

RULE = "/settlements/<id:grant_id>"


class Case(NamedTuple):
    """What is decided on: a grant as it was sealed, and the decision that stands, if there is one."""

    account: AnnualAccount
    sealed: SealedAccount
    grant: Grant
    year: record.GrantYear
    standing: Decided | None

    @property
    def number(self) -> int:
        return self.standing.settlement.number if self.standing else 0

    @property
    def mark(self) -> str:
        """What a page showed of it: the signed version, and the decision that stood on it."""
        return f"{self.sealed.id}.{self.number}"

    def is_of_the_version(self, seen: str) -> bool:
        return seen.partition(".")[0] == str(self.sealed.id)


@settling.get(RULE)
def decide(account_id: int, grant_id: int) -> ResponseReturnValue:
    case = _case(account_id, grant_id)
    return _page(case, SettlementForm(formdata=None, seen=case.mark))


@settling.post(RULE)
def settle(account_id: int, grant_id: int) -> ResponseReturnValue:
    case = _case(account_id, grant_id)
    form = SettlementForm().of(case.year.decision.amount_cents)
    if form.seen.data != case.mark:
        return _late(case, form)
    if not form.validate():
        return _page(case, form, 422)
    decided = _decision(case, form)
    actions.settle(session(), case.account, decided)
    letters.settled(session(), viewer().person, case.account, case.grant, decided)
    return done(gettext("Your decision stands, with its reasons. The organisation gets a mail."),
                address(case.account, "settlement"))  # fmt: skip


def _case(account_id: int, grant_id: int) -> Case:
    of = account_at(account_id)
    grant = found(access.visible_grants(viewer()).where(Grant.id == grant_id))
    require(access.may_settle(viewer(), of, grant))
    sealed, grant, year = queries.sealed_grant(session(), viewer(), of, grant_id) or abort(404)
    taken = queries.decisions(session(), viewer(), [of.id])
    here = (each for each in taken if (each.settlement.sealed_id, each.grant.id) == (sealed.id, grant_id))
    return Case(of, sealed, grant, year, next(here, None))


def _decision(case: Case, form: SettlementForm) -> Settlement:
    return Settlement(
        account_id=case.account.id, sealed_id=case.sealed.id, grant_id=case.grant.id, number=case.number + 1,
        changed=(form.changed.data or "").strip(), decision=Decision(form.decision.data),
        amount_cents=form.amount_cents, reasons=(form.reasons.data or "").strip(), person_id=viewer().id,
        settled_at=now(),
    )  # fmt: skip


def _late(case: Case, form: SettlementForm) -> ResponseReturnValue:
    """What was typed is of a version or beside a decision that the page did not show: look again first."""
    late = "decision" if case.is_of_the_version(form.seen.data or "") else "version"
    form.seen.data = case.mark
    return _page(case, form, 409, late)


def _page(case: Case, form: SettlementForm, status: int = 200, late: str = "") -> ResponseReturnValue:
    return page("settling/settlement.html", status, case=case, form=form, late=late)
