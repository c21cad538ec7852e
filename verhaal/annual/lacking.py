"""What an account lacks, in plain words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from verhaal.annual.record import Missing


def lacking(of: Missing) -> str:
    if of.what == "reading":
        return str(
            ngettext("The funder has not read %(num)d story.", "The funder has not read %(num)d stories.", of.number)
        )
    return str(
        {
            "story": _("No story was shared for this grant this year."),
            "volume": _("Nothing was counted for the activity “%(name)s”.", name=of.name),
            "outcome": _("No outcome was told for the objective “%(name)s”.", name=of.name),
            "place": _("No story comes from %(place)s.", place=of.name),
            "explanation": _("Why “%(name)s” stayed behind is not explained.", name=of.name),
            "obligation": _("Whether this obligation was met is not said: “%(text)s”", text=of.name),
            "residents": _("Words of residents themselves."),
            "financial": _("The reference to the financial report."),
            "burden": _("The minutes that telling took."),
        }[of.what]
    )
