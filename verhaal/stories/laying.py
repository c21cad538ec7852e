"""Laying a story on the tables of the funders that it is told to."""

from typing import Any

from sqlmodel import Session, col, delete, select

from verhaal.db import firsts_of
from verhaal.grants.models import Grant
from verhaal.prepared import prepared
from verhaal.stories.models import Laid, Story, Version, VersionGrant


def lay(session: Session, story: Story, version: Version) -> None:
    """Let the story lie, in this version, where its grants come from, and nowhere else; called whenever one is shared.

    A withdrawn story stays: who may read what lies there, `access` says. Raises `ValueError` where it was never shared.
    """
    if story.shared_at is None:
        raise ValueError("a story lies on a table once it is shared")
    session.flush()
    if version.number > 1:  # before the first it lay nowhere
        session.exec(delete(Laid).where(col(Laid.story_id) == story.id))
    funders = firsts_of(session, _funders(version.id))
    session.add_all(
        Laid(story_id=story.id, funder_id=funder, shared_at=story.shared_at or story.created_at, version_id=version.id)
        for funder in funders
    )


@prepared
def _funders(version_id: int) -> Any:
    given = select(Grant.funder_id).join(VersionGrant, col(VersionGrant.grant_id) == col(Grant.id))
    return given.where(VersionGrant.version_id == version_id).distinct()
