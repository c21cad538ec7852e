"""The pictures of a grant's year, each with its denominator in words; a page and the annual account show the same."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from verhaal.display import name, number
from verhaal.overview.chart import Chart, Pen, Piece, Row, rows_of, stories, too_few
from verhaal.overview.figures import Credit, Glance
from verhaal.reading import strip
from verhaal.reading.sieve import Sieve
from verhaal.reading.year import Mark, weeks_of
from verhaal.week import Week


def charts(of: Glance, pen: Pen) -> list[Chart]:
    """Of five stories or more, all that there is something to say about; of fewer, why nothing is drawn."""
    if not of.year.is_enough:
        there = ngettext("%(num)d story was shared.", "%(num)d stories were shared.", of.stories)
        return [too_few("weeks", _("Stories per week"), there)] if of.stories else []
    drawings = (
        (_weeks, True), (_places, of.places), (_objectives, of.objectives), (_setbacks, True), (_credits, of.outcomes),
    )  # fmt: skip
    return [draw(of, pen) for draw, there in drawings if there]


def _weeks(of: Glance, pen: Pen) -> Chart:
    year, title = of.year, _("Stories per week")
    says = _("%(stories)s, in %(part)d of the %(all)d weeks of %(year)s.", stories=stories(of.stories),
             part=len(year.marks), all=len(weeks_of(year.number)), year=str(year.number))  # fmt: skip
    drawn = strip.weeks(year, title, lambda week: pen.leads(_in(week)), colours=pen.colours, name=f"{pen.name}-weeks")
    columns = _("Month"), _("Stories per week"), _("Together")
    return Chart("weeks", title, says, drawn, columns, _months(of, pen), texts=2)


def _places(of: Glance, pen: Pen) -> Chart:
    says = _("%(part)d of %(all)d stories name a place.", part=of.placed, all=of.stories)
    shown = [pen.shown(bar.topic.name, bar.stories, bar.of, Sieve(place=bar.topic.id)) for bar in of.places]
    titled = Chart("places", _("Stories per place"), says, columns=_columns(_("Place")))
    return replace(titled, picture=pen.bars(pen.said(titled, _bars()), shown), rows=rows_of(shown))


def _objectives(of: Glance, pen: Pen) -> Chart:
    says = _("%(part)d of %(all)d stories tell of an outcome towards an objective. One story may serve several.",
             part=of.aimed, all=of.stories)  # fmt: skip
    shown = [pen.shown(bar.topic.name, bar.stories, bar.of, Sieve(objective=bar.topic.id)) for bar in of.objectives]
    titled = Chart("objectives", _("Stories per objective"), says, columns=_columns(_("Objective")))
    return replace(titled, picture=pen.bars(pen.said(titled, _bars()), shown), rows=rows_of(shown))


def _setbacks(of: Glance, pen: Pen) -> Chart:
    says = _("%(setbacks)d of %(all)d stories tell of a setback. An account without any would be odd.",
             setbacks=of.setbacks, all=of.stories)  # fmt: skip
    shown = [
        pen.shown(_("a setback"), of.setbacks, of.stories, Sieve(setback=True)),
        pen.shown(_("no setback"), of.stories - of.setbacks, of.stories, Sieve(setback=False)),
    ]
    titled = Chart("setbacks", _("The share of setbacks"), says, columns=_columns(_("What they tell of")))
    return replace(titled, picture=pen.parts(pen.said(titled, _parts()), shown), rows=rows_of(shown))


def _credits(of: Glance, pen: Pen) -> Chart:
    """It rests on the stories that say whose doing an outcome was: of fewer than five, nothing is drawn."""
    title = _("Whose doing the outcomes were")
    if not of.are_enough_credited:
        return too_few("credits", title, ngettext(
            "%(num)d story says whose doing an outcome mostly was.",
            "%(num)d stories say whose doing an outcome mostly was.", of.credited))  # fmt: skip
    says = _("%(stories)s say whose doing %(part)d of the %(all)d outcomes mostly were.",
             part=of.credited_outcomes, all=of.outcomes, stories=stories(of.credited))  # fmt: skip
    shown = [
        pen.shown(name(each.contribution), each.outcomes, of.credited_outcomes, Sieve(contribution=each.contribution))
        for each in of.credits
    ]
    columns = (_("Mostly thanks to"), _("Outcomes"), _("Share"), _("In stories"))
    titled = Chart("credits", title, says, columns=columns)
    rows = tuple(_in_stories(row, each) for row, each in zip(rows_of(shown), of.credits, strict=True))
    return replace(titled, picture=pen.parts(pen.said(titled, _parts()), shown), rows=rows)


def _columns(first: str) -> tuple[str, ...]:
    return first, _("Stories"), _("Share")


def _bars() -> str:
    return str(_("A bar for each, from many stories to few; its length is its share of all stories."))


def _parts() -> str:
    return str(_("One bar is the whole; each part has a pattern, with what it stands for and its number below."))


def _in_stories(row: Row, credit: Credit) -> Row:
    return row._replace(cells=(*row.cells, (Piece(number(credit.stories)),)))


def _months(of: Glance, pen: Pen) -> tuple[Row, ...]:
    told = groupby(of.year.marks, key=lambda mark: mark.column)
    return tuple(_month(str(format_date(of.year.months[at], "LLLL")), list(marks), pen) for at, marks in told)


def _month(name: str, marks: Sequence[Mark], pen: Pen) -> Row:
    together = Piece(number(sum(mark.stories for mark in marks)))
    return Row(Piece(name), (tuple(_weekly(marks, pen)), (together,)))


def _weekly(marks: Sequence[Mark], pen: Pen) -> Iterable[Piece]:
    for mark in marks:
        says = _("week %(number)d: %(stories)d", number=mark.week.number, stories=mark.stories)
        yield Piece(says, pen.leads(_in(mark.week)))


def _in(week: Week) -> Sieve:
    return Sieve(since=week, until=week)
