"""Reading a line: all that one may see of it and nothing that one may not; and gathering stories in it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.storylines.test_following import lines
from verhaal.people.models import Person
from verhaal.stories.models import Recurrence, Story
from verhaal.storylines.models import Storyline, StorylineStory

Client = Callable[[Person | None], FlaskClient]


@pytest.fixture
def three(cast: Cast, session: Session, clock: Clock) -> tuple[Storyline, list[Story]]:
    """Of two tellers, over two years; the first for the other funder alone, the last for both."""
    told = [
        factories.shared(session, cast, clock() - timedelta(weeks=back), title=title, text=f"{title} zelf.",
                         author=author, grants=grants)
        for back, title, author, grants in (
            (60, "Geheim begin", cast.colleague, (cast.other_grant,)),
            (8, "Midden", cast.author, (cast.grant,)),
            (1, "Eind", cast.author, (cast.grant, cast.other_grant)),
        )
    ]  # fmt: skip
    factories.version_of(session, told[1], 1).recurrence = Recurrence.WEEKLY
    line = factories.storyline(session, cast, clock(), *reversed(told))
    session.commit()
    return line, told


def test_the_line_reads_as_one_in_the_order_of_the_weeks(
    cast: Cast, client_of: Client, three: tuple[Storyline, list[Story]]
) -> None:
    line, _told = three
    page = client_of(cast.author).get(f"/storylines/{line.id}").text
    said = ["Geheim begin zelf", "52 weken later", "Midden zelf", "bijna elke week", "7 weken later", "Eind zelf"]
    assert [page.index(words) for words in said] == sorted(page.index(words) for words in said)
    assert "<title>Geheim begin" in page
    assert "door 2 schrijvers" in page


def test_a_funder_reads_what_was_shared_with_it_and_no_trace_of_the_rest(
    cast: Cast, client_of: Client, three: tuple[Storyline, list[Story]]
) -> None:
    line, told = three
    funder = client_of(cast.funder)
    pages = [funder.get(path).text for path in ("/storylines", f"/storylines/{line.id}", f"/stories/{told[1].id}")]
    for page in pages:
        assert "Geheim" not in page
        assert "Cor Collega" not in page
    assert "Wat hiervan met jou is gedeeld: 2 verhalen" in pages[1]
    assert "<title>Midden" in pages[1]  # called after the first story that it sees
    assert "<strong>1</strong>" in pages[1]
    assert "<strong>3</strong>" not in pages[1]
    assert "verhaal 1 van 2" in pages[2]
    assert "Hiervoor:" not in pages[2]
    assert "Daarna:" in pages[2]


def test_a_line_of_which_one_sees_no_story_is_not_there(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    line = factories.storyline(session, cast, clock(), factories.shared(session, cast, clock()), title="Alleen hier")
    session.commit()
    assert client_of(cast.other_funder).get(f"/storylines/{line.id}").status_code == 404
    assert "Alleen hier" not in client_of(cast.other_funder).get("/storylines").text
    assert "Alleen hier" in client_of(cast.funder).get("/storylines").text


def test_a_withdrawn_story_is_gone_from_its_line_at_once(
    cast: Cast, client_of: Client, session: Session, clock: Clock, three: tuple[Storyline, list[Story]]
) -> None:
    line, told = three
    told[2].withdraw("Op verzoek van de bewoner.", clock())
    session.add(told[2])
    session.commit()
    for reader in (cast.author, cast.coordinator, cast.funder):
        page = client_of(reader).get(f"/storylines/{line.id}").text
        assert "Eind" not in page
        assert "Eind" not in client_of(reader).get(f"/stories/{told[1].id}").text
    assert client_of(cast.other_funder).get(f"/storylines/{line.id}").status_code == 200  # the first one stands
    told[0].withdraw("Ook.", clock())
    session.add(told[0])
    session.commit()
    assert client_of(cast.other_funder).get(f"/storylines/{line.id}").status_code == 404


def test_a_coordinator_gathers_names_moves_and_takes_out(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    a, b = (factories.shared(session, cast, clock(), title=title) for title in ("Eén", "Twee"))
    session.commit()
    coordinator, funder = client_of(cast.coordinator), client_of(cast.funder)
    made = coordinator.post(f"/stories/{a.id}/storyline", data={"into": "", "was": "", "title": "De zaal"})
    line_url = made.headers["Location"]
    assert "Twee" in coordinator.get(f"{line_url}?find=twee").text
    assert "staan in geen gedeeld verhaal" in coordinator.get(f"{line_url}?find=100%25").text
    line_id = line_url.rsplit("/", 1)[1]
    coordinator.post(f"/stories/{b.id}/storyline", data={"into": line_id, "was": ""})
    assert lines(session) == [[a.id, b.id]]
    assert coordinator.post(f"{line_url}/title", data={"title": "x" * 161}).status_code == 422
    coordinator.post(f"{line_url}/title", data={"title": "De sleutel van de zaal"})
    assert "De sleutel van de zaal" in funder.get(line_url).text
    coordinator.post(f"/stories/{b.id}/storyline", data={"into": "", "was": line_id, "title": "Een ander"})
    assert lines(session) == [[a.id], [b.id]]
    coordinator.post(f"/stories/{a.id}/storyline/leaving")
    assert lines(session) == [[b.id]]
    assert coordinator.get(line_url).status_code == 404  # the last one out took the line away


def test_a_story_that_was_placed_elsewhere_meanwhile_is_not_moved_unseen(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    there = factories.storyline(session, cast, clock(), story)
    elsewhere = factories.storyline(session, cast, clock())
    session.commit()
    sent = {"into": str(elsewhere.id), "was": ""}
    answer = client_of(cast.coordinator).post(f"/stories/{story.id}/storyline", data=sent)
    assert answer.status_code == 409
    assert "intussen een plek gegeven" in answer.text
    assert f'name="was" type="hidden" value="{there.id}"' in answer.text
    assert story.id in lines(session)[0]


def test_a_line_of_another_organisation_cannot_be_chosen(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock())
    theirs = Storyline(organisation_id=cast.other_organisation.id, title="Van hen", created_at=clock())
    session.add(theirs)
    session.commit()
    sent = {"into": str(theirs.id), "was": ""}
    assert client_of(cast.coordinator).post(f"/stories/{story.id}/storyline", data=sent).status_code == 422
    assert lines(session) == [[]]


def test_a_long_line_shows_first_lines_by_the_page_and_a_page_asks_few_queries_however_long(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    line = factories.storyline(session, cast, clock(), factories.shared(session, cast, clock(), title="Eerste"))
    factories.shared(session, cast, clock())
    session.commit()
    coordinator, numbers = client_of(cast.coordinator), []
    for more in (0, 2, 40):
        for number in range(more):
            story = factories.shared(session, cast, clock() + timedelta(minutes=number), text="Woord. " * 200)
            session.add(StorylineStory(
                story_id=story.id, storyline_id=line.id, by_id=cast.author.id, added_at=clock()))  # fmt: skip
        session.commit()
        for path in (f"/storylines/{line.id}", "/storylines"):
            count_queries()
            page = coordinator.get(path)
            assert page.status_code == 200
            numbers.append(count_queries())
    assert numbers[0] == numbers[2] == 8
    assert numbers[4] <= 8
    assert numbers[1] == numbers[3] == numbers[5] == 2
    first, second = (coordinator.get(f"/storylines/{line.id}?page={number}").text for number in (1, 2))
    assert "Eerste" in first
    assert first.count("<article") == 25
    assert second.count("<article") == 18
    assert "<strong>26</strong>" in second
    assert coordinator.get(f"/storylines/{line.id}?page=9").status_code == 200


def test_the_story_page_asks_one_query_more_for_its_line(
    cast: Cast, client_of: Client, session: Session, three: tuple[Storyline, list[Story]],
    count_queries: Callable[[], int], clock: Clock,
) -> None:  # fmt: skip
    alone = factories.shared(session, cast, clock())
    session.commit()
    funder, numbers = client_of(cast.funder), []
    for story in (alone, three[1][1]):
        count_queries()
        funder.get(f"/stories/{story.id}")
        numbers.append(count_queries())
    assert numbers[0] == numbers[1] <= 8
    assert session.exec(select(Storyline)).one()
