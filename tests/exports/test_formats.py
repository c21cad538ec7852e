"""The account in every format: the same facts, text that is only text, and nothing that is not for the reader."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.annual.samples import account
from tests.conftest import Clock
from tests.exports import holding, rows
from tests.factories import Cast
from verhaal.annual import record
from verhaal.annual.models import State
from verhaal.annual.record import Account, Seal, canonical
from verhaal.exports.formats import FORMATS
from verhaal.exports.schema import FILE, schema, written
from verhaal.paths import STATIC

AT = datetime(2026, 12, 31, 12, tzinfo=UTC)


@pytest.fixture
def within(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def made(app: Flask, name: str, whole: Account) -> bytes:
    return FORMATS[name].made(whole, AT, app.extensions["key"])


def signed(whole: Account, without: str = "") -> Account:
    """The account with a seal that nobody checks, and without one story that was withdrawn since."""
    seal = Seal(sha256=record.digest(whole.core), key="k" * 43, signature="s" * 86, signed_at="2027-02-01T10:00:00Z",
                signed_by="Coba, directeur")  # fmt: skip
    pages = {ref: None if ref == without else page for ref, page in whole.pages.items()}
    return whole.model_copy(update={"seal": seal, "pages": pages})


@pytest.fixture(params=["one grant", "two grants", "sealed, one withdrawn"])
def whole(request: pytest.FixtureRequest) -> Account:
    return {
        "one grant": account(),
        "two grants": account(grants=2),
        "sealed, one withdrawn": signed(account(), "V-2026-002"),
    }[request.param]


def test_a_spreadsheet_and_csv_hold_every_fact(within: Flask, whole: Account) -> None:
    for read in (rows.of_spreadsheet(made(within, "xlsx", whole)), rows.of_csv(made(within, "csv", whole))):
        told = rows.amounts_read([row for sheet in read.values() for row in sheet])
        assert holding.missing_in_rows(whole, [*told, *together(told)], cents=100) == []


def together(told: list[list[Any]]) -> list[list[Any]]:
    """What the rows of one part of one grant hold together: the account is told a figure a row."""
    parts: dict[tuple[Any, Any], list[Any]] = {}
    for row in told:
        parts.setdefault((row[0], row[1]), []).extend(row)
    return list(parts.values())


def test_a_spreadsheet_has_a_sheet_for_each_thing_and_the_right_types(within: Flask) -> None:
    whole = account(stories=7)
    read = rows.of_spreadsheet(made(within, "xlsx", whole))
    assert list(read) == ["Verantwoording", "Verhalen", "Opbrengsten", "Tellingen", "Reacties"]
    assert rows.column(read["Verhalen"], "Verhaal") == list(whole.pages)
    assert rows.column(read["Verhalen"], "Tegenvaller") == [page.is_setback for page in whole.pages.values() if page]
    assert rows.column(read["Tellingen"], "Hoeveel") == [12.0] * 7
    assert rows.column(read["Reacties"], "Datum")[:2] == [date(2026, 6, 2), date(2026, 6, 3)]
    assert rows.column(read["Reacties"], "Soort")[:2] == ["Pak ik op", "Een antwoord"]
    values = dict(zip(rows.column(read["Verantwoording"], "Wat"), read["Verantwoording"][1:], strict=True))
    assert values["Gelezen"][3:5] == [7.0, 7.0]
    assert values["Gemaakt op"][3] == date(2026, 12, 31)
    assert 312_500.5 in rows.column(read["Verantwoording"], "Waarde")


def test_csv_opens_in_dutch_excel(within: Flask) -> None:
    read = rows.of_csv(made(within, "csv", account()))
    assert list(read) == ["verantwoording.csv", "verhalen.csv", "opbrengsten.csv", "tellingen.csv", "reacties.csv"]
    assert "312500,50" in rows.column(read["verantwoording.csv"], "Waarde")
    assert rows.column(read["verhalen.csv"], "Tegenvaller")[:3] == ["nee", "nee", "ja"]


def test_figures_stand_beside_what_they_are_out_of(within: Flask) -> None:
    read = rows.of_spreadsheet(made(within, "xlsx", account(stories=6)))["Verantwoording"]
    told = {row[2]: (row[3], row[4]) for row in read}
    assert told["Verhalen over een tegenvaller"] == (2.0, 6.0)
    assert told["Gedeeld"] == (6.0, 8.0)
    assert told["Aselect getrokken"] == (2.0, 6.0)
    parts = {row[1] for row in read}
    assert {"Wat ontbreekt", "Hoe deze verhalen zijn gekozen", "Het zegel"} <= parts


def test_the_seal_stands_on_the_first_sheet(within: Flask) -> None:
    whole = signed(account())
    assert whole.seal
    read = rows.of_spreadsheet(made(within, "xlsx", whole))["Verantwoording"]
    assert [row[3] for row in read if row[1] == "Het zegel"][2] == whole.seal.sha256


def test_a_withdrawn_story_leaves_its_reference_alone(within: Flask) -> None:
    read = rows.of_spreadsheet(made(within, "xlsx", signed(account(), "V-2026-002")))
    [row] = [row for row in read["Verhalen"] if row[0] == "V-2026-002"]
    assert [cell for cell in row if cell] == ["V-2026-002", "Een verhaal dat is ingetrokken", "REF-1",
                                              account().core.stories[1].digest]  # fmt: skip
    for sheet in ("Opbrengsten", "Tellingen", "Reacties"):
        assert "V-2026-002" not in rows.column(read[sheet], "Verhaal")


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_same_account_at_the_same_moment_is_the_same_file(within: Flask, name: str) -> None:
    assert made(within, name, account()) == made(within, name, account())


# The published schema


def test_the_published_schema_is_what_the_models_say() -> None:
    """If not: `python -m verhaal.exports.schema` writes it anew."""
    assert (STATIC / "schemas" / FILE).read_text("utf-8") == written()


def test_exported_accounts_are_valid_by_the_schema(within: Flask, whole: Account) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    check = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())
    read = json.loads(made(within, "json", whole))
    assert [error.message for error in check.iter_errors(read)] == []
    del read["core"]["organisation"]
    read["core"]["year"] = "2026"
    read["pages"]["V-2026-001"]["name"] = "Ans"
    assert len(list(check.iter_errors(read))) == 3


def test_anyone_finds_the_schema_without_signing_in(client_of: Any) -> None:
    answer = client_of(None).get("/schemas/annual-account-1.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/schema+json")
    assert answer.json == schema()
    answer.close()


def test_the_schema_explains_what_does_not_explain_itself() -> None:
    fields = schema()["$defs"]["GrantYear"]["properties"]
    assert "fewer than five professionals" in fields["burden"]["description"]


# On the page and on the command line


def test_a_funder_finds_every_format_on_the_page(cast: Cast, session: Session, clock: Clock, client_of: Any) -> None:
    of = factories.account(session, cast, clock(), state=State.OFFERED)
    session.commit()
    browser: FlaskClient = client_of(cast.funder)
    shown = browser.get(f"/accounts/{of.id}").text
    for name, each in FORMATS.items():
        assert f'href="/accounts/{of.id}/{name}"' in shown
        answer = browser.get(f"/accounts/{of.id}/{name}")
        assert (answer.status_code, answer.mimetype) == (200, each.mimetype)
        assert answer.headers["Content-Disposition"].endswith(f'-2026.{each.suffix}"')
    assert browser.get(f"/accounts/{of.id}/exe").status_code == 404


def test_the_json_that_is_downloaded_is_the_record_itself(
    cast: Cast, session: Session, clock: Clock, client_of: Any
) -> None:
    factories.shared(session, cast, clock(), text="De soep was op voor twaalf uur.")
    of = factories.account(session, cast, clock())
    session.commit()
    data = client_of(cast.coordinator).get(f"/accounts/{of.id}/json").data
    assert canonical(Account.model_validate_json(data)) == data
    assert b"De soep was op" in data


def test_the_paper_carries_the_same_json(within: Flask) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(within, "pdf", account())))
    assert reader.attachments["account.json"] == [made(within, "json", account())]
