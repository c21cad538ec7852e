"""The annual account as a file, on behalf of someone."""

import re
import unicodedata
from datetime import datetime

from flask_babel import force_locale
from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual import record
from verhaal.annual.account import compose
from verhaal.annual.document import Document
from verhaal.annual.models import AnnualAccount
from verhaal.annual.queries import account_of_grant
from verhaal.annual.standing import account_of, of_grants
from verhaal.grants.models import Grant
from verhaal.week import day_of


def document_of(whole: record.Account) -> Document:
    """The account in Dutch, the language in which it goes to the funder."""
    with force_locale("nl"):
        return compose(whole)


def whole_of(session: Session, viewer: Viewer, grant: Grant, year: int, at: datetime) -> record.Account:
    """The account of a grant's year as it stands, or as it would if it were begun now."""
    there = account_of_grant(session, viewer, grant, year)
    if there:
        return account_of(session, viewer, there, day_of(at))
    unbegun = AnnualAccount(organisation_id=grant.organisation_id, year=year, funder_id=grant.funder_id,
                            scope="", person_id=viewer.id, begun_at=at)  # fmt: skip
    return of_grants(session, viewer, unbegun, [grant], day_of(at))


def own_account(session: Session, viewer: Viewer, reference: str, year: int, at: datetime) -> record.Account:
    """The account of the grant with this reference, on behalf of the viewer.

    Raises `LookupError` where the viewer sees no such grant or may not account for it.
    """
    grants = session.exec(access.visible_grants(viewer).where(col(Grant.reference) == reference)).all()
    ours = [grant for grant in grants if access.may_account(viewer, grant)]
    if not ours:
        raise LookupError(f"{viewer.person.email} keeps no grant with the reference {reference}.")
    if year not in ours[0].years:
        raise LookupError(f"The grant {reference} does not run in {year}, but in {', '.join(map(str, ours[0].years))}.")
    return whole_of(session, viewer, ours[0], year, at)


def file_name(whole: record.Account, suffix: str) -> str:
    """jaarverantwoording-sb-2026-0417-2026.pdf: of which grant, or of which organisation where it is of several."""
    grants = whole.core.grants
    about = grants[0].decision.reference if len(grants) == 1 else whole.core.organisation
    return f"jaarverantwoording-{_slug(about)}-{whole.core.year}.{suffix}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:80] or "verhaal"
