"""A coordinator sees who told the week and who not yet, and asks kindly."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.people.test_signing_in import mails
from verhaal.people.models import Membership, Person, Role
from verhaal.team.models import Nudge

Client = Callable[[Person | None], FlaskClient]


def membership_of(session: Session, person: Person) -> int:
    session.rollback()
    found: int = session.exec(select(Membership.id).where(Membership.person_id == person.id)).one()
    session.rollback()
    return found


def lists(page: str) -> tuple[str, str]:
    """What stands under told, and under not yet."""
    told, _, rest = page.partition('id="not-yet"')
    return told.partition('id="told"')[2], rest.partition('id="gaps"')[0]


def nudges(session: Session) -> list[tuple[int, int, str]]:
    session.rollback()
    return [(row.person_id, row.by_id, row.words) for row in session.exec(select(Nudge))]


def test_who_told_stands_with_the_story_and_who_not_yet_with_a_kind_question(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    story = factories.shared(session, cast, clock(), title="Stoelen in de zaal")
    session.commit()
    told, not_yet = lists(client_of(cast.coordinator).get("/team").text)
    assert cast.author.name in told
    assert f'href="/stories/{story.id}"' in told
    assert "Stoelen in de zaal" in told
    assert "23 november 2026 om 10:30" in told
    assert cast.colleague.name not in told
    assert cast.colleague.name in not_yet
    assert "Herinner vriendelijk" in not_yet
    assert cast.author.name not in not_yet


def test_a_draft_leaves_no_trace(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    coordinator = client_of(cast.coordinator)

    def page() -> str:
        return re.sub(r'name="csrf_token" value="[^"]+"', "", coordinator.get("/team").text)

    before = page()
    factories.draft(session, cast, clock(), title="Nog niet af")
    session.commit()
    assert page() == before


def test_a_withdrawn_story_is_gone_and_a_corrected_one_stands_once(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.withdrawn(session, cast, clock())
    factories.corrected(session, cast, clock() + timedelta(days=2))
    session.commit()
    told, _ = lists(client_of(cast.coordinator).get("/team").text)
    assert told.count(cast.author.name) == 1
    assert told.count('href="/stories/') == 1


def test_both_lists_are_by_name(cast: Cast, client_of: Client, session: Session, clock: Clock) -> None:
    for name in ("Zoë Laatst", "bart klein", "Émile Eerst"):
        person = factories.person(session, name, clock(), Role.PROFESSIONAL, cast.organisation)
        factories.shared(session, cast, clock(), author=person)
    for name in ("yara klein", "Xander Groot"):
        factories.person(session, name, clock(), Role.PROFESSIONAL, cast.organisation)
    session.commit()
    told, not_yet = lists(client_of(cast.coordinator).get("/team").text)
    names = re.compile(r"<h3><strong>([^<]+)</strong></h3>")
    assert names.findall(told) == ["bart klein", "Zoë Laatst", "Émile Eerst"]
    assert names.findall(not_yet) == ["Anna Auteur", "Cor Collega", "Xander Groot", "yara klein"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_word_blames_or_measures_a_person(
    cast: Cast, client_of: Client, session: Session, clock: Clock, language: str
) -> None:
    cast.coordinator.language = language
    session.add(cast.coordinator)
    factories.shared(session, cast, clock())
    session.commit()
    page = client_of(cast.coordinator).get("/team").text
    shown = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).lower()
    blame = (
        r"\b(missing|late|overdue|behind|streak|rank\w*|ontbreekt|ontbreken|te laat|achterstallig|reeks|verzuim\w*)\b|%"
    )
    assert re.findall(blame, shown) == []


def test_earlier_weeks_are_one_link_away_and_show_who_was_there(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock(), title="Verhaal van 48")
    session.commit()
    clock.moment += timedelta(weeks=1)
    newcomer = factories.person(session, "Nina Nieuw", clock(), Role.PROFESSIONAL, cast.organisation)
    session.commit()
    coordinator = client_of(cast.coordinator)
    now = coordinator.get("/team").text
    assert "Verhaal van 48" not in lists(now)[0]
    assert newcomer.name in lists(now)[1]
    back = re.search(r'href="(/team\?[^"]+)">eerder: week 48<', now)
    assert back
    earlier = coordinator.get(back[1].replace("&amp;", "&")).text
    assert "Verhaal van 48" in lists(earlier)[0]
    assert newcomer.name not in earlier
    assert "later: week 49" in earlier


@pytest.mark.parametrize("asked", ["2026-W49", "2026-W35", "2026-W60", "0001-W01", "9999-W52", "onzin", ""])
def test_a_week_that_cannot_be_told_shows_this_week(cast: Cast, client_of: Client, asked: str) -> None:
    page = client_of(cast.coordinator).get(f"/team?week={asked}")
    assert page.status_code == 200
    assert "Week 48 · 23" in page.text


def test_the_earliest_week_leads_no_further_back(cast: Cast, client_of: Client) -> None:
    page = client_of(cast.coordinator).get("/team?week=2026-W36").text
    assert "Week 36 · 31" in page
    assert "eerder: week" not in page


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [
        ("nl", "Coba Coördinator is benieuwd naar je week", "is benieuwd naar jouw week 48."),
        ("en", "Coba Coördinator is curious about your week", "is curious about your week 48."),
    ],
)
def test_one_press_sends_one_kind_mail_and_the_page_says_by_whom(
    app: Flask, cast: Cast, client_of: Client, session: Session, language: str, subject: str, says: str
) -> None:
    cast.colleague.language = language
    other = factories.person(session, "Carla Tweede", cast.author.created_at, Role.COORDINATOR, cast.organisation)
    session.add(cast.colleague)
    session.commit()
    to = membership_of(session, cast.colleague)
    data = {f"to-{to}-week": "2026-W48", f"to-{to}-words": "Hoe ging <het> bij de moestuin?"}
    for browser in (client_of(cast.coordinator), client_of(cast.coordinator), client_of(other)):
        answer = browser.post(f"/team/{to}/nudges", data=data)
        assert answer.status_code == 303
    (mail,) = mails(app)
    assert mail["To"] == cast.colleague.email
    assert mail["Subject"] == subject
    text = mail.get_content()
    assert says in text
    assert "“Hoe ging <het> bij de moestuin?”" in text
    assert "http://localhost:8000/stories/week" in text.splitlines()
    assert nudges(session) == [(cast.colleague.id, cast.coordinator.id, "Hoe ging <het> bij de moestuin?")]
    _, not_yet = lists(client_of(other).get(answer.headers["Location"]).text)
    assert "Coba Coördinator stuurde een vriendelijke herinnering op 23 november 2026 om 10:30." in not_yet
    assert f"/team/{to}/nudges" not in not_yet


def test_a_nudge_needs_no_words_and_is_of_one_week(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    to, coordinator = membership_of(session, cast.colleague), client_of(cast.coordinator)
    for _week in range(2):
        coordinator.post(f"/team/{to}/nudges")
        clock.moment += timedelta(weeks=1)
        coordinator = client_of(cast.coordinator)
    assert len(mails(app)) == 2
    assert "schrijft erbij" not in mails(app)[0].get_content()


def test_who_told_in_the_meantime_gets_no_mail(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.shared(session, cast, clock())
    session.commit()
    coordinator = client_of(cast.coordinator)
    answer = coordinator.post(f"/team/{membership_of(session, cast.author)}/nudges")
    assert "Anna Auteur heeft deze week intussen al verteld." in coordinator.get(answer.headers["Location"]).text
    assert mails(app) == []
    assert nudges(session) == []


def test_only_professionals_are_nudged(app: Flask, cast: Cast, client_of: Client, session: Session) -> None:
    to = membership_of(session, cast.coordinator)
    assert client_of(cast.coordinator).post(f"/team/{to}/nudges").status_code == 403
    assert mails(app) == []


def test_too_many_words_are_kept_and_nothing_is_sent(
    app: Flask, cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    to = membership_of(session, cast.colleague)
    words = "<script>alert(1)</script>" + "X" * 300
    clock.moment += timedelta(weeks=1)
    answer = client_of(cast.coordinator).post(
        f"/team/{to}/nudges", data={f"to-{to}-words": words, f"to-{to}-week": "2026-W48"}
    )
    assert answer.status_code == 422
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" + "X" * 300 in answer.text
    assert "<script>alert" not in answer.text
    assert "Week 48 · 23" in answer.text
    assert mails(app) == []


def test_a_coordinator_of_two_organisations_switches_between_them_and_sees_no_third(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    third = factories.organisation(session, "De Derde Deur")
    factories.member(session, cast.coordinator, Role.COORDINATOR, cast.other_organisation, clock())
    session.commit()
    coordinator = client_of(cast.coordinator)
    page = coordinator.get("/team").text
    for party in (cast.organisation, cast.other_organisation):
        assert f'href="/team?organisation={party.id}"' in page
    assert "Het Andere Huis</h1>" in coordinator.get(f"/team?organisation={cast.other_organisation.id}").text
    assert coordinator.get(f"/team?organisation={third.id}").status_code == 404
    assert client_of(cast.stranger).get(f"/team?organisation={cast.organisation.id}").status_code == 404


def test_a_colleagues_story_for_another_organisation_does_not_count_here(
    cast: Cast, client_of: Client, session: Session, clock: Clock
) -> None:
    factories.member(session, cast.author, Role.PROFESSIONAL, cast.other_organisation, clock())
    factories.shared(session, cast, clock(), title="Voor de Stoep")
    session.commit()
    told, not_yet = lists(client_of(cast.stranger).get("/team").text)
    assert "Voor de Stoep" not in told
    assert cast.author.name in not_yet


def test_the_team_stands_in_the_menu_of_coordinators_only(cast: Cast, client_of: Client) -> None:
    assert 'href="/team"' in client_of(cast.coordinator).get("/grants").text
    assert 'href="/team"' not in client_of(cast.author).get("/grants").text


def test_the_page_asks_the_same_number_of_queries_for_one_and_three(
    cast: Cast, client_of: Client, session: Session, clock: Clock, count_queries: Callable[[], int]
) -> None:
    coordinator = client_of(cast.coordinator)

    def add(number: int) -> None:
        session.rollback()
        teller = factories.person(session, f"Teller{number} Nieuw", clock(), Role.PROFESSIONAL, cast.organisation)
        quiet = factories.person(session, f"Stil{number} Nieuw", clock(), Role.PROFESSIONAL, cast.organisation)
        grant = factories.make_grant(session, cast.organisation, cast.funder_party, f"X-{number}", clock())
        factories.make_place(session, cast.organisation, f"Wijk {number}", grant)
        factories.shared(session, cast, clock(), author=teller, grants=(cast.grant, grant))
        factories.kept(session, Nudge(
            person_id=quiet.id, organisation_id=cast.organisation.id, year=2026, week_number=48,
            by_id=cast.coordinator.id, sent_at=clock()))  # fmt: skip
        session.commit()

    numbers = []
    for more in ((1,), (2, 3)):
        for number in more:
            add(number)
        count_queries()
        assert coordinator.get("/team").status_code == 200
        numbers.append(count_queries())
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 8
