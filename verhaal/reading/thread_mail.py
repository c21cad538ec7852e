"""The mails of a question: to the author when it is asked, and to the others in it at each answer.

They carry what was said and where it stands, never the story's text.
"""

from email.utils import formataddr, parseaddr
from typing import cast
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale, gettext
from sqlmodel import Session

from verhaal import access
from verhaal.markdown import first_words
from verhaal.notices.mail import Mail, one_click
from verhaal.people.ending import ending_of
from verhaal.people.models import Person, Topic
from verhaal.people.queries import wants_questions_at_once
from verhaal.reading import queries
from verhaal.reading.models import Answer, Response, ResponseKind
from verhaal.reading.reply_address import LASTS, OURS, Ticket, reply_address
from verhaal.stories.queries import Telling
from verhaal.web import link_to, now, post
from verhaal.week import day_of


def tell(session: Session, by: Person, telling: Telling, response: Response, answer: Answer | None = None) -> None:
    """Mail who is in the thread of a question, and may see and answer it; but for who says this."""
    if response.kind != ResponseKind.QUESTION:
        return
    for person in queries.people_in(session, telling.story, response):
        if (
            person.id != by.id
            and wants_questions_at_once(session, person)
            and _may_answer(session, person, telling, response)
        ):
            post(letter(person, by, telling, response, answer))


def letter(person: Person, by: Person, telling: Telling, response: Response, answer: Answer | None) -> Mail:
    address = address_for(person, response)
    link = link_to("reading.story", story_id=telling.story.id, _anchor=f"response-{response.id}")
    with force_locale(person.language):
        text = render_template(
            "reading/mail_thread.txt",
            person=person, by=by, telling=telling, response=response, answer=answer, title=title_of(telling),
            address=address, link=link, ending=ending_of(Topic.QUESTIONS, person),
        )  # fmt: skip
        subject = ("Re: " if answer else "") + subject_of(telling)
    return Mail(person.email, subject, text, _headers(by, person, response, answer, address))


def title_of(telling: Telling) -> str:
    """The title that the author gave; none where it was made from the first words of the text."""
    version = telling.version
    return "" if version.title == first_words(version.text) else version.title


def subject_of(telling: Telling) -> str:
    """The same in every mail of a thread, by which some mail programs hold it together."""
    title = title_of(telling)
    if title:
        return str(gettext("A question about “%(title)s”", title=title))
    return str(gettext("A question about the story of week %(number)d", number=telling.version.week_number))


def address_for(person: Person, response: Response) -> str:
    """Where this person can answer this response by mail for ninety days; none where no such address is set."""
    base: str = current_app.config["SETTINGS"].reply_address
    ticket = Ticket(response.id, person.id, day_of(now()) + LASTS)
    return reply_address(base, cast(str, current_app.secret_key), ticket) if base else ""


def thread_id(person: Person, response: Response) -> str:
    """The Message-ID of a thread's first mail to someone."""
    return f"<verhaal.{response.id}.{person.id}@{_domain()}>"


def _may_answer(session: Session, person: Person, telling: Telling, response: Response) -> bool:
    viewer = access.viewer_of(session, person)
    seen = session.exec(access.visible_responses(viewer).where(Response.id == response.id)).first()
    return seen is not None and access.may_answer(viewer, telling.story, response)


def _headers(
    by: Person, person: Person, response: Response, answer: Answer | None, address: str
) -> tuple[tuple[str, str], ...]:
    sender = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    thread = thread_id(person, response)
    own = f"<verhaal.{response.id}.{person.id}.{answer.id}@{_domain()}>" if answer else thread
    headers = [
        ("From", formataddr((" ".join(f"{by.name} via Verhaal".split()), sender))),
        ("Message-ID", own),
        (OURS, "thread"),
    ]
    headers += [("In-Reply-To", thread), ("References", thread)] if answer else []
    headers += [("Reply-To", address)] if address else []
    return (*headers, *one_click(ending_of(Topic.QUESTIONS, person)), ("X-Auto-Response-Suppress", "OOF, AutoReply"))


def _domain() -> str:
    return urlsplit(current_app.config["SETTINGS"].base_url).hostname or "verhaal.invalid"
