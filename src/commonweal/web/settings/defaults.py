"""What holds for the site wherever it runs."""

from __future__ import annotations

from typing import Any, Final

from csp.constants import NONE, SELF

from commonweal.web.settings import data
from commonweal.web.settings.logs import LOGGING as LOGGING

DATA = data.folder()
DEBUG = False
ALLOWED_HOSTS = data.hosts()
ROOT_URLCONF = "commonweal.web.urls"
WSGI_APPLICATION = "commonweal.web.serving.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "commonweal.web.accounts",
    "commonweal.web.record",
    "commonweal.web.missions",
    "commonweal.web.portfolio",
    "commonweal.web.agreements",
    "commonweal.web.assessment",
    "commonweal.web.publication",
]
MIDDLEWARE = [
    "commonweal.web.doors.logs.OneLine",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "commonweal.web.doors.headers.Headers",
    "commonweal.web.doors.caching.Conditional",  # it asks the database: what it fails with needs headers too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "commonweal.web.doors.guard.Guard",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["commonweal.web.publication.context.site"]},
    }
]
DATABASES = {"default": data.database(DATA)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES: Final = [("en", "English"), ("pt-br", "Português")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "commonweal.web.publication.sheets.ReportSheets",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Nothing is asked of any other place, and no script runs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE], "style-src": [SELF], "img-src": [SELF, "data:"], "font-src": [NONE],
        "base-uri": [NONE], "form-action": [SELF], "frame-ancestors": [NONE],
    }
}  # fmt: skip
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What a request may be at most.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
APPEND_SLASH = False
