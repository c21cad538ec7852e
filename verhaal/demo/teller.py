"""A story of the demo, from its writing to the last answer under it."""

import random
import uuid
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import select

from verhaal.demo import deeds
from verhaal.demo.world import World
from verhaal.markdown import first_words
from verhaal.people.models import Person
from verhaal.reading.models import Answer, Reading, Response, ResponseKind
from verhaal.stories.laying import lay
from verhaal.stories.models import Contribution, Count, Outcome, Story, Version, VersionGrant
from verhaal.week import AMSTERDAM, Week


class Teller:
    """One story, from its writing to the last answer under it."""

    def __init__(self, world: World, given: dict[str, Any], number: int) -> None:
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
        version = self._corrected(story) or version
        lay(self.world.session, story, version)
        withdrawn_at = self.told_at + timedelta(days=16)
        is_withdrawn = "withdrawn" in self.given and withdrawn_at <= self.world.now
        self._readings(version, withdrawn_at if is_withdrawn else self.world.now)
        for response in self.given.get("response", []):
            self._response(story, version, response)
        for given in self.given.get("note", []):
            deeds.note(self.world, story, given, self._later(self.told_at, given["days"]))
        if is_withdrawn:
            story.withdraw(self.given["withdrawn"], withdrawn_at)

    def _corrected(self, story: Story) -> Version | None:
        """The version that everyone reads, where it was corrected: within hours, before anyone had read the first."""
        at = self.told_at + timedelta(hours=3)
        if "corrected" not in self.given or at > self.world.now:
            return None
        story.shared_number = 2
        return self._version(story, 2, self.given["corrected_text"], at, self.given["corrected"])

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
                recurrence=self.given.get("recurrence"),
                saved_at=shared_at or self.told_at,
                writing_seconds=90 + 2 * len(text.split()) + self.number * 37 % 120,
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

    def _readings(self, version: Version, until: datetime) -> None:
        """Most of a funder's people read most stories, some days later."""
        for funder_id in sorted({grant.funder_id for grant in self.grants}):
            for reader in self.world.readers[funder_id]:
                days, chance = self.chance.randrange(1, 21), self.chance.random()
                read_at = self._later(version.shared_at or self.told_at, days)
                if chance < 0.8 and read_at <= until:
                    self._read(version, reader, funder_id, read_at)

    def _read(self, version: Version, reader: Person, funder_id: int, read_at: datetime) -> None:
        self.world.kept(Reading(version_id=version.id, person_id=reader.id, funder_id=funder_id, read_at=read_at))

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
        if response.kind == ResponseKind.COMMITMENT:
            deeds.take_on(self.world, response, given)
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
