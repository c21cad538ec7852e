"""Where a mark leads: to the list of its stories, on the side of whoever looks."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import url_for

from verhaal.access import Viewer
from verhaal.grants.models import Grant
from verhaal.overview.chart import Pen
from verhaal.reading.sieve import Sieve
from verhaal.reading.year import weeks_of
from verhaal.svg import SCREEN


def leading(viewer: Viewer, grant: Grant, year: int, name: str = "picture") -> Pen:
    """A pen for a page: what it is asked for is looked for in the grant's year. `name` begins the pictures' ids."""
    weeks = weeks_of(year)
    whole = Sieve(grant=grant.id, since=weeks[0], until=weeks[-1])
    there = _list_of(viewer, grant)
    return Pen(lambda asked: f"{there}?{urlencode(replace(whole, **asked.asked).address)}", SCREEN, name)


def _list_of(viewer: Viewer, grant: Grant) -> str:
    """The organisation's list of what its own told; the funder's of what it was given to read."""
    return url_for("reading.ours" if grant.organisation_id in viewer.works_for else "reading.table")
