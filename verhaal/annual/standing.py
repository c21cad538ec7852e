"""The account as it stands for who looks: composed from today's data while it is open, and as it was sealed after."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlmodel import Session, col

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual import queries, record
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedPage, State
from verhaal.annual.queries import GrantYear
from verhaal.annual.recording import NO_SALT, recorded
from verhaal.grants.models import Grant
from verhaal.people.models import Funder, Organisation


def account_of(session: Session, viewer: Viewer, of: AnnualAccount, today: date) -> record.Account:
    """What a viewer, who was found to see the account, reads in it.

    Who may not write in it sees of a draft no more than the version sealed before it.
    """
    sealed = shown_sealed(session, viewer, of)
    return opened(session, sealed) if sealed else today_of(session, viewer, of, today)


def shown_sealed(session: Session, viewer: Viewer, of: AnnualAccount) -> SealedAccount | None:
    """The sealed version in which the viewer reads the account; none where today's data is shown.

    What is offered holds nothing for a funder whose grants left it: that one keeps what was sealed for it.
    """
    if access.may_compose(viewer, of) or (of.state == State.OFFERED and queries.grants_in(session, viewer, of)):
        return None
    return queries.sealed_last(session, viewer, of)


def grants_of(session: Session, viewer: Viewer, of: AnnualAccount) -> Sequence[Grant]:
    """The grants of the account that `account_of` gives, in its order."""
    sealed = shown_sealed(session, viewer, of)
    return queries.grants_sealed(session, sealed) if sealed else queries.grants_in(session, viewer, of)


def today_of(
    session: Session, viewer: Viewer, of: AnnualAccount, today: date, salt: Callable[[], str] = lambda: NO_SALT
) -> record.Account:
    """The account from today's data: what is sealed when it is signed."""
    return of_grants(session, viewer, of, queries.grants_in(session, viewer, of), today, salt)


def of_grants(
    session: Session,
    viewer: Viewer,
    of: AnnualAccount,
    grants: Sequence[Grant],
    today: date,
    salt: Callable[[], str] = lambda: NO_SALT,
) -> record.Account:
    years = [queries.grant_year(session, viewer, grant, of.year) for grant in grants]
    return of_years(session, of, years, today, salt)


def of_years(
    session: Session,
    of: AnnualAccount,
    years: Sequence[GrantYear],
    today: date,
    salt: Callable[[], str] = lambda: NO_SALT,
) -> record.Account:
    """The account from years that were read for whom it is."""
    return recorded(
        years,
        of.year,
        today,
        organisation=session.get_one(Organisation, of.organisation_id).name,
        funder=_funder(session, of, years),
        correction=record.Correction(number=of.number, changed=of.changed),
        salt=salt,
    )


def opened(session: Session, sealed: SealedAccount) -> record.Account:
    """A sealed account, found to be seen, with the pages of what was not withdrawn since."""
    core = record.Core.model_validate_json(sealed.core)
    kept = session.exec(access.sealed_pages(sealed).order_by(col(SealedPage.ref))).all()
    pages = {each.ref: record.Page.model_validate_json(each.page) for each in kept}
    return record.Account(
        core=core,
        pages={entry.ref: pages.get(entry.ref) for entry in core.stories},
        seal=record.Seal.model_validate_json(sealed.seal),
    )


def _funder(session: Session, of: AnnualAccount, years: Sequence[GrantYear]) -> str | None:
    """For whom it is; of an account over all grants, the one funder whose grants the viewer sees, if it is one."""
    funders = {year.decision.grant.funder_id for year in years}
    funder_id = of.funder_id or (funders.pop() if len(funders) == 1 else None)
    return session.get_one(Funder, funder_id).name if funder_id else None
