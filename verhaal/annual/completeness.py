"""What an annual account still lacks, in plain words; what stays missing is printed."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.figures import Figures
from verhaal.annual.models import Subject


def gaps(figures: Figures) -> list[str]:
    return [*_told(figures), *_explained(figures), *_read(figures), *_added(figures)]


def _told(figures: Figures) -> Iterator[str]:
    decision, told = figures.of.decision, figures.of.told
    if not told:
        yield _("No story was shared for this grant this year.")
    for activity in decision.activities:
        if not figures.volume(activity):
            yield _("Nothing was counted for the activity “%(name)s”.", name=activity.name)
    for objective in figures.without_outcome:
        yield _("No outcome was told for the objective “%(name)s”.", name=objective.name)
    told_in = {each.place.id for each in told if each.place}
    for place in decision.places:
        if place.id not in told_in:
            yield _("No story comes from %(place)s.", place=place.name)


def _explained(figures: Figures) -> Iterator[str]:
    for activity in figures.behind:
        if not figures.said(Subject.ACTIVITY, activity.id):
            yield _("Why “%(name)s” stayed behind is not explained.", name=activity.name)
    for obligation in figures.of.decision.obligations:
        if not figures.said(Subject.OBLIGATION, obligation.id):
            yield _("Whether this obligation was met is not said: “%(text)s”", text=obligation.text)


def _read(figures: Figures) -> Iterator[str]:
    unread = len(figures.of.told) - len(figures.of.read)
    if unread:
        yield ngettext("The funder has not read %(num)d story.", "The funder has not read %(num)d stories.", unread)


def _added(figures: Figures) -> Iterator[str]:
    if not figures.said(Subject.RESIDENTS):
        yield _("Words of residents themselves.")
    if not figures.said(Subject.FINANCIAL):
        yield _("The reference to the financial report.")
    if figures.burden is None:
        yield _("The minutes that telling took.")
