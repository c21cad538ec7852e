"""What others would do: Django's admin on the same tables, as it comes, and a Flask page that says ok.

The admin is what a small team would put over these tables in an afternoon, so it is the floor that Verhaal must beat.
It signs nobody out and decides nothing about who may see what, which makes it quicker than it should be.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient


def bare_flask() -> FlaskClient:
    app = Flask("bare")
    app.add_url_rule("/", "ok", lambda: "ok")
    return app.test_client()


def django_admin(url: str) -> Any:
    """A signed-in client of Django's admin over the stories in the database at `url`."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(**_settings(url))
        django.setup()
    from django.contrib import admin
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    _register(admin)
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.filter(username="floor").first()
    user = user or get_user_model().objects.create_superuser("floor", "floor@example.org", "floor")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _settings(url: str) -> dict[str, Any]:
    app = "django.contrib."
    return {
        "SECRET_KEY": "only for a benchmark",
        "ALLOWED_HOSTS": ["localhost"],
        "ROOT_URLCONF": "tests.bench.floor_urls",
        "DATABASES": {"default": _database(url)},
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
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "USE_TZ": True,
    }


def _database(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:///")}
    parts = urlsplit(url)
    host = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host", parts.hostname)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "PASSWORD": parts.password or "",
        "HOST": host,
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
    }


def _register(admin: Any) -> None:
    from django.db import models

    if admin.site._registry and any(model.__name__ == "Version" for model in admin.site._registry):
        return

    class Version(models.Model):  # type: ignore[misc]
        story_id = models.IntegerField()
        number = models.IntegerField()
        revision = models.IntegerField(default=1)
        year = models.IntegerField()
        week_number = models.IntegerField()
        title = models.CharField(max_length=120)
        text = models.TextField()
        is_setback = models.BooleanField(default=False)
        change_note = models.CharField(max_length=300, blank=True)
        saved_at = models.DateTimeField()

        class Meta:
            app_label, db_table, managed = "auth", "version", False

        def __str__(self) -> str:
            return str(self.title)

    class VersionAdmin(admin.ModelAdmin):  # type: ignore[misc, name-defined]
        list_display = ("title", "year", "week_number", "is_setback")
        list_filter = ("year", "is_setback")
        search_fields = ("title", "text")
        list_per_page = 25

    admin.site.register(Version, VersionAdmin)


def admin_rows(client: Any, version_id: int, words: dict[str, str]) -> dict[str, Callable[[], object]]:
    """The admin's answer to what is measured of Verhaal, by the same name."""
    base = "/admin/auth/version/"

    def opened(path: str) -> Callable[[], object]:
        return lambda: _good(client.get(path))

    fields = {"story_id": "1", "number": "1", "revision": "1", "year": "2026", "week_number": "1", "title": "Een titel",
              "text": "Een verhaal.", "saved_at_0": "2026-01-05", "saved_at_1": "10:00:00"}  # fmt: skip
    return {
        "the week's form": opened(f"{base}add/"),
        "submit": lambda: _good(client.post(f"{base}{version_id}/change/", fields)),
        "list": opened(base),
        "story": opened(f"{base}{version_id}/change/"),
        **{f"search, {kind}": opened(f"{base}?q={word}") for kind, word in words.items()},
    }


def _good(answer: Any) -> object:
    assert answer.status_code in (200, 302), answer.status_code
    return answer.content
