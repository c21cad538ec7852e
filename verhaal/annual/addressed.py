"""The account that an address names, for every route about one."""

from flask import abort

from verhaal.annual import queries
from verhaal.annual.models import AnnualAccount
from verhaal.web import session, viewer


def account_at(account_id: int) -> AnnualAccount:
    """What one cannot see is 404."""
    return queries.account(session(), viewer(), account_id) or abort(404)
