"""The installation's key, with which it signs accounts (Ed25519, RFC 8032)."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from verhaal.config import Settings


@dataclass(frozen=True)
class Key:
    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        return text(self.private.public_key().public_bytes_raw())

    def sign(self, content: bytes) -> str:
        return text(self.private.sign(content))


def key_of(settings: Settings) -> Key:
    """The key in the data folder, made the first time that it is asked for."""
    return Key(Ed25519PrivateKey.from_private_bytes(_kept(settings.data_folder / "signing-key")))


def text(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _kept(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(Ed25519PrivateKey.generate().private_bytes_raw())
    except FileExistsError:
        pass
    return file.read_bytes()
