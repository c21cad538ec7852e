"""The signed address of a reply: short, whatever its case, for one person and one response, for ninety days."""

from datetime import date

import pytest

from verhaal.reading.reply_address import Ticket, is_reply_address, reply_address, ticket_in

BASE, KEY = "antwoord@verhaal.example", "a key only for tests"
TICKET = Ticket(2**31 - 1, 12, date(2027, 2, 21))


def test_an_address_says_what_it_was_signed_for_whatever_its_case() -> None:
    address = reply_address(BASE, KEY, TICKET)
    local = address.partition("@")[0]
    assert len(local) <= 64
    assert local == local.lower()
    for folded in (address, address.upper(), f" {address.title()} "):
        assert is_reply_address(BASE, folded)
        assert ticket_in(KEY, folded) == TICKET


def test_the_longest_base_that_is_allowed_leaves_room() -> None:
    assert len(reply_address(f"{'a' * 31}@verhaal.example", KEY, TICKET).partition("@")[0]) == 64


@pytest.mark.parametrize("at", range(9, 41))
def test_one_sign_changed_anywhere_is_a_forgery(at: int) -> None:
    address = reply_address(BASE, KEY, TICKET)
    changed = address[:at] + ("a" if address[at] != "a" else "b") + address[at + 1 :]
    assert ticket_in(KEY, changed) is None


@pytest.mark.parametrize("token", ["", "x", "aaaa", "a" * 32, "a" * 31, "a" * 200, "é" * 32, "1" * 32, "=" * 32])
def test_what_was_never_signed_is_a_forgery(token: str) -> None:
    assert ticket_in(KEY, f"antwoord+{token}@verhaal.example") is None


def test_another_key_signs_other_addresses() -> None:
    assert ticket_in("another key", reply_address(BASE, KEY, TICKET)) is None


@pytest.mark.parametrize("address", ["iemand@verhaal.example", "antwoord@elders.example", "antwoord", "", "+@"])
def test_other_addresses_are_not_ours(address: str) -> None:
    assert not is_reply_address(BASE, address)


def test_the_bare_address_is_ours_without_a_ticket() -> None:
    assert is_reply_address(BASE, BASE.upper())
    assert ticket_in(KEY, BASE) is None
