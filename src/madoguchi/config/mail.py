"""Where mail goes: the server named by MADOGUCHI_MAIL_URL, the demo's mailbox page, or the screen."""

from __future__ import annotations

import os
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

PORTS: Final = {"smtp": 587, "smtps": 465}


def settings(*, demo: bool) -> dict[str, Any]:
    """Django's mail settings. `smtp://` speaks STARTTLS (in a relay's house: `?tls=0`), `smtps://` TLS."""
    if demo:
        return {"EMAIL_BACKEND": "madoguchi.demo.mailbox.MailboxBackend"}
    url = os.environ.get("MADOGUCHI_MAIL_URL", "")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return _server(urlsplit(url))


def _server(url: SplitResult) -> dict[str, Any]:
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError("MADOGUCHI_MAIL_URL: expected smtp://NAME:PASSWORD@HOST:PORT or smtps://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp" and url.query != "tls=0",
        "EMAIL_TIMEOUT": 20,
    }
