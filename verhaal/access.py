"""Who may see what, and who may do what; decided nowhere else.

Seeing is a SELECT: every list and page starts from a `visible_…` query, so they cannot disagree, and what one
cannot see is 404. Doing is a predicate on something already seen: what one may see but not do is 403.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from verhaal.dilemmas.models import Dilemma
from verhaal.grants.models import Grant, Place
from verhaal.people.models import Funder, Invitation, Membership, Organisation, Person, Reminder, Role, SignIn
from verhaal.reading.models import Reading, Response
from verhaal.stories.models import Photo, Sheet, Story, Version, VersionGrant, VersionPhoto
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


def visible_stories(viewer: Viewer) -> SelectOfScalar[Story]:
    """Own stories in any state; shared ones of one's organisation; those shared with one's funder."""
    return select(Story).where(_is_visible(viewer))


def stories_to_read(viewer: Viewer) -> SelectOfScalar[Story]:
    """The reading table: what was shared with one's funder."""
    return select(Story).where(shared_with_our_funder(viewer))


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


def is_grant(grant_id: int) -> ColumnElement[bool]:
    return col(Grant.id) == grant_id


def given_by_our_funder(viewer: Viewer) -> ColumnElement[bool]:
    return col(Grant.funder_id).in_(viewer.reads_for)


def visible_responses(viewer: Viewer) -> SelectOfScalar[Response]:
    """Those to stories one sees: within the organisation all, for a funder only its own."""
    ours = or_(col(Story.author_id) == viewer.id, col(Story.organisation_id).in_(viewer.works_for))
    return (
        select(Response)
        .join(Story, col(Story.id) == col(Response.story_id))
        .where(_is_visible(viewer), or_(ours, col(Response.funder_id).in_(viewer.reads_for)))
    )


def visible_readings(viewer: Viewer) -> SelectOfScalar[Reading]:
    """Within the organisation all readings of stories one sees; for a funder those of its own people."""
    ours = or_(col(Story.author_id) == viewer.id, col(Story.organisation_id).in_(viewer.works_for))
    return (
        select(Reading)
        .join(Version, col(Version.id) == col(Reading.version_id))
        .join(Story, col(Story.id) == col(Version.story_id))
        .where(_is_visible(viewer), or_(ours, col(Reading.funder_id).in_(viewer.reads_for)))
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


def own_sign_ins(viewer: Viewer) -> SelectOfScalar[SignIn]:
    return select(SignIn).where(SignIn.person_id == viewer.id, col(SignIn.ended_at).is_(None))


def own_dilemmas(viewer: Viewer) -> SelectOfScalar[Dilemma]:
    """The only way to a dilemma note, and only its author's: no role, organisation or funder opens one."""
    return select(Dilemma).where(Dilemma.author_id == viewer.id)


def own_reminder(viewer: Viewer) -> SelectOfScalar[Reminder]:
    return select(Reminder).where(Reminder.person_id == viewer.id)


def visible_nudges(viewer: Viewer) -> SelectOfScalar[Nudge]:
    """Those sent in the organisations that one coordinates."""
    return select(Nudge).where(col(Nudge.organisation_id).in_(viewer.coordinates))


# Doing


def may_tell(viewer: Viewer) -> bool:
    return bool(viewer.tells_for)


def may_keep_dilemmas(viewer: Viewer) -> bool:
    """Begin a note: who tells stories. Own notes stay one's own, also after one has left."""
    return bool(viewer.tells_for)


def may_read_for_a_funder(viewer: Viewer) -> bool:
    return bool(viewer.reads_for)


def is_own(viewer: Viewer, story: Story) -> bool:
    return story.author_id == viewer.id


def may_edit(viewer: Viewer, story: Story) -> bool:
    """The author works on the draft, of a new story or of a correction; a withdrawn one rests."""
    return story.author_id == viewer.id and story.draft_number is not None and story.withdrawn_at is None


def may_correct(viewer: Viewer, story: Story) -> bool:
    return story.author_id == viewer.id and story.is_shared


def may_withdraw(viewer: Viewer, story: Story) -> bool:
    return story.author_id == viewer.id and story.is_shared


def may_respond(viewer: Viewer, story: Story, funders: Iterable[int]) -> bool:
    """A funder's person, to a story shared with that funder (`funders`: those whose grants it is told for)."""
    return story.is_shared and not viewer.reads_for.isdisjoint(funders)


def may_answer(viewer: Viewer, story: Story, response: Response) -> bool:
    """The author, and the funder's people whose words they are."""
    return story.is_shared and (story.author_id == viewer.id or response.funder_id in viewer.reads_for)


def may_add_grant(viewer: Viewer) -> bool:
    return bool(viewer.coordinates)


def may_edit_grant(viewer: Viewer, grant: Grant) -> bool:
    return grant.organisation_id in viewer.coordinates


def may_account(viewer: Viewer, grant: Grant) -> bool:
    """Compose and export the annual account: the organisation's coordinators, until it is offered."""
    return grant.organisation_id in viewer.coordinates


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


def _is_visible(viewer: Viewer) -> ColumnElement[bool]:
    """Of a story. A condition on the rows at hand: as a list of all that one sees it would grow with everyone's."""
    own = col(Story.author_id) == viewer.id
    return or_(own, shared_in_our_organisation(viewer), shared_with_our_funder(viewer))


def _is_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Of a version, joined to its story."""
    own = col(Story.author_id) == viewer.id
    ours = and_(shared_in_our_organisation(viewer), col(Version.shared_at).is_not(None))
    standing = and_(shared_with_our_funder(viewer), col(Version.number) == col(Story.shared_number))
    return or_(own, ours, standing)
