"""Whether a mark that is for some eyes only shows anywhere else: on any page, in an account, on its paper."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pypdf
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.factories import Cast
from tests.paper import pages_of
from tests.publishing.published import public_of_funder
from verhaal.access import viewer_of
from verhaal.exports.files import whole_of
from verhaal.exports.formats import FORMATS
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Story

# What is no page about a story: files, and what a mail's token opens.
NO_PAGES = {"filename", "token", "photo_id", "size"}


def pages_without(
    marks: Sequence[str], app: Flask, session: Session, browser: FlaskClient, cast: Cast, story: Story, **more: int
) -> int:
    """Look at every page there is about a story and its surroundings, and find no mark; how many pages were shown.

    An address with a variable that stands neither here nor in `more` fails, so that no new page is passed by.
    """
    now = story.created_at
    given: dict[str, Any] = {
        "story_id": story.id, "grant_id": cast.grant.id, "year": 2026, "number": 1, "about": "lessons",
        "format": "json", "account_id": (account := factories.account(session, cast, now)).id, "topic": cast.grant.id,
        "objective_id": cast.objective.id, "outcome_id": factories.outcome_of(session, story.id),
        "organisation_id": cast.organisation.id, "funder_id": cast.funder_party.id,
        "commitment_id": factories.promised(session, cast, now, story).id,
        "draw_id": factories.draw(session, cast.funder, cast.funder_party, Sieve(grant=cast.grant.id), now).id,
        "line_id": factories.storyline(session, cast, now, story).id,
        "job_id": factories.print_job(session, account, cast.coordinator, now).id,
        "dilemma_id": factories.dilemma(session, cast, now).id,
        "key": public_of_funder(session, cast, now).key,
    } | more  # fmt: skip
    session.commit()
    shown = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments & NO_PAGES:
            continue
        with app.test_request_context():
            path = app.url_map.bind("localhost:8000").build(rule.endpoint, {n: given[n] for n in rule.arguments})
        answer = browser.get(path)
        said = answer.data + str(answer.headers).encode()
        assert [mark for mark in marks if mark.encode() in said] == [], path
        shown += answer.status_code == 200
        answer.close()
    return shown


def account_without(marks: Sequence[str], app: Flask, session: Session, cast: Cast, now: datetime) -> str:
    """Make the coordinator's account of 2026 in every format, and find no mark in any of them. What the PDF prints."""
    with app.app_context():
        whole = whole_of(session, viewer_of(session, cast.coordinator), cast.grant, 2026, now)
        held = {each.name: contents(each.made(whole, now, app.extensions["key"])) for each in FORMATS.values()}
    assert [name for name, parts in held.items() if any(mark in part for mark in marks for part in parts)] == []
    return held["pdf"][0]


def contents(file: bytes) -> list[str]:
    """Everything that a file holds as text: what a PDF prints and what it carries, all that is zipped in another."""
    if file.startswith(b"%PDF"):
        paper = pypdf.PdfReader(io.BytesIO(file))
        printed = " ".join(pages_of(file))
        carried = [content.decode() for each in paper.attachments.values() for content in each]
        assert carried
        return [printed, *carried, str(paper.metadata)]
    if zipfile.is_zipfile(io.BytesIO(file)):
        with zipfile.ZipFile(io.BytesIO(file)) as zipped:
            return [zipped.read(name).decode("utf-8", "replace") for name in zipped.namelist()]
    return [file.decode()]
