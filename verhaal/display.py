"""How dates, weeks, numbers and a story's text are shown: the filters that templates use."""

from datetime import date, datetime
from typing import Any

from babel.dates import get_day_names
from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from verhaal import markdown
from verhaal.annual.models import State
from verhaal.people.models import FunderKind, Role
from verhaal.reading.models import ResponseKind, Standing
from verhaal.settling.models import Decision
from verhaal.stories.models import Contribution, Recurrence
from verhaal.week import Week, day_of
from verhaal.wording import per_language


def day(value: date) -> str:
    """23 november 2026"""
    return str(format_date(value, "long"))


def moment(value: datetime) -> str:
    """23 november 2026 om 14:05, by the clock in Amsterdam."""
    return str(gettext("%(day)s at %(time)s", day=day(day_of(value)), time=format_datetime(value, "HH:mm")))


@per_language
def week(value: Week) -> str:
    """Week 48 · 23–29 november 2026"""
    monday, sunday = value.monday, value.sunday
    start = "d" if monday.month == sunday.month else "d MMMM" if monday.year == sunday.year else "d MMMM y"
    return str(
        gettext(
            "Week %(number)d · %(start)s–%(end)s",
            number=value.number,
            start=format_date(monday, start),
            end=format_date(sunday, "d MMMM y"),
        )
    )


@per_language
def short_week(value: Week) -> str:
    return str(gettext("Week %(number)d, %(year)s", number=value.number, year=str(value.year)))


def short_month(value: date) -> str:
    """nov"""
    return str(format_date(value, "LLL")).rstrip(".")


def weekday(number: int) -> str:
    """vrijdag, for 5"""
    return str(get_day_names("wide", "stand-alone", get_locale())[number - 1])


def hour(number: int) -> str:
    """14:00, as `moment` shows it"""
    return f"{number:02}:00"


def number(value: int) -> str:
    return str(format_decimal(value))


def days(value: float) -> str:
    """2,5 dagen, which stay on one line; from ten on whole ones; less than one is a day."""
    if value < 1:
        return str(gettext("a day"))
    rounded = round(value, 1) if value < 10 else round(value)
    said = ngettext("%(days)s day", "%(days)s days", 1 if rounded == 1 else 2, days=format_decimal(rounded))
    return str(said).replace(" ", "\u00a0")


def euro(cents: int) -> str:
    """€ 312.500, with cents only where there are any."""
    whole, rest = divmod(cents, 100)
    return f"€\u00a0{format_decimal(whole)}" + (f",{rest:02}" if rest else "")


def story_html(text: str) -> Markup:
    return Markup(markdown.to_html(text))  # noqa: S704  (cleaned by nh3)


def first_lines(text: str, most: int = 170) -> str:
    plain = markdown.plain_text(text)
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


NAMES: dict[object, LazyString] = {
    Role.PROFESSIONAL: lazy_gettext("professional"),
    Role.COORDINATOR: lazy_gettext("coordinator"),
    Role.FUNDER: lazy_gettext("reader for the funder"),
    FunderKind.MUNICIPALITY: lazy_gettext("municipality"),
    FunderKind.HOUSING_CORPORATION: lazy_gettext("housing corporation"),
    FunderKind.FOUNDATION: lazy_gettext("foundation"),
    Contribution.RESIDENTS: lazy_gettext("the residents themselves"),
    Contribution.US: lazy_gettext("us"),
    Contribution.OTHERS: lazy_gettext("others"),
    Recurrence.ONCE: lazy_gettext("only this time"),
    Recurrence.SOMETIMES: lazy_gettext("a few times"),
    Recurrence.OFTEN: lazy_gettext("often"),
    Recurrence.WEEKLY: lazy_gettext("nearly every week"),
    ResponseKind.APPRECIATION: lazy_gettext("This moves me"),
    ResponseKind.QUESTION: lazy_gettext("A question"),
    ResponseKind.LESSON: lazy_gettext("This I learn from"),
    ResponseKind.COMMITMENT: lazy_gettext("This I take on"),
    State.DRAFT: lazy_gettext("being written"),
    State.OFFERED: lazy_gettext("offered to the funder"),
    State.SIGNED: lazy_gettext("signed"),
    State.SETTLED: lazy_gettext("settled"),
    Decision.AS_GRANTED: lazy_gettext("As granted"),
    Decision.LOWER: lazy_gettext("Lower than granted"),
    Decision.NIL: lazy_gettext("At nil"),
    Standing.LATE: lazy_gettext("late"),
    Standing.OPEN: lazy_gettext("open"),
    Standing.KEPT: lazy_gettext("done"),
    Standing.EXPLAINED: lazy_gettext("explained why not"),
}


def name(member: object) -> str:
    """The word on screen for an enum's member."""
    return str(NAMES[member])


def all_chosen_words(field: Any) -> list[str]:
    """The words of what is chosen in a field, in their order."""
    return [str(words) for _value, words, is_chosen, _rest in field.iter_choices() if is_chosen]


def chosen_words(field: Any) -> str:
    return next(iter(all_chosen_words(field)), "")


def own_errors(field: Any) -> list[str]:
    """What is wrong with a field itself, not with the rows inside it."""
    return [str(error) for error in field.errors if isinstance(error, str | LazyString)]


def described(field: Any, hint: str = "") -> dict[str, str]:
    """The attributes that tie a control to its hint and errors."""
    attributes = {"aria-describedby": f"{field.id}-note"} if hint or own_errors(field) else {}
    return attributes | ({"aria-invalid": "true"} if own_errors(field) else {})


def faults(form: Any) -> list[tuple[str, str]]:
    """Every error in a form and the rows within it, with the id of its field."""
    found: list[tuple[str, str]] = []
    for field in form:
        inner = field.entries if hasattr(field, "entries") else [field] if hasattr(field, "form") else []
        rows = [fault for row in inner for fault in (faults(row.form) if hasattr(row, "form") else [])]
        found += rows or [(field.id, f"{_named(field)} {error}") for error in own_errors(field)]
    return found


def _named(field: Any) -> str:
    label = str(field.label.text)
    return label if label.endswith("?") else f"{label}:"


def init_app(app: Flask) -> None:
    for shown in (
        day, moment, week, short_week, short_month, weekday, hour, number, days, euro, story_html, first_lines,
        markdown.first_words, name,
        own_errors, described, faults, all_chosen_words, chosen_words,
    ):  # fmt: skip
        app.add_template_filter(shown)
