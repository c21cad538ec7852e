"""An account that was signed, as both files that are handed out, and the key it was signed with. Made once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.annual.samples import account
from verhaal.annual.record import Account, Core, canonical
from verhaal.app import create_app
from verhaal.config import Settings
from verhaal.exports.files import document_of
from verhaal.exports.pdf import render
from verhaal.sealing.key import Key
from verhaal.sealing.seal import put_on

AT = datetime(2026, 12, 31, 12, tzinfo=UTC)
BY = "Yusuf Kaya, teamleider"
KEY = Key(Ed25519PrivateKey.from_private_bytes(b"a key for tests alone, 32 bytes."))
OTHER = Key(Ed25519PrivateKey.from_private_bytes(b"and another one for the forgers."))


def sealed(of: Account, key: Key = KEY) -> Account:
    return of.model_copy(update={"seal": put_on(of.core, key, AT, BY)})


def resealed(of: Account, change: Callable[[Core], Core], key: Key = KEY) -> bytes:
    """An account of which the core was changed before it was sealed: nothing but its own sense can show it."""
    return canonical(sealed(of.model_copy(update={"core": change(of.core)}), key))


@pytest.fixture(scope="session")
def whole() -> Account:
    return sealed(account())


@pytest.fixture(scope="session")
def written(whole: Account) -> bytes:
    return canonical(whole)


@pytest.fixture(scope="session")
def print_it(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Account, Key | None], bytes]:
    """On paper, as a coordinator downloads it."""
    app = create_app(Settings(data_folder=tmp_path_factory.mktemp("printing")))

    def printed(of: Account, key: Key | None = KEY) -> bytes:
        with app.app_context():
            return render(document_of(of), of, at=AT, key=key)

    return printed


@pytest.fixture(scope="session")
def paper(whole: Account, print_it: Callable[[Account, Key | None], bytes]) -> bytes:
    return print_it(whole, KEY)
