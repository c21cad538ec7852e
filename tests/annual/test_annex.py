"""A story in the annex of the account."""

from flask import Flask

from tests.conftest import START
from verhaal.annual.annex import _recurs
from verhaal.stories.models import Recurrence, Version


def test_how_often_it_also_happened_stands_beside_the_week_and_only_where_it_was_said(app: Flask) -> None:
    said = Version(story_id=1, number=1, year=2026, week_number=48, title="", text="", saved_at=START)
    with app.test_request_context():
        assert _recurs(said) == ""
        said.recurrence = Recurrence.OFTEN
        assert _recurs(said) == " · gebeurde vaak"
