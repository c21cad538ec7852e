"""Jobs: the one that somebody asked for already, those before it, those whose time is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from verhaal import access
from verhaal.access import Viewer
from verhaal.annual.models import AnnualAccount
from verhaal.exports.models import KEPT, SILENCE, PrintJob, Stage
from verhaal.stories.models import Story

OVER = (Stage.READY, Stage.FAILED)


def going_on(session: Session, viewer: Viewer, of: AnnualAccount, format: str, now: datetime) -> PrintJob | None:
    """The viewer's own job for the same file that is being worked on."""
    same = access.own_print_jobs(viewer).where(PrintJob.account_id == of.id, PrintJob.format == format)
    return next((job for job in session.exec(same) if job.goes_on(now)), None)


def before(session: Session, job: PrintJob, now: datetime) -> int:
    """How many that were asked for earlier are still worked on: they are made one after another."""
    earlier = select(func.count()).where(col(PrintJob.id) < job.id, col(PrintJob.stage).not_in(OVER))
    return session.exec(earlier.where(col(PrintJob.alive_at) > now - SILENCE)).one()


def is_outdated(session: Session, job: PrintJob, of: AnnualAccount) -> bool:
    """A story of the organisation was withdrawn after it was asked for, so what lies ready may still tell it."""
    since = select(func.count()).where(
        Story.organisation_id == of.organisation_id, col(Story.withdrawn_at) >= job.asked_at
    )
    return session.exec(since).one() > 0


def outlived(session: Session, now: datetime) -> Sequence[PrintJob]:
    return session.exec(select(PrintJob).where(col(PrintJob.asked_at) < now - KEPT)).all()
