"""The reading table and the organisation's own list: where to begin, and what there is."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from verhaal import access
from verhaal.reading import offering, queue, stopping
from verhaal.reading.routes import reading
from verhaal.reading.sieve_form import SieveForm
from verhaal.reading.sitting import Sitting, Spot
from verhaal.web import now, page, require, session, viewer


@reading.get("/reading")
def sit() -> ResponseReturnValue:
    """One story at a time: where one stopped, or the first that is unread; the list where there is none."""
    require(access.may_read_for_a_funder(viewer()))
    sitting = Sitting.parse(request.args, now())
    story_id = stopping.where_to_open(session(), viewer(), sitting.sieve, now())
    if story_id is None:
        return redirect(url_for(".table", **sitting.afresh))
    return redirect(url_for(".story", story_id=story_id, **sitting.address))


@reading.get("/reading/list")
def table() -> ResponseReturnValue:
    require(access.may_read_for_a_funder(viewer()))
    sitting = Sitting.parse(request.args, now())
    if _is_wordy():
        return redirect(url_for(".table", **sitting.afresh))
    form = SieveForm.showing(sitting.sieve, offering.of_our_funder(session(), viewer()), for_reader=True)
    return page("reading/table.html", sieve=sitting.sieve, sitting=sitting, form=form,
                listed=queue.to_read(session(), viewer(), sitting, *_spots()),
                unread=queue.unread_count(session(), viewer(), sitting.sieve), many=queue.MANY)  # fmt: skip


@reading.get("/stories/shared")
def ours() -> ResponseReturnValue:
    require(bool(viewer().works_for))
    sitting = Sitting.parse(request.args, now())
    if _is_wordy():
        return redirect(url_for(".ours", **sitting.afresh))
    sieve = sitting.sieve
    form = SieveForm.showing(sieve, offering.of_our_organisation(session(), viewer()), for_reader=False)
    return page("reading/ours.html", sieve=sieve, form=form, listed=queue.ours(session(), viewer(), sieve, *_spots()))


def _is_wordy() -> bool:
    """Whether the address holds what a form sends and nobody chose, or a date for its week: not an address to share."""
    return "" in request.args.values() or any(len(request.args.get(each, "")) == 10 for each in ("since", "until"))


def _spots() -> tuple[Spot | None, Spot | None]:
    """From where the list goes on: after a story, or back before one."""
    after, before = (Spot.parse(request.args.get(name, "")) for name in ("after", "before"))
    return after, before
