"""An empty database filled with as many stories as one likes, the same for the same seed.

    python -m tests.bench.filling sqlite:////tmp/full.sqlite3 200000

What follows changes by itself, such as a search index, is not made here: rows in bulk go past the session.
"""

import random
import sys
import time
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import SQLModel

from tests.bench.bulk import Bulk, moment
from tests.bench.telling import NOW, PER_GRANT, PLACES, READERS, TELLERS, WEEKS, Size, Telling
from verhaal import migrations
from verhaal.db import Database
from verhaal.grants.models import Activity, Due, Grant, GrantPlace, Objective, Obligation, Place
from verhaal.people.models import Funder, FunderKind, Membership, Organisation, Person, Role

AT_ONCE = 5_000  # stories


class Filled(NamedTuple):
    """On whose behalf to ask, by id: people of the first organisation, a reader of the funder of its first grant."""

    professional: int
    coordinator: int
    reader: int
    organisation: int
    funder: int
    grant: int


def fill(database: Database, size: Size, seed: int = 1) -> Filled:
    """Fill an empty, migrated database. Persons, grants and funders are as many whatever the number of stories.

    Ids count from 1 in the order of insertion, so that what belongs together is computed, not looked up.
    """
    bulk, rng = Bulk(database.engine), random.Random(seed)  # noqa: S311  (nothing secret)
    telling = Telling(bulk, size, rng, _funders_by_grant(size, rng))
    _parties(bulk, size)
    _grants(bulk, size, telling)
    for first in range(0, size.stories, AT_ONCE):
        telling.tell(range(first + 1, min(first + AT_ONCE, size.stories) + 1))
    bulk.close(SQLModel.metadata.sorted_tables)
    return filled(size, seed)


def filled(size: Size, seed: int = 1) -> Filled:
    """Who is there in a database that was filled before."""
    funder = _funders_by_grant(size, random.Random(seed))[1]  # noqa: S311  (nothing secret)
    return Filled(2, 1, size.readers_of(funder)[0], 1, funder, 1)


def _funders_by_grant(size: Size, rng: random.Random) -> dict[int, int]:
    """Of each organisation's grants each has another funder."""
    return {
        (organisation - 1) * PER_GRANT + position: funder
        for organisation in range(1, size.organisations + 1)
        for position, funder in enumerate(rng.sample(range(1, size.funders + 1), PER_GRANT), 1)
    }


def _parties(bulk: Bulk, size: Size) -> None:
    organisations, funders = range(1, size.organisations + 1), range(1, size.funders + 1)
    bulk.put(Organisation, "id name", ((each, f"Stichting {each:03}") for each in organisations))
    kinds = [kind.value for kind in FunderKind]
    bulk.put(Funder, "id name kind", ((each, f"Financier {each:03}", kinds[each % len(kinds)]) for each in funders))
    staff = [Role.COORDINATOR, *[Role.PROFESSIONAL] * TELLERS]
    members: list[tuple[Role, int | None, int | None]] = [
        (role, each, None) for each in organisations for role in staff
    ]
    members += [(Role.FUNDER, None, each) for each in funders for _reader in range(READERS)]
    since = moment(NOW - timedelta(weeks=WEEKS + 1))
    people = ((each, f"mens{each}@example.org", f"Mens {each}", "nl", since) for each in range(1, len(members) + 1))
    bulk.put(Person, "id email name language created_at", people)
    rows = ((each, role.value, ours, theirs, since) for each, (role, ours, theirs) in enumerate(members, 1))
    bulk.put(Membership, "person_id role organisation_id funder_id since", rows)


def _grants(bulk: Bulk, size: Size, telling: Telling) -> None:
    """Grants for all the years in which is told, with what was agreed in them."""
    phrase, period = telling.teller.phrase, (date(2023, 1, 1), date(2026, 12, 31))
    places = range(1, size.organisations * PLACES + 1)
    bulk.put(Place, "id organisation_id name", ((each, (each - 1) // PLACES + 1, f"Buurt {each}") for each in places))
    given = (
        (
            grant,
            (grant - 1) // PER_GRANT + 1,
            funder,
            f"SB-{grant}",
            f"Samen leven {grant}",
            *period,
            10**7,
            moment(NOW),
        )
        for grant, funder in telling.funder_of.items()
    )
    columns = "id organisation_id funder_id reference title starts_on ends_on amount_cents created_at"
    bulk.put(Grant, columns, given)
    grants = list(telling.funder_of)
    each_of = [(grant, position) for grant in grants for position in range(1, PER_GRANT + 1)]
    bulk.put(GrantPlace, "grant_id place_id", ((grant, (grant - 1) // PER_GRANT * PLACES + 1) for grant in grants))
    due = ((grant, 1, "Jaarverantwoording", date(2027, 4, 15)) for grant in grants)
    bulk.put(Due, "grant_id position what due_on", due)
    bulk.put(Obligation, "grant_id position text", ((grant, 1, "Vrij toegankelijk.") for grant in grants))
    activities = ((*each, phrase(2), "bezoeken", 500) for each in each_of)
    bulk.put(Activity, "grant_id position name unit planned", activities)
    bulk.put(Objective, "grant_id position name target", ((*each, phrase(3), "") for each in each_of))


def main() -> None:
    database, size = Database(sys.argv[1]), Size(int(sys.argv[2]))
    migrations.upgrade(database)
    begun = time.perf_counter()
    print(fill(database, size))
    print(f"{size.stories} stories in {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
