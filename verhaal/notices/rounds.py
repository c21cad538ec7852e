"""A command's round of letters: each is taken, then mailed, and given back where the mail server did not take it.

That it was taken is committed before the mail is handed over, and of two rounds at once only the one that took a letter
mails it. A crash between the two therefore costs one person one mail; the other way round it would cost a second mail,
and after a failing disk one at every round. A mail can be missed, trust cannot.
"""

from collections.abc import Callable, Iterable
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import NamedTuple

from verhaal.notices.mail import Mail


class Letter(NamedTuple):
    """A mail, or none where there is no news.

    `take` says whether it is this round's. `give_back` undoes that, so that the next round tries again; it hears
    whether it was this mail that was refused, or the mail server that does not serve.
    """

    mail: Mail | None
    take: Callable[[], bool]
    give_back: Callable[[bool], None]


class Result(NamedTuple):
    """How many were mailed, how many mails were refused, and why the round stopped early, if it did."""

    mailed: int = 0
    refused: int = 0
    stopped: str = ""


def go_round(letters: Iterable[Letter], deliver: Callable[[Mail], None], commit: Callable[[], None]) -> Result:
    """Mail each letter; `deliver` raises OSError where it fails, `commit` is the command's.

    What is refused for one address keeps no one else waiting; a mail server that does not serve ends the round.
    """
    result = Result()
    for letter in letters:
        if not letter.take():
            continue
        commit()
        if letter.mail is None:
            continue
        try:
            deliver(letter.mail)
        except OSError as error:
            is_refused = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
            letter.give_back(is_refused)
            commit()
            if not is_refused:
                return result._replace(stopped=type(error).__name__)  # never its text, which may hold an address
            result = result._replace(refused=result.refused + 1)
        else:
            result = result._replace(mailed=result.mailed + 1)
    return result
