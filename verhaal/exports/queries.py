"""Jobs: the one that somebody asked for already, those before it, those whose time is over."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual import standing
from verhaal.annual.models import AnnualAccount
from verhaal.annual.queries import grants_in
from verhaal.exports.models import SILENCE, PrintJob, Stage
from verhaal.people.models import Person
from verhaal.stories.models import Story

OVER = (Stage.READY, Stage.FAILED)


def going_on(session: Session, viewer: Viewer, of: AnnualAccount, format: str, now: datetime) -> PrintJob | None:
    """The viewer's own job for the same file that is being worked on, and will not be outdated when it is ready."""
    same = access.own_print_jobs(viewer).where(PrintJob.account_id == of.id, PrintJob.format == format)
    working = (job for job in session.exec(same) if job.goes_on(now))
    return next((job for job in working if not is_outdated(session, viewer, job, of)), None)


def before(session: Session, job: PrintJob, now: datetime) -> int:
    """How many that were asked for earlier are still worked on: they are made one after another."""
    earlier = select(func.count()).where(col(PrintJob.id) < job.id, col(PrintJob.stage).not_in(OVER))
    return session.exec(earlier.where(col(PrintJob.alive_at) > now - SILENCE)).one()


def made_of(session: Session, viewer: Viewer, of: AnnualAccount) -> str:
    """A fingerprint of which account the viewer reads: the sealed version or part, or today's at which step, of which
    grants. A file made of another may tell what they may not see any more."""
    sealed = standing.shown_sealed(session, viewer, of)
    today = [] if sealed else [of.revision, *(grant.id for grant in grants_in(session, viewer, of))]
    return hashlib.sha256(repr((sealed.id if sealed else None, today)).encode()).hexdigest()


def is_outdated(session: Session, viewer: Viewer, job: PrintJob, of: AnnualAccount) -> bool:
    """What who asked sees now is another account, or a story of it may have been withdrawn since."""
    return job.made_of != made_of(session, viewer, of) or _lost_a_story(session, job, of)


def _lost_a_story(session: Session, job: PrintJob, of: AnnualAccount) -> bool:
    """A story of the organisation was withdrawn after it was asked for, so what lies ready may still tell it."""
    since = select(func.count()).where(
        Story.organisation_id == of.organisation_id, col(Story.withdrawn_at) >= job.asked_at
    )
    return session.exec(since).one() > 0


def outlived(session: Session, now: datetime) -> Sequence[PrintJob]:
    """Those that had their day, and those whose file is not given any more; not one that is being worked on."""
    return [
        job
        for job in session.exec(select(PrintJob).order_by(col(PrintJob.id)))
        if job.is_gone(now) or (not job.goes_on(now) and _is_given_no_more(session, job))
    ]


def _is_given_no_more(session: Session, job: PrintJob) -> bool:
    """To who asked, as they are now."""
    viewer = access.viewer_of(session, session.get_one(Person, job.person_id))
    of = session.exec(access.visible_accounts(viewer).where(AnnualAccount.id == job.account_id)).first()
    return of is None or is_outdated(session, viewer, job, of)
