"""The annual account as a page, and the words and draws that the organisation puts into it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.annual import actions, draws, expected, queries, record, standing, words
from verhaal.annual.account import compose, named, plainly
from verhaal.annual.addressed import account_at
from verhaal.annual.changes import Desk
from verhaal.annual.checking import check
from verhaal.annual.checklist import Checklist
from verhaal.annual.document import Document
from verhaal.annual.forms import WordsForm
from verhaal.annual.keeping import keep
from verhaal.annual.lately import lately
from verhaal.annual.models import AnnualAccount, Subject
from verhaal.annual.pictures import Drawing, leading_on
from verhaal.annual.queries import GrantYear
from verhaal.draws.models import Draw
from verhaal.grants.models import Grant
from verhaal.grants.queries import decision_of
from verhaal.overview.leading import leading
from verhaal.web import done, found, now, page, require, session, viewer
from verhaal.week import day_of

annual = Blueprint("annual", __name__)

OF_GRANT = "/grants/<id:grant_id>/accounts/<int(min=1990, max=2200):year>"
ONE = "/accounts/<id:account_id>"
SHOWN_BEFORE, SHOWN_AFTER = timedelta(days=500), timedelta(days=365)  # of the days on which accounts are due
WORDS = ONE + "/words/<any(activity, objective, obligation, lessons, residents, financial):about>/<id:topic>"


class Composing(NamedTuple):
    """An account in the making: per grant its year as rows, in the record, and as a list of what it lacks."""

    account: AnnualAccount
    grants: Sequence[Grant]
    years: list[GrantYear]
    whole: record.Account
    lists: list[Checklist]


@annual.get("/accounts")
def index() -> ResponseReturnValue:
    today = day_of(now())
    due = expected.expected(session(), viewer(), today - SHOWN_AFTER, today + SHOWN_BEFORE)
    return page("annual/index.html", listed=queries.listed(session(), viewer()), due=due)


@annual.get(OF_GRANT)
def of_grant(grant_id: int, year: int) -> ResponseReturnValue:
    """Where a grant leads to: the account of its year, or the page on which one is begun."""
    grant = found(access.visible_grants(viewer()).where(Grant.id == grant_id))
    there = queries.account_of_grant(session(), viewer(), grant, year)
    if there:
        return redirect(url_for(".account", account_id=there.id))
    require(access.may_account(viewer(), grant))
    return page("annual/begin.html", grant=grant, year=year) if year in grant.years else abort(404)


@annual.post(OF_GRANT)
def begin(grant_id: int, year: int) -> ResponseReturnValue:
    grant = found(access.visible_grants(viewer()).where(Grant.id == grant_id))
    require(access.may_account(viewer(), grant))
    if year not in grant.years:
        abort(404)
    begun = actions.begin(session(), viewer(), grant.organisation_id, year, now(), grant=grant)
    return redirect(url_for(".account", account_id=begun.id), 303)


@annual.get(ONE)
def account(account_id: int) -> ResponseReturnValue:
    of = account_at(account_id)
    if access.may_compose(viewer(), of):
        return _composing(read(of))
    grants = standing.grants_of(session(), viewer(), of)
    whole = standing.account_of(session(), viewer(), of, day_of(now()))
    return page("annual/account.html", account=of, whole=whole, document=_document(whole, grants), grants=grants)


@annual.get(WORDS)
def words_about(account_id: int, about: str, topic: int) -> ResponseReturnValue:
    of, _desk, asked = _topic(account_id, about, topic)
    form = WordsForm(formdata=None, text=asked.text, seen=actions.mark(asked.text))
    return page("annual/words.html", account=of, title=asked.title, ask=asked.ask, form=form)


@annual.post(WORDS)
def save_words(account_id: int, about: str, topic: int) -> ResponseReturnValue:
    of, desk, asked = _topic(account_id, about, topic)
    form = WordsForm()

    def again(status: int, **more: str) -> ResponseReturnValue:
        return page("annual/words.html", status, account=of, title=asked.title, ask=asked.ask, form=form, **more)

    def save(text: str) -> None:
        actions.say(session(), viewer(), desk.grant, of.year, (asked.subject, asked.id), text, now())

    return keep(form, asked.text, save, again, url_for(".account", account_id=of.id, _anchor=asked.anchor))


@annual.post(ONE + "/draws/<id:draw_id>")
def add_draw(account_id: int, draw_id: int) -> ResponseReturnValue:
    of, grant, draw = _draw(account_id, draw_id)
    told = queries.grant_year(session(), viewer(), grant, of.year).told
    if draw.fingerprint not in draws.fitting_urns(session(), told, [draw]):
        flash(gettext("This draw is also from stories of another year, so it cannot stand in this account."), "warning")
        return redirect(url_for(".account", account_id=of.id), 303)
    draws.add(session(), viewer(), grant, of.year, draw, now())
    return done(gettext("The draw stands in the account."), url_for(".account", account_id=of.id, _anchor="draws"))


@annual.post(ONE + "/draws/<id:draw_id>/removal")
def remove_draw(account_id: int, draw_id: int) -> ResponseReturnValue:
    of, grant, draw = _draw(account_id, draw_id)
    draws.remove(session(), grant, of.year, draw.id)
    return done(gettext("The draw is out of the account. It is still kept under the draws."),
                url_for(".account", account_id=of.id, _anchor="draws"))  # fmt: skip


def own(account_id: int) -> AnnualAccount:
    """One that the viewer writes in."""
    of = account_at(account_id)
    require(access.may_compose(viewer(), of))
    return of


def desks(of: AnnualAccount) -> list[Desk]:
    """Of each grant in an account; who writes holds them, so that what is read next nobody else is changing."""
    grants = queries.grants_in(session(), viewer(), of)
    found = [Desk(session(), viewer(), grant, of.year, now()) for grant in grants]
    for desk in found if request.method == "POST" else ():
        desk.hold()
    return found


def read(of: AnnualAccount) -> Composing:
    """An open account as who writes in it has it on the table."""
    grants = queries.grants_in(session(), viewer(), of)
    years = [queries.grant_year(session(), viewer(), grant, of.year) for grant in grants]
    whole = standing.of_years(session(), of, years, day_of(now()))
    lists = [check(year, grant, whole.pages) for year, grant in zip(years, whole.core.grants, strict=True)]
    return Composing(of, grants, years, whole, lists)


def _composing(on: Composing) -> ResponseReturnValue:
    """The document beside what it lacks, for who writes in it."""
    return page("annual/account.html", account=on.account, whole=on.whole, document=_document(on.whole, on.grants),
                grants=on.grants, lists=on.lists, lately=lately(session(), viewer(), on.account, on.years),
                mark=actions.mark, draws=[each for year in on.years for each in year.draws],
                fitting=[made for year in on.years for made in draws.fitting(session(), viewer(), year)])  # fmt: skip


def _document(whole: record.Account, grants: Sequence[Grant]) -> Document:
    return compose(whole, lambda at: _drawing(whole, grants, at))


def _topic(account_id: int, about: str, topic_id: int) -> tuple[AnnualAccount, Desk, words.Topic]:
    of, wanted = own(account_id), (Subject(about), topic_id)
    for desk in desks(of):
        said = queries.words(session(), desk.grant, of.year)
        for each in words.topics(decision_of(session(), desk.grant), said):
            if (each.subject, each.id) == wanted:
                return of, desk, each
    return abort(404)


def _draw(account_id: int, draw_id: int) -> tuple[AnnualAccount, Grant, Draw]:
    """A draw from the stories of one of the account's grants."""
    of = own(account_id)
    draw = found(access.visible_draws(viewer()).where(Draw.id == draw_id))
    grants = queries.grants_in(session(), viewer(), of)
    return of, next((grant for grant in grants if grant.id == draw.grant_id), None) or abort(404), draw


def _drawing(whole: record.Account, grants: Sequence[Grant], at: int) -> Drawing:
    """With marks that lead to their stories; of a grant that went by another name when it was sealed, without."""
    was = whole.core.grants[at].decision
    now_is = [each for each in grants if (each.reference, each.title) == (was.reference, was.title)]
    if len(now_is) != 1:
        return plainly(at)
    pen = leading(viewer(), now_is[0], whole.core.year, named(at))
    return leading_on(pen, *queries.numbers_of(session(), now_is[0]))
