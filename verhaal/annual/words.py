"""What in a year's account asks for the organisation's own words."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from verhaal.annual.models import Subject
from verhaal.annual.queries import Said
from verhaal.grants.queries import Decision


class Topic(NamedTuple):
    subject: Subject
    id: int  # of the activity, objective or obligation; or else of the grant
    section: str  # of the account, where the words stand
    title: str
    ask: str
    said: Said | None  # so far

    @property
    def anchor(self) -> str:
        """Of the words on the page of the account."""
        return f"words-{self.subject}-{self.id}"

    @property
    def text(self) -> str:
        return self.said.text if self.said else ""


def topics(decision: Decision, said: Mapping[tuple[Subject, int], Said]) -> list[Topic]:
    """Every topic of a grant and year, in the order of the account, with what `queries.words` found on it."""
    asked = [
        (Subject.ACTIVITY, each.id, "deviations", each.name, _("Why was it more or less than agreed?"))
        for each in decision.activities
        if each.planned is not None
    ]
    asked += [
        (Subject.OBJECTIVE, each.id, "deviations", each.name, _("How far was it reached, and why?"))
        for each in decision.objectives
    ]
    asked += [
        (Subject.OBLIGATION, each.id, "obligations", each.text, _("Was it met, and how?"))
        for each in decision.obligations
    ]
    asked += [
        (
            Subject.LESSONS,
            decision.grant.id,
            "setbacks",
            _("What we learned"),
            _("What will you do otherwise next year?"),
        ),
        (
            Subject.RESIDENTS,
            decision.grant.id,
            "residents",
            _("Residents' own words"),
            _("What did residents say, with their yes?"),
        ),
        (
            Subject.FINANCIAL,
            decision.grant.id,
            "financial",
            _("Financial report"),
            _("Where does the financial report stand?"),
        ),
    ]
    return [Topic(*each, said=said.get((each[0], each[1]))) for each in asked]
