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
    "django.contrib.sessions",
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
    "commonweal.web.office",
]
MIDDLEWARE = [
    "commonweal.web.doors.logs.OneLine",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "commonweal.web.doors.headers.Headers",
    "commonweal.web.doors.caching.Conditional",  # it asks the database: what it fails with needs headers too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "commonweal.web.doors.speaking.Speaking",
    "commonweal.web.doors.hosts.Hosts",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "commonweal.web.doors.guard.Guard",  # it refuses strangers before a form of theirs is read
    "django.middleware.csrf.CsrfViewMiddleware",
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

# Cookies are given in the office only, and no page elsewhere is sent them.
SESSION_COOKIE_NAME = "__Secure-office"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/office"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Secure-form"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "commonweal.web.publication.failing.forged"

# What a request may be at most.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
APPEND_SLASH = False
