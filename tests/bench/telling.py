"""Stories in bulk, with their versions, outcomes, counts, and what funders did with them."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from tests.bench.bulk import Bulk, Row, moment
from tests.bench.words import Teller
from verhaal.reading.models import Answer, Reading, Response, ResponseKind
from verhaal.stories.models import Contribution, Count, Laid, Outcome, Story, Version, VersionGrant
from verhaal.week import Week

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WEEKS = 200  # over which the stories lie, up to NOW
TELLERS, READERS = 5, 3  # per organisation, per funder; an organisation has a coordinator before them
PER_GRANT = 3  # activities and objectives; and so many grants per organisation
PLACES = 4  # per organisation

CONTRIBUTIONS = [each.value for each in Contribution]
# A commitment is more than a response: it has a row of its own, which what makes those may add.
KINDS = [each.value for each in ResponseKind if each != ResponseKind.COMMITMENT]

STORY = "id key author_id organisation_id created_at draft_number shared_number shared_at withdrawn_at"
VERSION = (
    "id story_id number year week_number place_id title text is_setback change_note saved_at shared_at writing_seconds"
)
OUTCOME = "version_id position whom change contribution objective_id"
COUNT = "version_id position amount unit activity_id"
READING = "version_id person_id funder_id read_at"
RESPONSE = "id key story_id version_id person_id funder_id kind text created_at"
ANSWER = "key response_id person_id text created_at"


class Size(NamedTuple):
    stories: int
    organisations: int = 200
    funders: int = 60

    def readers_of(self, funder: int) -> range:
        first = self.organisations * (TELLERS + 1) + (funder - 1) * READERS + 1
        return range(first, first + READERS)


class Shared(NamedTuple):
    """What was shared with funders, as far as their answer needs it."""

    story: int
    version: int
    author: int
    funders: list[int]
    at: datetime


class Telling:
    def __init__(self, bulk: Bulk, size: Size, rng: random.Random, funder_of: dict[int, int]) -> None:
        self.bulk, self.size, self.rng, self.teller = bulk, size, rng, Teller(rng)
        self.funder_of = funder_of  # by grant
        self.last: dict[type[SQLModel], int] = {}
        self.rows: dict[tuple[type[SQLModel], str], list[Row]] = {}

    def tell(self, numbers: range) -> None:
        """Put in the stories with these numbers, of all that there will be, and what belongs to them."""
        for number in numbers:
            self._story(number)
        for (model, names), rows in self.rows.items():
            self.bulk.put(model, names, rows)
        self.rows.clear()

    def _story(self, number: int) -> None:
        """Of a hundred stories one is withdrawn, three are drafts, and three were corrected."""
        rng, kind, at = self.rng, self.rng.random(), self._moment(number)
        organisation = rng.randint(1, self.size.organisations)
        author = (organisation - 1) * (TELLERS + 1) + rng.randint(2, TELLERS + 1)
        is_draft, is_withdrawn, standing = kind < 0.03, 0.03 <= kind < 0.04, 2 if kind > 0.97 else 1
        numbers = (1, None, None) if is_draft else (None, standing, _by_now(at))
        withdrawn = _by_now(at + timedelta(days=9)) if is_withdrawn else None
        began = _by_now(at - timedelta(minutes=4))
        self._add(Story, STORY, number, self._key(), author, organisation, began, *numbers, withdrawn)
        grants = self._some(organisation, PER_GRANT, rng.choice((1, 1, 1, 2)))
        for each in range(1, standing + 1):
            version = self._version(number, each, organisation, at + timedelta(days=each - 1), is_draft)
            for grant in grants:
                self._add(VersionGrant, "version_id grant_id", version, grant)
        self._beside(version, grants[0])
        funders = {self.funder_of[grant] for grant in grants}
        if not is_draft:
            for funder in sorted(funders):
                self._add(Laid, "story_id funder_id shared_at version_id", number, funder, _by_now(at), version)
        if not is_draft and not is_withdrawn:
            self._received(Shared(number, version, author, [self.funder_of[grant] for grant in grants], at))

    def _version(self, story: int, number: int, organisation: int, at: datetime, is_draft: bool) -> int:
        version, shared = self._next(Version), None if is_draft else _by_now(at)
        (place,) = self._some(organisation, PLACES, 1)
        words = (self.teller.phrase(4), self.teller.text())
        rest = (int(self.rng.random() < 0.08), "Verbeterd." if number > 1 else "", _by_now(at), shared)
        self._add(
            Version, VERSION, version, story, number, *Week.of(at), place, *words, *rest, self.rng.randint(40, 400)
        )
        return version

    def _beside(self, version: int, grant: int) -> None:
        """Up to two outcomes and two counts, for what the grant aims at and pays for."""
        rng, phrase = self.rng, self.teller.phrase
        for position in range(1, rng.choice((0, 1, 1, 2)) + 1):
            (objective,), whose = self._some(grant, PER_GRANT, 1), rng.choice(CONTRIBUTIONS)
            self._add(Outcome, OUTCOME, version, position, phrase(2), phrase(8), whose, objective)
        for position in range(1, rng.choice((0, 1, 1, 2)) + 1):
            (activity,) = self._some(grant, PER_GRANT, 1)
            self._add(Count, COUNT, version, position, rng.randint(1, 40), "bezoeken", activity)

    def _received(self, told: Shared) -> None:
        """A funder's first reader reads all within some weeks, each of the others a third; a third is answered."""
        for funder in told.funders:
            first, *others = self.size.readers_of(funder)
            readers = [first, *(other for other in others if self.rng.random() < 0.35)]
            read = told.at + timedelta(hours=self.rng.randint(2, 400))
            if read > NOW:
                continue
            for reader in readers:
                self._add(Reading, READING, told.version, reader, funder, _by_now(read))
            if self.rng.random() < 0.35:
                self._answered(told, readers[0], funder, read)

    def _answered(self, told: Shared, reader: int, funder: int, at: datetime) -> None:
        response, phrase = self._next(Response), self.teller.phrase
        whose = (told.story, told.version, reader, funder, self.rng.choice(KINDS))
        self._add(Response, RESPONSE, response, self._key(), *whose, phrase(12), _by_now(at))
        if self.rng.random() < 0.5:
            later = _by_now(at + timedelta(days=1))
            self._add(Answer, ANSWER, self._key(), response, told.author, phrase(10), later)

    def _moment(self, number: int) -> datetime:
        """One story after another, so that ids follow the weeks; the last one just before NOW."""
        return NOW - timedelta(weeks=WEEKS) * ((self.size.stories - number) / self.size.stories) - timedelta(minutes=5)

    def _some(self, owner: int, each: int, number: int) -> list[int]:
        """So many of the ids that belong to an owner, who has `each` of them."""
        return self.rng.sample(range((owner - 1) * each + 1, owner * each + 1), number)

    def _key(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def _next(self, model: type[SQLModel]) -> int:
        self.last[model] = self.last.get(model, 0) + 1
        return self.last[model]

    def _add(self, model: type[SQLModel], names: str, *row: Any) -> None:
        self.rows.setdefault((model, names), []).append(row)


def _by_now(at: datetime) -> str:
    """Nothing happens after NOW."""
    return moment(min(at, NOW))
