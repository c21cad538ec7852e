"""For the two sides of an account: making it public and taking it back; the pages of its places for the council."""

from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from verhaal import access
from verhaal.annual import standing as accounts
from verhaal.annual.actions import mark
from verhaal.annual.addressed import account_at
from verhaal.annual.models import AnnualAccount
from verhaal.annual.record import Account
from verhaal.publishing import actions, deciding, letters, queries
from verhaal.publishing.forms import QuestionForm, WithdrawalForm
from verhaal.publishing.models import Publication
from verhaal.publishing.paper import place_paper
from verhaal.publishing.places import PlacePage, place_page, places
from verhaal.publishing.queries import Standing
from verhaal.web import done, let_go, now, page, require, session, viewer
from verhaal.week import day_of

publishing = Blueprint("publishing", __name__, url_prefix="/accounts/<id:account_id>")

PUBLICATION, PLACE = "/publication", "/places/<id:number>"


@publishing.get(PUBLICATION)
def publication(account_id: int) -> ResponseReturnValue:
    of, standing = _standing(account_id)
    return _publication(of, standing)


@publishing.post(PUBLICATION)
def agree(account_id: int) -> ResponseReturnValue:
    of, standing = _standing(account_id)
    require(access.may_publish(viewer(), of, standing.version.funders))
    if late := _late(of, standing):
        flash(late, "warning")
        return _publication(of, standing, 409)
    made = actions.agree(session(), viewer(), of, standing, now())
    return _agreed(of) if made else redirect(url_for(".publication", account_id=of.id), 303)  # said already


@publishing.get(PUBLICATION + "/withdrawal")
def withdrawal(account_id: int) -> ResponseReturnValue:
    of, standing = _withdrawable(account_id)
    return page("publishing/withdrawal.html", account=of, standing=standing, form=WithdrawalForm(formdata=None))


@publishing.post(PUBLICATION + "/withdrawal")
def withdraw(account_id: int) -> ResponseReturnValue:
    of, standing = _withdrawable(account_id)
    form = WithdrawalForm()
    if not form.validate():
        return page("publishing/withdrawal.html", 422, account=of, standing=standing, form=form)
    reason = (form.reason.data or "").strip()
    if actions.withdraw(session(), viewer(), of, reason, now()):
        letters.taken_back(session(), viewer(), of, standing, reason)
    return done(gettext("It is taken back. Who opens the address reads that it is not public any more."),
                url_for(".publication", account_id=of.id))  # fmt: skip


@publishing.get(PLACE)
def place(account_id: int, number: int) -> ResponseReturnValue:
    found = _place(account_id, number)
    return _place_page(found, QuestionForm(formdata=None, text=found.question, seen=found.mark))


@publishing.post(PLACE + "/question")
def ask(account_id: int, number: int) -> ResponseReturnValue:
    found = _place(account_id, number)
    require(found.may_ask)
    form = QuestionForm()
    if not found.name:
        return page("settling/meanwhile.html", 409, account=found.of, typed=filter(None, [form.text.data]))
    if not form.validate():
        return _place_page(found, form, 422)
    if form.seen.data != found.mark:
        form.seen.data = found.mark
        return _place_page(found, form, 409)
    text = (form.text.data or "").strip()
    actions.ask(session(), viewer(), found.of, found.version, found.name, text, now())
    return done(gettext("Saved."), url_for(".place", account_id=account_id, number=number))


@publishing.get(PLACE + "/pdf")
def place_pdf(account_id: int, number: int) -> ResponseReturnValue:
    found, at = _place(account_id, number), now()
    let_go()
    with force_locale("nl"):
        paper = place_paper(found.page(), at=at)
    name = f"raadspagina-{found.of.year}-{number}.pdf"
    return Response(paper, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


class Place(NamedTuple):
    """A place of an account, with what is asked of the council about it; no name where the list became shorter."""

    of: AnnualAccount
    whole: Account
    number: int
    names: tuple[str, ...]
    name: str
    question: str
    proposed: Publication | None

    @property
    def mark(self) -> str:
        """Also of the name: while the account is open, its places can move up in the list that the address counts."""
        return mark(f"{self.name}\0{self.question}")

    @property
    def version(self) -> int:
        return self.whole.core.correction.number

    @property
    def may_ask(self) -> bool:
        return access.may_ask_the_council(viewer(), self.of, self.proposed)

    def page(self) -> PlacePage:
        return place_page(self.whole, self.name, self.question)


def _account(account_id: int) -> AnnualAccount:
    """Who decides or asks holds it, so that what is read next nobody else is changing."""
    of = account_at(account_id)
    if request.method == "POST":
        actions.hold(session(), of)
    return of


def _standing(account_id: int) -> tuple[AnnualAccount, Standing]:
    of = _account(account_id)
    return of, queries.standing(session(), viewer(), of) or abort(404)


def _withdrawable(account_id: int) -> tuple[AnnualAccount, Standing]:
    of, standing = _standing(account_id)
    require(access.may_publish(viewer(), of, standing.version.funders))
    return of, standing if standing.stands else abort(404)


def _late(of: AnnualAccount, standing: Standing) -> str:
    """Why a yes would be to something else than the page showed, if it would."""
    if request.form.get("version", type=int) != standing.version.number:
        return str(gettext("Another version was signed meanwhile. Look at it before you agree."))
    is_wanted = queries.wanted(viewer(), of, standing.version, standing.said)  # or else it is a second press
    if is_wanted and request.form.get("seen") != standing.mark:
        return str(gettext("Another side said yes meanwhile, or took that back, or a question to the council changed. "
                           "Look at the pages of the places before you agree."))  # fmt: skip
    return ""


def _agreed(of: AnnualAccount) -> ResponseReturnValue:
    standing = queries.standing(session(), viewer(), of) or abort(404)
    letters.said_yes(session(), viewer(), of, standing)
    said = gettext("Everyone can read it now.") if standing.is_public else gettext("Your side said yes.")
    return done(said, url_for(".publication", account_id=of.id))


def _publication(of: AnnualAccount, standing: Standing, status: int = 200) -> ResponseReturnValue:
    before = queries.history(session(), viewer(), of)
    deeds = deciding.deeds(session(), viewer(), before, standing.parties)
    return page("publishing/publication.html", status, account=of, deeds=deeds)


def _place(account_id: int, number: int) -> Place:
    of = _account(account_id)
    whole = accounts.account_of(session(), viewer(), of, day_of(now()))
    names, version = places(whole.core), whole.core.correction.number
    name = next(iter(names[number - 1 : number]), "")
    if not name and request.method != "POST":
        abort(404)
    question = queries.questions(session(), of.id, version).get(name, "")
    return Place(of, whole, number, names, name, question, queries.proposal(session(), viewer(), of, version))


def _place_page(found: Place, form: QuestionForm, status: int = 200) -> ResponseReturnValue:
    return page("publishing/place.html", status, account=found.of, here=found, of=found.page(), form=form,
                is_late=status == 409)  # fmt: skip
