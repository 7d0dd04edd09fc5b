"""The site as it is served: its secret, and what only makes sense behind HTTPS."""

from __future__ import annotations

import os

from commonweal.web.settings import data
from commonweal.web.settings.defaults import *  # noqa: F403
from commonweal.web.settings.defaults import DATA

SECRET_KEY = data.secret(DATA)
# A proxy that ends HTTPS says so in this header; it must overwrite what a visitor sends.
if os.environ.get("COMMONWEAL_BEHIND_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
