"""What was asked and decided about an account, as a viewer may see it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual import record
from verhaal.annual.models import AnnualAccount, SealedAccount, SealedGrant
from verhaal.db import rows_of
from verhaal.grants.models import Grant
from verhaal.people.models import Funder, Membership, Person, Role
from verhaal.settling.models import AccountAnswer, AccountQuestion, Settlement


@dataclass
class Thread:
    """A question with what was said under it, oldest first."""

    question: AccountQuestion
    person: Person
    funder: Funder
    answers: list[tuple[AccountAnswer, Person]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """The organisation has not answered what the funder said last."""
        return not self.answers or self.answers[-1][0].by_funder


class Decided(NamedTuple):
    """A decision on a grant, who took it, and in which version of the account."""

    settlement: Settlement
    person: Person
    funder: Funder
    grant: Grant
    version: int


@dataclass(frozen=True)
class Sealed:
    """A version that was signed."""

    row: SealedAccount

    @property
    def changed(self) -> str:
        """What it says has changed since the version before; read from the whole record, so asked only where shown."""
        return record.Core.model_validate_json(self.row.core).correction.changed


def threads(session: Session, viewer: Viewer, account_ids: Iterable[int]) -> dict[int, list[Thread]]:
    """Per account the questions that the viewer sees; one query."""
    answering = aliased(Person)
    rows: Any = (
        access.visible_questions(viewer)
        .with_only_columns(AccountQuestion, Person, Funder, AccountAnswer, answering)
        .join(Person, col(Person.id) == col(AccountQuestion.person_id))
        .join(Funder, col(Funder.id) == col(AccountQuestion.funder_id))
        .outerjoin(AccountAnswer, col(AccountAnswer.question_id) == col(AccountQuestion.id))
        .outerjoin(answering, col(answering.id) == col(AccountAnswer.person_id))
        .where(col(AccountQuestion.account_id).in_(account_ids))
        .order_by(col(AccountQuestion.asked_at), col(AccountQuestion.id))
        .order_by(col(AccountAnswer.answered_at), col(AccountAnswer.id))
    )
    found: dict[int, Thread] = {}
    per_account: dict[int, list[Thread]] = {}
    for question, person, funder, answer, answerer in rows_of(session, rows):
        if question.id not in found:
            found[question.id] = Thread(question, person, funder)
            per_account.setdefault(question.account_id, []).append(found[question.id])
        if answer is not None:
            found[question.id].answers.append((answer, answerer))
    return per_account


def decisions(session: Session, viewer: Viewer, account_ids: Iterable[int]) -> list[Decided]:
    """All that the viewer sees, the newest first; one query."""
    rows: Any = (
        access.visible_settlements(viewer)
        .with_only_columns(Settlement, Person, Funder, Grant, col(SealedAccount.number))
        .join(Person, col(Person.id) == col(Settlement.person_id))
        .join(Funder, col(Funder.id) == col(Grant.funder_id))
        .join(SealedAccount, col(SealedAccount.id) == col(Settlement.sealed_id))
        .where(col(Settlement.account_id).in_(account_ids))
    )
    newest = col(SealedAccount.number).desc(), col(Settlement.settled_at).desc(), col(Settlement.id).desc()
    return [Decided(*row) for row in rows_of(session, rows.order_by(*newest))]


def versions(session: Session, viewer: Viewer, of: AnnualAccount) -> list[Sealed]:
    """Those sealed of an account that was found to be seen, the newest first; whole, or else a funder's part."""
    seals = access.visible_seals(viewer).where(SealedAccount.account_id == of.id)
    whole_first = col(SealedAccount.funder_id).is_not(None), col(SealedAccount.funder_id)
    found: dict[int, SealedAccount] = {}
    for row in session.exec(seals.order_by(col(SealedAccount.number).desc(), *whole_first)):
        found.setdefault(row.number, row)
    return [Sealed(row) for row in found.values()]


def version(session: Session, viewer: Viewer, of: AnnualAccount, number: int) -> Sealed | None:
    return next((each for each in versions(session, viewer, of) if each.row.number == number), None)


def words_given_up(session: Session, viewer: Viewer, of: AnnualAccount) -> str:
    """What a correction that was given up said of itself: what the account says that its newest seal does not."""
    sealed = version(session, viewer, of, of.number)
    return "" if sealed and sealed.changed == of.changed else of.changed


def sealed_grant(
    session: Session, viewer: Viewer, of: AnnualAccount, grant_id: int
) -> tuple[SealedAccount, Grant, record.GrantYear] | None:
    """The version sealed last in which the viewer settles this grant, the grant, and what is sealed of it."""
    seals = access.visible_seals(viewer).where(SealedAccount.account_id == of.id, SealedAccount.number == of.number)
    for sealed in session.exec(seals):
        grant = session.exec(access.grants_to_settle(viewer, sealed).where(Grant.id == grant_id)).first()
        if grant and sealed.funder_id == grant.funder_id:
            place = select(SealedGrant.position).where(
                SealedGrant.sealed_id == sealed.id, SealedGrant.grant_id == grant_id
            )
            core = record.Core.model_validate_json(sealed.core)
            return sealed, grant, core.grants[session.exec(place).one()]
    return None


def grants_settling(session: Session, viewer: Viewer, accounts: Iterable[AnnualAccount]) -> dict[int, list[Grant]]:
    """Per account the grants in the version sealed last that the viewer's funder gave."""
    rows: Any = (
        select(col(AnnualAccount.id), Grant)
        .join(SealedAccount, col(SealedAccount.account_id) == col(AnnualAccount.id))
        .join(SealedGrant, col(SealedGrant.sealed_id) == col(SealedAccount.id))
        .join(Grant, col(Grant.id) == col(SealedGrant.grant_id))
        .where(
            access.given_by_our_funder(viewer),
            col(SealedAccount.funder_id) == col(Grant.funder_id),
            col(SealedAccount.number) == col(AnnualAccount.number),
            col(AnnualAccount.id).in_([each.id for each in accounts]),
        )
        .order_by(col(SealedGrant.position))
    )
    found: dict[int, list[Grant]] = {}
    for account_id, grant in rows_of(session, rows):
        found.setdefault(account_id, []).append(grant)
    return found


def open_questions(all_threads: dict[int, list[Thread]]) -> Counter[int]:
    return Counter({account: sum(each.is_open for each in told) for account, told in all_threads.items()})


def readers_of(session: Session, funder_ids: Iterable[int]) -> Sequence[Person]:
    """The people of these funders, whoever asks: only to tell them. What they may see of it, access says."""
    return _members(session, Role.FUNDER, col(Membership.funder_id).in_(funder_ids))


def coordinators_of(session: Session, of: AnnualAccount) -> Sequence[Person]:
    """Those of an account's organisation, whoever asks: only to tell them."""
    return _members(session, Role.COORDINATOR, col(Membership.organisation_id) == of.organisation_id)


def _members(session: Session, role: Role, within: Any) -> Sequence[Person]:
    rows = select(Person).join(Membership, col(Membership.person_id) == col(Person.id))
    current = rows.where(Membership.role == role, col(Membership.until).is_(None), within)
    return session.exec(current.distinct().order_by(col(Person.id))).all()
