"""The steps of an account: offered, taken back, signed, corrected; and the versions that were signed before."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.annual import queries as accounts
from verhaal.annual import standing
from verhaal.annual.account import compose, named
from verhaal.annual.addressed import account_at
from verhaal.annual.models import AnnualAccount
from verhaal.annual.pictures import Drawing, leading_on
from verhaal.display import NAMES
from verhaal.grants.models import Grant
from verhaal.overview.leading import leading
from verhaal.settling import actions, letters, queries, signing
from verhaal.settling.forms import CorrectionForm, SignatureForm, StepForm
from verhaal.settling.models import Decision
from verhaal.web import done, now, page, require, session, viewer
from verhaal.week import day_of

settling = Blueprint("settling", __name__, url_prefix="/accounts/<id:account_id>")

AnyStep = TypeVar("AnyStep", bound=StepForm)


@settling.post("/offering")
def offer(account_id: int) -> ResponseReturnValue:
    of, form = concluding(account_id, StepForm())
    actions.offer(session(), of, form.revision, now())
    letters.offered(session(), viewer().person, of, accounts.grants_in(session(), viewer(), of))
    return done(gettext("It is offered. Who reads it gets a mail; until you sign, you can change it or take it back."),
                address(of))  # fmt: skip


@settling.post("/offering/withdrawal")
def take_back(account_id: int) -> ResponseReturnValue:
    of, form = concluding(account_id, StepForm())
    actions.take_back(session(), of, form.revision)
    letters.taken_back(session(), viewer().person, of, accounts.grants_in(session(), viewer(), of))
    return done(gettext("It is yours alone again. What was asked is kept."), address(of))


@settling.get("/signature")
def look_before_signing(account_id: int) -> ResponseReturnValue:
    of = account_at(account_id)
    require(access.may_sign(viewer(), of))
    return _signature_page(of, SignatureForm(formdata=None))


@settling.post("/signature")
def sign(account_id: int) -> ResponseReturnValue:
    """Where the account is no longer what the page showed, it is shown anew."""
    of, form = concluding(account_id, SignatureForm())
    if not form.validate():
        return _signature_page(of, form, 422)
    signature = signing.Signature(form.signed_by, form.revision, form.fingerprint.data or "")
    try:
        signing.sign(session(), viewer(), of, signature, current_app.extensions["key"], now())
    except signing.Changed:
        return _signature_page(of, form, 409)
    letters.signed(session(), viewer().person, of, standing.grants_of(session(), viewer(), of))
    return done(gettext("It is signed. From now on nothing in it changes."), address(of))


@settling.get("/correction")
def correction(account_id: int) -> ResponseReturnValue:
    of = account_at(account_id)
    require(access.may_correct_account(viewer(), of))
    given_up = queries.words_given_up(session(), viewer(), of)
    form = CorrectionForm(formdata=None, seen=of.revision, changed=given_up)
    return page("settling/correction.html", account=of, form=form)


@settling.post("/correction")
def correct(account_id: int) -> ResponseReturnValue:
    of, form = concluding(account_id, CorrectionForm())
    if not form.validate():
        return page("settling/correction.html", 422, account=of, form=form)
    actions.correct(session(), of, (form.changed.data or "").strip(), form.revision)
    return done(gettext("You work on a new version. What was signed stays in view until this one is offered."),
                address(of))  # fmt: skip


@settling.post("/correction/withdrawal")
def give_up_correction(account_id: int) -> ResponseReturnValue:
    of, form = concluding(account_id, StepForm())
    actions.give_up_correction(session(), of, form.revision)
    return done(gettext("The signed version stands again. Your words are kept for a later correction."), address(of))


@settling.get("/versions/<id:number>")
def version(account_id: int, number: int) -> ResponseReturnValue:
    of = account_at(account_id)
    sealed = queries.version(session(), viewer(), of, number) or abort(404)
    whole, grants = standing.opened(session(), sealed.row), accounts.grants_sealed(session(), sealed.row)
    document = compose(whole, lambda at: _drawing(grants[at], of.year, named(at)))
    taken = [each for each in queries.decisions(session(), viewer(), [of.id]) if each.version == number]
    return page("settling/version.html", account=of, sealed=sealed, document=document, decisions=taken)


@settling.errorhandler(actions.Meanwhile)
def meanwhile(_late: actions.Meanwhile) -> ResponseReturnValue:
    """Nothing was done; how it stands now, and what was typed."""
    session().rollback()
    of = account_at((request.view_args or {})["account_id"])
    return page("settling/meanwhile.html", 409, account=of, typed=list(_typed(request.form)))


def _typed(sent: Mapping[str, str]) -> Iterator[str]:
    """What was typed and chosen in any form of a step, in the words that were on screen."""
    chosen = {str(each): str(NAMES[each]) for each in Decision}
    texts = (sent.get(name, "") for name in ("name", "function", "decision", "amount", "changed", "reasons"))
    yield from (chosen.get(text, text) for text in texts if text)


def concluding(account_id: int, form: AnyStep) -> tuple[AnnualAccount, AnyStep]:
    """An account that the viewer brings a step on, as it stood when the page was opened."""
    of = account_at(account_id)
    require(access.may_conclude(viewer(), of))
    if form.revision != of.revision:
        raise actions.Meanwhile
    return of, form


def address(of: AnnualAccount, anchor: str | None = None) -> str:
    return url_for("annual.account", account_id=of.id, _anchor=anchor)


def _drawing(grant: Grant, year: int, name: str) -> Drawing:
    """Of which every mark leads to its stories."""
    return leading_on(leading(viewer(), grant, year, name), *accounts.numbers_of(session(), grant))


def _signature_page(of: AnnualAccount, form: SignatureForm, status: int = 200) -> ResponseReturnValue:
    today = day_of(now())
    form.seen.data, form.fingerprint.data = str(of.revision), signing.fingerprint(session(), viewer(), of, today)
    asked = queries.threads(session(), viewer(), [of.id])
    return page("settling/signature.html", status, account=of, form=form, has_changed=status == 409,
                whole=standing.today_of(session(), viewer(), of, today),
                open_questions=queries.open_questions(asked)[of.id])  # fmt: skip
