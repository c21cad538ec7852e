"""Where publishing an account stands, for its sides."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.actions import mark
from verhaal.annual.models import AnnualAccount, SealedAccount
from verhaal.db import rows_of
from verhaal.draws.models import Party
from verhaal.people.models import Funder, Organisation
from verhaal.publishing.models import Assent, CouncilQuestion, Publication
from verhaal.publishing.shown import public_at


class Version(NamedTuple):
    """The newest signed version of an account that one sees, whole or in part; `sealed_id` is of the whole."""

    number: int
    sealed_id: int
    funders: frozenset[int]  # with a grant in it
    is_last: bool  # or else one's grants left the account since


class Proposed(NamedTuple):
    """A version that is proposed or public, with every yes to it."""

    row: Publication
    said: tuple[Assent, ...]


class Standing(NamedTuple):
    """Where publishing a signed version stands, and what is public meanwhile, perhaps of one before."""

    version: Version
    proposed: Proposed | None  # this version, until it is taken back
    stands: bool  # this version or one before is proposed or public, and can be taken back
    public: int  # the number of the version that can be read without signing in; 0 for none
    key: str  # the account's address, once it had one
    parties: dict[Party, str]  # the names of its sides, the organisation first
    questions: dict[str, str]  # to the council, by place

    @property
    def said(self) -> tuple[Assent, ...]:
        return self.proposed.said if self.proposed else ()

    @property
    def agreed(self) -> frozenset[Party]:
        return frozenset(each.party for each in self.said)

    @property
    def awaited(self) -> frozenset[Party]:
        """The sides whose yes this version lacks."""
        return frozenset(self.parties) - self.agreed

    @property
    def is_public(self) -> bool:
        return self.public == self.version.number

    @property
    def mark(self) -> str:
        """By which the form remembers what a yes is to: the words that become public, and what other sides said."""
        proposed = self.proposed.row.id if self.proposed else 0
        return mark(repr((proposed, sorted(map(repr, self.agreed)), sorted(self.questions.items()))))


def standing(session: Session, viewer: Viewer, of: AnnualAccount) -> Standing | None:
    """Of an account that the viewer was found to see; none while nothing was signed, or where no funder is in it."""
    version = versions(session, viewer, [of]).get(of.id)
    if version is None or not version.funders:
        return None
    rows = history(session, viewer, of)
    key = rows[0].key if rows else ""
    public = session.exec(public_at(key)).first() if key else None
    return Standing(
        version=version,
        proposed=proposals(session, viewer, [version]).get(version.sealed_id),
        stands=any(each.withdrawn_at is None for each in rows),
        public=public.number if public else 0,
        key=key,
        parties=names(session, [Party(of.organisation_id), *(Party(funder_id=each) for each in version.funders)]),
        questions=questions(session, of.id, version.number),
    )


def versions(session: Session, viewer: Viewer, accounts: Iterable[AnnualAccount]) -> dict[int, Version]:
    """By account, of those of which something was signed; one query."""
    known = {each.id: each for each in accounts}
    seals = access.seals_beside(viewer).subquery()
    rows = rows_of(session, sa_select(seals).where(seals.c.account_id.in_(known)).order_by(seals.c.number))
    newest = {account: number for account, number, _id, _funder in rows}
    found = {}
    for account, number in newest.items():
        whose = {funder: seal for at, version, seal, funder in rows if (at, version) == (account, number)}
        last = known[account].number - (1 if known[account].is_open else 0)
        funders = frozenset(each for each in whose if each is not None)
        found[account] = Version(number, whose[known[account].funder_id], funders, number == last)
    return found


def proposals(session: Session, viewer: Viewer, of: Iterable[Version]) -> dict[int, Proposed]:
    """By the whole's seal, what stands proposed or public of these versions; two queries."""
    seen = access.visible_publications(viewer).where(col(Publication.sealed_id).in_([each.sealed_id for each in of]))
    rows = session.exec(seen.where(col(Publication.withdrawn_at).is_(None)).order_by(col(Publication.id))).all()
    said = assents(session, viewer, rows)
    return {each.sealed_id: Proposed(each, tuple(said[each.id])) for each in rows}


def assents(session: Session, viewer: Viewer, of: Iterable[Publication]) -> dict[int, list[Assent]]:
    """By publication, each yes in the order in which it was said; one query."""
    found: dict[int, list[Assent]] = {each.id: [] for each in of}
    seen = access.visible_assents(viewer).where(col(Assent.publication_id).in_(found))
    for each in session.exec(seen.order_by(col(Assent.agreed_at), col(Assent.id))):
        found[each.publication_id].append(each)
    return found


def history(session: Session, viewer: Viewer, of: AnnualAccount) -> list[Publication]:
    """All that was ever proposed of the account, the newest first."""
    seen = access.visible_publications(viewer).where(Publication.account_id == of.id)
    return list(session.exec(seen.order_by(col(Publication.id).desc())))


def proposal(session: Session, viewer: Viewer, of: AnnualAccount, number: int) -> Publication | None:
    """What stands proposed or public of this version of an account."""
    seen = access.visible_publications(viewer).where(Publication.account_id == of.id)
    version = select(SealedAccount.id).where(SealedAccount.account_id == of.id, SealedAccount.number == number)
    stands = seen.where(col(Publication.withdrawn_at).is_(None), col(Publication.sealed_id).in_(version))
    return session.exec(stands).first()


def wanted(viewer: Viewer, of: AnnualAccount, version: Version, said: Sequence[Assent]) -> Party | None:
    """The side for which the viewer's yes to this version is still wanted."""
    return access.side_to_agree(viewer, of, version.funders, said) if version.is_last else None


def wanting(session: Session, viewer: Viewer, accounts: Iterable[AnnualAccount]) -> set[int]:
    """Those of which another side wants to publish the newest version, which waits for the viewer's yes."""
    known = {each.id: each for each in accounts}
    newest = versions(session, viewer, known.values())
    proposed = proposals(session, viewer, newest.values())
    stands = {account: (each, proposed[each.sealed_id].said) for account, each in newest.items()
              if each.sealed_id in proposed}  # fmt: skip
    return {account for account, (each, said) in stands.items() if wanted(viewer, known[account], each, said)}


def names(session: Session, parties: Iterable[Party]) -> dict[Party, str]:
    """What they are called; the organisations first, then the funders by name."""
    of = list(parties)
    organisations = select(Organisation).where(col(Organisation.id).in_([each.organisation_id for each in of]))
    funders = select(Funder).where(col(Funder.id).in_([each.funder_id for each in of]))
    found = {Party(each.id): each.name for each in session.exec(organisations)}
    return found | {
        Party(funder_id=each.id): each.name for each in session.exec(funders.order_by(col(Funder.name), col(Funder.id)))
    }


def questions(session: Session, account_id: int, number: int) -> dict[str, str]:
    """What is asked of the council in a version of an account that was found to be seen, by place."""
    asked = select(CouncilQuestion).where(CouncilQuestion.account_id == account_id, CouncilQuestion.number == number)
    return {each.place: each.text for each in session.exec(asked)}
