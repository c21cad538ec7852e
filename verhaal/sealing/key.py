"""The installation's key: Ed25519 (RFC 8032), made once and kept in the data folder."""

import base64
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from verhaal.config import Settings


@dataclass(frozen=True)
class Key:
    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key in base64url without padding: 43 signs."""
        raw = self.private.public_key().public_bytes_raw()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def key_of(settings: Settings) -> Key:
    file = settings.data_folder / "signing-key.pem"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as new:
            new.write(Ed25519PrivateKey.generate().private_bytes(*form))
    made = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(made, Ed25519PrivateKey)  # noqa: S101
    return Key(made)


def public_json(public: str) -> dict[str, str]:
    """The public key as a JSON Web Key (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": public}
