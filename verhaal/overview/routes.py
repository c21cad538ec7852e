"""A grant's year at a glance, for both its sides: pictures with their tables, each mark leading to its stories."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from verhaal.overview import queries
from verhaal.overview.charts import charts
from verhaal.overview.leading import leading
from verhaal.overview.queries import Parties
from verhaal.reading.sieve import Sieve
from verhaal.web import now, page, session, viewer
from verhaal.week import Week

overview = Blueprint("overview", __name__, url_prefix="/grants/<id:grant_id>/years")


@overview.get("")
def latest(grant_id: int) -> ResponseReturnValue:
    """On to the year that runs, or the one of the grant's that is nearest to it."""
    years = _parties(grant_id).grant.years
    return redirect(url_for(".year", grant_id=grant_id, year=min(max(Week.of(now()).year, years[0]), years[-1])))


@overview.get("/<int(min=1990, max=2200):year>")
def year(grant_id: int, year: int) -> ResponseReturnValue:
    """The whole year and nothing less: no address narrows it, so that no picture is drawn of a few."""
    of = _parties(grant_id)
    if year not in of.grant.years:
        abort(404)
    seen, pen = queries.year_of(session(), viewer(), of.grant, year), leading(viewer(), of.grant, year)
    return page(
        "overview/year.html", of=of, year=year, glance=seen, charts=charts(seen, pen), stories=pen.leads(Sieve())
    )


def _parties(grant_id: int) -> Parties:
    return queries.parties_of(session(), viewer(), grant_id) or abort(404)
