"""What is read from mails as mail programs make them: the words that are new, and whether a machine wrote them."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from verhaal.replies.arriving import MOST_MAIL, MOST_TEXT, Arrived, arrived
from verhaal.replies.words import new_words

MAILS = Path(__file__).parent / "mails"
DUTCH = "Het ging goed: de zaal zat vol.\n\nOok de buren van nummer 12 kwamen."
ENGLISH = "It went well: the room was full.\n\nThe neighbours of number 12 came too."
LETTER = """Op zaterdag schreef ik aan de wethouder, en dit stond erin:

- stoelen
- koffie

Bedankt, en groeten aan je collega's!

Groet, Anna

PS: de sleutel ligt bij Ali."""
WOVEN = """On 23-11-2026 10:31, Femke Financier via Verhaal wrote:
> Hoe ging het verder?
It went well.
> En de buren?
They came too."""
WORDS = {
    "gmail-nl": DUTCH,
    "gmail-en": ENGLISH,
    "gmail-html-only-nl": DUTCH,
    "outlook-nl": DUTCH,
    "outlook-mobile-nl": DUTCH,
    "outlook-en": ENGLISH,
    "outlook-html-only-nl": DUTCH,
    "apple-iphone-nl": DUTCH,
    "apple-mail-en": ENGLISH,
    "thunderbird-below-nl": DUTCH,
    "thunderbird-woven-en": WOVEN,
    "introduction-over-three-lines-nl": DUTCH,
    "a-letter-of-their-own-nl": LETTER,
    "nothing-but-the-question-nl": "",
    "attachments-nl": DUTCH,
    "no-charset-nl": "Het café was vol — “fijn”.",
    "wrong-charset-nl": "Het café was vol — “fijn”.",
    "unknown-charset-nl": "Het café was vol — “fijn”.",
    "control-signs-nl": "Het café was[31m vol — “fijn”.",
}
MACHINES = {
    "automatic-rfc", "automatic-outlook-nl", "automatic-subject-nl", "automatic-subject-en", "automatic-precedence",
    "mailing-list", "not-delivered", "our-own",
}  # fmt: skip


def mail(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


def with_text(text: str, kind: str = "plain", **headers: str) -> Arrived:
    message = EmailMessage()
    for header, value in headers.items():
        message[header.replace("_", "-")] = value
    message.set_content(text, subtype=kind)
    return arrived(message.as_bytes(), "anna@example.org")


def test_every_mail_in_the_folder_is_read_by_a_test() -> None:
    assert {file.stem for file in MAILS.glob("*.eml")} == WORDS.keys() | MACHINES


@pytest.mark.parametrize("name", WORDS)
def test_only_the_words_that_are_new_are_taken(name: str) -> None:
    for raw in (mail(name), mail(name).replace(b"\n", b"\r\n")):
        read = arrived(raw, "anna@example.org")
        assert read.words == WORDS[name]
        assert read.sender == "anna@example.org"
        assert not read.is_automatic
        assert not read.is_too_large


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_what_a_machine_wrote_is_known(name: str) -> None:
    assert arrived(mail(name), "anna@example.org").is_automatic


@pytest.mark.parametrize("sender", ["", "<>"])
def test_a_mail_about_a_mail_is_a_machines(sender: str) -> None:
    assert arrived(mail("gmail-nl"), sender).is_automatic
    assert not arrived(mail("gmail-nl"), None).is_automatic


def test_attachments_are_named_but_for_the_logo_in_the_text() -> None:
    assert arrived(mail("attachments-nl"), None).attachments == ("IMG_1.jpg", "verslag café.pdf")
    assert arrived(mail("gmail-nl"), None).attachments == ()


def test_the_same_mail_is_known_again_and_another_is_not() -> None:
    once, again, other = mail("gmail-nl"), b"Received: by another\n" + mail("gmail-nl"), mail("gmail-en")
    assert arrived(once, None).fingerprint("A@b.nl") == arrived(again, None).fingerprint("a@B.nl")
    assert arrived(once, None).fingerprint("a@b.nl") != arrived(once, None).fingerprint("c@b.nl")
    assert arrived(once, None).fingerprint("a@b.nl") != arrived(other, None).fingerprint("a@b.nl")
    nameless, changed = (with_text(words, From="anna@example.org") for words in ("Ja.", "Nee."))
    assert nameless.message_id == changed.message_id == ""
    assert nameless.fingerprint("a@b.nl") != changed.fingerprint("a@b.nl")


@pytest.mark.parametrize(
    ("sender", "read"),
    [
        ("ANNA@Example.org", "anna@example.org"),
        ('"Kees, van" <anna@example.org>', "anna@example.org"),
        ("anna@example.org, kees@example.org", ""),
        ("geen adres", ""),
    ],
)
def test_a_mail_is_from_one_address_or_from_nobody_we_know(sender: str, read: str) -> None:
    assert arrived(f"From: {sender}\n\nJa.".encode(), None).sender == read


def test_html_keeps_its_paragraphs_and_lists_and_loses_what_runs() -> None:
    html = (
        "<p>Drie <b>dingen</b>:</p><ul><li>stoelen</li><li>koffie &amp; thee</li></ul><script>x()</script><p>Fijn.</p>"
    )
    assert with_text(html, "html").words == "Drie dingen:\n\n- stoelen\n- koffie & thee\n\nFijn."


@pytest.mark.parametrize("closing", ["Groetjes, Anna", "Mvg\nAnna\n06-12345678", "Best regards,\n\nAnna"])
def test_a_greeting_at_the_end_goes_unless_it_is_all_there_is(closing: str) -> None:
    assert new_words(f"Ja, dat klopt.\n\n{closing}") == "Ja, dat klopt."
    assert new_words(closing) == closing


HOSTILE = {
    "introductions": "Op heeft heeft\n" * 60_000,
    "wide introductions": ("Op " + "heeft " * 660 + "\n") * 200,
    "quotes": ">\n" * 400_000,
    "quotes and words": ">\nja\n" * 200_000,
    "headers": "Van: a\n" * 140_000,
    "hyphens": "--\n" * 300_000,
    "spaces": " " * 1_000_000,
    "lines of space": " \n" * 500_000,
    "greetings": "Groet\n" * 170_000,
    "one word": "a" * 1_000_000,
}
HOSTILE_HTML = {
    "nested": "<div>" * 200_000,
    "quotes": "<blockquote>" * 7_000 + "x",
    "breaks": "<br>" * 7_900,
    "open tags": "<" * 1_000_000,
    "attributes": "<a " + "b=c " * 200_000,
    "tables": "<table><tr><td>" * 2_500,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_keeps_us_busy(text: str) -> None:
    assert _seconds(f"From: a@b.nl\nContent-Type: text/plain\n\n{text}".encode()) < 5


@pytest.mark.slow
@pytest.mark.parametrize("html", HOSTILE_HTML.values(), ids=HOSTILE_HTML.keys())
def test_no_markup_keeps_us_busy(html: str) -> None:
    assert _seconds(f"From: a@b.nl\nContent-Type: text/html\n\n{html}".encode()) < 5


@pytest.mark.slow
def test_no_structure_keeps_us_busy() -> None:
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3_000))
    assert _seconds(f"From: a@b.nl\n{nested}".encode()) < 5
    many = "--b\nContent-Type: text/plain\n\nja\n" * 100_000
    assert _seconds(f'From: a@b.nl\nContent-Type: multipart/mixed; boundary="b"\n\n{many}'.encode()) < 20


def _seconds(raw: bytes) -> float:
    from time import process_time

    began = process_time()
    arrived(raw, "a@b.nl")
    return process_time() - began


def test_what_is_too_large_is_said_to_be() -> None:
    large = b"From: anna@example.org\n\n" + b"ja " * (MOST_TEXT // 2)
    assert arrived(large, None).is_too_large
    assert not arrived(large[:MOST_TEXT], None).is_too_large


@pytest.mark.slow
def test_the_words_of_a_mail_that_is_too_large_are_read_all_the_same() -> None:
    heavy = mail("attachments-nl").replace(b"ZWVuIGZvdG8=", (b"ZWVu" * 19 + b"\n") * (MOST_MAIL // 77 + 1))
    read = arrived(heavy, None)
    assert read.is_too_large
    assert "Het ging goed" in read.text
