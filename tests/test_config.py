"""A wrong setting is named, with what it should be, before anything starts."""

import stat
from pathlib import Path

import pytest

from verhaal.config import Settings, WrongSettings, read_settings


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("VERHAAL_PORT", "many", "a whole number from 1 to 65535"),
        ("VERHAAL_PORT", "99999", "a whole number from 1 to 65535"),
        ("VERHAAL_DATABASE_URL", "mysql://x", "postgresql://user:password@host/name"),
        ("VERHAAL_BASE_URL", "verhaal.nl", "https://verhaal.example.nl"),
        ("VERHAAL_SMTP_URL", "mail.example", "smtp://user:password@host:587"),
        ("VERHAAL_PHOTO_STORE", "s3://Wrong_Bucket", "an absolute path of a folder, or s3://bucket/prefix"),
        ("VERHAAL_PHOTO_STORE", "photos", "an absolute path of a folder, or s3://bucket/prefix"),
        ("VERHAAL_SECRET_KEY", "short", "at least 32 characters"),
        ("VERHAAL_DEMO", "perhaps", "true or false"),
        ("VERHAAL_LANGUAGE", "fy", "nl or en"),
        ("VERHAAL_PROT", "8000", "did you mean VERHAAL_PORT?"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    assert name in str(wrong.value)
    assert says in str(wrong.value)


def test_the_address_is_that_of_the_port_unless_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERHAAL_PORT", "8123")
    assert read_settings().base_url == "http://127.0.0.1:8123"
    monkeypatch.setenv("VERHAAL_BASE_URL", "https://verhaal.example.nl")
    assert read_settings().base_url == "https://verhaal.example.nl"


def test_all_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERHAAL_PORT", "x")
    monkeypatch.setenv("VERHAAL_WORKERS", "y")
    with pytest.raises(WrongSettings, match=r"(?s)VERHAAL_PORT.*VERHAAL_WORKERS"):
        read_settings()


def test_a_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERHAAL_DATABASE_URL", "mysql://verhaal:geheim@host/name")
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    assert "geheim" not in str(wrong.value)


def test_a_demo_listens_on_this_machine_only() -> None:
    with pytest.raises(WrongSettings, match="loopback"):
        Settings(demo=True, host="0.0.0.0")
    assert Settings(demo=True, host="::1").demo


def test_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path / "data")
    key = settings.key()
    assert len(key) >= 32
    assert settings.key() == key
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_photos_stand_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    assert Settings(data_folder=tmp_path).photos == str(tmp_path / "photos")
    assert Settings(data_folder=tmp_path, photo_store="s3://bucket/a").photos == "s3://bucket/a"
