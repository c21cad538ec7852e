"""The installation's key: Ed25519 (RFC 8032), made once, kept in the data folder or where the settings say."""

import base64
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from verhaal.config import PREFIX, Settings, WrongSettings

NAME = "signing-key.pem"
PUBLIC, SIGNATURE = 43, 86  # signs of base64url without padding: of 32 and of 64 bytes
PATIENCE = 2.0  # seconds for another process to finish writing the key that it has just begun


@dataclass(frozen=True)
class Key:
    """What the installation signs with. It leaves the machine in no form but `public`."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key in base64url without padding: 43 signs."""
        return to_text(self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> str:
        """The signature in base64url without padding: 86 signs. The same message gives the same one."""
        return to_text(self.private.sign(message))


def key_of(settings: Settings) -> Key:
    """The key of VERHAAL_SIGNING_KEY, or else the one in the data folder, which is made when first asked for.

    Raises `WrongSettings` where it cannot be read, or is of another kind.
    """
    if settings.signing_key:
        return _read(settings.signing_key)
    file = settings.data_folder / NAME
    try:
        _make_once(file)
    except OSError as error:
        raise WrongSettings(f"The key that signs accounts cannot be kept at {file}: {error.strerror}.") from None
    return _read(file, time.monotonic() + PATIENCE)


def is_signed(public: str, signature: str, message: bytes) -> bool:
    """Whether the signature is this key's, on this message. What is no key or no signature is a no."""
    try:
        key = Ed25519PublicKey.from_public_bytes(from_text(public))
        key.verify(from_text(signature), message)
    except (ValueError, InvalidSignature):
        return False
    return True


def fingerprint(public: str) -> str:
    """Of a public key, for two people to compare aloud: the first half of its SHA-256, in eight groups of four."""
    digits = hashlib.sha256(from_text(public)).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def public_pem(public: str) -> str:
    """The public key as other programs read it (RFC 8410)."""
    key = Ed25519PublicKey.from_public_bytes(from_text(public))
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(*form).decode("ascii")


def public_json(public: str) -> dict[str, str]:
    """The public key as a JSON Web Key (RFC 8037), with its fingerprint."""
    return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": public, "fingerprint": fingerprint(public)}


def from_pem(pem: bytes) -> str:
    """The public key of a PEM file. Raises `ValueError` where that holds no public Ed25519 key."""
    try:
        key = serialization.load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:
        raise ValueError("a key of another kind") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("a key of another kind")
    return to_text(key.public_bytes_raw())


def to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """The bytes of base64url without padding. Raises `ValueError` for any other way to write the same bytes."""
    raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if to_text(raw) != text:
        raise ValueError("not base64url in its one form")
    return raw


def _make_once(file: Path) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = Ed25519PrivateKey.generate().private_bytes(*form)
    try:
        # Created with its mode, so that the key is never readable by others; of two processes one creates it.
        new = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(new, "wb") as writing:
        writing.write(pem)
        writing.flush()
        os.fsync(new)


def _read(file: Path, until: float = 0.0) -> Key:
    try:
        pem = file.read_bytes()
        key = serialization.load_pem_private_key(pem, password=None)
    except OSError as error:
        raise _wrong(file, f"cannot be read ({error.strerror})") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        if time.monotonic() < until:
            time.sleep(0.01)
            return _read(file, until)
        raise _wrong(file, "holds no private key without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _wrong(file, "holds a key of another kind")
    return Key(key)


def _wrong(file: Path, why: str) -> WrongSettings:
    what = Settings.model_fields["signing_key"].description
    return WrongSettings(f"The key that signs accounts: {file} {why}. {PREFIX}SIGNING_KEY should be {what}.")
