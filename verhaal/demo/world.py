"""Those who live in the demo: the organisation, its funders, grants, places and people."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from verhaal.grants.models import Activity, Due, Grant, GrantPlace, Objective, Obligation, Place
from verhaal.people.models import Funder, Membership, Organisation, Person, Reminder, Role
from verhaal.stories.models import Story
from verhaal.week import AMSTERDAM, Week


class World:
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

    def leave(self, person: Person) -> None:
        """Some weeks after the last story."""
        last = self.session.exec(select(func.max(Story.created_at)).where(Story.author_id == person.id)).one()
        for membership in self.session.exec(select(Membership).where(Membership.person_id == person.id)):
            membership.end(min(last + timedelta(weeks=3), self.now))

    def _person(self, each: dict[str, Any]) -> Person:
        came = self.now - timedelta(weeks=each["weeks_here"]) if "weeks_here" in each else self.began
        person: Person = self.kept(Person(email=f"{each['key']}@verhaal.example", name=each["name"], created_at=came))
        funder = self.funders[each["funder"]] if each["role"] == Role.FUNDER else None
        self.kept(
            Membership(
                person_id=person.id,
                role=Role(each["role"]),
                organisation_id=None if funder else self.organisation.id,
                funder_id=funder.id if funder else None,
                since=came,
            )
        )
        if "reminder" in each:
            self.kept(Reminder(person_id=person.id, chosen_at=came, **each["reminder"]))
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
            objective = Objective(grant_id=grant.id, position=position, name=given["name"], target=given["target"],
                                  agreement=given.get("agreement", ""))  # fmt: skip
            self.objectives[given["key"]] = self.kept(objective)
        for position, text in enumerate(each["obligations"], 1):
            self.session.add(Obligation(grant_id=grant.id, position=position, text=text))
        for position, given in enumerate(each["due"], 1):
            month, day = map(int, given["on"].split("-"))
            due_on = date(year + given["next_year"], month, day)
            self.session.add(Due(grant_id=grant.id, position=position, what=given["what"], due_on=due_on,
                                 is_account=given["next_year"]))  # fmt: skip
        self.session.add_all(GrantPlace(grant_id=grant.id, place_id=self.places[key].id) for key in each["places"])
