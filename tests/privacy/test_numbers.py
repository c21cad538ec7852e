"""Kind by kind: which numbers and addresses the guard finds. [Brackets] stand around what it must find."""

import re
from itertools import pairwise

import pytest

from verhaal.privacy.guard import Hint, Kind, Tone, find
from verhaal.privacy.numbers import is_bsn, is_iban

FOUND = re.compile(r"\[([^]]+)\]")


def checked(text: str) -> list[Hint]:
    return [hint for hint in find(text) if hint.kind is not Kind.NAME]


def check(marked: str, kind: Kind) -> None:
    hints = checked(FOUND.sub(r"\1", marked))
    assert [(hint.words, hint.kind, hint.tone) for hint in hints] == [
        (words, kind, Tone.FIRM) for words in FOUND.findall(marked)
    ]


@pytest.mark.parametrize(
    "marked",
    [
        "Bel [06-12345678] of [06 12 34 56 78].",
        "Haar nummer is [+31 6 1234 5678], zijn nummer [0031612345678].",
        "Thuis is het [030-2345678], of [(030) 234 56 78].",
        "Een Pools nummer: [+48 512 345 678].",
        "App even naar [0612345678]!",
        "Nummer [06.12.34.56.78] staat op het briefje.",
        "Bel 112, 0900-8844 of 14 030.",
        "In 2023 waren het er 20232024 of 1234567.",
    ],
)
def test_telephone_numbers(marked: str) -> None:
    check(marked, Kind.PHONE)


@pytest.mark.parametrize(
    "marked",
    [
        "Mail [fatma.yildiz@gmail.com] even.",
        "Haar adres: [a_b+c@mail.voorbeeld.nl].",
        "Ze schreef [fatma (at) gmail.com] op.",
        "Het algemene adres is info@voorbeeld.nl.",
        "Een @ alleen, of a@b, is niets.",
    ],
)
def test_mail_addresses(marked: str) -> None:
    check(marked, Kind.EMAIL)


@pytest.mark.parametrize(
    "marked",
    [
        "Zij woont op de [Kerkstraat 12].",
        "Aan de [Laan van de Vrede 3-II] is brand geweest.",
        "Stuur het naar [Willem de Zwijgerlaan 104a, 3526 KL] Utrecht.",
        "Het is [3512AB], of [3526 KL].",
        "Op de [Van Dijkstraat 8 bis] woont een gezin.",
        "Hij woont op [Ondiep 14].",
        "Zij woont [dorpsstraat 5].",
        "In de Kerkstraat 12 bomen geplant.",
        "In 2024 kwam het WK.",
        "Straatfeest Kerkstraat 2024 was druk.",
        "Om 14.00 uur op het Zuidplein 30 mensen gezien.",
        "Op straat 5 jongens, in de laan 3 meisjes.",
        "Van de snelweg 12 kilometer.",
    ],
)
def test_home_addresses(marked: str) -> None:
    check(marked, Kind.ADDRESS)


@pytest.mark.parametrize(
    "marked",
    [
        "BSN [111222333] staat op de brief.",
        "Nummer [1112.22.333] en [123 456 782].",
        "Dossier 123456789 en 111222334 zijn iets anders.",
    ],
)
def test_citizen_service_numbers_pass_the_eleven_test(marked: str) -> None:
    check(marked, Kind.BSN)


@pytest.mark.parametrize(
    "marked",
    [
        "Rekening [NL91 ABNA 0417 1643 00] graag.",
        "Op [nl91abna0417164300] storten, of [DE89 3704 0044 0532 0130 00] mag ook.",
        "Met [TR33 0006 1005 1978 6457 8413 26] van oma.",
        "Rekening NL92 ABNA 0417 1643 00 bestaat niet.",
    ],
)
def test_bank_accounts_have_the_right_check_digits(marked: str) -> None:
    check(marked, Kind.IBAN)


@pytest.mark.parametrize(
    "marked",
    [
        "Geboren op [12 maart 1985] in Nador.",
        "Geboortedatum [12-03-1985].",
        "Zij (geb. [3/4/'90]) heeft een vraag.",
        "Het kind is op [1 mei 2019] geboren.",
        "Op het formulier staat [1985-03-12].",
        "Op 12 maart 2026 was het feest.",
        "Sinds 1 januari 2011 huurt zij hier.",
        "Op 12-03-2026 kwam de gemeente.",
    ],
)
def test_dates_of_birth(marked: str) -> None:
    check(marked, Kind.BIRTH_DATE)


@pytest.mark.parametrize(
    "marked",
    [
        "De auto met [GH-123-K] staat er al weken.",
        "Kenteken [12-ABC-3], of [kl-45-mn].",
        "Met kenteken [GH123K] weggereden.",
        "Bus 12-3 en lijn 45-67.",
    ],
)
def test_licence_plates(marked: str) -> None:
    check(marked, Kind.PLATE)


def test_the_checks_themselves() -> None:
    assert is_bsn("111222333")
    assert not is_bsn("111222334")
    assert not is_bsn("000000000")
    assert is_iban("NL91ABNA0417164300")
    assert not is_iban("NL91ABNA0417164301")


@pytest.mark.parametrize(
    "sign",
    ["1", "0 ", "0-", "a", "A", "Aa", "a@", "a.", "A.", "12-", "Van ", "van de ", "Fatma ", "De Van ", "Mevrouw ",
     "A-", "a'", "'", "Kerkstraat 1 ", "1234 AB ", "NL91 ", "geboren ", "12-12-1980 ", "kenteken ", "(", "+31", "\n",
     "-", "é", "Straat", "mevrouw de ", "A. ", "Anne-", "al-A", "Jan van de ", "op de ", "06 ", "Ondiep 1 ", "@ ",
     "[at] "],
)  # fmt: skip
def test_a_hostile_text_gives_ordered_hints_that_do_not_overlap(sign: str) -> None:
    text = (sign * 20_000)[:20_000]
    hints = find(text)
    assert all(one.end <= other.start for one, other in pairwise(hints))
    assert all(hint.words == text[hint.start : hint.end] for hint in hints)
