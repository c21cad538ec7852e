"""Whether a mark that is for some eyes only shows anywhere else: on any page, in an account, on its paper."""

import io
from datetime import datetime
from typing import Any

import pypdf
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests import factories
from tests.factories import Cast
from tests.publishing.published import public_of_funder
from verhaal.access import viewer_of
from verhaal.exports.files import document_of, pdf_of, whole_of
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Story

# What is no page about a story: files, and what a mail's token opens.
NO_PAGES = {"filename", "token", "photo_id", "size"}


def pages_without(
    mark: str, app: Flask, session: Session, browser: FlaskClient, cast: Cast, story: Story, **more: int
) -> int:
    """Look at every page there is about a story and its surroundings, and find no mark; how many pages were shown.

    An address with a variable that stands neither here nor in `more` fails, so that no new page is passed by.
    """
    now = story.created_at
    given: dict[str, Any] = {
        "story_id": story.id, "grant_id": cast.grant.id, "year": 2026, "number": 1, "about": "lessons",
        "account_id": factories.account(session, cast, now).id, "topic": cast.grant.id,
        "objective_id": cast.objective.id, "outcome_id": factories.outcome_of(session, story.id),
        "organisation_id": cast.organisation.id, "funder_id": cast.funder_party.id,
        "commitment_id": factories.promised(session, cast, now, story).id,
        "draw_id": factories.draw(session, cast.funder, cast.funder_party, Sieve(grant=cast.grant.id), now).id,
        "line_id": factories.storyline(session, cast, now, story).id,
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
        assert mark.encode() not in answer.data + str(answer.headers).encode(), path
        shown += answer.status_code == 200
        answer.close()
    return shown


def account_without(mark: str, app: Flask, session: Session, cast: Cast, now: datetime) -> str:
    """Make the coordinator's account of 2026 and find no mark in it, on its paper, or in what the paper carries.
    What is printed."""
    viewer = viewer_of(session, cast.coordinator)
    with app.app_context():
        assert mark not in repr(document_of(whole_of(session, viewer, cast.grant, 2026, now)))
        paper = pypdf.PdfReader(io.BytesIO(pdf_of(session, viewer, cast.grant.reference, 2026, now)))
    printed = " ".join(page.extract_text() for page in paper.pages)
    attached = [content for contents in paper.attachments.values() for content in contents]
    assert attached
    assert mark not in printed
    assert not [content for content in attached if mark.encode() in content]
    return printed
