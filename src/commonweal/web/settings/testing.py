"""The site in tests: no folder of its own, and static files as they are."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from commonweal.web.settings import data
from commonweal.web.settings.defaults import *  # noqa: F403
from commonweal.web.settings.defaults import LOGGING as ALWAYS

SECRET_KEY = secrets.token_urlsafe(48)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATA = Path(tempfile.gettempdir()) / f"commonweal-tests-{os.getpid()}"
STATIC_ROOT = DATA / "static"
DATABASES = {"default": data.database(DATA) if os.environ.get("DATABASE_URL") else data.sqlite(DATA / "x")}
if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A line for every request would hide what a test says.
LOGGING = {**ALWAYS, "loggers": {**ALWAYS["loggers"], "commonweal.requests": {"level": "WARNING"}}}
