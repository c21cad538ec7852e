"""Going on from an earlier story: in the draft as any other field, and into a line when it is shared."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.stories.test_keeping import keep
from tests.stories.test_telling import week
from verhaal.people.models import Membership, Person, Role
from verhaal.stories.models import Recurrence, Sheet, Story, Version
from verhaal.storylines.models import Storyline, StorylineStory

Client = Callable[[Person | None], FlaskClient]


def lines(session: Session) -> list[list[int]]:
    """The stories of each line, by number."""
    session.rollback()
    rows = session.exec(select(StorylineStory).order_by(col(StorylineStory.story_id))).all()
    ids = [line.id for line in session.exec(select(Storyline).order_by(col(Storyline.id)))]
    session.rollback()  # SQLite: what has read cannot write once another has written
    return [[row.story_id for row in rows if row.storyline_id == id] for id in ids]


def tell(browser: FlaskClient, cast: Cast, **more: object) -> int:
    """Share a week; gives the story's number."""
    answer = browser.post("/stories", data=week(cast, share="1", **more))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def correct(browser: FlaskClient, cast: Cast, story_id: int, **more: object) -> None:
    browser.post(f"/stories/{story_id}/corrections")
    mark = browser.get(f"/stories/{story_id}/draft").text.split('name="mark" type="hidden" value="')[1].split('"')[0]
    sent = week(cast, share="1", mark=mark, change_note="Anders.", **more)
    assert browser.post(f"/stories/{story_id}/draft", data=sent).status_code == 303


def earlier(session: Session, cast: Cast, clock: Clock, back: int = 1, **more: Any) -> Story:
    story = factories.shared(session, cast, clock() - timedelta(weeks=back), **more)
    session.commit()
    return story


def test_what_is_chosen_stands_in_the_draft_and_the_line_is_made_when_it_is_shared(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    first, author, key = earlier(session, cast, clock), client_of(cast.author), str(uuid.uuid4())
    sent = {"key": key, "sheet": str(uuid.uuid4()), "follows": str(first.id), "recurrence": "often"}
    kept = keep(author, cast, **sent)
    assert kept["kept"] == "draft"
    draft = session.exec(select(Version).where(Version.story_id != first.id)).one()
    assert (draft.follows_id, draft.recurrence) == (first.id, Recurrence.OFTEN)
    page = author.get(kept["url"]).text
    assert f'<option selected value="{first.id}">' in page
    assert '<option selected value="often">' in page
    assert "Gaat verder op:" in author.get(f"/stories/{draft.story_id}").text
    assert lines(session) == []
    assert keep(author, cast, **sent | {"mark": kept["mark"], "count": "2", "share": "1"})["kept"] == "shared"
    assert lines(session) == [[first.id, draft.story_id]]
    assert "De schrijver zegt: dit gebeurde vaak." in client_of(cast.funder).get(f"/stories/{draft.story_id}").text


def test_another_choice_beside_an_equal_text_is_another_text(cast: Cast, client_of: Client, session: Session) -> None:
    author, key = client_of(cast.author), str(uuid.uuid4())
    keep(author, cast, key=key, share="1")
    assert keep(author, cast, key=key, share="1")["kept"] == "shared"
    answer = keep(author, cast, key=key, share="1", recurrence="weekly")
    assert answer["kept"] == "beside"
    sheet = session.exec(select(Sheet)).one()
    author.post(f"/stories/sheets/{sheet.id}/taking")
    session.rollback()
    versions = session.exec(select(Version.recurrence).order_by(col(Version.number))).all()
    assert versions == [None, Recurrence.WEEKLY]


def test_nonsense_and_what_one_may_not_follow_say_nothing_and_keep_nobody_from_sharing(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    draft = factories.draft(session, cast, clock(), author=cast.colleague)
    gone = factories.withdrawn(session, cast, clock())
    session.commit()
    author = client_of(cast.author)
    for follows in ("nonsense", "999999", str(draft.id), str(gone.id)):
        tell(author, cast, follows=follows, recurrence="nonsense")
    said = session.exec(select(Version.follows_id, Version.recurrence)).all()
    assert len(said) == 6
    assert set(said) == {(None, None)}
    assert lines(session) == []


def test_one_goes_on_from_a_story_of_someone_who_left_and_the_line_stays(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    first = earlier(session, cast, clock, title="De sleutel")
    left = session.exec(select(Membership).where(Membership.person_id == cast.author.id)).one()
    left.end(clock())
    session.add(left)
    session.commit()
    colleague = client_of(cast.colleague)
    offered = colleague.get(f"/stories/week?new=1&follows={first.id}").text
    assert f'<option selected value="{first.id}">De sleutel · Week 47, 2026 · Anna Auteur</option>' in offered
    assert "De sleutel" not in colleague.get("/stories/week?new=1").text  # a colleague's, and in no line yet
    second = tell(colleague, cast, follows=str(first.id))
    assert lines(session) == [[first.id, second]]
    assert "De sleutel" in client_of(cast.coordinator).get("/storylines").text
    third = tell(colleague, cast, follows=str(second), text="En verder.")
    assert lines(session) == [[first.id, second, third]]
    assert len(client_of(cast.author).get("/storylines").text) > 0


def test_the_last_of_each_line_is_offered_but_nothing_in_the_page_that_stays_on_the_device(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    first = earlier(session, cast, clock, back=3, author=cast.colleague, title="Begin")
    last = earlier(session, cast, clock, back=2, author=cast.colleague, title="Vervolg")
    factories.storyline(session, cast, clock(), first, last)
    session.commit()
    author = client_of(cast.author)
    page = author.get("/stories/week").text
    assert "Vervolg · Week 46, 2026 · Cor Collega" in page
    assert "Begin ·" not in page
    shell = author.get("/stories/week?shell=1").text
    assert "Vervolg" not in shell
    assert 'name="follows"' not in shell


def test_a_story_of_another_organisation_is_refused_with_the_text_kept(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.member(session, cast.author, Role.PROFESSIONAL, cast.other_organisation, clock())
    first = earlier(session, cast, clock)
    first.organisation_id = cast.other_organisation.id
    session.add(first)
    session.commit()
    sent = week(cast, share="1", follows=str(first.id), organisation=str(cast.organisation.id))
    answer = client_of(cast.author).post("/stories", data=sent)
    assert answer.status_code == 422
    assert "Dat verhaal is van een andere organisatie" in answer.text
    assert "zelf de stoelen klaar" in answer.text


def test_a_correction_moves_the_story_with_what_goes_on_from_it(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    a, other = earlier(session, cast, clock, back=5), earlier(session, cast, clock, back=4)
    author = client_of(cast.author)
    b = tell(author, cast, follows=str(a.id))
    c = tell(author, cast, follows=str(b))
    d = tell(author, cast, follows=str(other.id))
    assert lines(session) == [[a.id, b, c], [other.id, d]]
    correct(author, cast, b, follows=str(other.id))
    assert lines(session) == [[a.id], [other.id, b, c, d]]
    correct(author, cast, b)  # from nothing any more
    assert lines(session) == [[a.id], [other.id, c, d]]


def test_a_correction_that_goes_on_from_the_same_leaves_the_line_as_it_was_arranged(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    a, author = earlier(session, cast, clock), client_of(cast.author)
    b = tell(author, cast, follows=str(a.id))
    assert author.post(f"/stories/{b}/storyline/leaving").status_code == 303
    assert lines(session) == [[a.id]]
    correct(author, cast, b, follows=str(a.id), text="Met een zin erbij.")
    assert lines(session) == [[a.id]]


def test_what_was_withdrawn_meanwhile_is_followed_no_more(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    first, author = earlier(session, cast, clock, author=cast.colleague), client_of(cast.author)
    key = str(uuid.uuid4())
    begun = keep(author, cast, key=key, follows=str(first.id))
    session.rollback()
    session.get_one(Story, first.id).withdraw("Op verzoek.", clock())
    session.commit()
    assert keep(author, cast, key=key, mark=begun["mark"], follows=str(first.id), share="1")["kept"] == "shared"
    assert lines(session) == []
