"""The annual account as a document, composed from its record alone: of today's or of a sealed one.

The sections of a grant and their order follow Awb art. 4:45 and 4:80: nature and volume of the activities, objectives
sought compared with objectives achieved, differences explained, obligations; then what the platform adds of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.annex import story_text
from verhaal.annual.document import Block, Document, Facts, Section, Table
from verhaal.annual.pictures import Drawing, on_paper
from verhaal.annual.record import Account
from verhaal.annual.sections import Sections
from verhaal.display import day, euro, number

Draws = Callable[[int], Drawing]  # by the place of a grant in the account


def named(at: int) -> str:
    """What the pictures of a grant are called, by its place in the account: each its own on a page."""
    return f"picture-{at + 1}" if at else "picture"


def plainly(at: int) -> Drawing:
    return partial(on_paper, name=named(at))


def compose(of: Account, draws: Draws = plainly) -> Document:
    """The whole account in the language of the moment, its pictures drawn by `draws`: for paper, if none is given."""
    core, grants = of.core, of.core.grants
    about = grants[0].decision if len(grants) == 1 else None
    subtitle = f"{about.title} · {about.funder} · {about.reference}" if about else core.funder or _("All grants")
    return Document(
        lang=_("en-GB"),
        title=_("Annual account %(year)s", year=str(core.year)),
        subtitle=subtitle,
        organisation=core.organisation,
        made=_made(of),
        labels={
            "contents": _("Contents"),
            "page": _("p."),
            "replaced": _("Signs that this typeface does not have are printed as \ufffd."),
        },
        sections=tuple(_numbered([*_front(of), *_sections(of, draws)])),
        annex_title=_("Annex: the stories"),
        annex_intro=_annex(of),
        stories=tuple(story_text(each.ref, of.pages[each.ref]) for each in core.stories),
        seal=_seal(of),
    )


def anchor(at: int, grants: int, name: str) -> str:
    """Where a section of a grant stands: by the grant's place in the account, if there are more."""
    return f"grant-{at + 1}-{name}" if grants > 1 else name


def _sections(of: Account, draws: Draws) -> list[Section]:
    many, found = len(of.core.grants), []
    for at, grant in enumerate(of.core.grants):
        part = f"{grant.decision.title} ({grant.decision.reference})" if many > 1 else ""
        for name, title, blocks in Sections(of, grant, draws(at)).all():
            found.append(Section(anchor(at, many, name), title, tuple(blocks), part))
    return found


def _numbered(sections: list[Section]) -> Iterator[Section]:
    """A section without a part is a chapter of its own; the sections of a part are numbered within it."""
    chapters = groupby(sections, key=lambda each: each.id.split("-")[1] if each.part else each.id)
    for chapter, (_of, inside) in enumerate(chapters, 1):
        for at, section in enumerate(inside, 1):
            yield replace(section, number=f"{chapter}.{at}" if section.part else str(chapter))


def _front(of: Account) -> list[Section]:
    """What an account over several grants begins with: the grants beside each other; and what a correction changed."""
    found = []
    if of.core.correction.number > 1:
        changed: list[Block] = [Facts(((_("Version"), number(of.core.correction.number)),
                                       (_("What changed"), of.core.correction.changed)))]  # fmt: skip
        found.append(Section("correction", _("This is a correction"), tuple(changed)))
    if len(of.core.grants) > 1:
        columns = (_("Grant"), _("Funder"), _("Amount"), _("Stories"), _("Still missing"))
        rows = tuple(
            (f"{each.decision.title} ({each.decision.reference})", each.decision.funder,
             euro(each.decision.amount_cents), number(len(each.stories)), number(len(each.missing)))
            for each in of.core.grants
        )  # fmt: skip
        table = Table(_("The grants of this account"), columns, (False, False, True, True, True), rows)
        found.append(Section("grants", _("The grants"), (table,)))
    return found


def _made(of: Account) -> str:
    if of.seal is None:
        return str(_("Draft of %(day)s, not signed", day=day(of.core.made_on)))
    return str(_("Signed on %(day)s", day=day(of.core.made_on)))


def _annex(of: Account) -> str:
    intro = _("Every story that was shared for this grant this year, in order of week, as its author told it. The "
              "account of an organisation names no professional.")  # fmt: skip
    if len(of.core.grants) > 1:
        intro = _("Every story that was shared for these grants this year, in order of week, as its author told it. "
                  "The account of an organisation names no professional.")  # fmt: skip
    if not of.removed:
        return str(intro)
    removed = ngettext(
        "%(num)d story was withdrawn after signing and is not shown any more; the figures are those of the day of "
        "signing.",
        "%(num)d stories were withdrawn after signing and are not shown any more; the figures are those of the day of "
        "signing.",
        of.removed,
    )
    return f"{intro} {removed}"


def _seal(of: Account) -> tuple[tuple[str, str], ...]:
    if of.seal is None:
        return ()
    return (
        (_("Signed by"), of.seal.signed_by),
        (_("Signed on"), day(of.core.made_on)),
        (_("Version"), number(of.core.correction.number)),
        (_("Fingerprint (SHA-256)"), of.seal.sha256),
        (_("Key (Ed25519)"), of.seal.key),
        (_("Written by"), f"Verhaal {of.core.software}"),
        (_("To check"), _("verhaal verify, with this file; without Verhaal as docs/sealed-account.md says")),
    )
