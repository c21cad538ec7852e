"""A story in the annex of the account."""

from flask import Flask

from tests.annual.samples import account
from verhaal.annual.annex import story_text


def test_how_often_it_also_happened_stands_beside_the_week_and_only_where_it_was_said(app: Flask) -> None:
    page = account().pages["V-2026-003"]
    assert page
    with app.test_request_context():
        assert story_text("V-2026-003", page.model_copy(update={"recurrence": None})).meta.endswith("tegenvaller")
        assert story_text("V-2026-003", page).meta.endswith("tegenvaller · gebeurde vaak")


def test_of_a_story_that_was_withdrawn_nothing_stands_but_that_it_was(app: Flask) -> None:
    with app.test_request_context():
        withdrawn = story_text("V-2026-003", None)
    assert (withdrawn.ref, withdrawn.title) == ("V-2026-003", "Een verhaal dat is ingetrokken")
    assert (withdrawn.meta, withdrawn.tree, withdrawn.outcomes, withdrawn.counts) == ("", (), (), ())
