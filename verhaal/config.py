"""Settings from the environment (`VERHAAL_…`), typed; a wrong one is named before anything starts."""

import difflib
import ipaddress
import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from verhaal.files import is_place

PREFIX = "VERHAAL_"


class WrongSettings(Exception):
    """The environment cannot be used; the message says which setting and what it should be."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    data_folder: Path = Field(Path("verhaal-data"), description="a folder for the database, the key and the outbox")
    database_url: str = Field("", description="sqlite:///path or postgresql://user:password@host/name")
    base_url: str = Field(
        "http://127.0.0.1:8000", description="the address people use, such as https://verhaal.example.nl"
    )
    host: str = Field("127.0.0.1", description="the address to listen on, such as 127.0.0.1 or 0.0.0.0")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8000, description="a whole number from 1 to 65535")
    workers: Annotated[int, Field(ge=1, le=64)] = Field(2, description="a whole number from 1 to 64")
    proxies: Annotated[int, Field(ge=0, le=5)] = Field(
        0, description="how many proxies stand before Verhaal, a whole number from 0 to 5"
    )
    secret_key: str = Field("", description="at least 32 characters; left out, one is made in the data folder")
    signing_key: Path | None = Field(
        None,
        description="the path of a file with an Ed25519 private key in PEM, made by openssl genpkey -algorithm ed25519",
    )
    photo_store: str = Field(
        "", description="an absolute path of a folder, or s3://bucket/prefix with the AWS_… settings that README names"
    )
    smtp_url: str = Field(
        "",
        description="smtp://user:password@host:587 (with STARTTLS), smtps://…:465, or smtp+plain://host:25",
    )
    mail_from: str = Field("Verhaal <verhaal@localhost>", description="a sender, such as Verhaal <verhaal@example.nl>")
    reply_address: str = Field(
        "", description="an address that ends up at verhaal receive, such as antwoord@verhaal.example.nl, without a +"
    )
    demo: bool = Field(False, description="true or false")
    language: Literal["nl", "en"] = Field("nl", description="nl or en")

    @model_validator(mode="before")
    @classmethod
    def _open_where_it_listens(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Left out, the address is that of the port, which a demo may be given alone."""
        return {"base_url": f"http://127.0.0.1:{given['port']}"} | given if "port" in given else given

    @field_validator("database_url")
    @classmethod
    def _a_database_we_know(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
            raise ValueError("unknown database")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("base_url")
    @classmethod
    def _a_whole_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not an address")
        return url.rstrip("/")

    @field_validator("photo_store")
    @classmethod
    def _a_place_for_photos(cls, place: str) -> str:
        if place and not is_place(place):
            raise ValueError("no place for files")
        return place

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("smtp", "smtps", "smtp+plain") or not urlsplit(url).hostname):
            raise ValueError("not a mail server")
        return url

    @field_validator("reply_address")
    @classmethod
    def _room_for_a_token(cls, address: str) -> str:
        if address and not re.fullmatch(r"[A-Za-z0-9._-]{1,31}@[A-Za-z0-9.-]{1,190}", address):
            raise ValueError("not an address to which a token can be added")
        return address

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: str) -> str:
        if key and len(key) < 32:
            raise ValueError("too short")
        return key

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> "Settings":
        if self.demo and not is_loopback(self.host):
            raise WrongSettings(
                f"{PREFIX}DEMO=true lets anyone sign in as anyone, so it only listens on a loopback address. "
                f"Set {PREFIX}HOST to 127.0.0.1, or {PREFIX}DEMO to false."
            )
        return self

    @property
    def database(self) -> str:
        """The database's address; without a setting, a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_folder.resolve() / 'verhaal.sqlite3'}"

    @property
    def photos(self) -> str:
        """Where photos are kept; without a setting, a folder in the data folder."""
        return self.photo_store or str(self.data_folder.resolve() / "photos")

    @property
    def outbox(self) -> Path:
        """Where mail lies when there is no mail server: one .eml file a mail."""
        return self.data_folder / "outbox"

    def environment(self) -> dict[str, str]:
        """The same settings as variables, for a process of our own."""
        given = {f"{PREFIX}{name.upper()}": getattr(self, name) for name in Settings.model_fields}
        return {
            name: str(value).lower() if isinstance(value, bool) else str(value or "") for name, value in given.items()
        }

    def key(self) -> str:
        """The secret that signs cookies: the setting, or one made once and kept in the data folder."""
        return self.secret_key or _kept_key(self.data_folder / "secret-key")


def read_settings() -> Settings:
    """Settings from the environment.

    Raises `WrongSettings` with one line for each setting that is wrong or unknown.
    """
    wrong = _misspelt()
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += [_line(str(found["loc"][0]), found["input"]) for found in error.errors()]
        raise WrongSettings("\n".join(wrong)) from None
    if wrong:
        raise WrongSettings("\n".join(wrong))
    return settings


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _line(name: str, given: object) -> str:
    # A password in a wrong address must not end up in a log.
    shown = "its value" if name in ("secret_key", "smtp_url", "database_url") else repr(given)
    return f"{PREFIX}{name.upper()}: {shown} cannot be used; it should be {Settings.model_fields[name].description}."


def _misspelt() -> list[str]:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    lines = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            lines.append(f"{name}: there is no such setting" + (f"; did you mean {near[0]}?" if near else "."))
    return lines


def _kept_key(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Created with its mode, so that the key is never readable by others, not even for a moment.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text()
