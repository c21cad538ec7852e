"""The form that narrows a list, and what it was narrowed to, in words."""

from typing import Any, NamedTuple

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, SelectField

from verhaal.display import NAMES, name, short_week
from verhaal.forms import Form, options
from verhaal.reading.offering import Offer
from verhaal.reading.sieve import ROWS, Sieve
from verhaal.stories.models import Contribution
from verhaal.week import Week


class Chip(NamedTuple):
    """One thing that is asked, and the sieve without it."""

    words: str
    rest: Sieve


class SieveForm(Form):
    """Only ever shown: what it sends is read by `Sieve.parse`."""

    grant = SelectField(lazy_gettext("Grant"))
    objective = SelectField(lazy_gettext("Objective"))
    activity = SelectField(lazy_gettext("Activity"))
    place = SelectField(lazy_gettext("Place"))
    organisation = SelectField(lazy_gettext("Organisation"))
    since = DateField(lazy_gettext("From the week of"))
    until = DateField(lazy_gettext("Up to the week of"))
    setback = SelectField(lazy_gettext("Kind"))
    contribution = SelectField(lazy_gettext("Mostly thanks to"))
    read = SelectField(lazy_gettext("Read by you"))
    answered = SelectField(lazy_gettext("Answered"))

    @classmethod
    def showing(cls, sieve: Sieve, offers: list[Offer], *, for_reader: bool) -> "SieveForm":
        """With what may be chosen; a field in which there is nothing to choose is left out."""
        form = cls(formdata=None, data={each: str(value) for each, value in sieve.address.items()})
        form.since.data = sieve.since.monday if sieve.since else None
        form.until.data = sieve.until.sunday if sieve.until else None
        form._offer(sieve, offers)
        form._offer_kinds()
        if not for_reader:
            del form.read
        return form

    def chips(self, sieve: Sieve) -> list[Chip]:
        """What is asked, each with the way to ask it no longer."""
        labels = {field.name: str(field.label.text) for field in self}
        return [Chip(self._words(each, value, labels.get(each, "")), sieve.without(each))
                for each, value in sieve.asked.items()]  # fmt: skip

    def _words(self, asked: str, value: Any, label: str) -> str:
        if isinstance(value, Week):
            since, until = gettext("from"), gettext("up to")
            return f"{since if asked == 'since' else until} {short_week(value).lower()}"
        if isinstance(value, Contribution):
            return f"{label}: {name(value)}"
        choices = [] if asked not in self else self[asked].choices
        sent = Sieve(**{asked: value}).address[asked]
        chosen = next((str(each.label) for each in choices if str(each.value) == str(sent)), gettext("unknown"))
        return chosen if asked in ("setback", "read", "answered") else f"{label}: {chosen}"

    def _offer(self, sieve: Sieve, offers: list[Offer]) -> None:
        for kind in ROWS:
            fitting = [each for each in offers if each.kind == kind]
            if sieve.grant and kind in ("objective", "activity"):
                fitting = [each for each in fitting if each.grant_id == sieve.grant] or fitting
            self[kind].choices = [*_any(), *_grouped(kind, fitting, offers)]
            if len(fitting) < (2 if kind in ("grant", "organisation") else 1) and getattr(sieve, kind) is None:
                del self[kind]

    def _offer_kinds(self) -> None:
        self.contribution.choices = [*_any(), *options((each.value, NAMES[each]) for each in Contribution)]
        for each, yes, no in (
            ("setback", gettext("only setbacks"), gettext("no setbacks")),
            ("read", gettext("read"), gettext("to read")),
            ("answered", gettext("answered"), gettext("not answered yet")),
        ):
            self[each].choices = [*_any(), *options([("no", no), ("yes", yes)])]


def _any() -> list[Any]:
    return options([("", gettext("all"))])


def _grouped(kind: str, fitting: list[Offer], offers: list[Offer]) -> list[Any]:
    """Objectives and activities under the grant in which they were agreed, where there is more than one."""
    titles = {each.id: each.name for each in offers if each.kind == "grant"}
    if kind not in ("objective", "activity") or len({each.grant_id for each in fitting}) < 2:
        return options((each.id, each.name) for each in fitting)
    return [
        choice
        for grant_id, title in titles.items()
        for choice in options(((each.id, each.name) for each in fitting if each.grant_id == grant_id), title)
    ]
