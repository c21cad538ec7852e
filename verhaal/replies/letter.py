"""The mail that says what became of a reply and what to do now; what was written comes back with it."""

from flask import render_template
from flask_babel import force_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from verhaal.notices.mail import Mail
from verhaal.reading.forms import LONGEST_RESPONSE
from verhaal.reading.reply_address import OURS
from verhaal.reading.thread_mail import address_for
from verhaal.replies.actions import Receipt
from verhaal.replies.arriving import MOST_MAIL, Arrived
from verhaal.replies.models import Verdict
from verhaal.web import link_to

MOST_GIVEN_BACK = 20_000  # characters
REASONS: dict[Verdict, LazyString] = {
    Verdict.FORGED: lazy_gettext(
        "The address that you wrote to is not one of ours, or a part of it was lost on the way. Was it not you? Then "
        "someone used your address, and you need to do nothing."
    ),
    Verdict.EXPIRED: lazy_gettext("You can reply to a mail for ninety days. This one is older."),
    Verdict.OTHER_SENDER: lazy_gettext(
        "The mail came from another address than the one that Verhaal knows you by, so we cannot tell that it is "
        "yours. Reply from your own address, or answer on the page."
    ),
    Verdict.GONE: lazy_gettext(
        "You cannot answer here any more: the story was withdrawn, or you no longer take part in it."
    ),
    Verdict.EMPTY: lazy_gettext(
        "We found no words of yours in it. Write them above the mail that you reply to, as text and not as a picture."
    ),
    Verdict.TOO_LONG: lazy_gettext(
        "It is too long: there is room for %(most)d characters. Shorten it, and send it again.", most=LONGEST_RESPONSE
    ),
    Verdict.TOO_LARGE: lazy_gettext(
        "The mail is too large: we take %(most)d MB. Reply without attachments.", most=MOST_MAIL // 1024**2
    ),
}
TO_BE_TRIED_AGAIN = (Verdict.EMPTY, Verdict.TOO_LONG, Verdict.TOO_LARGE)


def needs_words(receipt: Receipt, mail: Arrived) -> bool:
    """An answer that was taken whole speaks for itself on the page."""
    return receipt.verdict != Verdict.TAKEN or bool(mail.attachments)


def letter(receipt: Receipt, mail: Arrived) -> Mail:
    is_taken = receipt.verdict == Verdict.TAKEN
    with force_locale(receipt.person.language):
        text = render_template(
            "replies/mail_receipt.txt",
            receipt=receipt,
            mail=mail,
            reason=REASONS.get(receipt.verdict),
            link=_link(receipt),
            given_back=_given_back(receipt, mail),
        )
        subject = gettext("Your answer stands there, its attachments do not") if is_taken else gettext(
            "Your reply was not placed"
        )  # fmt: skip
    return Mail(receipt.person.email, subject, text, _headers(receipt, mail))


def _link(receipt: Receipt) -> str:
    if receipt.telling is None or receipt.response is None:
        return link_to("home")
    return link_to("reading.story", story_id=receipt.telling.story.id, _anchor=f"response-{receipt.response.id}")


def _given_back(receipt: Receipt, mail: Arrived) -> str:
    """What came, fit to be copied. Not of a forged address: anyone could have us send anything to someone."""
    if receipt.verdict in (Verdict.TAKEN, Verdict.FORGED):
        return ""
    return (mail.words or mail.text)[:MOST_GIVEN_BACK]


def _headers(receipt: Receipt, mail: Arrived) -> tuple[tuple[str, str], ...]:
    headers = [(OURS, "receipt"), ("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
    if mail.message_id and receipt.verdict.is_proven:
        headers += [("In-Reply-To", mail.message_id), ("References", mail.message_id)]
    if (
        receipt.response
        and receipt.verdict in TO_BE_TRIED_AGAIN
        and (to := address_for(receipt.person, receipt.response))
    ):
        headers.append(("Reply-To", to))
    return tuple(headers)
