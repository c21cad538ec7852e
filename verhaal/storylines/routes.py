"""Reading a line, and gathering stories in it."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from verhaal import access
from verhaal.forms import one_line
from verhaal.stories.models import Story
from verhaal.stories.seen import the_standing, the_story
from verhaal.stories.sharing import AT_SHARING
from verhaal.storylines import actions, queries
from verhaal.storylines.forms import NameForm, PlaceForm
from verhaal.storylines.parts import Line
from verhaal.web import done, now, page, require, session, viewer

storylines = Blueprint("storylines", __name__)
AT_SHARING.append(actions.follow)


@storylines.get("/storylines")
def index() -> ResponseReturnValue:
    require(access.may_read_lines(viewer()))
    lines, has_more = queries.lines(session(), viewer(), _number())
    return page("storylines/index.html", lines=lines, number=_number(), has_more=has_more)


@storylines.get("/storylines/<id:line_id>")
def show(line_id: int) -> ResponseReturnValue:
    return _line_page(_line(line_id), NameForm(formdata=None))


@storylines.post("/storylines/<id:line_id>/title")
def rename(line_id: int) -> ResponseReturnValue:
    line, form = _line(line_id), NameForm()
    require(access.may_name_line(viewer(), line.line))
    if not form.validate():
        return _line_page(line, form, 422)
    line.line.title = form.title.data or ""
    session().add(line.line)
    return done(gettext("The storyline has its title."), url_for(".show", line_id=line_id))


@storylines.get("/stories/<id:story_id>/storyline")
def arrange(story_id: int) -> ResponseReturnValue:
    return _place_page(_arrangeable(story_id), PlaceForm(formdata=None))


@storylines.post("/stories/<id:story_id>/storyline")
def gather(story_id: int) -> ResponseReturnValue:
    """Into a line there is, or a new one; a story that stands elsewhere meanwhile is not moved unseen."""
    story, form = the_story(story_id), PlaceForm()
    require(access.may_gather(viewer(), story))
    now_in = _offer(form, story)
    if not form.validate() or not form.knows(now_in):
        return _place_page(story, form, 422 if form.errors else 409)
    line_id = form.into.data or actions.begin(session(), story.organisation_id, form.title.data or "", now()).id
    actions.place(session(), story.id, line_id, viewer().id, now())
    return done(gettext("The story stands in this storyline now."), url_for(".show", line_id=line_id))


@storylines.post("/stories/<id:story_id>/storyline/leaving")
def leave(story_id: int) -> ResponseReturnValue:
    story = the_story(story_id)
    require(access.may_take_out(viewer(), story))
    actions.leave(session(), story.id)
    return done(gettext("The story stands by itself now."), url_for("reading.story", story_id=story.id))


def _line(line_id: int) -> Line:
    return queries.line(session(), viewer(), line_id) or abort(404)


def _line_page(line: Line, form: NameForm, status: int = 200) -> ResponseReturnValue:
    may_name, words = access.may_name_line(viewer(), line.line), one_line(request.args.get("find")) or ""
    if form.title.data is None:
        form.title.data = line.line.title
    return page("storylines/line.html", status, line=line, form=form, words=words, number=_number(),
                told=queries.told(session(), viewer(), line, _number()), page_size=queries.PAGE,
                candidates=queries.candidates(session(), viewer(), line.line, words) if may_name else [])  # fmt: skip


def _arrangeable(story_id: int) -> Story:
    story = the_story(story_id)
    require(access.may_take_out(viewer(), story))
    return story


def _place_page(story: Story, form: PlaceForm, status: int = 200) -> ResponseReturnValue:
    now_in = _offer(form, story)
    form.was.data = str(now_in.line.id if now_in else "")
    return page("storylines/place.html", status, story=story, version=the_standing(story), line=now_in, form=form,
                is_overtaken=status == 409)  # fmt: skip


def _offer(form: PlaceForm, story: Story) -> Line | None:
    """Fill in the lines to choose from; gives the one that the story stands in."""
    now_in = queries.line_of(session(), viewer(), story.id)
    form.offer(queries.lines_of(session(), viewer(), story.organisation_id), now_in)
    return now_in


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)
