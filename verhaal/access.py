"""Who may see what, and who may do what; decided nowhere else.

Seeing is a SELECT: every list and page starts from a `visible_…` query, so they cannot disagree, and what one
cannot see is 404. Doing is a predicate on something already seen: what one may see but not do is 403.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, or_, tuple_
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal.annual.models import AnnualAccount, SealedAccount, SealedGrant, SealedPage, State
from verhaal.dilemmas.models import Dilemma
from verhaal.draws.models import Draw, Party
from verhaal.exports.models import PrintJob
from verhaal.grants.models import Grant, Place
from verhaal.people.models import Funder, Invitation, Membership, Organisation, Person, Reminder, Role, SignIn, Wish
from verhaal.publishing.models import Assent, Publication
from verhaal.reading.models import Bookmark, Commitment, Note, Reading, Response
from verhaal.settling.models import AccountQuestion, Settlement
from verhaal.stories.models import Photo, Sheet, Story, Version, VersionGrant, VersionPhoto
from verhaal.storylines.models import Storyline, StorylineStory
from verhaal.team.models import Nudge


@dataclass(frozen=True)
class Viewer:
    """A person with what they belong to at this moment: on whose behalf everything is asked."""

    person: Person
    memberships: tuple[Membership, ...]

    @property
    def id(self) -> int:
        return self.person.id

    @cached_property
    def works_for(self) -> frozenset[int]:
        """Organisations of which the viewer is a professional or a coordinator."""
        return frozenset(m.organisation_id for m in self.memberships if m.organisation_id is not None)

    @cached_property
    def tells_for(self) -> frozenset[int]:
        """Organisations of which the viewer is a professional."""
        return self._organisations(Role.PROFESSIONAL)

    @cached_property
    def coordinates(self) -> frozenset[int]:
        """Organisations of which the viewer is a coordinator."""
        return self._organisations(Role.COORDINATOR)

    @cached_property
    def reads_for(self) -> frozenset[int]:
        """Funders whose person the viewer is."""
        return frozenset(m.funder_id for m in self.memberships if m.funder_id is not None)

    def belongs_to(self, party: Party) -> bool:
        return party.organisation_id in self.works_for or party.funder_id in self.reads_for

    def within(self, party: Party) -> "Viewer":
        """The same person as one of this party's people only."""
        ours = tuple(m for m in self.memberships if party == (m.organisation_id, m.funder_id))
        return replace(self, memberships=ours)

    def _organisations(self, role: Role) -> frozenset[int]:
        return frozenset(
            m.organisation_id for m in self.memberships if m.organisation_id is not None and m.role == role
        )


def viewer_of(session: Session, person: Person) -> Viewer:
    """The person as viewer, with the memberships that have not ended."""
    current = select(Membership).where(Membership.person_id == person.id, col(Membership.until).is_(None))
    return Viewer(person, tuple(session.exec(current.order_by(col(Membership.id)))))


# Seeing


def visible_organisations(viewer: Viewer) -> SelectOfScalar[Organisation]:
    """Those one works for, and those that hold a grant from one's funder."""
    granted = select(Grant.organisation_id).where(col(Grant.funder_id).in_(viewer.reads_for))
    return select(Organisation).where(
        or_(col(Organisation.id).in_(viewer.works_for), col(Organisation.id).in_(granted))
    )


def visible_funders(viewer: Viewer) -> SelectOfScalar[Funder]:
    """One's own, and those that gave one's organisation a grant."""
    giving = select(Grant.funder_id).where(col(Grant.organisation_id).in_(viewer.works_for))
    return select(Funder).where(or_(col(Funder.id).in_(viewer.reads_for), col(Funder.id).in_(giving)))


def visible_grants(viewer: Viewer) -> SelectOfScalar[Grant]:
    """Those of the organisations one works for, and those that one's funder gave."""
    return select(Grant).where(
        or_(col(Grant.organisation_id).in_(viewer.works_for), col(Grant.funder_id).in_(viewer.reads_for))
    )


def tellable_grants(viewer: Viewer) -> SelectOfScalar[Grant]:
    """Grants for which one may tell a story: those of the organisations where one is a professional."""
    return select(Grant).where(col(Grant.organisation_id).in_(viewer.tells_for))


def tellable_places(viewer: Viewer) -> SelectOfScalar[Place]:
    """Places of the organisations where one is a professional."""
    return select(Place).where(col(Place.organisation_id).in_(viewer.tells_for))


def known_places(viewer: Viewer) -> SelectOfScalar[Place]:
    """Places of the organisations one works for, whose names are no resident's."""
    return select(Place).where(col(Place.organisation_id).in_(viewer.works_for))


def visible_stories(viewer: Viewer) -> SelectOfScalar[Story]:
    """Own stories in any state; shared ones of one's organisation; those shared with one's funder."""
    return select(Story).where(_is_seen(viewer))


def stories_to_read(viewer: Viewer) -> SelectOfScalar[Story]:
    """The reading table: what was shared with one's funder."""
    return select(Story).where(shared_with_our_funder(viewer))


def followable_stories(viewer: Viewer) -> SelectOfScalar[Story]:
    """Those on which one's next story may go on: what was shared where one is a professional, by whoever told it."""
    return select(Story).where(_is_shared(), col(Story.organisation_id).in_(viewer.tells_for))


def visible_versions(viewer: Viewer) -> SelectOfScalar[Version]:
    """All of one's own; every shared one within the organisation; for a funder only the one that stands."""
    return select(Version).join(Story, col(Story.id) == col(Version.story_id)).where(_is_readable(viewer))


def visible_photos(viewer: Viewer) -> SelectOfScalar[Photo]:
    """Those that stand in a version one sees."""
    shown = select(Photo).join(VersionPhoto, col(VersionPhoto.photo_id) == col(Photo.id))
    versions = shown.join(Version, col(Version.id) == col(VersionPhoto.version_id))
    return versions.join(Story, col(Story.id) == col(Version.story_id)).where(_is_readable(viewer)).distinct()


def own_sheets(viewer: Viewer) -> SelectOfScalar[Sheet]:
    """What one typed and is not in a draft yet; nobody else's."""
    return select(Sheet).where(Sheet.author_id == viewer.id)


def shared_in_our_organisation(viewer: Viewer) -> ColumnElement[bool]:
    return and_(_is_shared(), col(Story.organisation_id).in_(viewer.works_for))


def shared_with_our_funder(viewer: Viewer) -> ColumnElement[bool]:
    return and_(_is_shared(), told_for(col(Grant.funder_id).in_(viewer.reads_for)))


def told_for(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That the standing version of a story is told for a grant that meets the condition."""
    return (
        exists()
        .where(
            col(Version.story_id) == col(Story.id),
            col(Version.number) == col(Story.shared_number),
            col(VersionGrant.version_id) == col(Version.id),
            col(Grant.id) == col(VersionGrant.grant_id),
            condition,
        )
        .correlate(Story)  # and to nothing else: a list that joins versions must not change what is asked
    )


def is_told() -> ColumnElement[bool]:
    """That a story is shared and not withdrawn."""
    return _is_shared()


def told_by_viewer(viewer: Viewer) -> ColumnElement[bool]:
    """Of a story: one's own, that stands, for an organisation where one still is a professional."""
    return and_(_is_shared(), col(Story.author_id) == viewer.id, col(Story.organisation_id).in_(viewer.tells_for))


def is_grant(grant_id: int) -> ColumnElement[bool]:
    return col(Grant.id) == grant_id


def given_by_our_funder(viewer: Viewer) -> ColumnElement[bool]:
    return col(Grant.funder_id).in_(viewer.reads_for)


def visible_storylines(viewer: Viewer) -> SelectOfScalar[Storyline]:
    """Those of which one sees a story."""
    seen = stories_in_lines(viewer).with_only_columns(col(StorylineStory.storyline_id)).correlate(None)
    return select(Storyline).where(col(Storyline.id).in_(seen))


def stories_in_lines(viewer: Viewer) -> SelectOfScalar[Story]:
    """What one sees of lines: stories that stand shared, joined to their place in a line."""
    placed = col(StorylineStory.story_id) == col(Story.id)
    return visible_stories(viewer).where(_is_shared()).join(StorylineStory, placed)


def ends_of_lines(viewer: Viewer) -> Select[tuple[int]]:
    """The ids of the last shared story of each line, of those that one may follow; the newest first."""
    latest = col(Story.shared_at).desc(), col(Story.id).desc()
    place = func.row_number().over(partition_by=col(StorylineStory.storyline_id), order_by=latest).label("place")
    followable = followable_stories(viewer).with_only_columns(col(Story.id), col(Story.shared_at), place)
    placed = followable.join(StorylineStory, col(StorylineStory.story_id) == col(Story.id)).subquery()
    ends = sa_select(placed.c.id).where(placed.c.place == 1)
    return ends.order_by(placed.c.shared_at.desc(), placed.c.id.desc())


def visible_responses(viewer: Viewer) -> SelectOfScalar[Response]:
    """Those to stories one sees: within the organisation all, for a funder only its own."""
    return (
        select(Response)
        .join(Story, col(Story.id) == col(Response.story_id))
        .where(_concerns(viewer, Response.funder_id))
    )


def visible_commitments(viewer: Viewer) -> SelectOfScalar[Commitment]:
    """Those in responses one sees; joined to their response and its story."""
    return (
        select(Commitment)
        .join(Response, col(Response.id) == col(Commitment.response_id))
        .join(Story, col(Story.id) == col(Response.story_id))
        .where(_concerns(viewer, Response.funder_id))
    )


def by_our_funder(viewer: Viewer) -> ColumnElement[bool]:
    """Of a response: that one's own funder gave it."""
    return col(Response.funder_id).in_(viewer.reads_for)


def visible_notes(viewer: Viewer) -> SelectOfScalar[Note]:
    """The only way to the notes of a funder's people: those of one's own funder, on stories one reads for it."""
    story = select(Note).join(Story, col(Story.id) == col(Note.story_id))
    return story.where(col(Note.funder_id).in_(viewer.reads_for), shared_with_our_funder(viewer))


def visible_readings(viewer: Viewer) -> SelectOfScalar[Reading]:
    """Within the organisation all readings of stories one sees; for a funder those of its own people."""
    return (
        select(Reading)
        .join(Version, col(Version.id) == col(Reading.version_id))
        .join(Story, col(Story.id) == col(Version.story_id))
        .where(_concerns(viewer, Reading.funder_id))
    )


def stories_to_draw_from(viewer: Viewer, party: Party, grant_id: int | None = None) -> SelectOfScalar[Story]:
    """What was shared in the organisation or with the funder: its people see all of it alike; nobody else does.

    With a funder's grant only what was told for that.
    """
    ours = viewer.within(party)
    if party.organisation_id:
        return select(Story).where(shared_in_our_organisation(ours))
    return select(Story).where(_is_shared(), _stands_for_our_funder(ours, grant_id))


def stories_to_repeat_with(viewer: Viewer, draw: Draw) -> SelectOfScalar[Story]:
    """What its party draws from; the other side of the draw's grant sees the same of what was told for that grant."""
    if viewer.belongs_to(draw.party):
        return stories_to_draw_from(viewer, draw.party)
    return visible_stories(viewer).where(_is_shared(), told_for(is_grant(draw.grant_id or 0)))


def visible_draws(viewer: Viewer) -> SelectOfScalar[Draw]:
    """Those of one's own parties; and those from one grant's stories, whose both sides see the whole population."""
    granted = visible_grants(viewer).with_only_columns(col(Grant.id))
    return select(Draw).where(
        or_(
            col(Draw.organisation_id).in_(viewer.works_for),
            col(Draw.funder_id).in_(viewer.reads_for),
            col(Draw.grant_id).in_(granted),
        )
    )


def organisations_with_grant_from(funder: Funder) -> SelectOfScalar[int]:
    """The ids of the organisations that hold a grant from the funder; for `may_invite_to_funder`."""
    return select(Grant.organisation_id).where(Grant.funder_id == funder.id)


def visible_members(viewer: Viewer) -> SelectOfScalar[Membership]:
    """Current members of the organisations and funders one sees."""
    return select(Membership).where(
        col(Membership.until).is_(None),
        or_(
            col(Membership.organisation_id).in_(visible_organisations(viewer).with_only_columns(col(Organisation.id))),
            col(Membership.funder_id).in_(visible_funders(viewer).with_only_columns(col(Funder.id))),
        ),
    )


def visible_invitations(viewer: Viewer) -> SelectOfScalar[Invitation]:
    """Those that one could have sent."""
    inviting = select(Grant.funder_id).where(col(Grant.organisation_id).in_(viewer.coordinates))
    return select(Invitation).where(
        or_(
            col(Invitation.organisation_id).in_(viewer.coordinates),
            col(Invitation.funder_id).in_(viewer.reads_for),
            col(Invitation.funder_id).in_(inviting),
        )
    )


def accountable_grants(viewer: Viewer) -> SelectOfScalar[Grant]:
    """Grants whose annual account one may begin."""
    return select(Grant).where(col(Grant.organisation_id).in_(viewer.coordinates))


def visible_accounts(viewer: Viewer) -> SelectOfScalar[AnnualAccount]:
    """A coordinator those of the organisation; its people and the funder's what is offered, or was sealed for them.

    Each funder with a grant in an account sees that it is there, and of what it holds its own grants alone.
    """
    ours = col(AnnualAccount.organisation_id).in_(viewer.works_for)
    offered = and_(col(AnnualAccount.state) == State.OFFERED, or_(ours, _holds_a_grant_of_our_funder(viewer)))
    sealed = exists().where(col(SealedAccount.account_id) == col(AnnualAccount.id), _is_sealed_for(viewer))
    coordinated = col(AnnualAccount.organisation_id).in_(viewer.coordinates)
    return select(AnnualAccount).where(or_(coordinated, offered, sealed.correlate(AnnualAccount)))


def visible_seals(viewer: Viewer) -> SelectOfScalar[SealedAccount]:
    """Sealed versions of accounts that one sees: within the organisation whole, for a funder its own part."""
    rows = select(SealedAccount).join(AnnualAccount, col(AnnualAccount.id) == col(SealedAccount.account_id))
    return rows.where(_is_sealed_for(viewer))


def accounts_of_seen_grants(viewer: Viewer) -> SelectOfScalar[AnnualAccount]:
    """Accounts over grants that one sees, joined to those grants: also what one may not open yet.

    Only for whether an account is there and where it stands, so that a funder sees when it may expect it; what it
    holds is asked of `visible_accounts`.
    """
    of_grants = visible_grants(viewer).with_only_columns(col(Grant.id))
    rows = select(AnnualAccount).join(Grant, and_(_is_of_its_year(), _is_in_its_scope()))
    return rows.where(col(Grant.id).in_(of_grants))


def sealed_pages(sealed: SealedAccount) -> SelectOfScalar[SealedPage]:
    """Those of a sealed account that was found to be seen, of stories that were not withdrawn since."""
    rows = select(SealedPage).join(Story, col(Story.id) == col(SealedPage.story_id))
    return rows.where(col(SealedPage.sealed_id) == sealed.id, col(Story.withdrawn_at).is_(None))


def visible_questions(viewer: Viewer) -> SelectOfScalar[AccountQuestion]:
    """About accounts one sees: within the organisation all, for a funder those of its own people."""
    rows = select(AccountQuestion).join(AnnualAccount, col(AnnualAccount.id) == col(AccountQuestion.account_id))
    return rows.where(_is_of_an_account(viewer, AccountQuestion.funder_id))


def visible_settlements(viewer: Viewer) -> SelectOfScalar[Settlement]:
    """Within the organisation all, for a funder those of its own grants; joined to account and grant."""
    rows = select(Settlement).join(AnnualAccount, col(AnnualAccount.id) == col(Settlement.account_id))
    return rows.join(Grant, col(Grant.id) == col(Settlement.grant_id)).where(_is_of_an_account(viewer, Grant.funder_id))


def grants_to_settle(viewer: Viewer, sealed: SealedAccount) -> SelectOfScalar[Grant]:
    """Of a sealed account that was found to be seen, the grants that one's own funder gave."""
    rows = select(Grant).join(SealedGrant, col(SealedGrant.grant_id) == col(Grant.id))
    return rows.where(SealedGrant.sealed_id == sealed.id, given_by_our_funder(viewer))


def seals_beside(viewer: Viewer) -> Select[tuple[int, int, int, int | None]]:
    """Of each version of an account that one sees, whole or in part, all its seals: account, number, id and funder.

    Never what they hold: by it a funder knows which others decide with it on publishing, and no more.
    """
    seal = aliased(SealedAccount)
    of_it = and_(col(seal.account_id) == col(SealedAccount.account_id), col(seal.number) == col(SealedAccount.number))
    columns = col(seal.account_id), col(seal.number), col(seal.id), col(seal.funder_id)
    rows: Any = visible_seals(viewer).join(seal, of_it).with_only_columns(*columns)
    return rows.distinct()  # type: ignore[no-any-return]


def visible_publications(viewer: Viewer) -> SelectOfScalar[Publication]:
    """What was proposed, made public and taken back of the versions that one sees, whole or in part."""
    seen = seals_beside(viewer).subquery()
    return select(Publication).where(col(Publication.sealed_id).in_(sa_select(seen.c.id)))


def visible_assents(viewer: Viewer) -> SelectOfScalar[Assent]:
    """Of every side, to what one sees proposed or public."""
    return select(Assent).where(
        col(Assent.publication_id).in_(visible_publications(viewer).with_only_columns(col(Publication.id)))
    )


def public_accounts() -> SelectOfScalar[SealedAccount]:
    """What anyone sees who has its address: versions that every side agreed to publish and none took back."""
    return once_public_accounts().where(col(Publication.withdrawn_at).is_(None))


def once_public_accounts() -> SelectOfScalar[SealedAccount]:
    """With those that were taken back since; joined to their publication.

    The one query that names no viewer: those who read these are nobody to us. Its sides are the organisation and the
    funders for whom a part of the version was sealed; without a funder nothing is public.
    """
    rows = select(SealedAccount).join(Publication, col(Publication.sealed_id) == col(SealedAccount.id))
    part = aliased(SealedAccount)
    yes = exists().where(col(Assent.publication_id) == col(Publication.id))
    by_organisation = yes.where(col(Assent.organisation_id).is_not(None)).correlate(Publication)
    by_a_funder = yes.where(col(Assent.funder_id).is_not(None)).correlate(Publication)
    by_this = yes.where(col(Assent.funder_id) == col(part.funder_id)).correlate(Publication, part)
    of_it = and_(col(part.account_id) == col(SealedAccount.account_id), col(part.number) == col(SealedAccount.number))
    is_awaited = exists().where(of_it, col(part.funder_id).is_not(None), ~by_this)
    return rows.where(by_organisation, by_a_funder, ~is_awaited.correlate(SealedAccount, Publication))


def own_print_jobs(viewer: Viewer) -> SelectOfScalar[PrintJob]:
    """Files that one asked for oneself, of accounts that one still sees."""
    accounts = visible_accounts(viewer).with_only_columns(col(AnnualAccount.id))
    return select(PrintJob).where(PrintJob.person_id == viewer.id, col(PrintJob.account_id).in_(accounts))


def own_sign_ins(viewer: Viewer) -> SelectOfScalar[SignIn]:
    return select(SignIn).where(SignIn.person_id == viewer.id, col(SignIn.ended_at).is_(None))


def own_dilemmas(viewer: Viewer) -> SelectOfScalar[Dilemma]:
    """The only way to a dilemma note, and only its author's: no role, organisation or funder opens one."""
    return select(Dilemma).where(Dilemma.author_id == viewer.id)


def own_reminder(viewer: Viewer) -> SelectOfScalar[Reminder]:
    return select(Reminder).where(Reminder.person_id == viewer.id)


def own_bookmark(viewer: Viewer) -> SelectOfScalar[Bookmark]:
    return select(Bookmark).where(Bookmark.person_id == viewer.id)


def own_wishes(viewer: Viewer) -> SelectOfScalar[Wish]:
    return select(Wish).where(Wish.person_id == viewer.id)


def visible_nudges(viewer: Viewer) -> SelectOfScalar[Nudge]:
    """Those sent in the organisations that one coordinates."""
    return select(Nudge).where(col(Nudge.organisation_id).in_(viewer.coordinates))


# Doing


def may_tell(viewer: Viewer) -> bool:
    return bool(viewer.tells_for)


def may_be_hinted(viewer: Viewer) -> bool:
    """Ask what in one's words looks like a resident's personal data: who tells, and who writes in accounts."""
    return bool(viewer.tells_for or viewer.coordinates)


def may_keep_dilemmas(viewer: Viewer) -> bool:
    """Begin a note: who tells stories. Own notes stay one's own, also after one has left."""
    return bool(viewer.tells_for)


def may_read_for_a_funder(viewer: Viewer) -> bool:
    return bool(viewer.reads_for)


def may_draw(viewer: Viewer, party: Party) -> bool:
    """Whoever sees the population: the party's own people."""
    return viewer.belongs_to(party)


def is_own(viewer: Viewer, story: Story) -> bool:
    return story.author_id == viewer.id


def may_edit(viewer: Viewer, story: Story) -> bool:
    """The author works on the draft, of a new story or of a correction; a withdrawn one rests."""
    return story.author_id == viewer.id and story.draft_number is not None and story.withdrawn_at is None


def may_correct(viewer: Viewer, story: Story) -> bool:
    return story.author_id == viewer.id and story.is_shared


def may_withdraw(viewer: Viewer, story: Story) -> bool:
    return story.author_id == viewer.id and story.is_shared


def may_follow(viewer: Viewer, story: Story) -> bool:
    """Tell how it went on: a professional of its organisation, whoever told it."""
    return story.is_shared and story.organisation_id in viewer.tells_for


def may_read_lines(viewer: Viewer) -> bool:
    return bool(viewer.works_for or viewer.reads_for)


def may_gather(viewer: Viewer, story: Story) -> bool:
    """Put a story in a line, or move it to another: the organisation's coordinators."""
    return story.is_shared and story.organisation_id in viewer.coordinates


def may_take_out(viewer: Viewer, story: Story) -> bool:
    """Take a story out of its line: who told it, and the organisation's coordinators."""
    return story.is_shared and (story.author_id == viewer.id or story.organisation_id in viewer.coordinates)


def may_name_line(viewer: Viewer, line: Storyline) -> bool:
    return line.organisation_id in viewer.coordinates


def sees_whole_line(viewer: Viewer, line: Storyline) -> bool:
    """Within the organisation one sees every story of a line; others see what was shared with them."""
    return line.organisation_id in viewer.works_for


def may_respond(viewer: Viewer, story: Story, funders: Iterable[int]) -> bool:
    """A funder's person, to a story shared with that funder (`funders`: those whose grants it is told for)."""
    return story.is_shared and not viewer.reads_for.isdisjoint(funders)


def may_answer(viewer: Viewer, story: Story, response: Response) -> bool:
    """The author, and the funder's people whose words they are."""
    return story.is_shared and (story.author_id == viewer.id or response.funder_id in viewer.reads_for)


def may_close(viewer: Viewer, story: Story, response: Response) -> bool:
    """Close what was taken on in a response, or open it again: the people of the funder that took it on."""
    return story.is_shared and response.funder_id in viewer.reads_for


def may_see_commitments(viewer: Viewer) -> bool:
    """Those who made them, and those to whom they were made."""
    return bool(viewer.reads_for or viewer.works_for)


def may_remove_note(viewer: Viewer, note: Note) -> bool:
    return note.person_id == viewer.id


def may_add_grant(viewer: Viewer) -> bool:
    return bool(viewer.coordinates)


def may_edit_grant(viewer: Viewer, grant: Grant) -> bool:
    return grant.organisation_id in viewer.coordinates


def may_begin_accounts(viewer: Viewer) -> bool:
    return bool(viewer.coordinates)


def may_account(viewer: Viewer, grant: Grant) -> bool:
    """Begin the annual account of a grant: the organisation's coordinators."""
    return grant.organisation_id in viewer.coordinates


def may_see_accounts(viewer: Viewer) -> bool:
    return bool(viewer.works_for or viewer.reads_for)


def may_compose(viewer: Viewer, account: AnnualAccount) -> bool:
    """Write in an annual account: the organisation's coordinators, until it is signed."""
    return account.is_open and account.organisation_id in viewer.coordinates


def may_conclude(viewer: Viewer, account: AnnualAccount) -> bool:
    """Offer an account, take it back, sign it, correct it: the organisation's coordinators."""
    return account.organisation_id in viewer.coordinates


def may_offer(viewer: Viewer, account: AnnualAccount) -> bool:
    return account.state == State.DRAFT and may_conclude(viewer, account)


def may_sign(viewer: Viewer, account: AnnualAccount) -> bool:
    """What is offered; until it is signed it can be taken back as well."""
    return account.state == State.OFFERED and may_conclude(viewer, account)


def may_correct_account(viewer: Viewer, account: AnnualAccount) -> bool:
    return not account.is_open and may_conclude(viewer, account)


def may_ask(viewer: Viewer, account: AnnualAccount, funders: Iterable[int]) -> bool:
    """Ask about an account until it is settled: the people of a funder with a grant in it (`funders`)."""
    return account.state in (State.OFFERED, State.SIGNED) and not viewer.reads_for.isdisjoint(funders)


def may_answer_question(viewer: Viewer, account: AnnualAccount, question: AccountQuestion) -> bool:
    """The organisation's coordinators, and the people of the funder that asked."""
    return may_conclude(viewer, account) or question.funder_id in viewer.reads_for


def may_settle(viewer: Viewer, account: AnnualAccount, grant: Grant) -> bool:
    """Decide on a grant in a signed account, or anew: the people of the funder that gave it.

    Not who coordinates the organisation as well: it takes two.
    """
    return not (account.is_open or may_conclude(viewer, account)) and grant.funder_id in viewer.reads_for


def sides(viewer: Viewer, account: AnnualAccount, funders: Iterable[int]) -> frozenset[Party]:
    """For which sides of a signed version the viewer may decide: coordinators for the organisation, and for each funder
    with a grant in it (`funders`) its people."""
    organisation = {account.organisation_id} & viewer.coordinates
    ours = [Party(funder_id=each) for each in viewer.reads_for.intersection(funders)]
    return frozenset([*map(Party, organisation), *ours])


def may_publish(viewer: Viewer, account: AnnualAccount, funders: Iterable[int]) -> bool:
    """Say yes for one's side to publishing what was signed, and take it back: all begin it, any ends it."""
    return bool(sides(viewer, account, funders))


def side_to_agree(
    viewer: Viewer, account: AnnualAccount, funders: Iterable[int], said: Collection[Assent]
) -> Party | None:
    """The side for which the viewer's yes is still wanted, after those that were `said`.

    Who belongs to several sides, also as a professional, says it for none: it takes two.
    """
    ours = sides(viewer, account, funders)
    belongs_to = ours | frozenset(map(Party, {account.organisation_id} & viewer.works_for))
    if len(belongs_to) > 1 or viewer.id in {each.person_id for each in said}:
        return None
    return next(iter(ours - {each.party for each in said}), None)


def may_ask_the_council(viewer: Viewer, account: AnnualAccount, proposed: Publication | None) -> bool:
    """Type the open question on the page of a place: the organisation's coordinators, until the version is proposed for
    publishing, so that all sides agree to the same words."""
    return proposed is None and account.organisation_id in viewer.coordinates


def may_manage_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Invite professionals and coordinators, keep the places, end a membership."""
    return organisation.id in viewer.coordinates


def may_invite_to_funder(viewer: Viewer, funder: Funder, giving_to: Iterable[int]) -> bool:
    """A colleague, or a coordinator of an organisation with a grant from it (`giving_to`: those organisations)."""
    return funder.id in viewer.reads_for or not viewer.coordinates.isdisjoint(giving_to)


def may_end_membership(viewer: Viewer, membership: Membership) -> bool:
    """A coordinator within the organisation, a colleague within the funder; anyone their own."""
    return (
        membership.person_id == viewer.id
        or membership.organisation_id in viewer.coordinates
        or membership.funder_id in viewer.reads_for
    )


def may_coordinate(viewer: Viewer) -> bool:
    """See the week of a team that is one's own to lead."""
    return bool(viewer.coordinates)


def may_nudge(viewer: Viewer, membership: Membership) -> bool:
    """A coordinator, a professional of the same organisation."""
    return membership.role == Role.PROFESSIONAL and membership.organisation_id in viewer.coordinates


def _is_shared() -> ColumnElement[bool]:
    return and_(col(Story.shared_number).is_not(None), col(Story.withdrawn_at).is_(None))


def _is_of_its_year() -> ColumnElement[bool]:
    """Of an account and a grant: that the grant is its organisation's, and runs in the account's year."""
    return and_(
        col(Grant.organisation_id) == col(AnnualAccount.organisation_id),
        extract("year", col(Grant.starts_on)) <= col(AnnualAccount.year),
        extract("year", col(Grant.ends_on)) >= col(AnnualAccount.year),
    )


def _is_in_its_scope() -> ColumnElement[bool]:
    """Of an account and a grant: that it is over that grant, over all of its funder or over all there are."""
    return or_(
        col(AnnualAccount.grant_id) == col(Grant.id),
        and_(col(AnnualAccount.grant_id).is_(None), col(AnnualAccount.funder_id) == col(Grant.funder_id)),
        and_(col(AnnualAccount.grant_id).is_(None), col(AnnualAccount.funder_id).is_(None)),
    )


def _holds_a_grant_of_our_funder(viewer: Viewer) -> ColumnElement[bool]:
    held = exists().where(_is_of_its_year(), _is_in_its_scope(), given_by_our_funder(viewer))
    return held.correlate(AnnualAccount)


def _is_sealed_for(viewer: Viewer) -> ColumnElement[bool]:
    """Of a sealed version and its account: that it is the whole of one's organisation, or one's funder's part."""
    whole = or_(col(SealedAccount.funder_id).is_(None), col(SealedAccount.funder_id) == col(AnnualAccount.funder_id))
    ours = and_(col(AnnualAccount.organisation_id).in_(viewer.works_for), whole)
    return or_(ours, col(SealedAccount.funder_id).in_(viewer.reads_for))


def _stands_for_our_funder(viewer: Viewer, grant_id: int | None) -> ColumnElement[bool]:
    """What `told_for` says, as a list of all such stories: quicker where all are wanted than to look at each story."""
    told = select(Version.story_id, Version.number).join(VersionGrant, col(VersionGrant.version_id) == col(Version.id))
    grants = select(Grant.id).where(given_by_our_funder(viewer), *([] if grant_id is None else [is_grant(grant_id)]))
    return tuple_(col(Story.id), col(Story.shared_number)).in_(told.where(col(VersionGrant.grant_id).in_(grants)))


def _is_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Of a story; a condition on each row and not a list of all of them, which would be as long as what others told."""
    own = col(Story.author_id) == viewer.id
    return or_(own, shared_in_our_organisation(viewer), shared_with_our_funder(viewer))


def _concerns(viewer: Viewer, funder_id: Any) -> ColumnElement[bool]:
    """Of what a funder did with a story, joined to it: within the organisation all, for a funder its own people's."""
    ours = or_(col(Story.author_id) == viewer.id, col(Story.organisation_id).in_(viewer.works_for))
    return and_(_is_seen(viewer), or_(ours, col(funder_id).in_(viewer.reads_for)))


def _is_of_an_account(viewer: Viewer, funder_id: Any) -> ColumnElement[bool]:
    """Of what a funder did with an account, joined to it."""
    seen = col(AnnualAccount.id).in_(visible_accounts(viewer).with_only_columns(col(AnnualAccount.id)))
    ours = col(AnnualAccount.organisation_id).in_(viewer.works_for)
    return and_(seen, or_(ours, col(funder_id).in_(viewer.reads_for)))


def _is_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Of a version, joined to its story."""
    own = col(Story.author_id) == viewer.id
    ours = and_(shared_in_our_organisation(viewer), col(Version.shared_at).is_not(None))
    standing = and_(shared_with_our_funder(viewer), col(Version.number) == col(Story.shared_number))
    return or_(own, ours, standing)
