"""Statements that are built once, and filled in with who asks and what about.

Putting a statement together costs Python more than asking it costs the database, so what every page asks is put
together the first time only, for a viewer who is nobody in particular. `access` is asked the same and cannot tell. Who
asks is filled in whenever the statement is; one that is not filled in is refused, and shows nobody anything.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec

from sqlalchemy import Date, Integer, String, bindparam

from verhaal.access import Viewer
from verhaal.db import Moment, Prepared

P = ParamSpec("P")
MOST = 200  # of the shapes that one statement is kept in
BELONGING = ("works_for", "tells_for", "coordinates", "reads_for")
TYPES: dict[type, Any] = {int: Integer, str: String, datetime: Moment, date: Date}
ROWS = (list, tuple, set, frozenset, range)


class _Anyone:
    """Stands for the viewer in a statement that is built. Whoever looks at what it holds, instead of asking a database
    to, fails: such a statement would differ from person to person."""

    id = bindparam("viewer_id", type_=Integer)

    def __init__(self) -> None:
        for name in BELONGING:
            setattr(self, name, bindparam(f"viewer_{name}", expanding=True, type_=Integer))


ANYONE = _Anyone()


def prepared(build: Callable[P, Any]) -> Callable[P, Prepared]:
    """Of a function that builds a statement: one that builds it once and gives it filled in.

    Filled in are a `Viewer`, numbers, text, days, moments, lists of ids, and what of these stands in a named tuple.
    Anything else, such as None, a flag or a sieve, is part of the shape: for each of those a statement is built.
    """
    names, statements = tuple(signature(build).parameters), dict[tuple[Any, ...], Any]()

    @wraps(build)
    def filled(*given: P.args, **_named: P.kwargs) -> Prepared:
        values: dict[str, Any] = {}
        shape = tuple([_shape(name, each, values) for name, each in zip(names, given, strict=True)])
        if shape not in statements:
            if len(statements) >= MOST:
                statements.clear()
            statements[shape] = build(*map(_blank, names, shape))  # type: ignore[call-arg]
        return Prepared(statements[shape], values)

    return filled


def _shape(name: str, given: Any, values: dict[str, Any]) -> Any:
    """What is built for: the kind of what is filled in, which is put in `values`, or what is given itself."""
    kind = type(given)
    if kind in TYPES:
        values[name] = given
    elif kind is Viewer:
        values["viewer_id"] = given.id
        values |= {f"viewer_{each}": list(getattr(given, each)) for each in BELONGING}
    elif kind in ROWS:
        values[name], kind = list(given), list
    elif _is_named(given):
        return kind(*(_shape(f"{name}_{each}", value, values) for each, value in zip(kind._fields, given, strict=True)))
    else:
        return given
    return kind


def _blank(name: str, shape: Any) -> Any:
    """What a statement is built with."""
    if shape is Viewer:
        return ANYONE
    if shape is list:
        return bindparam(name, expanding=True, type_=Integer)
    if _is_named(shape):
        return type(shape)(*map(_blank, (f"{name}_{each}" for each in shape._fields), shape))
    return bindparam(name, type_=TYPES[shape]) if shape in TYPES else shape


def _is_named(given: Any) -> bool:
    return isinstance(given, tuple) and hasattr(given, "_fields")
