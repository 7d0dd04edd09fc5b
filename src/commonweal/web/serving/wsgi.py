"""The site as a WSGI application, with its production settings."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # a server may start this without `commonweal serve`; SQLite makes files beside its own
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.web.settings.production")
application = get_wsgi_application()
