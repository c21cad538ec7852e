"""Fill an empty database with the demo's world: `cast.toml` and the stories beside it."""

import random
import tomllib
import uuid
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from verhaal.grants.models import Activity, Due, Grant, GrantPlace, Objective, Obligation, Place
from verhaal.markdown import first_words
from verhaal.people.models import Funder, Membership, Organisation, Person, Role
from verhaal.reading.models import Answer, Reading, Response
from verhaal.stories.models import Contribution, Count, Outcome, Story, Version, VersionGrant
from verhaal.week import AMSTERDAM, Week

HERE = Path(__file__).parent


def is_empty(session: Session) -> bool:
    return session.exec(select(Person.id).limit(1)).first() is None


def read_world() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The cast, and every story with its author's key."""
    cast = tomllib.loads((HERE / "cast.toml").read_text("utf-8"))
    told = []
    for file in sorted((HERE / "stories").glob("*.toml")):
        sheet = tomllib.loads(file.read_text("utf-8"))
        told += [{"author": sheet["author"], **story} for story in sheet["story"]]
    return cast, told


def fill(session: Session, now: datetime) -> None:
    """Make the whole world as it stands at `now`; nothing in it lies later. The caller commits."""
    cast, told = read_world()
    world = _World(session, now, cast)
    current: dict[str, int] = {}
    for number, story in enumerate(told):
        if story.get("current"):
            story["weeks_back"] = current.get(story["author"], 0)
            current[story["author"]] = story["weeks_back"] + 1
        _Teller(world, story, number).tell()
    session.flush()


class _World:
    """The organisation, its funders, grants, places and people, each by the key of the cast."""

    def __init__(self, session: Session, now: datetime, cast: dict[str, Any]) -> None:
        self.session, self.now, self.week = session, now, Week.of(now)
        self.began = datetime.combine(date(self.week.year - 1, 1, 1), time(9), AMSTERDAM)
        self.organisation = self.kept(Organisation(name=cast["organisation"]["name"]))
        self.places = {
            each["key"]: self.kept(
                Place(organisation_id=self.organisation.id, name=each["name"], cbs_code=each.get("cbs_code"))
            )
            for each in cast["place"]
        }
        self.funders = {each["key"]: self.kept(Funder(name=each["name"], kind=each["kind"])) for each in cast["funder"]}
        self.activities: dict[str, Activity] = {}
        self.objectives: dict[str, Objective] = {}
        self.grants = {each["key"]: self._grant(each) for each in cast["grant"]}
        self.readers: dict[int, list[Person]] = {}
        self.people = {each["key"]: self._person(each) for each in cast["person"]}

    def kept(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def _person(self, each: dict[str, Any]) -> Person:
        person: Person = self.kept(
            Person(email=f"{each['key']}@verhaal.example", name=each["name"], created_at=self.began)
        )
        funder = self.funders[each["funder"]] if each["role"] == Role.FUNDER else None
        self.kept(
            Membership(
                person_id=person.id,
                role=Role(each["role"]),
                organisation_id=None if funder else self.organisation.id,
                funder_id=funder.id if funder else None,
                since=self.began,
            )
        )
        if funder:
            self.readers.setdefault(funder.id, []).append(person)
        return person

    def _grant(self, each: dict[str, Any]) -> Grant:
        """Runs over last year and this one, so that a full year of stories falls within it."""
        year = self.week.year
        grant: Grant = self.kept(
            Grant(
                organisation_id=self.organisation.id,
                funder_id=self.funders[each["funder"]].id,
                reference=each["reference"],
                title=each["title"],
                starts_on=date(year - 1, 1, 1),
                ends_on=date(year, 12, 31),
                amount_cents=each["amount"] * 100,
                created_at=self.began,
            )
        )
        self._agreements(grant, each, year)
        return grant

    def _agreements(self, grant: Grant, each: dict[str, Any], year: int) -> None:
        for position, given in enumerate(each["activities"], 1):
            activity = Activity(
                grant_id=grant.id,
                position=position,
                name=given["name"],
                unit=given["unit"],
                planned=given["planned"],
            )
            self.activities[given["key"]] = self.kept(activity)
        for position, given in enumerate(each["objectives"], 1):
            objective = Objective(grant_id=grant.id, position=position, name=given["name"], target=given["target"])
            self.objectives[given["key"]] = self.kept(objective)
        for position, text in enumerate(each["obligations"], 1):
            self.session.add(Obligation(grant_id=grant.id, position=position, text=text))
        for position, given in enumerate(each["due"], 1):
            month, day = map(int, given["on"].split("-"))
            due_on = date(year + given["next_year"], month, day)
            self.session.add(Due(grant_id=grant.id, position=position, what=given["what"], due_on=due_on))
        self.session.add_all(GrantPlace(grant_id=grant.id, place_id=self.places[key].id) for key in each["places"])


class _Teller:
    """One story, from its writing to the last answer under it."""

    def __init__(self, world: _World, given: dict[str, Any], number: int) -> None:
        self.world, self.given, self.number = world, given, number
        self.chance = random.Random(f"verhaal {number}")  # noqa: S311  (the same world every time)
        self.author = world.people[given["author"]]
        self.grants = [world.grants[key] for key in given["grants"]]
        self.week = self._week()
        self.told_at = self._told_at()

    def tell(self) -> None:
        is_draft = self.given.get("state") == "draft"
        story: Story = self.world.kept(
            Story(
                key=str(uuid.uuid5(uuid.NAMESPACE_OID, f"verhaal demo {self.number}")),
                author_id=self.author.id,
                organisation_id=self.world.organisation.id,
                created_at=self.told_at,
                draft_number=1 if is_draft else None,
                shared_number=None if is_draft else 1,
                shared_at=None if is_draft else self.told_at,
            )
        )
        version = self._version(story, 1, self.given["text"], None if is_draft else self.told_at)
        if is_draft:
            return
        self._readings(version)
        for response in self.given.get("response", []):
            self._response(story, version, response)
        corrected_at = self.told_at + timedelta(days=2, hours=3)
        if "corrected" in self.given and corrected_at <= self.world.now:
            second = self._version(story, 2, self.given["corrected_text"], corrected_at, self.given["corrected"])
            story.shared_number = 2
            self._readings(second)
        withdrawn_at = self.told_at + timedelta(days=16)
        if "withdrawn" in self.given and withdrawn_at <= self.world.now:
            story.withdraw(self.given["withdrawn"], withdrawn_at)

    def _week(self) -> Week:
        if self.given.get("current"):
            return self.world.week.back(self.given["weeks_back"])
        if self.given.get("state") == "draft":
            return self.world.week
        this_year = Week(self.world.week.year, self.given["week"])
        return this_year if this_year < self.world.week else Week(this_year.year - 1, this_year.number)

    def _told_at(self) -> datetime:
        """Thursday or Friday of the week, in working hours; for this week some time before now."""
        day = self.week.monday + timedelta(days=self.chance.choice((3, 3, 4, 4, 4)))
        clock = time(self.chance.randrange(10, 17), self.chance.randrange(60))
        moment = datetime.combine(day, clock, AMSTERDAM)
        return min(moment, self.world.now - timedelta(minutes=15 + 7 * (self.number % 12)))

    def _version(
        self, story: Story, number: int, text: str, shared_at: datetime | None, change_note: str = ""
    ) -> Version:
        text, place = text.strip(), self.given.get("place")
        version: Version = self.world.kept(
            Version(
                story_id=story.id,
                number=number,
                year=self.week.year,
                week_number=self.week.number,
                place_id=self.world.places[place].id if place else None,
                title=self.given.get("title") or first_words(text),
                text=text,
                is_setback=self.given.get("setback", False),
                change_note=change_note,
                saved_at=shared_at or self.told_at,
                shared_at=shared_at,
            )
        )
        self._beside(version)
        return version

    def _beside(self, version: Version) -> None:
        add = self.world.session.add
        for grant in self.grants:
            add(VersionGrant(version_id=version.id, grant_id=grant.id))
        for position, given in enumerate(self.given.get("outcome", []), 1):
            objective = self.world.objectives[given["objective"]].id if "objective" in given else None
            said = {key: given.get(key, "") for key in ("whom", "change", "significance")}
            contribution = Contribution(given["contribution"])
            add(Outcome(
                version_id=version.id, position=position, contribution=contribution, objective_id=objective, **said
            ))  # fmt: skip
        for position, given in enumerate(self.given.get("count", []), 1):
            activity = self.world.activities[given["activity"]]
            add(Count(version_id=version.id, position=position, amount=given["amount"],
                      unit=activity.unit, activity_id=activity.id))  # fmt: skip

    def _readings(self, version: Version) -> None:
        """Most of a funder's people read most stories, some days later."""
        for funder_id in {grant.funder_id for grant in self.grants}:
            for reader in self.world.readers[funder_id]:
                days, chance = self.chance.randrange(1, 21), self.chance.random()
                if chance < 0.8:
                    self._read(version, reader, funder_id, self._later(version.shared_at or self.told_at, days))

    def _read(self, version: Version, reader: Person, funder_id: int, read_at: datetime) -> None:
        if read_at <= self.world.now:
            self.world.session.add(
                Reading(version_id=version.id, person_id=reader.id, funder_id=funder_id, read_at=read_at)
            )
            self.world.session.flush()

    def _response(self, story: Story, version: Version, given: dict[str, Any]) -> None:
        person = self.world.people[given["by"]]
        funder_id = next(funder for funder, readers in self.world.readers.items() if person in readers)
        said_at = self._later(self.told_at, given["days"])
        if said_at > self.world.now:
            return
        self._has_read_before(version, person, funder_id, said_at)
        response: Response = self.world.kept(
            Response(
                key=str(uuid.uuid5(uuid.NAMESPACE_OID, f"verhaal response {story.id} {given['text']}")),
                story_id=story.id,
                version_id=version.id,
                person_id=person.id,
                funder_id=funder_id,
                kind=given["kind"],
                text=given["text"].strip(),
                created_at=said_at,
            )
        )
        answered_at = self._later(said_at, given.get("answer_days", 3))
        if "answer" in given and answered_at <= self.world.now:
            self._answer(response, given["answer"].strip(), answered_at)

    def _answer(self, response: Response, text: str, at: datetime) -> None:
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"verhaal answer {response.key}"))
        self.world.session.add(
            Answer(key=key, response_id=response.id, person_id=self.author.id, text=text, created_at=at)
        )

    def _has_read_before(self, version: Version, person: Person, funder_id: int, said_at: datetime) -> None:
        """Who answers has read."""
        row = self.world.session.exec(
            select(Reading).where(Reading.version_id == version.id, Reading.person_id == person.id)
        ).first()
        moment = said_at - timedelta(minutes=self.chance.randrange(4, 40))
        if row is None:
            self._read(version, person, funder_id, moment)
        elif row.read_at > moment:
            row.read_at = moment

    def _later(self, moment: datetime, days: int) -> datetime:
        """In working hours, some days on."""
        day = moment.astimezone(AMSTERDAM).date() + timedelta(days=days)
        return datetime.combine(day, time(self.chance.randrange(9, 17), self.chance.randrange(60)), AMSTERDAM)
