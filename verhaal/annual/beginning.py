"""The page on which an annual account is begun: of which year, and of which grants."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from verhaal import access
from verhaal.annual import actions, scopes
from verhaal.annual.forms import BeginForm
from verhaal.annual.routes import annual
from verhaal.annual.scopes import Accountable, Scope
from verhaal.web import asked_id, now, page, require, session, viewer
from verhaal.week import day_of


@annual.get("/accounts/new")
def new() -> ResponseReturnValue:
    require(access.may_begin_accounts(viewer()))
    there = scopes.accountable(session(), viewer())
    year = _year(there, request.args.get("year"))
    offered = list(scopes.scopes(there, year))
    grant = next((each for each in offered if each.grant and each.grant.id == asked_id("grant")), None)
    form = BeginForm(formdata=None, year=year, about=(grant or offered[0]).key if offered else None)
    return _page(form, there, year)


@annual.post("/accounts")
def begin_one() -> ResponseReturnValue:
    """The account that is there already, if it was begun before."""
    require(access.may_begin_accounts(viewer()))
    there = scopes.accountable(session(), viewer())
    year = _year(there, request.form.get("year"))
    offered = {each.key: each for each in scopes.scopes(there, year)}
    form = BeginForm().offer((key, _words(each)) for key, each in offered.items())
    if not form.validate():
        return _page(form, there, year, 422)
    of = offered[form.about.data]
    begun = actions.begin(session(), viewer(), of.organisation.id, year, now(), grant=of.grant,
                          funder_id=of.funder.id if of.funder else None)  # fmt: skip
    return redirect(url_for(".account", account_id=begun.id), 303)


def _page(form: BeginForm, there: list[Accountable], year: int, status: int = 200) -> ResponseReturnValue:
    form.offer((each.key, _words(each)) for each in scopes.scopes(there, year))
    form.year.data = str(year)
    years = scopes.years(there, day_of(now()))
    return page("annual/new.html", status, form=form, year=year, years=years)


def _year(there: list[Accountable], asked: str | None) -> int:
    """The year that was asked for, if a grant runs in it."""
    today = day_of(now())
    years = scopes.years(there, today)
    return next((each for each in years if str(each) == asked), None) or (
        scopes.year_to_offer(years, today) or today.year
    )


def _words(of: Scope) -> str:
    home = f" · {of.organisation.name}" if len(viewer().coordinates) > 1 else ""
    if of.grant and of.funder:
        return f"{of.grant.title} · {of.funder.name} ({of.grant.reference}){home}"
    many = ngettext("%(num)d grant together", "%(num)d grants together", of.grants)
    whose = gettext("All of %(funder)s", funder=of.funder.name) if of.funder else gettext("All grants of all funders")
    return f"{whose} · {many}{home}"
