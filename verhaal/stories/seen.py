"""The story that an address names, as far as the viewer may go."""

from verhaal import access
from verhaal.stories import queries
from verhaal.stories.models import Story, Version
from verhaal.web import found, require, viewer


def the_story(story_id: int) -> Story:
    return found(access.visible_stories(viewer()).where(Story.id == story_id))


def the_draft(story_id: int) -> tuple[Story, Version]:
    """For who may edit it."""
    story = the_story(story_id)
    require(access.may_edit(viewer(), story))
    return story, found(queries.draft_of(story))


def the_standing(story: Story) -> Version:
    return found(queries.readable_version(viewer(), story, story.shared_number or 0))
