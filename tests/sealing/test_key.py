"""The installation's key: made once, kept from others, and no other than it should be."""

import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.sealing.conftest import KEY, OTHER
from verhaal.config import Settings, WrongSettings
from verhaal.sealing import key
from verhaal.sealing.key import Key, fingerprint, from_pem, from_text, is_signed, key_of, public_json, public_pem

PEM = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8

FINISH = """
import sys, time
time.sleep(0.3)
open(sys.argv[1], "wb").write(bytes.fromhex(sys.argv[2]))
"""
RACE = """
import sys, time
from pathlib import Path
from verhaal.config import Settings
from verhaal.sealing.key import key_of
folder, start = Path(sys.argv[1]), float(sys.argv[2])
for at in range(30):
    while time.time() < start + at / 100:
        pass
    print(key_of(Settings(data_folder=folder / str(at))).public)
"""


def pem_of(private: Ed25519PrivateKey, password: bytes = b"") -> bytes:
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return private.private_bytes(*PEM, hidden)


def public_in(folder: Path) -> str:
    return key_of(Settings(data_folder=folder)).public


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path / "data")
    made = key_of(settings)
    assert key_of(settings).public == made.public
    assert stat.S_IMODE((tmp_path / "data" / key.NAME).stat().st_mode) == 0o600


@pytest.mark.slow
def test_processes_that_ask_for_it_at_once_get_the_same_key(tmp_path: Path) -> None:
    start = str(time.time() + 2)
    racing = [
        subprocess.Popen([sys.executable, "-c", RACE, tmp_path, start], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    found = [each.communicate()[0].split() for each in racing]
    assert found[0] == found[1]
    assert len(set(found[0])) == 30


def test_who_finds_a_key_half_written_waits_for_the_rest(tmp_path: Path) -> None:
    pem = pem_of(KEY.private)
    (tmp_path / key.NAME).write_bytes(pem[:20])
    finishing = subprocess.Popen([sys.executable, "-c", FINISH, tmp_path / key.NAME, pem.hex()])
    assert public_in(tmp_path) == KEY.public
    assert finishing.wait() == 0


def test_a_key_that_stays_half_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key, "PATIENCE", 0.05)
    (tmp_path / key.NAME).write_bytes(b"")
    with pytest.raises(WrongSettings, match=r"signing-key\.pem holds no private key"):
        public_in(tmp_path)


def test_who_keeps_the_key_elsewhere_names_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "elsewhere.pem"
    file.write_bytes(pem_of(KEY.private))
    monkeypatch.setenv("VERHAAL_SIGNING_KEY", str(file))
    assert key_of(Settings(data_folder=tmp_path)).public == KEY.public
    assert not (tmp_path / key.NAME).exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, r"cannot be read \(No such file"),
        (b"secret", "holds no private key without a password"),
        (pem_of(KEY.private, b"password"), "holds no private key without a password"),
        (public_pem(KEY.public).encode(), "holds no private key without a password"),
        (
            generate_private_key(SECP256R1()).private_bytes(*PEM, serialization.NoEncryption()),
            "holds a key of another kind",
        ),
    ],
    ids=["missing", "garbage", "password", "public", "another kind"],
)
def test_a_file_that_is_no_key_is_named_with_what_it_should_be(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "elsewhere.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongSettings, match=rf"elsewhere\.pem {says}.*VERHAAL_SIGNING_KEY should be.*Ed25519"):
        key_of(Settings(data_folder=tmp_path, signing_key=file))


def test_a_folder_that_cannot_hold_the_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(WrongSettings, match="cannot be kept at"):
        public_in(tmp_path / "taken")


def test_the_public_key_is_read_back_from_each_of_its_forms() -> None:
    assert from_pem(public_pem(KEY.public).encode()) == KEY.public
    assert public_json(KEY.public) == {
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "x": KEY.public, "fingerprint": fingerprint(KEY.public),
    }  # fmt: skip
    assert len(from_text(KEY.public)) == 32


def test_two_people_compare_a_fingerprint_of_eight_groups_of_four() -> None:
    assert [len(group) for group in fingerprint(KEY.public).split(" ")] == [4] * 8
    assert fingerprint(KEY.public) != fingerprint(OTHER.public)


def test_a_public_key_of_another_kind_is_refused() -> None:
    other = generate_private_key(SECP256R1()).public_key()
    pem = other.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(ValueError, match="another kind"):
        from_pem(pem)


def test_a_signature_holds_for_its_message_and_key_alone() -> None:
    signature = KEY.sign(b"message")
    assert signature == Key(KEY.private).sign(b"message")
    assert is_signed(KEY.public, signature, b"message")
    assert not is_signed(KEY.public, signature, b"massage")
    assert not is_signed(OTHER.public, signature, b"message")
    for nonsense in ("", "ü", "A", "A" * 86, signature + "=", signature + "AA"):
        assert not is_signed(KEY.public, nonsense, b"message")
        assert not is_signed(nonsense, signature, b"message")


def test_other_signs_for_the_same_bytes_are_no_signature() -> None:
    """The last sign of base64url holds bits that nothing uses; with them, a changed file would pass."""
    signature = KEY.sign(b"message")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    good = [sign for sign in last if is_signed(KEY.public, signature[:-1] + sign, b"message")]
    assert good == [signature[-1]]
    assert [sign for sign in last if is_signed(KEY.public[:-1] + sign, signature, b"message")] == [KEY.public[-1]]
