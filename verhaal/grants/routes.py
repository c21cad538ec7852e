"""Grants: what was agreed, to see for both sides, to keep for the coordinator."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.access import visible_grants
from verhaal.grants import actions, queries
from verhaal.grants.forms import GrantForm
from verhaal.grants.models import Grant
from verhaal.people.models import Funder, FunderKind
from verhaal.web import done, found, now, page, require, session, viewer
from verhaal.week import day_of

grants = Blueprint("grants", __name__, url_prefix="/grants")


@grants.get("")
def index() -> ResponseReturnValue:
    return page("grants/index.html", listed=queries.grants(session(), viewer(), day_of(now())))


@grants.get("/<id:grant_id>")
def show(grant_id: int) -> ResponseReturnValue:
    return page("grants/show.html", decision=queries.decision_of(session(), _grant(grant_id)))


@grants.get("/new")
def new() -> ResponseReturnValue:
    return _form_page(_offered(GrantForm(formdata=None), _home()), None)


@grants.post("/new")
def create() -> ResponseReturnValue:
    home = _home()
    form = _offered(GrantForm(), home)
    funder = _funder(form, home)
    if "more" in request.form or not form.validate() or not _is_new(form, None, home, funder):
        return _again(form, None)
    if funder is None:
        funder = Funder(name=form.funder_name.data or "", kind=FunderKind(form.funder_kind.data))
        session().add(funder)
        session().flush()
    grant = actions.create(session(), home, funder, _agreed(form), now())
    return done(gettext("The grant is there. Invite the funder's people, so that someone reads."),
                url_for("people.funder", funder_id=grant.funder_id))  # fmt: skip


@grants.get("/<id:grant_id>/edit")
def edit(grant_id: int) -> ResponseReturnValue:
    grant = _own(grant_id)
    form = GrantForm(formdata=None)
    form.show(queries.decision_of(session(), grant))
    return _form_page(_offered(form, grant.organisation_id), grant)


@grants.post("/<id:grant_id>/edit")
def save(grant_id: int) -> ResponseReturnValue:
    grant = _own(grant_id)
    form = _offered(GrantForm(), grant.organisation_id)
    form.funder.data = grant.funder_id
    if "more" in request.form or not form.validate():
        return _again(form, grant)
    if not _is_new(form, grant, grant.organisation_id, session().get_one(Funder, grant.funder_id)):
        return _again(form, grant)
    if form.revision.data != str(grant.revision):
        form.revision.data = str(grant.revision)
        return _form_page(form, grant, 409, other=queries.decision_of(session(), grant))
    try:
        actions.change(session(), grant, _agreed(form))
    except actions.InUse:
        return _form_page(form, grant, 422, in_use=True)
    return done(gettext("Saved."), url_for(".show", grant_id=grant.id))


def _grant(grant_id: int) -> Grant:
    return found(visible_grants(viewer()).where(Grant.id == grant_id))


def _own(grant_id: int) -> Grant:
    grant = _grant(grant_id)
    require(access.may_edit_grant(viewer(), grant))
    return grant


def _home() -> int:
    """The organisation that a new grant is for: the one named in the address, or the only one there is."""
    require(access.may_add_grant(viewer()))
    asked = request.args.get("organisation", type=int) or min(viewer().coordinates)
    return asked if asked in viewer().coordinates else abort(404)


def _offered(form: GrantForm, organisation_id: int) -> GrantForm:
    places = [(place.id, place.name) for place in queries.places_of(session(), organisation_id)]
    return form.offer(list(queries.giving_funders(session(), organisation_id)), places)


def _funder(form: GrantForm, organisation_id: int) -> Funder | None:
    """The chosen funder, one of those that gave before; none for a new one."""
    giving = queries.giving_funders(session(), organisation_id)
    return next((funder for funder in giving if funder.id == form.funder.data), None)


def _is_new(form: GrantForm, grant: Grant | None, organisation_id: int, funder: Funder | None) -> bool:
    """One reference is one decision."""
    if funder is None or not queries.same_reference(
        session(), grant.id if grant else None, organisation_id, funder.id, form.reference.data or ""
    ):
        return True
    form.reference.errors = [gettext("This funder's decision with this reference is there already.")]
    return False


def _agreed(form: GrantForm) -> actions.Agreed:
    if form.starts_on.data is None or form.ends_on.data is None:
        raise ValueError("the form was not validated")
    return actions.Agreed(
        title=form.title.data or "",
        reference=form.reference.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        amount_cents=form.amount_cents,
        place_ids=set(form.places.data or []),
        new_places=form.places_added(),
        rows=form.agreed(),
    )


def _again(form: GrantForm, grant: Grant | None) -> ResponseReturnValue:
    form.add_row(request.form.get("more", ""))
    return _form_page(form, grant, 200 if "more" in request.form else 422)


def _form_page(form: GrantForm, grant: Grant | None, status: int = 200, **more: object) -> ResponseReturnValue:
    organisations = queries.coordinated(session(), viewer())
    return page("grants/form.html", status, form=form, grant=grant, organisations=organisations, **more)
