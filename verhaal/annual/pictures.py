"""The pictures of the year in the account: the overview's own, each with its table beneath."""

from flask_babel import gettext as _

from verhaal.annual.document import Block, Heading, Picture, Table, Text
from verhaal.overview.chart import Chart, Row


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
