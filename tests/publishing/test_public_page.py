"""What anyone reads of a public account: the record and nothing beside it, without being recognised."""

import io
import json
import re
from collections.abc import Callable, Iterator

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.paper import pages_of
from tests.publishing import published
from tests.sealing.conftest import KEY
from verhaal.annual import record
from verhaal.annual.models import SealedAccount
from verhaal.people.models import Person
from verhaal.publishing.models import Publication
from verhaal.reading.models import ResponseKind
from verhaal.sealing.verifying import verify

Client = Callable[[Person | None], FlaskClient]

SECRET = "Een geheim merkteken."
FILES = ("", "?lang=en", "/account.json", "/account.pdf", "/places/1", "/places/1?lang=en", "/places/1/pdf")


def filled(session: Session, cast: Cast, clock: Clock) -> Publication:
    """A public account, in the midst of all that is none of the public's."""
    now = clock()
    told = factories.shared(session, cast, now, title="Stoelen in de zon")
    asked = factories.response(
        session, told, cast.funder, cast.funder_party, now, "Wie kookte er?", ResponseKind.QUESTION
    )
    factories.answer(session, asked, cast.author, now)
    factories.draft(session, cast, now, title=SECRET, text=SECRET)
    factories.dilemma(session, cast, now, text=SECRET, story=told)
    factories.note(session, told, cast.funder, cast.funder_party, now, text=SECRET)
    lost = factories.shared(session, cast, now, title=SECRET, text=SECRET, is_setback=True)
    public = published.public(session, cast, now)
    lost.withdraw("Op verzoek.", now)
    factories.shared(session, cast, now, title=SECRET, text=SECRET)  # after it was signed
    session.commit()
    return public


def read(answer: bytes, path: str) -> str:
    """The words of a page or a file, with what a PDF carries."""
    if "pdf" not in path:
        return answer.decode()
    paper = pypdf.PdfReader(io.BytesIO(answer))
    inside = [content.decode() for contents in paper.attachments.values() for content in contents]
    return " ".join([*pages_of(answer), *inside, str(paper.metadata)])


def every_file(client_of: Client, public: Publication) -> Iterator[tuple[str, str]]:
    """What anyone reads: the page and each of its files."""
    for path in FILES:
        answer = client_of(None).get(f"/public/{public.key}{path}")
        assert answer.status_code == 200, path
        yield path, read(answer.data, path)


def people(session: Session) -> list[Person]:
    session.rollback()
    return list(session.exec(select(Person)))


def test_it_holds_no_draft_nothing_withdrawn_no_note_and_no_dilemma(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    for path, shown in every_file(client_of, filled(session, cast, clock)):
        assert "Overvecht" in shown, path
        assert SECRET not in shown, path
        assert "merkteken" not in shown, path


def test_nobody_is_named_but_who_signed_and_no_address_of_anyone(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    for path, shown in every_file(client_of, filled(session, cast, clock)):
        named = {person.name for person in people(session) if person.name in shown}
        assert named <= {cast.coordinator.name}, path
        assert not re.search(r"[\w.]+@[\w.]+\.\w+", shown), path


def test_a_story_withdrawn_later_is_gone_from_the_page_and_every_new_file(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    told = factories.shared(session, cast, clock(), title="Vrouw van de hoek", text="Zij deed open.")
    factories.shared(session, cast, clock(), title="Stoelen in de zon")
    public = published.public(session, cast, clock())
    session.commit()
    anyone, address = client_of(None), f"/public/{public.key}"
    marks = {path: anyone.get(address + path) for path in FILES}
    assert "Vrouw van de hoek" in marks[""].text
    told.withdraw("Op verzoek.", clock())
    session.add(told)
    session.commit()
    for path in FILES:
        answer = anyone.get(address + path, headers={"If-None-Match": marks[path].headers["ETag"]})
        assert answer.status_code == 200, path
        assert "Vrouw van de hoek" not in read(answer.data, path), path
    assert "1 verhaal is ingetrokken." in anyone.get(address).text
    assert "1 story was withdrawn." in anyone.get(address + "?lang=en").text
    assert "1 verhaal is ingetrokken." in anyone.get(address + "/places/1").text


def test_the_data_is_the_record_as_it_was_signed(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    public = filled(session, cast, clock)
    answer = client_of(None).get(f"/public/{public.key}/account.json")
    assert answer.mimetype == "application/json"
    whole = record.Account.model_validate_json(answer.data)
    sealed = session.get_one(SealedAccount, public.sealed_id)
    assert whole.seal
    assert record.digest(whole.core) == whole.seal.sha256 == sealed.sha256
    assert whole.removed == 1
    digests = {entry.ref: entry.digest for entry in whole.core.stories}
    assert all(record.digest(page) == digests[ref] for ref, page in whole.pages.items() if page)


def test_a_sceptic_who_has_the_two_files_and_the_key_finds_that_all_holds(
    app: Flask, session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    """Also after a story was withdrawn; and sees that it was."""
    lost = factories.shared(session, cast, clock())
    factories.shared(session, cast, clock())
    public = published.public(
        session, cast, clock(), published.sealed(session, cast, clock(), key=app.extensions["key"])
    )
    lost.withdraw("Op verzoek.", clock())
    session.commit()
    anyone = client_of(None)
    key = anyone.get("/.well-known/verhaal-key.json").get_json()["x"]
    for file in ("/account.json", "/account.pdf", "/account.pdf?lang=en"):
        report = verify(anyone.get(f"/public/{public.key}{file}").data, [key])
        assert report.holds, report
        assert len(report.removed) == 1
    assert f"--key {key}" in anyone.get(f"/public/{public.key}").text


def test_the_page_says_who_signed_the_fingerprint_how_to_check_and_what_is_missing(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    public = filled(session, cast, clock)
    page = client_of(None).get(f"/public/{public.key}").text
    for said in (published.SIGNER, session.get_one(SealedAccount, public.sealed_id).sha256, "verhaal verify",
                 "docs/sealed-account.md", "docs/random-draw.md", "/.well-known/verhaal-key.json", 'href="#missing"',
                 'href="#selection"', "hoe u controleert"):  # fmt: skip
        assert said in page, said
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_over_several_grants_one_is_led_to_how_each_was_selected_and_what_each_lacks(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    public = published.public_over_all(session, cast, clock())
    session.commit()
    page = client_of(None).get(f"/public/{public.key}").text
    ways = page.partition('class="ways-in"')[2].partition("</ul>")[0]
    for grant in (1, 2):
        for name in ("selection", "missing"):
            assert f'href="#grant-{grant}-{name}"' in ways
            assert f'<section id="grant-{grant}-{name}"' in page
    assert "Samen leven SB-1" in ways
    assert "Samen leven LB-2" in ways
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_both_languages_by_the_address_alone(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    public = filled(session, cast, clock)
    anyone, address = client_of(None), f"/public/{public.key}"
    anyone.post("/language", data={"language": "en"})
    assert '<html lang="nl">' in anyone.get(address, headers={"Accept-Language": "en"}).text
    english = anyone.get(address + "?lang=en").text
    assert '<html lang="en">' in english
    assert "What is missing" in english
    assert f'href="/public/{public.key}/places/1?lang=en"' in english
    assert "What is missing" in read(anyone.get(address + "/account.pdf?lang=en").data, "pdf")


@pytest.mark.parametrize("path", [*FILES, "/share.png"])
def test_nobody_is_recognised_and_nothing_is_asked_of_others(
    session: Session, cast: Cast, client_of: Client, clock: Clock, path: str
) -> None:
    public = filled(session, cast, clock)
    mine, anyone = client_of(cast.coordinator), client_of(None)
    answer = anyone.get(f"/public/{public.key}{path}")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert mine.get(f"/public/{public.key}{path}").data == answer.data
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    if answer.mimetype == "text/html":
        assert not re.search(r"<script|<form|<iframe|csrf| on\w+=| style=", answer.text)
        loaded = re.findall(r'(?:src|<link[^>]+rel="(?:stylesheet|icon|preload)"[^>]*href)="([^"]+)"', answer.text)
        assert all(address.startswith("/") for address in loaded)


def test_a_second_visit_makes_no_page(
    session: Session, cast: Cast, client_of: Client, clock: Clock, count_queries: Callable[[], int]
) -> None:
    public = filled(session, cast, clock)
    anyone, address = client_of(None), f"/public/{public.key}"
    for path in (*FILES, "/share.png"):
        mark = anyone.get(address + path).headers["ETag"]
        count_queries()
        again = anyone.get(address + path, headers={"If-None-Match": mark})
        assert (again.status_code, again.data) == (304, b"")
        assert "Set-Cookie" not in again.headers
        assert count_queries() <= 5


def test_a_page_of_many_stories_takes_no_more_queries(
    session: Session, cast: Cast, client_of: Client, clock: Clock, count_queries: Callable[[], int]
) -> None:
    took = []
    for more in (1, 3):
        for _each in range(more):
            factories.shared(session, cast, clock())
        public = published.public(session, cast, clock())
        session.commit()
        count_queries()
        assert client_of(None).get(f"/public/{public.key}").status_code == 200
        took.append(count_queries())
    assert took[0] == took[1]


def test_search_engines_find_the_page_keep_no_copy_and_leave_the_files(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    public = filled(session, cast, clock)
    anyone, address = client_of(None), f"/public/{public.key}"
    assert '<meta name="robots" content="index, noarchive">' in anyone.get(address).text
    for path in ("/account.json", "/account.pdf", "/share.png", "/places/1/pdf"):
        assert anyone.get(address + path).headers["X-Robots-Tag"] == "noindex"
    assert anyone.get("/public/nergens").headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", ["/public/nergens", "/public/nergens/account.json", "/public/nergens/places/1"])
def test_what_is_not_there_sets_no_cookie_either(client_of: Client, path: str) -> None:
    answer = client_of(None).get(path)
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    assert "Hier staat niets" in answer.text


def test_a_place_that_the_account_does_not_have_is_404(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    public = filled(session, cast, clock)
    assert client_of(None).get(f"/public/{public.key}/places/2").status_code == 404
    assert client_of(None).get(f"/public/{public.key}/places/2/pdf").status_code == 404
    assert client_of(cast.coordinator).get(f"/accounts/{public.account_id}/places/2").status_code == 404


def test_a_link_to_it_comes_with_a_picture(session: Session, cast: Cast, client_of: Client, clock: Clock) -> None:
    public = filled(session, cast, clock)
    page = client_of(None).get(f"/public/{public.key}").text
    told = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', page))
    assert told["title"] == "Jaarverantwoording 2026 – De Brede Stoep"
    assert told["image"] == f"http://localhost:8000/public/{public.key}/share.png"
    assert "verhalen" in told["description"]
    picture = Image.open(io.BytesIO(client_of(None).get(f"/public/{public.key}/share.png").data))
    assert (picture.format, picture.size) == ("PNG", (int(told["image:width"]), int(told["image:height"])))


def test_the_key_is_where_everyone_looks_for_it(app: Flask, client_of: Client) -> None:
    answer = client_of(None).get("/.well-known/verhaal-key.json")
    assert app.extensions["key"].public in json.loads(answer.data).values()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


def test_after_the_key_changed_both_keys_are_told_and_with_both_all_holds(
    app: Flask, session: Session, cast: Cast, client_of: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was signed keeps the key of its day; what was withdrawn since is attested with today's."""
    lost = factories.shared(session, cast, clock())
    present = app.extensions["key"]
    public = published.public(session, cast, clock(), published.sealed(session, cast, clock(), key=present))
    lost.withdraw("Op verzoek.", clock())
    session.commit()
    anyone, address = client_of(None), f"/public/{public.key}"
    before = anyone.get(address)
    assert "een andere sleutel" not in before.text
    monkeypatch.setitem(app.extensions, "key", KEY)
    after = anyone.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert f"verhaal verify account.json --key {present.public} --key {KEY.public}</code>" in after.text
    assert "kreeg deze installatie een andere sleutel" in after.text
    assert verify(anyone.get(f"{address}/account.json").data, [present.public, KEY.public]).holds


def test_no_picture_of_one_grant_is_called_as_that_of_another(
    session: Session, cast: Cast, client_of: Client, clock: Clock
) -> None:
    """In public, and among the versions that were signed before."""
    second = factories.make_grant(session, cast.organisation, cast.funder_party, "GV-2", clock())
    for _each in range(5):  # of fewer nothing is drawn
        factories.shared(session, cast, clock(), grants=(cast.grant, second))
    public = published.public_of_funder(session, cast, clock())
    session.commit()
    for browser, path in ((client_of(None), f"/public/{public.key}"),
                          (client_of(cast.coordinator), f"/accounts/{public.account_id}/versions/1")):  # fmt: skip
        page = browser.get(path).text
        ids = re.findall(r' id="([^"]+)"', page)
        assert page.count('id="picture-2-') > 1
        assert len(ids) == len(set(ids)), path
