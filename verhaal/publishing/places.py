"""The page of a place for the council: numbers with what they are of, one story and how it was chosen, one question,
and what is missing. All of it comes from the account's record, but the question."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.account import compose
from verhaal.annual.annex import outcome_of, story_text
from verhaal.annual.document import Statement
from verhaal.annual.lacking import lacking
from verhaal.annual.record import Account, Core, Page
from verhaal.display import day, number
from verhaal.publishing.choosing import Chosen, first_of


@dataclass(frozen=True)
class Number:
    """`part` of `all`, which are `what`."""

    part: int
    all: int
    what: str

    @property
    def of(self) -> str:
        return str(_("of %(all)s", all=number(self.all)))


@dataclass(frozen=True)
class PlacePage:
    """In the language of the moment. `how`: how the story was chosen, or why there is none; `why` quotes who did."""

    lang: str
    place: str
    account: str  # its title, subtitle and organisation, and when it was signed
    about: str
    organisation: str
    made: str
    numbers: tuple[Number, ...]
    notes: tuple[str, ...]  # without which the numbers would mislead
    how: str
    why: str
    story: Page | None
    meta: str
    outcomes: tuple[Statement, ...]
    question: str
    missing: tuple[str, ...]
    seal: tuple[tuple[str, str], ...]
    signed: tuple[str, ...]  # the same in two lines


def places(core: Core) -> tuple[str, ...]:
    """Their names: those of the grants, and others that stories were told of; their order is sealed as well."""
    agreed = [each.name for grant in core.grants for each in grant.decision.places]
    told = [bar.name for grant in core.grants for bar in grant.glance.places]
    return tuple(dict.fromkeys(name for name in (*agreed, *told) if name.strip()))


def place_page(of: Account, place: str, question: str) -> PlacePage:
    """The page of one of the account's `places`."""
    document, chosen = compose(of), first_of(of, place)
    story = of.pages[chosen.ref] if chosen.ref else None
    return PlacePage(
        lang=document.lang,
        place=place,
        account=document.title,
        about=document.subtitle,
        organisation=document.organisation,
        made=document.made,
        numbers=_numbers(of, place),
        notes=tuple(_notes(of)),
        how=chosen.how,
        why=chosen.why,
        story=story,
        meta=_meta(chosen, story),
        outcomes=tuple(map(outcome_of, story.outcomes)) if story else (),
        question=question,
        missing=tuple(_missing(of, place)),
        seal=document.seal,
        signed=_signed(of),
    )


def _numbers(of: Account, place: str) -> tuple[Number, ...]:
    every = [page for page in of.pages.values() if page]
    here = [page for page in every if page.place == place]
    answered = sum(bool(page.responses) for page in here)
    read, told = sum(grant.answering.read for grant in of.core.grants), sum(len(g.stories) for g in of.core.grants)
    return (
        Number(len(here), len(every), _("stories were told of this place")),
        Number(_outcomes(here), _outcomes(every), _("outcomes are from here: what changed for someone")),
        Number(sum(page.is_setback for page in here), len(here), _("stories from here tell of a setback")),
        Number(answered, len(here), _("stories from here were answered by their funder")),
        Number(read, told, _("stories of all places were read by their funder")),
    )


def _outcomes(pages: list[Page]) -> int:
    return sum(len(page.outcomes) for page in pages)


def _notes(of: Account) -> list[str]:
    every = [page for page in of.pages.values() if page]
    placeless, found = sum(not page.place for page in every), []
    if placeless:
        found.append(ngettext("%(num)d story names no place.", "%(num)d stories name no place.", placeless))
    if len(of.core.grants) > 1:
        found.append(_("A story told for several grants counts for each where it says who read."))
    if of.removed:
        found.append(removed(of))
    return found


def removed(of: Account) -> str:
    """How many stories were taken out since; nothing where none were."""
    if not of.removed:
        return ""
    return str(ngettext("%(num)d story was withdrawn.", "%(num)d stories were withdrawn.", of.removed))


def _meta(chosen: Chosen, story: Page | None) -> str:
    if story is None:
        return ""
    return f"{chosen.ref} · {story_text(chosen.ref, story).meta}"


def _signed(of: Account) -> tuple[str, ...]:
    if of.seal is None:
        return ()
    by = {"who": of.seal.signed_by, "day": day(of.core.made_on), "number": number(of.core.correction.number)}
    return (
        _("Signed by %(who)s on %(day)s, version %(number)s", **by),
        _("Fingerprint (SHA-256): %(fingerprint)s", fingerprint=of.seal.sha256),
    )


def _missing(of: Account, place: str) -> list[str]:
    """What the account lacks; what it lacks of this place comes first, of others nothing."""
    lacks = [each for grant in of.core.grants for each in grant.missing]
    here = [each for each in lacks if each.what == "place" and each.name == place]
    others = [each for each in lacks if each.what != "place"]
    return list(dict.fromkeys(map(lacking, (*here, *others))))
