"""The pictures of the year in the account: the overview's own, each with its table beneath."""

from collections import Counter
from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from verhaal.annual import record
from verhaal.annual.document import Block, Heading, Picture, Table, Text
from verhaal.overview.chart import Chart, Pen, Row
from verhaal.overview.charts import charts
from verhaal.overview.figures import Credit, Glance
from verhaal.reading.year import Bar, Topic, year_of
from verhaal.week import Week

Drawing = Callable[[int, record.Glance], list[Chart]]
Numbers = Mapping[str, int]


def on_paper(year: int, of: record.Glance, name: str = "picture") -> list[Chart]:
    return charts(_glance(year, of, {}, {}), Pen(name=name))


def leading_on(pen: Pen, places: Numbers, objectives: Numbers) -> Drawing:
    """For a page: each mark leads to its stories, by the numbers that the record's names have in the database."""
    return lambda year, of: charts(_glance(year, of, places, objectives), pen)


def _glance(year: int, of: record.Glance, places: Numbers, objectives: Numbers) -> Glance:
    weeks = Counter({Week(year, number): stories for number, stories in of.weeks})
    return Glance(
        year=year_of(year, weeks),
        places=_bars(of.places, places, of.stories),
        objectives=_bars(of.objectives, objectives, of.stories),
        setbacks=of.setbacks,
        outcomes=of.outcomes,
        credits=tuple(Credit(each.contribution, each.outcomes, each.stories) for each in of.credits),
        placed=of.placed,
        aimed=of.aimed,
        credited=of.credited,
    )


def _bars(of: tuple[record.Bar, ...], numbers: Numbers, stories: int) -> tuple[Bar, ...]:
    return tuple(Bar(Topic(numbers.get(each.name, 0), each.name), each.stories, stories) for each in of)


def drawn(chart: Chart) -> list[Block]:
    """The picture with its table, or why there is none."""
    if chart.picture is None:
        return [Text(chart.says, quiet=True)]
    numbers = _("%(title)s, in numbers", title=chart.title)
    rows = tuple(map(_cells, chart.rows))
    return [
        Heading(chart.title),
        Picture(chart.says, chart.picture, chart.alt),
        Table(numbers, chart.columns, chart.numeric, rows),
    ]


def _cells(row: Row) -> tuple[str, ...]:
    return (row.name.text, *(" · ".join(piece.text for piece in cell) for cell in row.cells))
