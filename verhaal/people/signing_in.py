"""Signing in by a mailed link or code, joining by invitation, and signing out."""

from typing import cast

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_login import current_user, login_user, logout_user

from verhaal import access
from verhaal.notices.mail import Mail
from verhaal.people import actions, queries
from verhaal.people.forms import CodeForm, LinkForm, NameForm, SignInForm
from verhaal.people.models import Invitation, Person
from verhaal.web import (
    SignedIn,
    done,
    is_signed_in,
    link_to,
    now,
    page,
    post,
    public,
    safe_next,
    session,
    viewer,
)

people = Blueprint("people", __name__)


def load_signed_in(token: str) -> SignedIn | None:
    """For flask-login: whose device this is, from its sign-in row."""
    seen = queries.signed_in(session(), token, now())
    return SignedIn(seen, token) if seen else None


@people.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if is_signed_in():
        return redirect(url_for("home"))
    form = SignInForm(formdata=None)
    form.next.data = safe_next(request.args.get("next")) or ""
    return page("people/sign_in.html", form=form)


@people.post("/sign-in")
@public
def ask_to_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return page("people/sign_in.html", 422, form=form)
    cookie["next"] = safe_next(form.next.data) or ""
    cookie["is_private"] = form.is_private.data
    return _mail_secrets(form.email.data or "")


@people.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    return page("people/code.html", form=CodeForm(formdata=None), email=cookie.get("email", ""))


@people.post("/sign-in/code")
@public
def use_code() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return page("people/code.html", 422, form=form, email=cookie.get("email", ""))
    person = actions.use_code(session(), _key(), cookie.get("handle", ""), form.code.data or "", now())
    if person is None:
        # Not an error answer, since the wrong try is to be counted, and only what succeeds is committed.
        flash(gettext("That code does not work. Look for the newest mail, or ask for a new code."), "warning")
        return redirect(url_for(".code"), 303)
    return complete(person, is_private=bool(cookie.get("is_private")))


@people.get("/sign-in/link/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """Only a page with a button: a mail scanner that opens links must not burn it."""
    form = LinkForm(formdata=None, is_private=bool(cookie.get("is_private")))
    asked = queries.request_with_token(session(), token)
    if asked is None or not asked.is_open(now()):
        return _stale_link()
    return page("people/link.html", form=form)


@people.post("/sign-in/link/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    person = actions.use_link(session(), token, now())
    return complete(person, is_private=bool(LinkForm().is_private.data)) if person else _stale_link()


@people.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    invited = queries.invitation_with(session(), token)
    if invited is None or not invited.is_open(now()):
        return page("people/stale.html", 410, title=gettext("This invitation no longer works"))
    return _invitation_page(invited, NameForm(formdata=None, name=invited.name))


@people.post("/invitations/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    invited, form = queries.invitation_with(session(), token), NameForm()
    if invited is None or not invited.is_open(now()):
        return page("people/stale.html", 410, title=gettext("This invitation no longer works"))
    if not form.validate():
        return _invitation_page(invited, form, 422)
    actions.accept(session(), invited, form.name.data or "", cookie.get("language", "nl"), now())
    if is_signed_in() and viewer().person.email == invited.email:
        return done(gettext("You have joined."), url_for("home"))
    return _mail_secrets(invited.email)


@people.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    row = session().exec(queries.sign_in_with(current_user.token)).one()
    row.end(now())
    session().add(row)
    logout_user()
    language = cookie.get("language")
    cookie.clear()
    if language:
        cookie["language"] = language
    answer = make_response(done(gettext("You are signed out."), url_for(".sign_in")))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # photos, drafts, the kept screen
    return answer


def complete(person: Person, *, is_private: bool) -> ResponseReturnValue:
    """Sign this device in, with everything that stood in its cookie before left behind."""
    token = actions.sign_in(session(), person, _device(), is_private, now())
    target = cookie.get("next")
    cookie.clear()
    login_user(SignedIn(access.viewer_of(session(), person), token))
    cookie.permanent = is_private
    return redirect(safe_next(target) or url_for("home"), 303)


def _mail_secrets(email: str) -> ResponseReturnValue:
    """The same for a known and an unknown address, but for the mail."""
    try:
        asked = actions.ask_to_sign_in(session(), _key(), email, request.remote_addr or "", now())
    except actions.TooMany:
        flash(gettext("That was often. Wait a quarter of an hour, then ask again."), "warning")
        return redirect(url_for(".code"), 303)
    cookie["handle"], cookie["email"] = asked.handle, email
    if asked.person is not None:
        with force_locale(asked.person.language):
            link = link_to("people.link", token=asked.token)
            text = render_template("people/mail_sign_in.txt", person=asked.person, code=asked.code, link=link)
            subject = gettext("%(code)s is your code for Verhaal", code=asked.code)
            post(Mail(asked.person.email, subject, text))
    return redirect(url_for(".code"), 303)


def _invitation_page(invited: Invitation, form: NameForm, status: int = 200) -> ResponseReturnValue:
    by = session().get(Person, invited.invited_by_id) if invited.invited_by_id else None
    other = is_signed_in() and viewer().person.email != invited.email
    return page(
        "people/invitation.html",
        status,
        invitation=invited,
        party=queries.party_of(session(), invited),
        by=by,
        form=form,
        other=other,
    )


def _stale_link() -> ResponseReturnValue:
    return page("people/stale.html", 410, title=gettext("This link no longer works"))


def _key() -> str:
    return cast(str, current_app.secret_key)


def _device() -> str:
    """What kind of device this is, in words its owner recognises."""
    agent = request.user_agent.string
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "CrOS": "Chromebook",
        "Linux": "Linux",
    }
    browsers = {"Firefox": "Firefox", "Edg": "Edge", "OPR": "Opera", "Chrome": "Chrome", "Safari": "Safari"}
    named = [next((shown for sign, shown in kinds.items() if sign in agent), "") for kinds in (browsers, systems)]
    return ", ".join(filter(None, named))
