"""The annual account as a file."""

from datetime import datetime

from flask_babel import force_locale
from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.account import compose
from verhaal.annual.document import Document
from verhaal.annual.pdf import render
from verhaal.annual.queries import grant_year
from verhaal.grants.models import Grant


def document_of(session: Session, viewer: Viewer, grant: Grant, year: int, at: datetime) -> Document:
    """The account in Dutch, the language in which it goes to the funder."""
    with force_locale("nl"):
        return compose(grant_year(session, viewer, grant, year), at)


def pdf_of(session: Session, viewer: Viewer, reference: str, year: int, at: datetime) -> bytes:
    """The account of the grant with this reference, on behalf of the viewer, as PDF.

    Raises `LookupError` where the viewer sees no such grant or may not account for it, and `PdfFailed`.
    """
    grants = session.exec(access.visible_grants(viewer).where(col(Grant.reference) == reference)).all()
    ours = [grant for grant in grants if access.may_account(viewer, grant)]
    if not ours:
        raise LookupError(f"{viewer.person.email} keeps no grant with the reference {reference}.")
    if year not in ours[0].years:
        raise LookupError(f"The grant {reference} does not run in {year}, but in {', '.join(map(str, ours[0].years))}.")
    return render(document_of(session, viewer, ours[0], year, at), at=at)
