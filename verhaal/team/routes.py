"""The coordinator's side: who told the week, what is quiet, and a kind nudge."""

from contextlib import suppress

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.db import add_once
from verhaal.grants.queries import coordinated
from verhaal.people.models import Membership
from verhaal.team import queries
from verhaal.team.forms import NudgeForm
from verhaal.team.gaps import gaps
from verhaal.team.letter import letter
from verhaal.team.models import Nudge
from verhaal.web import asked_id, done, found, now, page, post, require, session, viewer
from verhaal.week import Week, day_of

team = Blueprint("team", __name__, url_prefix="/team")

WEEKS_BACK = 12  # the weeks that the week's screen offers can still be told


@team.get("")
def week() -> ResponseReturnValue:
    require(access.may_coordinate(viewer()))
    return _page(asked_id("organisation") or min(viewer().coordinates), _week(request.args.get("week")))


@team.post("/<id:membership_id>/nudges")
def nudge(membership_id: int) -> ResponseReturnValue:
    membership = found(access.visible_members(viewer()).where(Membership.id == membership_id))
    require(access.may_nudge(viewer(), membership))
    form = NudgeForm.to(membership_id)
    week, home = _week(form.week.data), membership.organisation_id or 0
    if not form.validate():
        return _page(home, week, 422, {membership_id: form})
    said = _nudge(membership, week, form.words.data or "")
    return done(said, url_for(".week", organisation=home, week=str(week)))


def _nudge(membership: Membership, week: Week, words: str) -> str:
    """Mail once per person and week, and only who has not told; says what was done."""
    organisation, person = queries.whose(session(), viewer(), membership)
    if queries.has_told(session(), viewer(), membership, week):
        return str(gettext("%(name)s has told this week in the meantime.", name=person.name))
    nudge = Nudge(
        person_id=person.id,
        organisation_id=organisation.id,
        year=week.year,
        week_number=week.number,
        by_id=viewer().id,
        words=words,
        sent_at=now(),
    )
    if not add_once(session(), nudge):
        return str(gettext("%(name)s got a reminder for this week already.", name=person.name))
    post(letter(nudge, person, viewer().person, organisation))
    return str(gettext("Your kind reminder is on its way to %(name)s.", name=person.name))


def _page(
    organisation_id: int, week: Week, status: int = 200, refused: dict[int, NudgeForm] | None = None
) -> ResponseReturnValue:
    organisations = coordinated(session(), viewer())
    this = Week.of(now())
    return page(
        "team/week.html",
        status,
        organisations=organisations,
        organisation=next((each for each in organisations if each.id == organisation_id), None) or abort(404),
        week=week,
        earlier=week.back(1) if week > this.back(WEEKS_BACK) else None,
        later=week.back(-1) if week < this else None,
        this=this,
        team=queries.team_week(session(), viewer(), organisation_id, week),
        gaps=gaps(session(), viewer(), organisation_id, day_of(now())),
        form_to=lambda membership: (refused or {}).get(membership.id) or NudgeForm.to(membership.id, week=str(week)),
    )


def _week(asked: str | None) -> Week:
    """The week asked for, if it can still be told; otherwise this one."""
    this = Week.of(now())
    with suppress(ValueError):
        given = Week.parse(asked or "")
        return given if this.back(WEEKS_BACK) <= given <= this else this
    return this
