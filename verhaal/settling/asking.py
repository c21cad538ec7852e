"""Asking about an account and answering: the funder's people and the organisation's coordinators."""

import uuid
from collections.abc import Iterable, Sequence

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.annual import standing
from verhaal.annual.account import compose
from verhaal.annual.addressed import account_at
from verhaal.annual.document import Section
from verhaal.annual.models import AnnualAccount
from verhaal.db import add_once
from verhaal.grants.models import Grant
from verhaal.settling import letters, queries
from verhaal.settling.forms import AnswerForm, QuestionForm
from verhaal.settling.models import AccountAnswer, AccountQuestion
from verhaal.settling.queries import Thread
from verhaal.settling.routes import address, settling
from verhaal.settling.sections import askable, place_of, titles
from verhaal.web import done, now, page, require, session, viewer
from verhaal.week import day_of


@settling.get("/questions")
def questions(account_id: int) -> ResponseReturnValue:
    return _page(account_at(account_id))


@settling.post("/questions")
def ask(account_id: int) -> ResponseReturnValue:
    of = account_at(account_id)
    grants = standing.grants_of(session(), viewer(), of)
    require(access.may_ask(viewer(), of, {grant.funder_id for grant in grants}))
    form = QuestionForm().offer(askable(titles(_sections(of)), grants, viewer().reads_for))
    if not form.validate():
        return _page(of, form, status=422)
    asked = _question(of, form, grants)
    if add_once(session(), asked):
        letters.asked(session(), viewer().person, of, _thread(of, asked.id))
    return done(gettext("Your question is asked. You get a mail when it is answered."), address(of, "questions"))


@settling.post("/questions/<id:question_id>/answers")
def answer(account_id: int, question_id: int) -> ResponseReturnValue:
    of, form = account_at(account_id), AnswerForm().under(question_id)
    thread = _thread(of, question_id)
    require(access.may_answer_question(viewer(), of, thread.question))
    if not form.validate():
        return _page(of, answers={question_id: form}, status=422)
    said = AccountAnswer(key=form.keyed(), question_id=question_id, by_funder=not access.may_conclude(viewer(), of),
                         person_id=viewer().id, text=(form.text.data or "").strip(), answered_at=now())  # fmt: skip
    if add_once(session(), said):
        letters.answered(session(), viewer().person, of, thread, said)
    return done(gettext("Your answer stands under the question."), address(of, f"question-{question_id}"))


def _question(of: AnnualAccount, form: QuestionForm, grants: Sequence[Grant]) -> AccountQuestion:
    section, grant = place_of(form.section.data or "", grants)
    ours = [each.funder_id for each in ([grant] if grant else grants) if each.funder_id in viewer().reads_for]
    return AccountQuestion(
        key=form.keyed(), account_id=of.id, number=of.number, section=section, grant_id=grant.id if grant else None,
        funder_id=min(ours), person_id=viewer().id, text=(form.text.data or "").strip(), asked_at=now(),
    )  # fmt: skip


def _thread(of: AnnualAccount, question_id: int) -> Thread:
    seen = queries.threads(session(), viewer(), [of.id]).get(of.id, [])
    return next((each for each in seen if each.question.id == question_id), None) or abort(404)


def _sections(of: AnnualAccount) -> Iterable[Section]:
    return compose(standing.account_of(session(), viewer(), of, day_of(now()))).sections


def _page(
    of: AnnualAccount,
    form: QuestionForm | None = None,
    answers: dict[int, AnswerForm] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    offered, grants = titles(_sections(of)), standing.grants_of(session(), viewer(), of)
    form = form or QuestionForm(formdata=None).offer(askable(offered, grants, viewer().reads_for))
    form.key.data = form.key.data or str(uuid.uuid4())
    return page("settling/questions.html", status, account=of, form=form, answers=answers or {}, titles=dict(offered),
                grants=grants)  # fmt: skip
