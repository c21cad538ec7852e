"""Plain functions that make what a test needs; the fixed cast of every test stands here."""

import json
import secrets
import tempfile
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, col, select

from verhaal import access
from verhaal.annual import actions as accounting
from verhaal.annual import choices, confirming
from verhaal.annual.changes import Desk
from verhaal.annual.models import AnnualAccount, ChosenStory, OutcomeConfirmation, SealedAccount, State
from verhaal.config import Settings
from verhaal.dilemmas.models import Dilemma
from verhaal.draws import actions as drawing
from verhaal.draws.models import Draw, Party
from verhaal.exports.models import PrintJob, Stage
from verhaal.exports.queries import made_of
from verhaal.files import Files
from verhaal.grants.models import Activity, Due, Grant, GrantPlace, Objective, Obligation, Place
from verhaal.people.models import Funder, FunderKind, Membership, Organisation, Person, Role, SignIn
from verhaal.people.tokens import hashed
from verhaal.reading.models import Answer, Commitment, Note, Reading, Response, ResponseKind
from verhaal.reading.sieve import Sieve
from verhaal.sealing.key import Key, key_of
from verhaal.settling import actions as concluding
from verhaal.settling import signing
from verhaal.settling.models import AccountQuestion, Decision, Settlement
from verhaal.stories.laying import lay
from verhaal.stories.models import (
    Contribution,
    Count,
    Outcome,
    Photo,
    Sheet,
    Story,
    Version,
    VersionGrant,
    VersionPhoto,
)  # fmt: skip
from verhaal.storylines.models import Storyline, StorylineStory
from verhaal.week import Week, day_of

REASONS = "De activiteiten vonden plaats zoals afgesproken. Waar dat anders liep, legt het verslag het uit."


def kept(session: Session, row: SQLModel) -> None:
    session.add(row)
    session.flush()


@dataclass
class Cast:
    organisation: Organisation
    other_organisation: Organisation
    funder_party: Funder
    other_funder_party: Funder
    author: Person
    colleague: Person
    coordinator: Person
    funder: Person
    other_funder: Person
    stranger: Person  # another organisation's coordinator
    grant: Grant
    other_grant: Grant  # of the same organisation, by the other funder
    foreign_grant: Grant  # of the other organisation, by the other funder
    place: Place
    activity: Activity
    objective: Objective
    obligation: Obligation


def make_cast(session: Session, now: datetime) -> Cast:
    ours, theirs = organisation(session, "De Brede Stoep"), organisation(session, "Het Andere Huis")
    city, housing = funder(session, "Gemeente Voorbeeld"), funder(session, "Woonstichting Elders")
    grant = make_grant(session, ours, city, "SB-1", now)
    place = make_place(session, ours, "Overvecht", grant)
    activity = Activity(grant_id=grant.id, position=1, name="Inloop", unit="bezoeken", planned=100)
    objective = Objective(grant_id=grant.id, position=1, name="Buren kennen elkaar", target="Twee groepen.")
    obligation = Obligation(grant_id=grant.id, position=1, text="Vrij toegankelijk.")
    for row in (activity, objective, obligation):
        kept(session, row)
    kept(session, Due(grant_id=grant.id, position=1, what="Jaarverantwoording", due_on=date(2027, 4, 15)))
    return Cast(
        organisation=ours,
        other_organisation=theirs,
        funder_party=city,
        other_funder_party=housing,
        author=person(session, "Anna Auteur", now, Role.PROFESSIONAL, ours),
        colleague=person(session, "Cor Collega", now, Role.PROFESSIONAL, ours),
        coordinator=person(session, "Coba Coördinator", now, Role.COORDINATOR, ours),
        funder=person(session, "Femke Financier", now, Role.FUNDER, city),
        other_funder=person(session, "Otto Overig", now, Role.FUNDER, housing),
        stranger=person(session, "Stien Vreemd", now, Role.COORDINATOR, theirs),
        grant=grant,
        other_grant=make_grant(session, ours, housing, "LB-2", now),
        foreign_grant=make_grant(session, theirs, housing, "LB-3", now),
        place=place,
        activity=activity,
        objective=objective,
        obligation=obligation,
    )


def organisation(session: Session, name: str) -> Organisation:
    made = Organisation(name=name)
    kept(session, made)
    return made


def funder(session: Session, name: str, kind: FunderKind = FunderKind.MUNICIPALITY) -> Funder:
    made = Funder(name=name, kind=kind)
    kept(session, made)
    return made


def person(
    session: Session,
    name: str,
    now: datetime,
    role: Role | None = None,
    party: Organisation | Funder | None = None,
) -> Person:
    """A person, with a membership where a role and a party are given."""
    made = Person(email=f"{name.split(maxsplit=1)[0].lower()}@example.org", name=name, created_at=now)
    kept(session, made)
    if role and party:
        member(session, made, role, party, now)
    return made


def member(session: Session, who: Person, role: Role, party: Organisation | Funder, now: datetime) -> Membership:
    made = Membership(
        person_id=who.id,
        role=role,
        organisation_id=party.id if isinstance(party, Organisation) else None,
        funder_id=party.id if isinstance(party, Funder) else None,
        since=now,
    )
    kept(session, made)
    return made


def memberships_of(session: Session, who: Person) -> list[Membership]:
    return list(session.exec(select(Membership).where(Membership.person_id == who.id)))


def make_grant(session: Session, ours: Organisation, by: Funder, reference: str, now: datetime) -> Grant:
    made = Grant(
        organisation_id=ours.id,
        funder_id=by.id,
        reference=reference,
        title=f"Samen leven {reference}",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        amount_cents=12_500_000,
        created_at=now,
    )
    kept(session, made)
    return made


def make_place(session: Session, ours: Organisation, name: str, *grants: Grant) -> Place:
    made = Place(organisation_id=ours.id, name=name)
    kept(session, made)
    for grant in grants:
        kept(session, GrantPlace(grant_id=grant.id, place_id=made.id))
    return made


def draft(
    session: Session,
    cast: Cast,
    now: datetime,
    *,
    text: str = "De buurvrouwen zetten zelf de stoelen klaar.",
    title: str = "Stoelen",
    grants: tuple[Grant, ...] | None = None,
    author: Person | None = None,
    is_setback: bool = False,
) -> Story:
    """A draft of the cast's author for the cast's grant."""
    story = Story(
        key=str(uuid.uuid4()),
        author_id=(author or cast.author).id,
        organisation_id=cast.organisation.id,
        created_at=now,
        draft_number=1,
    )
    kept(session, story)
    add_version(session, story, cast, now, number=1, text=text, title=title, grants=grants, is_setback=is_setback)
    return story


def add_version(
    session: Session,
    story: Story,
    cast: Cast,
    now: datetime,
    *,
    number: int,
    text: str,
    title: str = "Stoelen",
    grants: tuple[Grant, ...] | None = None,
    is_setback: bool = False,
) -> Version:
    week = Week.of(now)
    version = Version(
        story_id=story.id,
        number=number,
        year=week.year,
        week_number=week.number,
        place_id=cast.place.id,
        title=title,
        text=text,
        is_setback=is_setback,
        saved_at=now,
    )
    kept(session, version)
    for grant in (cast.grant,) if grants is None else grants:
        kept(session, VersionGrant(version_id=version.id, grant_id=grant.id))
    return version


def shared(session: Session, cast: Cast, now: datetime, **draft_of: object) -> Story:
    """A shared story, with one outcome and one count."""
    story = draft(session, cast, now, **draft_of)  # type: ignore[arg-type]
    version = version_of(session, story, 1)
    version.share(now)
    story.draft_number, story.shared_number, story.shared_at = None, 1, now
    kept(
        session,
        Outcome(
            version_id=version.id,
            position=1,
            whom="drie buurvrouwen",
            change="Ze openen zelf de zaal.",
            significance="Vroeger deden wij dat.",
            contribution=Contribution.RESIDENTS,
            objective_id=cast.objective.id,
        ),
    )
    kept(
        session,
        Count(version_id=version.id, position=1, amount=14, unit="bezoeken", activity_id=cast.activity.id),
    )
    session.add(story)
    lay(session, story, version)
    session.flush()
    return story


def corrected(session: Session, cast: Cast, now: datetime, text: str = "De buurmannen hielpen ook.") -> Story:
    """A shared story whose second version stands."""
    story = shared(session, cast, now - timedelta(days=2))
    version = add_version(session, story, cast, now, number=2, text=text)
    version.change_note = "De buurmannen waren vergeten."
    version.share(now)
    story.shared_number = 2
    lay(session, story, version)
    session.flush()
    return story


def withdrawn(session: Session, cast: Cast, now: datetime) -> Story:
    story = shared(session, cast, now)
    story.withdraw("Op verzoek van de bewoner.", now)
    session.flush()
    return story


def storyline(session: Session, cast: Cast, now: datetime, *stories: Story, title: str = "") -> Storyline:
    """A line of these stories, or of one new one."""
    made = Storyline(organisation_id=cast.organisation.id, title=title, created_at=now)
    kept(session, made)
    for story in stories or (shared(session, cast, now, text="Een uniek merkteken in de lijn."),):
        kept(
            session,
            StorylineStory(story_id=story.id, storyline_id=made.id, by_id=story.author_id, added_at=now),
        )
    return made


def photo(session: Session, files: Files, version: Version, now: datetime, alt: str = "Drie stoelen") -> Photo:
    """A photo in a version, whose files are small stand-ins."""
    made = Photo(
        story_id=version.story_id,
        key=str(uuid.uuid4()),
        name=secrets.token_hex(32),
        width=2048,
        height=1536,
        created_at=now,
    )
    kept(session, made)
    kept(session, VersionPhoto(version_id=version.id, photo_id=made.id, position=1, alt=alt))
    for name in made.files:
        files.put(name, b"uniek merkteken in een foto", "image/jpeg")
    return made


def version_of(session: Session, story: Story, number: int) -> Version:
    return session.exec(select(Version).where(Version.story_id == story.id, Version.number == number)).one()


def read_by(session: Session, story: Story, who: Person, party: Funder, now: datetime) -> Reading:
    version = version_of(session, story, story.shared_number or 1)
    made = Reading(version_id=version.id, person_id=who.id, funder_id=party.id, read_at=now)
    kept(session, made)
    return made


def response(
    session: Session,
    story: Story,
    who: Person,
    party: Funder,
    now: datetime,
    text: str = "Hoe ging het verder?",
    kind: ResponseKind = ResponseKind.QUESTION,
) -> Response:
    made = Response(
        key=str(uuid.uuid4()),
        story_id=story.id,
        version_id=version_of(session, story, story.shared_number or 1).id,
        person_id=who.id,
        funder_id=party.id,
        kind=kind,
        text=text,
        created_at=now,
    )
    kept(session, made)
    return made


def answer(session: Session, to: Response, who: Person, now: datetime, text: str = "Het ging goed.") -> Answer:
    made = Answer(key=str(uuid.uuid4()), response_id=to.id, person_id=who.id, text=text, created_at=now)
    kept(session, made)
    return made


def commitment(
    session: Session,
    to: Response,
    now: datetime,
    *,
    what: str = "De lamp bij de ingang laten maken.",
    days: int = 30,
    who: str = "afdeling Beheer",
) -> Commitment:
    """What was taken on in a response, to be done within so many days; a day that is past makes it late."""
    made = Commitment(response_id=to.id, what=what, who=who, due_on=day_of(now) + timedelta(days=days))
    to.kind = ResponseKind.COMMITMENT
    session.add(to)
    kept(session, made)
    return made


def promised(
    session: Session, cast: Cast, now: datetime, story: Story | None = None, *, days: int = 30, what: str = ""
) -> Commitment:
    """The funder took something on about the author's story, or about this one."""
    told = story or shared(session, cast, now)
    said = response(session, told, cast.funder, cast.funder_party, now, "Dat pak ik op.", ResponseKind.COMMITMENT)
    return commitment(session, said, now, days=days, **({"what": what} if what else {}))


def note(
    session: Session, about: Story, who: Person, party: Funder, now: datetime, text: str = "Bespreken met Beheer."
) -> Note:
    made = Note(key=str(uuid.uuid4()), story_id=about.id, funder_id=party.id, person_id=who.id, text=text,
                created_at=now)  # fmt: skip
    kept(session, made)
    return made


def sheet(session: Session, who: Person, now: datetime, text: str = "Apart bewaard.", key: str = "") -> Sheet:
    """What someone typed and that is in no draft."""
    typed = [["text", text], ["week", str(Week.of(now))], ["place", ""], ["counts-0-activity", ""],
             ["outcomes-0-contribution", ""], ["outcomes-0-objective", ""]]  # fmt: skip
    made = Sheet(
        author_id=who.id,
        key=key or str(uuid.uuid4()),
        sheet=str(uuid.uuid4()),
        typed=1,
        fields=json.dumps(typed),
        saved_at=now,
    )
    kept(session, made)
    return made


def dilemma(
    session: Session,
    cast: Cast,
    now: datetime,
    *,
    text: str = "Mag ik dit aan de broer vertellen?",
    story: Story | None = None,
    author: Person | None = None,
) -> Dilemma:
    made = Dilemma(
        key=str(uuid.uuid4()),
        author_id=(author or cast.author).id,
        story_id=story.id if story else None,
        text=text,
        created_at=now,
        saved_at=now,
    )
    kept(session, made)
    return made


def draw(
    session: Session, who: Person, party: Organisation | Funder, asked: Sieve, now: datetime, wanted: int = 10
) -> Draw:
    """A draw by one of a party's people, from what the filter lets through."""
    ours = Party(organisation_id=party.id) if isinstance(party, Organisation) else Party(funder_id=party.id)
    wish = drawing.Wish(ours, asked, wanted, str(uuid.uuid4()))
    made = drawing.draw(session, access.viewer_of(session, who), wish, now)
    assert made
    return made


def account(
    session: Session, cast: Cast, now: datetime, grant: Grant | None = None, state: State = State.DRAFT
) -> AnnualAccount:
    """The account of the grant's year, begun by the coordinator, and brought to a state by its steps."""
    viewer, grant = access.viewer_of(session, cast.coordinator), grant or cast.grant
    made = accounting.begin(session, viewer, grant.organisation_id, 2026, now, grant=grant)
    return brought(session, cast, made, state, now)


def brought(session: Session, cast: Cast, of: AnnualAccount, state: State, now: datetime) -> AnnualAccount:
    """Step by step: offered, signed by the coordinator, settled as granted on each of its grants."""
    viewer = access.viewer_of(session, cast.coordinator)
    here, wanted = list(State).index(of.state), list(State).index(state)
    for each in list(State)[here + 1 : wanted + 1]:
        if each == State.OFFERED:
            concluding.offer(session, of, of.revision, now)
        elif each == State.SIGNED:
            shown = signing.fingerprint(session, viewer, of, day_of(now))
            by = signing.Signature("Coba Coördinator, teamleider", of.revision, shown)
            signing.sign(session, viewer, of, by, sealing_key(), now)
        else:
            for grant_id in concluding.unsettled(session, of):
                settlement(session, cast, of, session.get_one(Grant, grant_id), now)
    session.flush()
    return of


def settlement(
    session: Session, cast: Cast, of: AnnualAccount, grant: Grant, now: datetime, reasons: str = REASONS
) -> Settlement:
    """The funder settles a signed grant as it was granted."""
    who = cast.funder if grant.funder_id == cast.funder_party.id else cast.other_funder
    sealed = session.exec(
        select(SealedAccount).where(SealedAccount.account_id == of.id, SealedAccount.number == of.number,
                                    SealedAccount.funder_id == grant.funder_id)
    ).one()  # fmt: skip
    made = Settlement(account_id=of.id, sealed_id=sealed.id, grant_id=grant.id, decision=Decision.AS_GRANTED,
                      amount_cents=grant.amount_cents, reasons=reasons, person_id=who.id, settled_at=now)  # fmt: skip
    concluding.settle(session, of, made)
    return made


def question(
    session: Session, of: AnnualAccount, who: Person, party: Funder, now: datetime, text: str = "Waarom zo weinig?"
) -> AccountQuestion:
    """What a funder's person asks about an account as a whole."""
    made = AccountQuestion(key=str(uuid.uuid4()), account_id=of.id, number=of.number, funder_id=party.id,
                           person_id=who.id, text=text, asked_at=now)  # fmt: skip
    kept(session, made)
    return made


@cache
def sealing_key() -> Key:
    """A key in a folder of its own, made once."""
    return key_of(Settings(data_folder=Path(tempfile.mkdtemp(prefix="verhaal-key-"))))


def print_job(
    session: Session,
    of: AnnualAccount,
    who: Person,
    now: datetime,
    files: Files | None = None,
    content: bytes = b"%PDF",
) -> PrintJob:
    """A PDF that somebody asked for; with a place for files it is ready and lies there."""
    viewer = access.viewer_of(session, who)
    job = PrintJob(account_id=of.id, person_id=who.id, format="pdf", made_of=made_of(session, viewer, of), asked_at=now,
                   alive_at=now)  # fmt: skip
    if files:
        job.stage, job.kept_as, job.file_name = Stage.READY, f"print-{secrets.token_hex(32)}.pdf", "account.pdf"
        files.put(job.kept_as, content, "application/pdf")
    kept(session, job)
    return job


def desk(session: Session, cast: Cast, now: datetime, who: Person | None = None) -> Desk:
    """Where a coordinator composes the account of the cast's grant."""
    return Desk(session, access.viewer_of(session, who or cast.coordinator), cast.grant, 2026, now)


def chosen(
    session: Session,
    cast: Cast,
    story: Story,
    now: datetime,
    why: str = "Dit zegt het meest.",
    who: Person | None = None,
) -> ChosenStory:
    """A story that a coordinator chose to stand first under the cast's objective."""
    choices.choose(desk(session, cast, now, who), cast.objective.id, story.id, why)
    session.flush()
    return next(each for each in choices.chosen(session, cast.grant, 2026) if each.story_id == story.id)


def outcome_of(session: Session, story_id: int) -> int:
    """The number of the first outcome that a story tells."""
    told = select(Outcome.id).join(Version, col(Version.id) == col(Outcome.version_id))
    return session.exec(told.where(Version.story_id == story_id).order_by(col(Outcome.id))).first() or 1


def confirmation(
    session: Session, cast: Cast, story_id: int, now: datetime, who: str = "de schoolleider"
) -> OutcomeConfirmation:
    """Of the first outcome that a story tells."""
    made = OutcomeConfirmation(
        key=str(uuid.uuid4()), outcome_id=outcome_of(session, story_id), who=who, relation="ziet het elke dag",
        confirmed_on=day_of(now), words="Dat is echt zo.", person_id=cast.coordinator.id, added_at=now,
    )  # fmt: skip
    confirming.confirm(desk(session, cast, now), made)
    session.flush()
    return made


def begun(coordinator: FlaskClient, cast: Cast, year: int = 2026) -> str:
    """The address of the account of the grant's year, which a coordinator begins by pressing the button."""
    return coordinator.post(f"/grants/{cast.grant.id}/accounts/{year}").headers["Location"]


def signed_in_as(session: Session, who: Person, now: datetime) -> str:
    """A sign-in row for the person; returns the token that its cookie carries."""
    token = secrets.token_urlsafe(32)
    kept(
        session,
        SignIn(person_id=who.id, token_hash=hashed(token), created_at=now, expires_at=now + timedelta(days=1)),
    )
    return token
