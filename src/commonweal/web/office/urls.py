"""
Addresses of the office: all under one path, which is the only one that its cookies are sent to.

The language of a page stands behind that path, `/office/pt-br/import`: before it, no cookie would come along.
"""

from __future__ import annotations

from django.urls import URLResolver, path
from django.urls.resolvers import LocalePrefixPattern

from commonweal.web.office import signing, views


class Within(LocalePrefixPattern):
    """The path of the office, with the language of a page unless that is English."""

    @property
    def language_prefix(self) -> str:
        """Return how an address of the office begins in the language that is active."""
        return f"office/{super().language_prefix}"


pages = [
    URLResolver(
        Within(prefix_default_language=False),
        [
            path("sign-in", signing.sign_in, name="sign_in"),
            path("sign-out", signing.sign_out, name="sign_out"),
            path("import", views.start, name="import"),
            path("import/<str:upload>", views.decide, name="upload"),
        ],
    )
]
