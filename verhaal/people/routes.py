"""One's own page, and the people of organisations and funders.

Signing in stands in `signing_in`, which mail one wants in `choosing` and `ending`.
"""

from flask import redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_login import current_user

from verhaal import access
from verhaal.forms import Form
from verhaal.notices.mail import Mail
from verhaal.people import actions, queries
from verhaal.people.forms import (
    AnswersForm,
    DueMailForm,
    InvitationForm,
    ProfileForm,
    ReminderForm,
    StaffInvitationForm,
    StoriesForm,
)
from verhaal.people.models import HOURS, Funder, Invitation, Membership, Organisation, Rhythm, Role, SignIn, Topic
from verhaal.people.queries import Party
from verhaal.people.signing_in import load_signed_in, people
from verhaal.people.tokens import hashed
from verhaal.web import done, found, link_to, now, page, post, require, session, viewer

__all__ = ["load_signed_in", "people"]


@people.get("/me")
def me() -> ResponseReturnValue:
    return own_page()


@people.post("/me")
def save_me() -> ResponseReturnValue:
    form, person = ProfileForm(), viewer().person
    if not form.validate():
        return own_page(422, form=form)
    person.name, person.language = form.name.data or "", form.language.data
    person.single_keys = form.single_keys.data
    cookie["language"] = person.language
    session().add(person)
    return done(gettext("Saved."), url_for(".me"))


@people.post("/sign-ins/<id:sign_in_id>/ending")
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    row = found(access.own_sign_ins(viewer()).where(SignIn.id == sign_in_id))
    row.end(now())
    session().add(row)
    return done(gettext("That device is signed out."), url_for(".me"))


@people.post("/sign-ins/ending")
def end_other_sign_ins() -> ResponseReturnValue:
    for row in queries.sign_ins_of(session(), viewer(), now()):
        if row.token_hash != hashed(current_user.token):
            row.end(now())
            session().add(row)
    return done(gettext("You are signed out everywhere else."), url_for(".me"))


@people.get("/people")
def parties() -> ResponseReturnValue:
    """With one organisation or funder there is nothing to choose."""
    organisations, funders = queries.parties(session(), viewer())
    if len(organisations) == 1 and not funders:
        return redirect(url_for(".organisation", organisation_id=organisations[0].id))
    return page("people/parties.html", organisations=organisations, funders=funders)


@people.get("/organisations/<id:organisation_id>/people")
def organisation(organisation_id: int) -> ResponseReturnValue:
    ours = _organisation(organisation_id)
    may_invite = access.may_manage_organisation(viewer(), ours)
    return _party_page(ours, StaffInvitationForm(formdata=None) if may_invite else None)


@people.post("/organisations/<id:organisation_id>/invitations")
def invite_to_organisation(organisation_id: int) -> ResponseReturnValue:
    ours, form = _organisation(organisation_id), StaffInvitationForm()
    require(access.may_manage_organisation(viewer(), ours))
    return _invite(ours, form, Role(form.role.data) if form.validate() else None)


@people.get("/funders/<id:funder_id>/people")
def funder(funder_id: int) -> ResponseReturnValue:
    party = _funder(funder_id)
    return _party_page(party, InvitationForm(formdata=None) if _may_invite_to(party) else None)


@people.post("/funders/<id:funder_id>/invitations")
def invite_to_funder(funder_id: int) -> ResponseReturnValue:
    party, form = _funder(funder_id), InvitationForm()
    require(_may_invite_to(party))
    return _invite(party, form, Role.FUNDER if form.validate() else None)


@people.post("/invitations/<id:invitation_id>/withdrawal")
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    invited = found(access.visible_invitations(viewer()).where(Invitation.id == invitation_id))
    require(invited.is_open(now()))
    invited.withdrawn_at = now()
    session().add(invited)
    return done(gettext("The invitation is withdrawn."), _url_of(queries.party_of(session(), invited)))


@people.post("/memberships/<id:membership_id>/ending")
def end_membership(membership_id: int) -> ResponseReturnValue:
    membership = found(access.visible_members(viewer()).where(Membership.id == membership_id))
    require(access.may_end_membership(viewer(), membership))
    url = _url_of(queries.party_of(session(), membership))
    if queries.is_last_coordinator(session(), membership):
        return done(gettext("An organisation needs a coordinator. Invite another one first."), url)
    membership.end(now())
    session().add(membership)
    return done(gettext("The membership has ended."), url_for(".parties"))


def _organisation(organisation_id: int) -> Organisation:
    return found(access.visible_organisations(viewer()).where(Organisation.id == organisation_id))


def _funder(funder_id: int) -> Funder:
    return found(access.visible_funders(viewer()).where(Funder.id == funder_id))


def _may_invite_to(party: Funder) -> bool:
    giving_to = session().exec(access.organisations_with_grant_from(party))
    return access.may_invite_to_funder(viewer(), party, giving_to)


def _invite(party: Party, form: InvitationForm, role: Role | None) -> ResponseReturnValue:
    """`role` is none where the form is not in order."""
    if role is None:
        return _party_page(party, form, 422)
    email = (form.email.data or "").lower()
    if queries.is_member(session(), email, party, role):
        return done(gettext("%(name)s is one of you already.", name=form.name.data), _url_of(party))
    by = viewer().person
    invited, token = actions.invite(session(), by, party, role, email, form.name.data or "", now())
    known = queries.person_with(session(), email)
    with force_locale(known.language if known else by.language):
        link = link_to("people.invitation", token=token)
        text = render_template("people/mail_invitation.txt", invitation=invited, party=party, by=by, link=link)
        post(Mail(email, gettext("%(name)s invites you to Verhaal", name=by.name), text))
    return done(gettext("The invitation is on its way to %(email)s.", email=email), _url_of(party))


def _party_page(party: Party, form: InvitationForm | None, status: int = 200) -> ResponseReturnValue:
    is_funder = isinstance(party, Funder)
    return page(
        "people/party.html",
        status,
        party=party,
        form=form,
        invite_url=url_for(".invite_to_funder", funder_id=party.id)
        if is_funder
        else url_for(".invite_to_organisation", organisation_id=party.id),
        members=queries.members(session(), viewer(), party),
        invitations=queries.open_invitations(session(), viewer(), party, now()),
        is_own=party.id in (viewer().reads_for if is_funder else viewer().works_for),
    )


def own_page(status: int = 200, **asked: Form) -> ResponseReturnValue:
    """One's own page; a form that was `asked` about is shown as it was filled in."""
    reminder, wishes = queries.reminder_of(session(), viewer()), queries.wishes_of(session(), viewer())
    standing = reminder if reminder and reminder.is_on else None
    forms = {
        "form": ProfileForm(formdata=None, obj=viewer().person),
        "reminder_form": ReminderForm(formdata=None, obj=standing).offer(),
        "stories_form": StoriesForm.showing(wishes[Topic.STORIES], wishes[Topic.QUESTIONS]),
        "answers_form": AnswersForm.showing(wishes[Topic.ANSWERS], wishes[Topic.QUESTIONS]),
        "due_form": DueMailForm(formdata=None, wanted=wishes[Topic.ACCOUNTS].rhythm != Rhythm.NEVER),
    }
    sign_ins = queries.sign_ins_of(session(), viewer(), now())
    return page("people/me.html", status, reminder=reminder, hours=HOURS, sign_ins=sign_ins,
                this=hashed(current_user.token), **(forms | asked))  # fmt: skip


def _url_of(party: Party) -> str:
    if isinstance(party, Funder):
        return url_for("people.funder", funder_id=party.id)
    return url_for("people.organisation", organisation_id=party.id)
