"""What other pages show of reading in passing, such as a grant's page: asked by the template that shows it.

A grant's page lies below reading and cannot ask by itself; and each of these is one query where it is shown, and none
where it is not.
"""

import uuid

from verhaal.access import Viewer
from verhaal.grants.models import Grant
from verhaal.reading import clock, commitments
from verhaal.reading import lately as in_passing
from verhaal.reading.clock import ReplyClock
from verhaal.reading.commitments import Promises
from verhaal.reading.routes import reading
from verhaal.web import now, session
from verhaal.week import day_of


@reading.app_template_global()
def reply_clock(viewer: Viewer, grant: Grant) -> ReplyClock:
    return clock.reply_clock(session(), viewer, [grant], now())


@reading.app_template_global()
def lately(viewer: Viewer) -> ReplyClock:
    return in_passing.lately(session(), viewer, now())


@reading.app_template_global()
def promised(viewer: Viewer) -> Promises:
    """By where they stand, the commitments that the viewer sees."""
    return commitments.how_many(session(), viewer, None, day_of(now()))


@reading.app_template_global()
def new_key() -> str:
    """For a form that stands in a page of others: sent twice, it is one."""
    return str(uuid.uuid4())
