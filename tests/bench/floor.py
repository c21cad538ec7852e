"""What others would do: Django's admin on the same tables, as it comes, and a Flask page that says ok.

The admin is what a small team would put over these tables in an afternoon, so it is the floor that Verhaal must beat.
It decides nothing about who may see what, checks no names and keeps no search index: quicker than it should be.
"""

import itertools
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import make_url

Visit = Callable[[], object]
PAGE = "/admin/auth/version/"
# What the admin has nothing like: a list is what it would give instead.
INSTEAD = {"overview": "list", "draw": "list"}


def bare_flask() -> Visit:
    app = Flask("bare")
    app.add_url_rule("/", "ok", lambda: "ok")
    client = app.test_client()
    return lambda: client.get("/")


class Admin:
    """Django's admin over the versions in one database. Several take turns in one process: `turn` before each visit."""

    def __init__(self, url: str, version_id: int, words: dict[str, str]) -> None:
        _set_up()
        from django.db import connections

        settings = connections.configure_settings({"default": _database(url)})
        self.connection = _wrapper(settings["default"])
        self.turn()
        self.client, self.numbers = _signed_in(), itertools.count(int(time.time()))
        self.visits = self._visits(version_id, words)

    def turn(self) -> None:
        from django.contrib.contenttypes.models import ContentType
        from django.db import connections

        connections["default"] = self.connection
        ContentType.objects.clear_cache()

    def _visits(self, version_id: int, words: dict[str, str]) -> dict[str, Visit]:
        """The admin's answer to what is measured of Verhaal, by the same name."""
        return {
            "the week's form": self._opened(f"{PAGE}add/"),
            "submit": lambda: _good(self.client.post(f"{PAGE}add/", self._said())),
            "list": self._opened(PAGE),
            "story page": self._opened(f"{PAGE}{version_id}/change/"),
            **{f"search: {kind}": self._opened(f"{PAGE}?{urlencode({'q': word})}") for kind, word in words.items()},
        }

    def _opened(self, path: str) -> Visit:
        return lambda: _good(self.client.get(path))

    def _said(self) -> dict[str, str]:
        return {"story_id": "1", "number": str(next(self.numbers)), "revision": "1", "year": "2026", "week_number": "1",
                "title": "Stoelen", "text": "De buren zetten zelf de stoelen klaar.", "saved_at_0": "2026-01-05",
                "saved_at_1": "10:00:00"}  # fmt: skip


def _set_up() -> None:
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(**_settings())
    django.setup()
    _register()


def _settings() -> dict[str, Any]:
    app, context = "django.contrib.", "django.template.context_processors.request"
    processors = [context, f"{app}auth.context_processors.auth", f"{app}messages.context_processors.messages"]
    return {
        "SECRET_KEY": "only for a benchmark",
        "ALLOWED_HOSTS": ["localhost"],
        "ROOT_URLCONF": "tests.bench.floor_urls",
        "INSTALLED_APPS": [app + name for name in ("admin", "auth", "contenttypes", "sessions", "messages")],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": processors},
            }
        ],
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "USE_TZ": True,
    }


def _database(url: str) -> dict[str, Any]:
    """For a server connections stay open, as Verhaal's do."""
    at = make_url(url)
    if at.get_backend_name() == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": at.database}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": at.database, "USER": at.username,
            "PASSWORD": at.password or "", "HOST": at.host or at.query.get("host"), "PORT": at.port or "",
            "CONN_MAX_AGE": None}  # fmt: skip


def _wrapper(settings: dict[str, Any]) -> Any:
    from django.db.utils import load_backend

    return load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")


def _signed_in() -> Any:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    user = get_user_model().objects.filter(username="floor").first()
    user = user or get_user_model().objects.create_superuser("floor", "floor@example.org", "floor")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _register() -> None:
    from django.contrib import admin
    from django.db import models

    class Version(models.Model):  # type: ignore[misc]
        story_id = models.IntegerField()
        number = models.IntegerField()
        revision = models.IntegerField(default=1)
        year = models.IntegerField()
        week_number = models.IntegerField()
        title = models.CharField(max_length=160)
        text = models.TextField()
        is_setback = models.BooleanField(default=False)
        change_note = models.CharField(max_length=300, blank=True)
        saved_at = models.DateTimeField()
        sheet_typed = models.IntegerField(default=0, editable=False)
        writing_seconds = models.IntegerField(default=0, editable=False)

        class Meta:
            app_label, db_table, managed = "auth", "version", False

        def __str__(self) -> str:
            return str(self.title)

    class VersionAdmin(admin.ModelAdmin):  # type: ignore[misc]
        list_display = ("title", "year", "week_number", "is_setback")
        list_filter = ("year", "is_setback")
        search_fields = ("title", "text")
        list_per_page = 25

    admin.site.register(Version, VersionAdmin)


def _good(answer: Any) -> object:
    assert answer.status_code in (200, 302), answer.status_code
    assert answer.status_code == 302 or b"errornote" not in answer.content
    return answer.content
